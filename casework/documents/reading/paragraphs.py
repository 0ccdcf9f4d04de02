"""Lines joined to paragraphs: where a wrapped or torn line goes on, and where something new begins.

Text taken from PDF has empty lines inside sentences and none between paragraphs, so neither is trusted
alone: what counts is how the line before ends, how the next begins, and whether the next word would have
fitted on the line.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from casework.documents.reading.lines import Line, first_letter, starts_lower, starts_upper

_MARKER = re.compile(
    r"(?:(?P<number>\d{1,2})[.)](?!\d)"  # 1. 1)
    r"|(?P<letter>[a-h])\)"  # a)
    r"|(?P<bullet>[•·●▪◦‣○■□➢✓❖➤→\ue000-\uf8ff]|\*(?!\*)|[-–—](?=\s|att\b|[A-ZÅÄÖa-zåäö]{3}|$)|o(?=\s[A-ZÅÄÖ])))\s*"
)
_LABELLED = re.compile(r"[A-ZÅÄÖ][a-zåäö]{2,20} (?:\d{1,2}|[A-F])\s?: ")  # «Alternativ 1: »
_CLOSED = re.compile(r"[.!?:…][\"”’»)\]]*\Z")
_ABBREVIATION = re.compile(
    r"(?:\b(?:t\.?\s?ex|bl\.?\s?a|s\.?\s?k|d\.?\s?v\.?\s?s|ca|jfr|nr|kap|prop|bet|resp))\.\Z", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"(?:[,–-]|(?<!\w)(?:och|samt|eller|respektive|med|av|för|i|på|till|om|att|som|den|det|de|en|ett|från|vid|under"
    r"|över|mellan|enligt|inom|mot|per|utan|men|är|ska|skall|kan|har|avseende|gällande|angående|kring|ur|hos|sin|sina))\Z",
    re.IGNORECASE,
)
_TORN = re.compile(r"[a-zåäöé]{2}-\Z")
_NOT_TORN = {"och", "eller", "samt", "respektive", "men", "till"}
_TAIL = 40  # characters looked at for how a line ends

_FITS = 0.85  # of the column: letters differ in width, so a line of that length may have been full
_SHORT = 0.6  # a line that short was ended on purpose


@dataclass(frozen=True, slots=True)
class Marker:
    """The sign before a list item: kind `number`, `letter` or `bullet`, and the text after it."""

    kind: str
    sign: str
    rest: str


def marker_of(text: str) -> Marker | None:
    """Return the list sign that `text` begins with, None without one."""
    found = _MARKER.match(text)
    if not found:
        return None
    kind = found.lastgroup or "bullet"
    return Marker(kind, found.group(kind), text[found.end() :])


def closed(text: str) -> bool:
    """Whether `text` ends a sentence (an abbreviation's full stop does not)."""
    tail = text[-_TAIL:]
    return bool(_CLOSED.search(tail)) and not _ABBREVIATION.search(tail)


def goes_on(text: str) -> bool:
    """Whether `text` ends with a comma, a hyphen or a word that cannot be the last one."""
    return bool(_GOES_ON.search(text[-_TAIL:]))


def fits(line: Line, after: Line, width: int) -> bool:
    """Whether the first word of `after` would have had room on `line`: the line was ended on purpose."""
    word = after.text.partition(" ")[0]
    return len(line.text) + 1 + len(word) <= width * _FITS


def ends_paragraph(line: Line, after: Line, width: int) -> bool:
    """Whether a paragraph ends between two lines that follow each other in a column of `width` characters."""
    if line.marked or after.marked:
        return True
    sign = marker_of(after.text)
    if sign:
        return not (sign.sign in "-–—" and not closed(line.text) and not fits(line, after, width))
    if goes_on(line.text) or starts_lower(after.text):
        return False
    return bool(_LABELLED.match(after.text[:_TAIL])) or _ended_on_purpose(line, after, width)


def _ended_on_purpose(line: Line, after: Line, width: int) -> bool:
    """Whether the empty line or the short line between two sentences, or headings, is the writer's."""
    whole = closed(line.text)
    if after.blank_before:
        return whole or (starts_upper(after.text) and fits(line, after, width))
    if whole:
        return fits(line, after, width) or (line.hard_end and starts_upper(after.text))
    return starts_upper(after.text) and len(line.text) < width * _SHORT


def grouped(lines: list[Line], width: int) -> list[list[Line]]:
    """Return the lines of each paragraph or list item."""
    groups = [lines[:1]] if lines else []
    for line, after in pairwise(lines):
        if ends_paragraph(line, after, width):
            groups.append([])
        groups[-1].append(after)
    return groups


def joined(texts: list[str]) -> str:
    """Return wrapped lines as one text with one blank between; a word torn at a line's end is whole again."""
    pieces: list[str] = []
    for text in texts:
        if pieces and (glue := _glue(pieces[-1], text)) is not None:
            pieces[-1] = pieces[-1][: len(pieces[-1]) - glue]
        elif pieces:
            pieces.append(" ")
        pieces.append(text)
    return "".join(pieces)


def _glue(text: str, after: str) -> int | None:
    """Characters to cut from the end of `text` when `after` continues its word; None when a blank belongs."""
    tail = text[-_TAIL:]
    if not tail.endswith("-") or tail.endswith(" -") or not first_letter(after).isalpha():
        return None
    if not starts_lower(after):
        return 0 if len(tail) > 1 else None  # «Västra-» «Götaland»: the hyphen is the name's own
    if _TORN.search(tail):
        return None if after[:_TAIL].partition(" ")[0] in _NOT_TORN else 1
    return 0  # «IT-» «spåret»


def text_of(lines: list[Line], width: int) -> str:
    """Return the paragraphs of `lines`, joined with an empty line; list items keep a sign, «•» or a dash."""
    return "\n\n".join(_with_sign(joined([line.text for line in group])) for group in grouped(lines, width))


def _with_sign(text: str) -> str:
    sign = marker_of(text)
    if sign is None or sign.kind != "bullet":
        return text
    return f"• {sign.rest}" if sign.sign not in "-–—" else f"{sign.sign} {sign.rest}"
