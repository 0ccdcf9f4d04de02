"""The fields of a report gathered block by block, each with its place and how sure the reading is."""

from dataclasses import dataclass, field
from typing import Literal

from casework.documents.reading.blocks import Block
from casework.documents.reading.header import read_header
from casework.documents.reading.labels import Label
from casework.documents.reading.lines import Line, letters
from casework.documents.reading.lists import basis_of, recipients_of
from casework.documents.reading.paragraphs import closed, text_of
from casework.documents.reading.proposals import Proposal
from casework.documents.reading.shape import Found, Report, Section, Signatory, empty_report
from casework.documents.reading.signatures import Signed, signed_by, split_signatures
from casework.documents.reading.title import prose_of, title_of
from casework.documents.reading.values import Header, Value
from casework.documents.reading.vocabulary import Kind

_TextField = Literal[
    "title",
    "case_number",
    "date",
    "to_body",
    "summary",
    "recipients_deadline",
    "officer_name",
    "officer_title",
]
_HEADER_FIELDS: dict[Label, _TextField] = {
    Label.DATE: "date",
    Label.CASE_NUMBER: "case_number",
    Label.OFFICER: "officer_name",
    Label.OFFICER_TITLE: "officer_title",
}
_LEAD_IN = 0.9  # a body that a lead-in names
_ADDRESSED = 0.9  # from here an addressee in the header is one beyond doubt
_BY_PLACE = 0.6
_TITLE_LENGTH = 200
_CASE_HEADINGS = {letters("Ärende"), letters("Ärendet")}
_SHORT_FORMS = {"Nämnden", "Styrelsen", "Utskottet", "Arbetsutskottet", "Fullmäktige", "Direktionen"}


