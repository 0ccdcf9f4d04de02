"""The header of a report: date, case number, addressee, officer and title, with labels or by their place."""

import re
from dataclasses import dataclass, field, replace

from casework.documents.reading.bodies import match_body, match_genitive, whole_body
from casework.documents.reading.case_numbers import find_case_number, labelled_case_number
from casework.documents.reading.dates import find_date
from casework.documents.reading.furniture import is_address
from casework.documents.reading.labels import Label, Labelled, labels_in
from casework.documents.reading.lines import Line, starts_lower
from casework.documents.reading.paragraphs import goes_on
from casework.documents.reading.people import has_contact, is_title, person_of, without_contact
from casework.documents.reading.vocabulary import DOCUMENT_TYPE, ORGANISATION_WORD

_REACH = 8  # lines under a row of labels in which their values may stand
_BODY_AT_END = re.compile(r"(?:\A|\s)(?=[A-ZÅÄÖ])")
_SIDE = 200
PLACE = re.compile(r"[A-ZÅÄÖ][a-zåäö]{1,20}(?: den)?\Z")
_FEW_WORDS = 4
_FIGURES = 40  # another date or number under its label; longer lines are not its value


@dataclass(frozen=True, slots=True)
class Value:
    """A field's text, the line it stands on and how sure the reading is."""

    text: str
    line: int
    confidence: float


@dataclass(slots=True)
class Header:
    """What the header says, by label; and its other lines, where the title is among them."""

    values: dict[Label, Value] = field(default_factory=dict)
    rest: list[Line] = field(default_factory=list)
    above_address: set[int] = field(default_factory=set)
    """Lines right above an administration or an address: a name there is the officer's."""

    def put(self, kind: Label, text: str | None, line: Line, confidence: float) -> bool:
        """Keep the first value for `kind`; whether `text` was one."""
        if text:
            self.values.setdefault(kind, Value(text, line.number, confidence))
        return bool(text)


def read_header(lines: list[Line]) -> Header:
    """Read the lines before the first heading.

    First the labels (confidence 1.0 on the label's line, 0.9 under it), then lines that are nothing but
    a date, a case number or a body (0.7), or a person with an office or an address under it (0.6).
    """
    header = Header()
    rest = _take_formal(header, _take_labelled(header, lines))
    header.rest = _take_officer(header, rest)
    return header


def _remaining(lines: list[Line], taken: set[int]) -> list[Line]:
    """The lines that are not taken; each remembers the gap that taken ones before it leave."""
    return [
        replace(line, blank_before=True) if index - 1 in taken else line
        for index, line in enumerate(lines)
        if index not in taken
    ]


def _take_formal(header: Header, lines: list[Line]) -> list[Line]:
    """Take the lines that have a form of their own, but no line that a title wraps to."""
    taken: set[int] = set()
    for index, line in enumerate(lines):
        above = lines[index - 1] if index and index - 1 not in taken else None
        if (above and goes_on(above.text)) or starts_lower(line.text):
            continue
        if _take_by_form(header, line):
            taken.add(index)
            if above and (has_contact(line.text) or _administration(line.text)):
                header.above_address.add(above.number)
    return _remaining(lines, taken)


def _take_labelled(header: Header, lines: list[Line]) -> list[Line]:
    taken: set[int] = set()
    waiting: dict[Label, int] = {}
    for index, line in enumerate(lines):
        waiting = {kind: since for kind, since in waiting.items() if index - since <= _REACH[kind]}
        found = [] if _take_title_line(header, waiting, line) else labels_in(line.text)
        if found:
            took = _take_row(header, found, line, waiting, index)
        else:
            took = line.number == header.title_line or _take_waiting(header, waiting, line, index)
        if took:
            taken.add(index)
    return _remaining(lines, taken)
