"""A proposal parted into units: its points, and the lines that lead in to points and name who decides."""

import re
from dataclasses import dataclass, field

from casework.documents.reading.bodies import match_genitive, request_of, whole_body
from casework.documents.reading.headings import proposal_heading
from casework.documents.reading.lines import Line, starts_upper
from casework.documents.reading.paragraphs import Marker, closed, ends_paragraph, fits, joined, marker_of

_ATT = re.compile(r"att\b", re.IGNORECASE)
_LINKED = re.compile(r"(?:[,;.]|\b(?:och|samt))\Z")
_LEADS_IN = re.compile(
    r"(?:[\w,-]{2,40}\s+){0,8}(?:föreslår|föreslås|beslutar|besluta|förslag är)"
    r"(?:\s+(?:att|besluta|beslutar|följande|nämnden|styrelsen|om|enligt|nedan))*\s*:?\Z"
    r"|förslag(?:et)?\s?:\Z",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"(?:I (?=[a-z])|(?:för egen del\s+)?(?:beslutar|föreslår)\s+)(?P<body>.+?)(?: att| följande)?\s*:?\Z",
    re.IGNORECASE,
)
_DECISION = re.compile(r"\s(?:beslut|del)\s?:?\Z")
_BARE_NUMBER = re.compile(r"(\d{1,2})\s+(?=att\b|[A-ZÅÄÖ])")  # «1 Kommunstyrelsen …»: the full stop was lost
_LEAD_LENGTH = 200
_LEAD_LINES = 3


@dataclass(slots=True)
class Unit:
    """A point or a lead-in: its lines, the sign before it, and whether it holds a list of its own."""

    lines: list[Line]
    marker: Marker | None = None
    nests: bool = False
    _read: int = 0  # lines that `_lead` was read from: the same question is asked at every line
    _lead: tuple[str, ...] | None = None

    @property
    def text(self) -> str:
        """The unit as one text without its sign; the parts of a list in it follow dashes."""
        first = self.marker.rest if self.marker else self.lines[0].text
        return joined([text for text in (first, *(_dashed(line.text) for line in self.lines[1:])) if text])

    @property
    def lead(self) -> tuple[str, ...] | None:
        """The bodies that the unit leads in with, None when it is a point or too long to lead in."""
        if len(self.lines) > _LEAD_LINES:
            return None
        if self._read != len(self.lines):
            self._read, self._lead = len(self.lines), lead_in(self.text)
        return self._lead


def _dashed(text: str) -> str:
    marker = marker_of(text)
    if marker is None or marker.kind == "number":
        return text
    return f"– {marker.rest}" if marker.rest else ""


def lead_in(text: str) -> tuple[str, ...] | None:
    """Return the bodies that a line leading in to the points names (() for none); None when it is a point."""
    if len(text) > _LEAD_LENGTH:
        return None
    named = _named_alone(text)
    if named:
        return named
    request = request_of(text)
    if request:
        return request.bodies if request.bare else None
    return () if _LEADS_IN.match(text) else None


def _named_alone(text: str) -> tuple[str, ...]:
    """Return the bodies of a line that only names them: «Kommunstyrelsen:», «I kommunstyrelse och …:»."""
    whole = whole_body(text)
    if whole:
        return (whole,)
    genitive = match_genitive(text)
    if genitive and _DECISION.match(text, genitive[1]):
        return (genitive[0],)
    inverted = _INVERTED.match(text)
    heading = proposal_heading("Förslag till " + inverted["body"] if inverted else text.rstrip(" :"))
    return heading.bodies if heading else ()


@dataclass(slots=True)
class _Reader:
    width: int
    units: list[Unit] = field(default_factory=list)
    numbers: int = 0

    def open(self, line: Line) -> None:
        marker = marker_of(line.text) or self.bare_number(line)
        self.numbers += bool(marker and marker.kind == "number")
        self.units.append(Unit([line], marker))

    def bare_number(self, line: Line) -> Marker | None:
        bare = _BARE_NUMBER.match(line.text)
        if bare and int(bare.group(1)) == self.numbers + 1:
            return Marker("number", bare.group(1), line.text[bare.end() :])
        return None

    def begins(self, line: Line, after: Line) -> bool:
        """Whether a new unit begins with `after`, which follows `line` of the last unit."""
        unit = self.units[-1]
        marker = marker_of(after.text)
        if unit.marker and not unit.marker.rest and len(unit.lines) == 1 and not marker:
            return False  # the sign stood alone on its line
        if marker:
            unit.nests = unit.nests or self.nested(unit, line, marker)
            return not (unit.nests and marker.kind != "number") and ends_paragraph(line, after, self.width)
        return bool(self.bare_number(after)) or self.begins_unmarked(unit, line, after)

    def nested(self, unit: Unit, line: Line, marker: Marker) -> bool:
        """Whether a list sign begins a list inside the unit: other signs under a number, or after a colon."""
        if marker.kind == "number":
            return False
        if unit.marker:
            return unit.marker.kind == "number"
        return line.text.endswith(":") and unit.lead is None

    def begins_unmarked(self, unit: Unit, line: Line, after: Line) -> bool:
        led = unit.lead is not None
        if led and (starts_upper(after.text) or _ATT.match(after.text)):
            return True
        if unit.marker and not after.blank_before:
            return closed(line.text) and starts_upper(after.text) and fits(line, after, self.width)
        if _ATT.match(after.text):
            first = unit.lines[0].text[:_LEAD_LENGTH]
            listed = bool(_ATT.match(first)) or " att " in first
            return listed and (bool(_LINKED.search(line.text[-10:])) or after.blank_before)
        return ends_paragraph(line, after, self.width)


def units_of(lines: list[Line], width: int) -> list[Unit]:
    """Return the points and lead-ins of a proposal, in order."""
    reader = _Reader(width)
    for index, line in enumerate(lines):
        if index == 0 or reader.begins(lines[index - 1], line):
            reader.open(line)
        else:
            reader.units[-1].lines.append(line)
    return reader.units
