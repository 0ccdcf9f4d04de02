"""markdown-it, narrowed to the subset. Its rules are only refused here where the subset is smaller, never rewritten."""

import re
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_block import StateBlock, heading, list_block, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize

ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+\Z", re.IGNORECASE)
"""Where a link may lead."""

DEEPEST = 8
"""Each list within a list counts two: four of them stand in each other, what is deeper is text."""

LONGEST_WORDS = 1_000
MOST_BRACKETS = 1_000
"""Longer words of a link, and more "[" in one paragraph, are text: to look for the end of each would take minutes."""

_BLOCKS = ["table", "list", "heading", "paragraph"]
_INLINES = ["text", "newline", "escape", "link", "emphasis", "balance_pairs", "fragments_join"]
_MARKER = re.compile(r"-(?=[ \t]|$)|\d{1,2}\.(?=[ \t]|$)")
_YEAR = re.compile(r"^([ \t]*\d{3,})\.(?=[ \t]|$)", re.MULTILINE)


def without_years_as_numbers(text: str) -> str:
    r"""Give "2019\. Det" for "2019. Det": a line that begins with a year or an amount begins no list."""
    return _YEAR.sub(r"\1\\.", text)


def make_parser() -> MarkdownIt:
    """Return a parser of the subset."""
    made = MarkdownIt("zero", {"html": False, "maxNesting": 100}).enable([*_BLOCKS, *_INLINES])
    made.block.ruler.at("list", _list, {"alt": ["paragraph"]})
    made.block.ruler.at("heading", _heading, {"alt": ["paragraph"]})
    made.block.ruler.at("table", _table, {"alt": ["paragraph"]})
    made.inline.ruler.at("emphasis", _emphasis)
    # Titles of links would be words that nobody sees: a link with one is text.
    keep_links_short(made, parseLinkTitle=lambda *_: SimpleNamespace(ok=False, pos=0, str=""))
    made.validateLink = lambda url: bool(ADDRESS.match(url))  # type: ignore[method-assign]
    return made


def keep_links_short(parser: MarkdownIt, **more: Any) -> None:
    """Let `parser` look for the end of a link's words within bounds; `more` are helpers in place of its own."""
    given = {"parseLinkDestination": helpers.parseLinkDestination, "parseLinkTitle": helpers.parseLinkTitle}
    parser.helpers = SimpleNamespace(**(given | more), parseLinkLabel=_label_end)  # type: ignore[assignment]


def _label_end(state: StateInline, start: int, disable_nested: bool = False) -> int:
    if -1 not in state.cache:  # its keys are positions, so this one is free
        state.cache[-1] = state.src.count("[")
    if state.cache[-1] > MOST_BRACKETS:
        return -1
    most = state.posMax
    state.posMax = min(most, start + LONGEST_WORDS)
    end = helpers.parseLinkLabel(state, start, disable_nested)
    state.posMax = most
    return end


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Only "-" and numbers of one or two digits with a point: "*", "+ 5 %" and "1)" are text."""
    if state.level >= DEEPEST or not _MARKER.match(_line(state, start)):
        return False
    return list_block(state, start, end, silent)


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Two levels, with words in them, and not within a list."""
    if state.level or not re.match(r"###?[ \t]+(?![# \t]*$)", _line(state, start)):
        return False
    return heading(state, start, end, silent)


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Not within a list; a row with more cells than the heading would lose them, so that is no table but text."""
    if state.level:
        return False
    before, parent = len(state.tokens), state.parentType
    if not table(state, start, end, silent):
        return False
    made = state.tokens[before:]
    rows = [token for token in made if token.type == "tr_open" and token.map]
    widest = max((_cells(_line(state, token.map[0])) for token in rows if token.map), default=0)
    if widest <= sum(token.type == "th_open" for token in made):
        return True
    del state.tokens[before:]
    state.line, state.parentType, state.level = start, parent, 0
    return False


def _cells(line: str) -> int:
    cells = escapedSplit(line.strip())
    return len(cells) - (cells[:1] == [""]) - (len(cells) > 1 and cells[-1] == "")


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Only by asterisks: an underscore is part of a name."""
    return state.src[state.pos] != "_" and tokenize(state, silent)


PARSER: Any = make_parser()
"""The process's own parser: it keeps nothing between texts, so threads may share it."""
