"""What belongs to the page, not to the text: page numbers, repeated headers, addresses, bookmark outlines."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from casework.documents.reading.case_numbers import find_case_number
from casework.documents.reading.dates import find_date
from casework.documents.reading.lines import Line, letters
from casework.documents.reading.vocabulary import DOCUMENT_TYPE, ORGANISATION_WORD, kind_of_heading

_PAGE = r"(?:sid(?:a|an)?|page)?\s?\d{1,3}\s?(?:\(\s?\d{1,3}\s?\)|(?:av|of)\s\d{1,3})"
_PAGE_NUMBER = re.compile(
    rf"(?:{_PAGE}|(?:sid(?:a|an)?|page)\s\d{{1,3}}|[-–]\s?\d{{1,3}}\s?[-–]|\d{{1,3}})\Z", re.IGNORECASE
)
_PAGE_AT_END = re.compile(rf"(?<=\S)\s+{_PAGE}\Z", re.IGNORECASE)
_PAGE_LABELS = re.compile(
    r"(?:datum|vår beteckning|er beteckning|diarienummer|diarienr|dnr|sidan?|beteckning|ert datum)\b[.:]?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:(?:post|besöks|gatu|internet|webb|hemside|e-post|leverans)adress|bankgiro|plusgiro|postgiro|org\.?\s?nr|växel"
    r"|organisationsnummer|telefon|tel|fax|e-post|webb(?:plats)?|hemsida)\b\.?\s?(?::|\(?\+?\d|www\.|$)",
    re.IGNORECASE,
)
_STRIP = re.compile(
    r"(?:expedierat\s?/\s?bestyrkt|exp\.? datum|justerandes? sign(?:atur)?\.?|utdragsbestyrkande"
    r"|ordförandes? sign\.?|[A-ZÅÄÖ]{2,4}\d{3,5}, ?v\d).{0,80}\Z",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:\.\s?){4,}\d{1,3}\Z|\Ainnehåll(?:sförteckning)?\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_WIDEST = 100  # page furniture is shorter
_NEAR = 3  # lines from a page break


@dataclass(frozen=True, slots=True)
class Parted:
    """A text without its furniture, and of that the lines with date or case number after the header."""

    lines: list[Line]
    register: list[Line]


def without_furniture(lines: list[Line]) -> Parted:
    """`lines` without page furniture and without a bookmark outline at the end.

    A line that repeats goes only when it stands near a page break: a recipient may well repeat the
    addressee. The first lines, up to the first heading, keep all but page numbers: they are the
    report's header.
    """
    lines = _without_outline(lines)
    header = next((index for index, line in enumerate(lines) if kind_of_heading(line.text)), len(lines))
    repeated = _repeated(lines, header)
    parted = Parted([], [])
    torn = False
    for index, line in enumerate(lines):
        register = index >= header and _only_register_data(line.text)
        if register:
            parted.register.append(line)
        if register or index in repeated or _is_furniture(line, in_header=index < header):
            torn = True
            continue
        parted.lines.append(_without_page_number(replace(line, blank_before=True) if torn else line))
        torn = False
    return parted


def is_address(text: str) -> bool:
    """Whether a line is part of a letterhead or footer: address, telephone, form code, signature strip."""
    return len(text) <= _WIDEST * 2 and bool(_ADDRESS.match(text) or _STRIP.match(text))


def _is_furniture(line: Line, *, in_header: bool) -> bool:
    if len(line.text) < _WIDEST * 2 and _CONTENTS.search(line.text):
        return True
    if _is_page_number(line):
        return not line.text.isdigit() or line.blank_before
    return not in_header and is_address(line.text)


def _only_register_data(text: str) -> bool:
    """Whether a line holds only labels, date, case number and page number: the header of a later page."""
    if len(text) > _WIDEST or not _DIGITS.search(text):
        return False
    rest = _PAGE_AT_END.sub("", text)
    marks = int(rest != text)
    rest, labels = _PAGE_LABELS.subn(" ", rest)
    for find in (find_date, find_case_number):
        found = find(rest)
        if found:
            rest = rest[: found.start] + " " + rest[found.end :]
            marks += 1
    return not rest.strip(" .:;-") and marks + labels > 1


def _without_page_number(line: Line) -> Line:
    """Return a header line «Tjänsteskrivelse 1 (2)» without its page number."""
    if len(line.text) > _WIDEST:
        return line
    rest = _PAGE_AT_END.sub("", line.text)
    words = rest.split()
    if rest == line.text or not (
        DOCUMENT_TYPE.match(rest) or ORGANISATION_WORD.match(words[-1]) or _PAGE_LABELS.match(rest)
    ):
        return line
    return replace(line, text=rest)


def _repeated(lines: list[Line], header: int) -> set[int]:
    """Lines near a page break whose text (whatever the digits) stands near another or in the header too."""
    near: set[int] = set()
    for index, line in enumerate(lines):
        mark = line.page_start or (len(line.text) < _WIDEST and bool(_PAGE_AT_END.search(line.text)))
        if mark or (_is_page_number(line) and not line.text.isdigit()):
            near.update(range(max(header, index - _NEAR), min(len(lines), index + _NEAR + 1)))
    masks = [_DIGITS.sub("0", line.text) if len(line.text) < _WIDEST else "" for line in lines]
    counts = Counter(masks[index] for index in near.union(range(header)))
    return {index for index in near if counts[masks[index]] > 1 and masks[index] and not kind_of_heading(masks[index])}


def _is_page_number(line: Line) -> bool:
    return len(line.text) < _WIDEST and bool(_PAGE_NUMBER.match(line.text))


def _without_outline(lines: list[Line]) -> list[Line]:
    """Without the trailing lines that only repeat title and headings: the bookmarks of a PDF."""
    start = len(lines)
    keys = [letters(line.text) if len(line.text) < _WIDEST * 3 else "" for line in lines]
    earlier = Counter(keys)
    pairs = {first + second for first, second in pairwise(keys)}
    pairs |= {first + second + third for first, second, third in zip(keys, keys[1:], keys[2:], strict=False)}
    headings = 0
    while start and keys[start - 1] and (earlier[keys[start - 1]] > 1 or keys[start - 1] in pairs):
        start -= 1
        earlier[keys[start]] -= 1
        headings += kind_of_heading(lines[start].text) is not None
    return lines[:start] if headings > 1 and len(lines) - start > 1 and start else lines
