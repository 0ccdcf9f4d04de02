"""The header of a report: date, case number, addressee, officer and title, with labels or by their place."""

import re
from dataclasses import replace

from casework.documents.reading.case_numbers import find_case_number
from casework.documents.reading.dates import find_date
from casework.documents.reading.furniture import is_address
from casework.documents.reading.labelled import LabelReader
from casework.documents.reading.labels import Label
from casework.documents.reading.lines import Line, starts_lower
from casework.documents.reading.paragraphs import goes_on
from casework.documents.reading.people import has_contact, is_title, person_of
from casework.documents.reading.values import LONGEST, Header, body_in, without_marks
from casework.documents.reading.vocabulary import DOCUMENT_TYPE, ORGANISATION_WORD

PLACE = re.compile(r"[A-ZÅÄÖ][a-zåäö]{1,20}(?: den)?\Z")
"""A place before a date: «Exempelby den»."""

_ALONE = 0.7  # a line that is nothing but the value
_ADDRESSED = 0.9  # «Till kommunstyrelsen»
_BY_PLACE = 0.6
_FEW_WORDS = 4
_OF_A_TITLE = {"av", "för", "till", "om", "i", "på", "över", "hos", "inom", "vid", "från", "mellan", "med", "mot"}


def read_header(lines: list[Line]) -> Header:
    """Read the lines before the first heading.

    First the labels (confidence 1.0 on the label's line, 0.9 under it), then lines that are nothing but
    a date, a case number or a body (0.7), or a person with an office or an address under it (0.6).
    """
    header = Header()
    labels = LabelReader(header)
    rest = _remaining(lines, {index for index, line in enumerate(lines) if labels.takes(index, line)})
    header.rest = _take_officer(header, *_take_formal(header, rest))
    return header


def _remaining(lines: list[Line], taken: set[int]) -> list[Line]:
    """Return the lines that are not taken; each remembers the gap that those before it leave."""
    return [
        replace(line, blank_before=True) if index - 1 in taken else line
        for index, line in enumerate(lines)
        if index not in taken
    ]


def _take_formal(header: Header, lines: list[Line]) -> tuple[list[Line], set[int]]:
    """Take the lines that have a form of their own, but none that a title wraps to.

    Returns the other lines, and the numbers of those right above an administration or an address:
    a name there is the officer's.
    """
    taken: set[int] = set()
    above_address: set[int] = set()
    for index, line in enumerate(lines):
        above = lines[index - 1] if index and index - 1 not in taken else None
        if (above and goes_on(above.text)) or starts_lower(line.text):
            continue
        if _take_by_form(header, line):
            taken.add(index)
            if above and (has_contact(line.text) or _administration(line.text)):
                above_address.add(above.number)
    return _remaining(lines, taken), above_address


def _take_by_form(header: Header, line: Line) -> bool:
    """Take a line that holds nothing but date, number, body, document type, administration or address."""
    text = line.text
    if len(text) > LONGEST:
        return False
    date = None if "sammanträde" in text.lower() else find_date(text)
    number = find_case_number(text[: date.start] + " " + text[date.end :] if date else text)
    rest, body = without_marks(text), body_in(text)
    formal = not rest or body or DOCUMENT_TYPE.match(rest) or (date and PLACE.match(rest))
    if not formal:
        return is_address(text) or has_contact(text) or _administration(text)
    header.put(Label.DATE, date.iso if date else None, line, _ALONE)
    header.put(Label.CASE_NUMBER, number.number if number else None, line, _ALONE)
    header.put(Label.BODY, body, line, _ADDRESSED if text[:5].lower() == "till " else _ALONE)
    return True


def _administration(text: str) -> bool:
    words = text.split()
    named = len(words) <= _FEW_WORDS and not _OF_A_TITLE.intersection(words)
    return named and bool(ORGANISATION_WORD.match(words[-1]))


def _take_officer(header: Header, lines: list[Line], above_address: set[int]) -> list[Line]:
    """Take, without label, a person with a title, or a name above an office, administration or address."""
    if Label.OFFICER in header.values:
        return lines
    for index, line in enumerate(lines):
        person = person_of(line.text) if len(line.text) <= LONGEST else None
        below = lines[index + 1].text if index + 1 < len(lines) else ""
        office = below if is_title(below) else None
        if person and (person.title or office or line.number in above_address):
            header.put(Label.OFFICER, person.name, line, _BY_PLACE)
            header.put(Label.OFFICER_TITLE, person.title or office, line, _BY_PLACE)
            return lines[:index] + lines[index + (2 if office and not person.title else 1) :]
    return lines