@dataclass(slots=True)
class Gathered:
    """A report being read; `width` is the column width of its text."""

    width: int
    header: Header = field(default_factory=Header)
    proposal: Proposal = field(default_factory=Proposal)
    result: Report = field(default_factory=empty_report)
    headings: set[str] = field(default_factory=set)
    """Headings of proposals met so far: a second «Förslag till beslut» belongs to another document."""

    def read_header(self, lines: list[Line], register: list[Line]) -> None:
        """Read what stands before the first heading; `register` are header lines of later pages."""
        self.header = read_header(lines)
        later = read_header(register).values
        for kind, name in _HEADER_FIELDS.items():
            self._take(name, self.header.values.get(kind))
            self._take(name, later.get(kind))
        self._take("title", title_of(self.header))
        self._section("", prose_of(self.header), _BY_PLACE)

    def read_block(self, block: Block) -> None:
        """Read one block into the fields that its heading stands for."""
        if block.kind in (Kind.OFFICER, Kind.SIGNATURES):
            self._persons(signed_by(block.lines), officer=block.kind is Kind.OFFICER)
            return
        lines, signed = split_signatures(block.lines)
        self._persons(signed, officer=False)
        if not lines:
            return
        if block.kind is Kind.PROPOSAL and letters(block.heading.text) not in self.headings:
            self.headings.add(letters(block.heading.text))
            self.proposal.add(block, lines, self.width)
        elif block.kind is Kind.SUMMARY:
            self._take("summary", Value(text_of(lines, self.width), block.place, 1.0))
        elif block.kind in (Kind.BASIS, Kind.ATTACHMENTS):
            self._records(block, lines)
        elif block.kind is Kind.RECIPIENTS:
            self._recipients(lines, block.place, block.heading.confidence)
        else:
            self._part(block, lines)

    def report(self) -> Report:
        """Return the report as far as it has been read."""
        value = self.header.values.get(Label.RECIPIENTS)
        if value and not self.result["recipients"]:
            self._recipients([Line(value.line, value.text)], value.line, value.confidence)
        self._finish_proposal()
        return self.result

    def _take(self, name: _TextField, value: Value | None) -> None:
        """Keep the surest value of a field, the first of equals."""
        if value and value.confidence > self._confidence(name):
            self.result[name] = value.text
            self._found(name, value.line, value.confidence)

    def _confidence(self, name: str) -> float:
        found = self.result["found"].get(name)
        return found["confidence"] if found else 0.0

    def _found(self, name: str, line: int, confidence: float) -> None:
        self.result["found"][name] = Found(line=line, confidence=round(confidence, 2))

    def _part(self, block: Block, lines: list[Line]) -> None:
        """Add a part of the body; a short «Ärende» before all else is the title where none was found."""
        first = not (self.proposal.points or self.result["sections"] or self.result["summary"])
        if first and self.result["title"] is None and letters(block.heading.text) in _CASE_HEADINGS:
            text = text_of(lines, self.width)
            if len(text) <= _TITLE_LENGTH and not closed(text) and "\n" not in text:
                self._take("title", Value(text, block.place, _BY_PLACE))
                return
        self._section(block.heading.text, lines, block.heading.confidence)

    def _section(self, heading: str, lines: list[Line], confidence: float) -> None:
        text = text_of(lines, self.width)
        if text:
            self.result["sections"].append(Section(heading=heading, text=text))
            first = self.result["found"].get("sections")
            sure = min(confidence, first["confidence"]) if first else confidence
            self._found("sections", first["line"] if first else lines[0].number, sure)

    def _records(self, block: Block, lines: list[Line]) -> None:
        name: Literal["basis", "attachments"] = "basis" if block.kind is Kind.BASIS else "attachments"
        records = basis_of(lines, inline=bool(block.heading.rest))
        if records and not self.result[name]:
            self._found(name, block.place, 1.0)
        self.result[name] = list(dict.fromkeys(self.result[name] + records))

    def _recipients(self, lines: list[Line], line: int, confidence: float) -> None:
        names, deadline = recipients_of(lines)
        if names and not self.result["recipients"]:
            self._found("recipients", line, confidence)
        self.result["recipients"] = list(dict.fromkeys(self.result["recipients"] + names))
        if deadline:
            self._take("recipients_deadline", Value(deadline, line, _LEAD_IN))

    def _persons(self, signed: Signed | None, *, officer: bool) -> None:
        if signed is None:
            return
        self._take("date", signed.date)
        persons = signed.persons
        if officer and persons:
            self._officer(signed)
            persons = persons[1:]
        if persons and not self.result["signatories"]:
            self._found("signatories", signed.line, persons[0].sure)
        self.result["signatories"].extend(Signatory(name=person.name, title=person.title) for person in persons)

    def _officer(self, signed: Signed) -> None:
        """Take the first person under the officer's heading: surer than one met by place in the header."""
        person = signed.persons[0]
        if self._confidence("officer_name") >= _LEAD_IN and self.result["officer_name"] != person.name:
            return
        if self.result["officer_name"] != person.name:
            self.result["officer_title"] = None
            self.result["found"].pop("officer_title", None)
        self._take("officer_name", Value(person.name, signed.line, 1.0))
        if person.title:
            self._take("officer_title", Value(person.title, signed.title_line, person.sure))

    def _finish_proposal(self) -> None:
        """Set points and bodies, and the addressee: the header's when beyond doubt, else the proposal's."""
        points = self.proposal.points
        bodies = [self._full_name(body) for body in self.proposal.bodies]
        if points:
            self.result["proposal"], self.result["proposal_bodies"] = points, bodies
            self._found("proposal", self.proposal.line, 1.0)
        if any(bodies):
            self._found("proposal_bodies", self.proposal.line, _LEAD_IN)
        addressee = self.header.values.get(Label.BODY)
        if addressee and addressee.confidence >= _ADDRESSED:
            self._take("to_body", addressee)
        if self.proposal.to_body:
            body, line = self.proposal.to_body
            self._take("to_body", Value(self._full_name(body) or body, line, _LEAD_IN))
        self._take("to_body", addressee if self.result["to_body"] is None else None)

    def _full_name(self, body: str | None) -> str | None:
        """Return the addressee's full name for «Nämnden» or «Arbetsutskottet» alone."""
        addressee = self.header.values.get(Label.BODY)
        if body in _SHORT_FORMS and addressee:
            endings = (body.lower(), body.lower().removesuffix("et"))
            return addressee.text if addressee.text.lower().endswith(endings) else body
        return body
