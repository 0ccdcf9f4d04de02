"""The proposal: its points, and for each the body that decides."""

from dataclasses import dataclass, field

from casework.documents.reading.blocks import Block
from casework.documents.reading.bodies import request_of
from casework.documents.reading.lines import Line
from casework.documents.reading.units import Unit, units_of

_SENTENCE_START = 200  # characters in which a sentence names who is asked


@dataclass(slots=True)
class Proposal:
    """The points in order, the body of each (None where none is named) and the line of the first."""

    points: list[str] = field(default_factory=list)
    bodies: list[str | None] = field(default_factory=list)
    line: int = 0
    to_body: tuple[str, int] | None = None
    """The body that the proposal itself names first, and on which line."""

    def add(self, block: Block, lines: list[Line], width: int) -> None:
        """Add the points in `lines`, the text of `block`, whose heading may name bodies.

        A line that only leads in («Kommunstyrelsen föreslår kommunfullmäktige besluta») is no
        point: the last body it names decides the points under it. A sentence that names its body is
        a point as it stands.
        """
        named = block.heading.bodies
        self._name(named, block.number)
        body = named[-1] if named else None
        for unit in units_of(lines, width):
            text = unit.text
            lead = unit.lead
            if lead is not None:
                self._name(lead, unit.lines[0].number)
                body = lead[-1] if lead else body
            elif text:
                self._put(text, self._own_body(unit, text) or body, unit.lines[0].number)

    def _own_body(self, unit: Unit, text: str) -> str | None:
        request = request_of(text[:_SENTENCE_START])
        if request:
            self._name(request.bodies, unit.lines[0].number)
            return request.bodies[-1]
        if unit.marker is None and text.startswith("att ") and self.bodies:
            return self.bodies[-1]  # the sentence of the point before goes on
        return None

    def _name(self, bodies: tuple[str, ...], line: int) -> None:
        if bodies and self.to_body is None:
            self.to_body = (bodies[0], line)

    def _put(self, text: str, body: str | None, line: int) -> None:
        self.line = self.line or line
        self.points.append(text)
        self.bodies.append(body)
