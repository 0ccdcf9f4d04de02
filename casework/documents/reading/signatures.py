"""Officer and signatories: blocks of names and titles at the end of a report or of one of its parts."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from casework.documents.reading.dates import find_date
from casework.documents.reading.header import PLACE
from casework.documents.reading.lines import Line
from casework.documents.reading.people import Person, is_name, is_title, person_of, without_contact
from casework.documents.reading.values import Value
from casework.documents.reading.vocabulary import ORGANISATION_WORD, TITLE_WORD

_SIGNING = re.compile(
    r"(?:(?:detta dokument är |handlingen är )?(?:elektroniskt|digitalt)"
    r" (?:undertecknad|signerad|underskriven)"
    r"|/?s/|e\.?u\.?\Z|enligt uppdrag|underskrift(?:er)?\b)",
    re.IGNORECASE,
)
_TWO_NAMES = 4  # words on a line with the names of two columns
_TWO_OFFICES = 2
_ABBREVIATED = 5  # «tf», «bitr» belong to the office after them
_LONGEST = 120
_MOST_LINES = 16
_OWN_LINE = 0.9  # a title on its own line
_DATE_SURE = 0.6


@dataclass(frozen=True, slots=True)
class _Part:
    """A name or a title on a line."""

    is_name: bool
    text: str
    line: int
    sure: float = _OWN_LINE


@dataclass(frozen=True, slots=True)
class Signed:
    """Persons in their order, the lines of the first name and title, and the date above them if any."""

    persons: list[Person]
    line: int
    title_line: int
    date: Value | None = None


def signed_by(lines: list[Line]) -> Signed | None:
    """Return the persons under «Handläggare» or «Underskrift»; what follows and is no person is left out.

    A line that is only place and date is the report's date (0.6). None when nobody is named.
    """
    dates = [_date_of(line) for line in lines[:_MOST_LINES]]
    rest = [line for line, date in zip(lines, dates, strict=False) if date is None]
    for end in range(len(rest), 0, -1):
        signed = persons_in(rest[:end])
        if signed:
            return replace(signed, date=next(filter(None, dates), None))
    return None


def split_signatures(lines: list[Line]) -> tuple[list[Line], Signed | None]:
    """Return the text of a block and the signatures that end it, if any, with the place and date above them.

    Signatures begin after an empty line with a person's full name and hold at least one title: a name
    or an office alone at the end of a list is part of the list.
    """
    for index in range(max(0, len(lines) - _MOST_LINES), len(lines)):
        line = lines[index]
        opening = _parts(line) if line.blank_before and index else None
        if not (opening and opening[0].is_name):
            continue
        signed = persons_in(lines[index:])
        if signed and any(person.title for person in signed.persons):
            date = _date_of(lines[index - 1])
            return lines[: index - 1 if date else index], replace(signed, date=date)
    return lines, None


def persons_in(lines: list[Line]) -> Signed | None:
    """Return the persons of a block that is nothing but names, titles and offices; None for other text.

    Name above title, title above name, both on one line, and two columns read line by line («Namn» /
    «Socialchef Namn» / «Avdelningschef») are known.
    """
    parts: list[_Part] = []
    for line in lines:
        on_line = _parts(line)
        if on_line is None:
            return None
        parts.extend(on_line)
    first = next((part.line for part in parts if part.is_name), None)
    if first is None:
        return None
    return Signed(_paired(parts), first, next((part.line for part in parts if not part.is_name), first))


def _parts(line: Line) -> list[_Part] | None:
    """Return a line as names and titles; [] for one that may stand among them, None for other text."""
    if len(line.text) > _LONGEST:
        return None
    text = " ".join(without_contact(line.text).split())
    person = person_of(text)
    if person:
        return _name_and_title(person, text, line.number)
    columns = _columns(text.split(), line.number)
    if columns or is_title(text):
        return columns or [_Part(False, text, line.number)]
    return [] if not text or _SIGNING.match(text) or ORGANISATION_WORD.match(text.split()[-1]) else None


def _columns(words: list[str], number: int) -> list[_Part]:
    """Two columns read as one line: two names of two words, or two offices of one."""
    halves = [words[: len(words) // 2], words[len(words) // 2 :]]
    if len(words) == _TWO_NAMES and all(is_name(" ".join(half)) for half in halves):
        return [_Part(True, " ".join(half), number) for half in halves]
    offices = len(words) == _TWO_OFFICES and all(len(word) > _ABBREVIATED and TITLE_WORD.match(word) for word in words)
    return [_Part(False, word, number) for word in words] if offices else []


def _name_and_title(person: Person, text: str, number: int) -> list[_Part]:
    name = _Part(True, person.name, number)
    if person.title is None:
        return [name]
    title = _Part(False, person.title, number, person.sure)
    return [title, name] if text.startswith(person.title) else [name, title]


def _paired(parts: list[_Part]) -> list[Person]:
    """Names with their titles: as many titles as names belong in order, else a title follows its name."""
    names = [part for part in parts if part.is_name]
    titles = [part for part in parts if not part.is_name]
    if len(titles) == len(names):
        return [Person(name.text, title.text, title.sure) for name, title in zip(names, titles, strict=True)]
    return [
        Person(part.text, None, part.sure)
        if after is None or after.is_name
        else Person(part.text, after.text, after.sure)
        for part, after in pairwise([*parts, None])
        if part and part.is_name
    ]


def _date_of(line: Line) -> Value | None:
    """Return the date of a line that holds nothing else but a place."""
    date = find_date(line.text) if len(line.text) <= _LONGEST else None
    if date is None:
        return None
    place = (line.text[: date.start] + line.text[date.end :]).strip(" ,.:")
    return Value(date.iso, line.number, _DATE_SURE) if not place or PLACE.match(place) else None