def _take_waiting(header: Header, waiting: dict[Label, int], line: Line, index: int) -> bool:
    """Give a line under labels to those whose kind of value it holds; a lone label takes the next line."""
    taken = False
    for kind, since in list(waiting.items()):
        alone = len(waiting) == 1 and index == since + 1
        text = line.text
        if kind is Label.CASE_NUMBER and not alone:
            number = find_case_number(text)
            text = number.number if number else ""
        if kind is Label.OTHER:
            text = text if alone and len(text) <= _FIGURES and any(map(str.isdigit, text)) else ""
        if (alone or kind not in (Label.TITLE, Label.RECIPIENTS)) and _take(header, kind, text, line, 0.9):
            taken = True
            del waiting[kind]
            if kind is Label.OFFICER:
                waiting[Label.OFFICER_TITLE] = index
    return taken


def _take(header: Header, kind: Label, value: str, line: Line, confidence: float) -> bool:
    """Put `value` under `kind` when it has that kind's form."""
    if kind is Label.DATE:
        date = find_date(value)
        return header.put(kind, date.iso if date else None, line, confidence)
    if kind is Label.CASE_NUMBER:
        return header.put(kind, labelled_case_number(value), line, confidence)
    if kind is Label.OFFICER:
        return _take_person(header, value, line, confidence)
    if kind is Label.OFFICER_TITLE:
        value = without_contact(value)
        return header.put(kind, value if is_title(value) else None, line, confidence)
    if kind is Label.BODY:
        return header.put(kind, body_in(value), line, confidence)
    return header.put(kind, value, line, confidence)


def _take_person(header: Header, value: str, line: Line, confidence: float) -> bool:
    for find in (find_date, find_case_number):
        found = find(value)
        value = value[: found.start] + value[found.end :] if found else value
    person = person_of(value)
    if person is None:
        return False
    if Label.OFFICER not in header.values and person.title:
        header.put(Label.OFFICER_TITLE, person.title, line, confidence * person.sure)
    return header.put(Label.OFFICER, person.name, line, confidence)


def body_in(text: str) -> str | None:
    """Return the body that a value names: all of it, or at its end («SN 18/0098 Socialnämnden»)."""
    whole = whole_body(text)
    if whole or len(text) > _SIDE:
        return whole
    for start in _BODY_AT_END.finditer(text):
        body = match_body(text, start.end())
        if body and not text[body[1] :].strip(" .,:"):
            return body[0]
    genitive = match_genitive(text)
    return genitive[0] if genitive and text[genitive[1] :].lstrip().startswith("sammanträde") else None


def _take_by_form(header: Header, line: Line) -> bool:
    """Take a line that holds nothing but date, number, body, document type, administration or address."""
    text = line.text
    if len(text) > _SIDE:
        return False
    date = find_date(text)
    rest = text[: date.start] + " " + text[date.end :] if date else text
    number = find_case_number(rest)
    rest = (rest[: number.start] + " " + rest[number.end :] if number else rest).strip(" .,;:()-")
    body = body_in(rest)
    formal = not rest or body or DOCUMENT_TYPE.match(rest) or (date and PLACE.match(rest))
    if not formal:
        return is_address(text) or has_contact(text) or _administration(text)
    header.put(Label.DATE, date.iso if date else None, line, 0.7)
    header.put(Label.CASE_NUMBER, number.number if number else None, line, 0.7)
    header.put(Label.BODY, body, line, 0.9 if text[:5].lower() == "till " else 0.7)
    return True


def _administration(text: str) -> bool:
    words = text.split()
    return len(words) <= _FEW_WORDS and bool(ORGANISATION_WORD.match(words[-1]))


def _take_officer(header: Header, lines: list[Line]) -> list[Line]:
    """Take, without label, a person with a title, or a name above an office, administration or address."""
    if Label.OFFICER in header.values:
        return lines
    for index, line in enumerate(lines):
        person = person_of(line.text) if len(line.text) <= _SIDE else None
        below = lines[index + 1].text if index + 1 < len(lines) else ""
        if person is None or not (person.title or is_title(below) or line.number in header.above_address):
            continue
        header.put(Label.OFFICER, person.name, line, 0.6)
        header.put(Label.OFFICER_TITLE, person.title or (below if is_title(below) else None), line, 0.6)
        return lines[:index] + lines[index + (1 if person.title or not is_title(below) else 2) :]
    return lines
