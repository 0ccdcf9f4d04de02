"""Finding a passage again in a text with marks for headings, lists, tables, bold, italic and links.

The marks are those of `casework.documents.markup`. A passage comes from what a reader sees, where they are not: it is
looked for as it is, then as it reads. Blanks of any sort and number are one.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

_MARKS = re.compile(
    r"^[ \t]*+\|?(?:[ \t]*+:?-++:?[ \t]*+\|)+[ \t]*+:?-*+:?[ \t]*+$"  # the line under a table's head
    r"|^[ \t]*+(?:\#{2,3}|-|\d{1,2}\.)[ \t]+"  # a heading, an item
    r"|\*+|\\(?=[^\w\s])"  # bold, italic, a mark that is meant as it stands
    r"|\[(?=[^\[\]\n]{0,300}\]\([^()\s]{1,500}\))|\]\([^()\s]{1,500}\)"  # a link round its words
    r"|\|",
    re.MULTILINE,
)
"""Each is looked for within bounds, so that no text takes long."""

_BLOCK_MARK = re.compile(r"[ \t]*(?:#{2,3}[ \t]|\||.*\|[ \t]*$)")


@dataclass(frozen=True)
class Span:
    """Where a passage stands: text[start:end]."""

    start: int
    end: int


def spans(passage: str, text: str) -> list[Span]:
    """Every place where the passage stands in the text, from the start; [] for a passage without a word."""
    found = _search(passage, text)
    if found:
        return found
    read = _Read(text)
    found = _search(passage, read.text) or _search(_Read(passage).text, read.text)
    return [Span(read.place(span.start), read.place(span.end - 1) + 1) for span in found]


def _search(passage: str, text: str) -> list[Span]:
    words = passage.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    return [Span(*match.span()) for match in pattern.finditer(text)]


class _Read:
    """A text without its marks, that knows where each of its characters stood."""

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        self.origins: list[int] = []
        pieces: list[str] = []
        length = at = 0
        for mark in [*_MARKS.finditer(text), None]:
            start = mark.start() if mark else len(text)
            for piece, origin in ((text[at:start], at), (" " if mark and mark.group() == "|" else "", start)):
                if piece:
                    self.starts.append(length)
                    self.origins.append(origin)
                    pieces.append(piece)
                    length += len(piece)
            at = mark.end() if mark else start
        self.text = "".join(pieces)

    def place(self, number: int) -> int:
        """Where that character stood."""
        piece = bisect_right(self.starts, number) - 1
        return self.origins[piece] + number - self.starts[piece]


def cuts_through(text: str, span: Span) -> bool:
    """Whether to replace the span would break the marks: half of what is bold or italic, a heading or a table in it."""
    inside = text[span.start : span.end]
    strong = inside.count("**")
    if strong % 2 or (inside.count("*") - 2 * strong) % 2:
        return True
    start = text.rfind("\n", 0, span.start) + 1
    lines = text[start : span.end].split("\n")
    return len(lines) > 1 and any(_BLOCK_MARK.match(line) for line in lines)


def replaced(text: str, span: Span, other: str) -> str:
    """The text with `other` in the span's place; where nothing is put there, its blank goes too."""
    before, after = text[: span.start], text[span.end :]
    if not other and (not before or before[-1].isspace()):
        after = after.lstrip(" ")
    return before + other + after
