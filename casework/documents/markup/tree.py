"""A text as a small tree: blocks, and in them runs of words that look the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from markdown_it.token import Token

from casework.documents.markup.grammar import PARSER, without_years_as_numbers

FIGURE = re.compile(r"(?!(?:19|20)\d\d\Z)[-−–+]?\d[\d\s.,]*(?:%|kr|tkr|mkr|mnkr|kronor)?\Z")
"""An amount, a share or a count; a year is a name."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look the same, flat however they are nested; a newline in them is a line break."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words."""

    runs: Runs
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 2 or 3, and 3 only below a 2, whatever was typed."""

    level: int
    runs: Runs
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without numbers. `loose`: blank lines between its items."""

    items: tuple[tuple["Block", ...], ...]
    loose: bool
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A numbered list. Its numbers are those that were typed: where they do not follow, another list begins."""

    start: int
    items: tuple[tuple["Block", ...], ...]
    loose: bool
    kind: str = field(default="numbers", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of the same number; the first row is the heading. `amounts`: columns of figures."""

    rows: tuple[tuple[Runs, ...], ...]
    amounts: tuple[bool, ...]
    kind: str = field(default="table", init=False)


Block: TypeAlias = Paragraph | Heading | Bullets | Numbers | Table


def parse(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text. Takes any text, and every word of it is in the tree."""
    tokens = PARSER.parse(without_years_as_numbers(text))
    _mark_loose_lists(tokens)
    return _in_order(_blocks(iter(tokens), ""))


def said(runs: Runs) -> str:
    """Return the words of the runs."""
    return "".join(run.text for run in runs)


def _mark_loose_lists(tokens: Sequence[Token]) -> None:
    """A paragraph in a list is hidden by markdown-it where no blank line stands between the items."""
    lists: list[Token] = []
    for token in tokens:
        if token.type.endswith("list_open"):
            lists.append(token)
        elif token.type.endswith("list_close"):
            lists.pop()
        elif token.type == "paragraph_open" and lists and not token.hidden and token.level == lists[-1].level + 2:
            lists[-1].meta["loose"] = True


def _in_order(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """No lower heading before the first higher one: a reader who listens would look for what is missing."""
    begun = False
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and not begun:
            begun = True
            made.append(Heading(2, block.runs))
        else:
            made.append(block)
    return tuple(made)


def _blocks(tokens: Iterator[Token], end: str) -> list[Block]:
    made: list[Block] = []
    for token in tokens:
        if token.type == end:
            break
        if token.type == "paragraph_open":
            made.append(Paragraph(_runs_before(tokens, "paragraph_close")))
        elif token.type == "heading_open":
            made.append(Heading(int(token.tag[1]), _runs_before(tokens, "heading_close")))
        elif token.type == "table_open":
            made.append(_table(tokens))
        else:
            made.extend(_lists(token, tokens))
    return made


def _runs_before(tokens: Iterator[Token], end: str) -> Runs:
    found: list[Token] = []
    for token in tokens:
        if token.type == end:
            break
        found.extend(token.children or [])
    return _runs(found)


def _lists(opening: Token, tokens: Iterator[Token]) -> list[Block]:
    """The list that begins; as several where its numbers do not follow each other."""
    items: list[tuple[Block, ...]] = []
    numbers: list[int] = []
    loose = bool(opening.meta.get("loose"))
    for token in tokens:
        if token.type != "list_item_open":
            break
        numbers.append(int(token.info or 0))
        items.append(tuple(_blocks(tokens, "list_item_close")))
    if opening.type == "bullet_list_open":
        return [Bullets(tuple(items), loose)]
    starts = [at for at, number in enumerate(numbers) if at == 0 or number != numbers[at - 1] + 1]
    ends = [*starts[1:], len(items)]
    return [Numbers(numbers[a], tuple(items[a:b]), loose) for a, b in zip(starts, ends, strict=True)]


def _table(tokens: Iterator[Token]) -> Table:
    rows: list[list[Runs]] = []
    right: list[bool] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open":
            right.append(token.attrs.get("style") == "text-align:right")
            rows[-1].append(_runs_before(tokens, "th_close"))
        elif token.type == "td_open":
            rows[-1].append(_runs_before(tokens, "td_close"))
    columns = zip(right, zip(*rows, strict=True), strict=True)
    amounts = tuple(asked or _holds_figures(cells[1:]) for asked, cells in columns)
    return Table(tuple(tuple(row) for row in rows), amounts)


def _holds_figures(cells: Sequence[Runs]) -> bool:
    """Whether every cell of a column that says something is a figure."""
    words = [said(runs).strip() for runs in cells]
    return any(words) and all(FIGURE.match(word) for word in words if word)


def _runs(tokens: Sequence[Token]) -> Runs:
    """Nested marks as flat runs, neighbours that look the same joined."""
    made: list[Run] = []
    strong = emphasis = 0
    href = ""
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            strong += token.nesting
        elif token.type in {"em_open", "em_close"}:
            emphasis += token.nesting
        elif token.type in {"link_open", "link_close"}:
            href = str(token.attrs.get("href", ""))
        else:
            _add(made, Run("\n" if token.type.endswith("break") else token.content, strong > 0, emphasis > 0, href))
    return tuple(made)


def _add(made: list[Run], run: Run) -> None:
    last = made[-1] if made else None
    if last and (last.strong, last.emphasis, last.href) == (run.strong, run.emphasis, run.href):
        made[-1] = Run(last.text + run.text, run.strong, run.emphasis, run.href)
    elif run.text:
        made.append(run)
