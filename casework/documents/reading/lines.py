"""A text as lines: whitespace and damaged characters put right, page breaks and empty lines remembered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from casework.documents.reading.files import Unreadable

LINE_LIMIT = 20_000
"""Lines with text: some four hundred pages. It bounds the time that a hostile file takes."""

_BREAKS = re.compile("\r\n|[\n\r\u2028\u2029]")
_INVISIBLE = (*range(0x09), *range(0x0E, 0x20), 0x7F, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
_DAMAGED: dict[int, str | None] = dict.fromkeys(_INVISIBLE) | {
    0x2010: "-",
    0x2011: "-",
}  # non-breaking hyphens
_ACCENTS = {"\u030a": "aåAÅ", "\u0308": "aäoöAÄOÖuüUÜ", "\u0301": "eéEÉaáAÁ", "\u0300": "aàAÀeè"}
_RULE = re.compile(r"[-_=*~.\s]{3,}\Z")
_HEADING_MARK = re.compile(r"#{1,6}\s+|(?=(?:\*\*|__|<b>).{1,120}(?:\*\*|__|</b>)\W{0,2}\Z)")
_MARKS = re.compile(r"\*\*|__|</?[bi]>")
_WORD_START = re.compile(r"\w")

_SPACED_LINES = 20  # fewer lines may well be so many paragraphs
_SPACED = 0.95  # of the lines follow an empty one
_WRAPPED = 0.3  # of the lines begin in the middle of a sentence
MIN_WIDTH = 72
_WIDTH_SAMPLE = 40  # shorter lines say nothing of where the column ends


@dataclass(frozen=True, slots=True)
class Line:
    """One line with text. `number` counts from 1 in the file as an editor shows it."""

    number: int
    text: str
    blank_before: bool = False
    page_start: bool = False
    """A form feed stands before it."""
    hard_end: bool = False
    """Two or more blanks end it: word processors' paragraph mark in text taken from PDF."""
    marked: bool = False
    """Marked as heading or wholly bold (Markdown)."""


def split_lines(text: str) -> list[Line]:
    """Return the lines of `text` that hold something; whitespace runs, no-break spaces too, are one blank.

    Raises Unreadable for more than LINE_LIMIT lines. Lines that only draw a rule count as empty.
    """
    lines: list[Line] = []
    blank, page = True, False
    for number, part, first in _parts(text):
        page = page or not first
        line = _line(number, part, blank=blank or page, page_start=page) if part else None
        blank = line is None
        if line is not None:
            lines.append(line)
            page = False
        if len(lines) > LINE_LIMIT:
            raise Unreadable(f"Filen har för många rader: högst {LINE_LIMIT} rader läses.")
    return _without_spacing(lines)


def _parts(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield number and text of every line; one with form feeds in parts, `first` before the first of them."""
    for number, raw in enumerate(_BREAKS.split(composed(text)), start=1):
        if "\f" in raw:
            first, *rest = raw.split("\f")
            yield number, first, True
            yield from ((number, part, False) for part in rest)
        else:
            yield number, raw, True


def _without_spacing(lines: list[Line]) -> list[Line]:
    """Lines of a text with an empty line after almost every line, where the empty ones then say nothing."""
    spaced = sum(line.blank_before for line in lines)
    wrapped = sum(starts_lower(line.text) for line in lines)
    if len(lines) < _SPACED_LINES or spaced < len(lines) * _SPACED or wrapped < len(lines) * _WRAPPED:
        return lines
    return [replace(line, blank_before=False) for line in lines]


def composed(text: str) -> str:
    """`text` with letter plus combining accent as one letter: some systems split å ä ö in two.

    unicodedata.normalize is not used: its time grows with the square of a run of combining characters.
    """
    for accent, pairs in _ACCENTS.items():
        if accent in text:
            for plain, whole in zip(pairs[::2], pairs[1::2], strict=True):
                text = text.replace(plain + accent, whole)
    return text


def _line(number: int, raw: str, *, blank: bool, page_start: bool) -> Line | None:
    if raw.endswith("\u00ad"):  # a soft hyphen shows only where the line was broken
        raw = raw[:-1] + "-"
    text = " ".join(raw.replace("\u00ad", "").translate(_DAMAGED).split())
    if not text or _RULE.match(text):
        return None
    marked = _HEADING_MARK.match(text)
    if marked:
        text = _MARKS.sub("", text[marked.end() :]).strip()
    return Line(number, text, blank, page_start, raw.endswith(("  ", "\u00a0 ", " \t")), bool(marked)) if text else None


def column_width(lines: list[Line]) -> int:
    """Characters of a full line: nine of ten longer lines fit in it. At least MIN_WIDTH."""
    lengths = sorted(len(line.text) for line in lines if len(line.text) >= _WIDTH_SAMPLE)
    return max(MIN_WIDTH, lengths[len(lengths) * 9 // 10]) if lengths else MIN_WIDTH


def letters(text: str) -> str:
    """Letters and digits of `text` in lower case without rings and dots: the key that headings are known by.

    «Förslag till beslut:», «FÖRSLAG TILL BESLUT» and, damaged by extraction, «Forslag till b eslut» are one.
    """
    return "".join(filter(str.isalnum, text.lower().translate(_PLAIN)))


_PLAIN = str.maketrans("åäöéüáàè", "aaoeuaae")


def first_letter(text: str) -> str:
    """Return the first letter or digit of `text`, "" if it has none in its first characters."""
    found = _WORD_START.search(text[:8])
    return found.group() if found else ""


def starts_lower(text: str) -> bool:
    """Whether the first letter is a small one: a sentence goes on."""
    return first_letter(text).islower()


def starts_upper(text: str) -> bool:
    """Whether the first letter is a capital: something new may begin."""
    return first_letter(text).isupper()
