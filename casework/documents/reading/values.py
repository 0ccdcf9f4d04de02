"""The values of a report's header: kept by label, and only when they have the label's form."""

from dataclasses import dataclass, field

from casework.documents.reading.bodies import match_genitive, whole_body
from casework.documents.reading.case_numbers import find_case_number, labelled_case_number
from casework.documents.reading.dates import find_date
from casework.documents.reading.labels import Label
from casework.documents.reading.lines import Line
from casework.documents.reading.people import is_title, person_of, without_contact

LONGEST = 200  # characters of a header line that may hold a value


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

    def put(self, kind: Label, text: str | None, line: Line, confidence: float) -> bool:
        """Keep the first value for `kind`; whether `text` was one."""
        if text:
            self.values.setdefault(kind, Value(text, line.number, confidence))
        return bool(text)

    def take(self, kind: Label, value: str, line: Line, confidence: float) -> bool:
        """Keep `value` for `kind` when it has that kind's form; whether it has."""
        if kind is Label.OFFICER:
            return self.take_person(value, line, confidence)
        text: str | None = value
        if kind is Label.DATE:
            date = find_date(value)
            text = date.iso if date else None
        elif kind is Label.CASE_NUMBER:
            text = labelled_case_number(value)
        elif kind is Label.OFFICER_TITLE:
            title = without_contact(value)
            text = title if is_title(title) else None
        elif kind is Label.BODY:
            text = body_in(value)
        return self.put(kind, text, line, confidence)

    def take_person(self, value: str, line: Line, confidence: float) -> bool:
        """Keep the person in `value` as officer, with the title beside the name; whether there is one.

        Date and case number in the same row are passed over.
        """
        person = person_of(without_marks(value))
        if person is None:
            return False
        if Label.OFFICER not in self.values:
            self.put(Label.OFFICER_TITLE, person.title, line, confidence * person.sure)
        return self.put(Label.OFFICER, person.name, line, confidence)


def without_marks(text: str) -> str:
    """`text` without its first date and case number."""
    for find in (find_date, find_case_number):
        found = find(text)
        text = text[: found.start] + " " + text[found.end :] if found else text
    return " ".join(text.split()).strip(" .,;:()-")


def body_in(text: str) -> str | None:
    """Return the body that a value names, beside nothing but date and case number; or whose meeting it names."""
    text = without_marks(text[:LONGEST])
    genitive = match_genitive(text)
    if genitive and text[genitive[1] :].lstrip().startswith("sammanträde"):
        return genitive[0]
    return whole_body(text)
