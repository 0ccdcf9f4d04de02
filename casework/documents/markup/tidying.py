"""The way in: what a text cannot hold is taken out before it is kept."""

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link

from casework.documents.markup.grammar import ADDRESS, keep_links_short

MOST_ROUNDS = 10
"""Links that stand deeper in each other are left; they are shown as text all the same."""


def tidy(text: str) -> str:
    """Return the text without links to other schemes (their words stay) and images (their words stay).

    Nothing else is changed, and a tidy text stays as it is.
    """
    before, after = text, text
    for _ in range(MOST_ROUNDS):
        after = "\n".join(_line(line) for line in before.split("\n"))
        if after == before:
            return after
        before = after
    return text


def _line(line: str) -> str:
    if "](" not in line:
        return line
    found: list[tuple[int, int, int, int]] = []
    _FINDER.parseInline(line, {"found": found})
    made, at = "", 0
    for start, words, words_end, end in found:
        made += line[at:start] + line[words:words_end]
        at = end
    return made + line[at:]


def _finder() -> MarkdownIt:
    """A parser that takes any link and any image, and notes where they stand."""
    made = MarkdownIt("zero", {"maxNesting": 100}).enable(["text", "escape", "link", "image"])
    keep_links_short(made)
    made.validateLink = lambda url: True  # type: ignore[method-assign]
    made.inline.ruler.at("link", _link)
    made.inline.ruler.at("image", _image)
    return made


def _image(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not image(state, True):  # silent: found, not written
        return False
    if not silent:
        words_end = state.md.helpers.parseLinkLabel(state, start + 1)
        state.env["found"].append((start, start + 2, words_end, state.pos))
    return True


def _link(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not link(state, True):  # as above
        return False
    if silent:
        return True
    end, most = state.pos, state.posMax
    words_end = state.md.helpers.parseLinkLabel(state, start)
    if ADDRESS.match(_address(state, words_end + 2)):
        state.pos, state.posMax = start + 1, words_end  # a good link may hold an image
        state.md.inline.tokenize(state)
        state.pos, state.posMax = end, most
    else:
        state.env["found"].append((start, start + 1, words_end, end))
    return True


def _address(state: StateInline, start: int) -> str:
    """The address that is written from there, after blanks."""
    start += len(re.match(r"\s*", state.src[start:]).group())  # type: ignore[union-attr]  # matches nothing too
    found: Any = state.md.helpers.parseLinkDestination(state.src, start, state.posMax)
    return str(state.md.normalizeLink(found.str))


_FINDER = _finder()
