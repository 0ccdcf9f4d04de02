"""The minutes extract (protokollsutdrag): one paragraph of the minutes, for the decision's recipients."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from babel.lists import format_list

from casework.documents.typesetting.characters import SUBSTITUTE
from casework.documents.typesetting.parts import Part, PrintedSignature, part_sheets, signature_sheets
from casework.documents.typesetting.press import PRESS
from casework.documents.typesetting.sheets import (
    as_line,
    as_text,
    check_decision,
    check_sha256,
    day_in_words,
    moment_in_words,
    says_something,
    short_line,
)


@dataclass(frozen=True, slots=True)
class ExtractAssignment:
    """What the decision orders: who answers for it and until when (both are required of an assignment)."""

    owner: str
    due: date
    text: str


@dataclass(frozen=True, slots=True)
class ExtractCondition:
    """What the decision waits for: the parties that are to decide the same, and until when."""

    parties: tuple[str, ...]
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractData:
    """What an extract says. Decision, assignment and summary are texts as in `casework.documents.markup`.

    `present` may hold the presiding person too, who is named once, first. `disqualified` are sentences about those who
    took no part for being disqualified. `report_sha256` is the content hash of the officer report that was decided on;
    it and `case_number` are empty where there is none. `parts`: what else stands in the paragraph.

    `approved` tells whether the minutes have been approved (justerade): without it the extract says that they have not.
    With `approved_on` they are approved, by the `signatures`. `minutes_sha256` is the content hash of what was
    approved, `certified_by` who says that the extract agrees with it, at `certified_at`. Refused with ValueError: no
    decided text, no title, a paragraph number below 1, a time without zone, a hash other than 64 lower-case hex digits,
    a language other than Swedish; signatures without `approved_on` or that are not made, certified without being
    approved or without all three.
    """

    authority_name: str
    body_name: str
    meeting_day: date
    meeting_place: str
    paragraph: int
    paragraph_year: int
    case_title: str
    summary: str
    decision_points: tuple[str, ...]
    outcome_label: str
    presiding: tuple[str, str]
    present: tuple[tuple[str, str], ...]
    recipients: tuple[str, ...]
    extract_number: str
    decided_at: datetime
    case_number: str = ""
    report_sha256: str = ""
    assignment: ExtractAssignment | None = None
    more_assignments: tuple[ExtractAssignment, ...] = ()
    condition: ExtractCondition | None = None
    disqualified: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    approved: bool = False
    approved_on: date | None = None
    signatures: tuple[PrintedSignature, ...] = ()
    minutes_sha256: str = ""
    certified_by: str = ""
    certified_at: datetime | None = None
    document_number: str = ""
    lang: Literal["sv"] = "sv"

    def __post_init__(self) -> None:
        check_decision(
            "Ett protokollsutdrag",
            points=self.decision_points,
            title=self.case_title,
            decided_at=self.decided_at,
            report_sha256=self.report_sha256 or None,
        )
        if self.paragraph < 1:
            raise ValueError("Ett protokollsutdrag måste ha ett paragrafnummer.")
        if self.lang != "sv":
            raise ValueError("Protokollsutdrag finns bara på svenska.")
        self._check_approval()

    def _check_approval(self) -> None:
        if self.minutes_sha256:
            check_sha256(self.minutes_sha256)
        if self.signatures and not (self.approved_on and all(row.signed_at for row in self.signatures)):
            raise ValueError("Ett protokollsutdrag bär underskrifterna först när protokollet är justerat.")
        if self.certified_by or self.certified_at:
            if not (self.approved_on and self.minutes_sha256 and self.certified_by and self.certified_at):
                raise ValueError("Ett bestyrkt utdrag måste ha justeringsdag, kontrollsumma, namn och tid.")
            if self.certified_at.tzinfo is None:
                raise ValueError("Tidpunkten för utdragsbestyrkandet måste ha en tidszon.")


def typeset_extract(data: ExtractData) -> bytes:
    """Return the extract as a PDF, declared as PDF/A-2a and PDF/UA-1. The same data give the same bytes.

    Control characters are taken away, characters that the fonts lack are shown as a square and explained
    there. Raises TypesettingError when the template cannot be set (a fault in the house, not in the data).
    """
    return PRESS.pdf("extract.typ", _sheet(data), data.decided_at)


def _sheet(data: ExtractData) -> dict[str, Any]:
    """Return the data as the template reads them: cleaned strings, dates in words."""
    day = day_in_words(data.meeting_day)
    dnr = f", dnr {data.case_number}" if data.case_number else ""
    approved_on = day_in_words(data.approved_on) if data.approved_on else ""
    sheet = {
        "lang": data.lang,
        "title": as_line(f"Protokollsutdrag § {data.paragraph}/{data.paragraph_year}: {data.case_title}"),
        "description": as_line(
            ", ".join(
                part for part in (f"{data.body_name} {day}", data.case_number, f"utdrag {data.extract_number}") if part
            )
        ),
        "running": short_line(f"§ {data.paragraph}{dnr}, {data.body_name} {day}"),
        "footer": short_line(f"Utdrag nr {data.extract_number}, {data.authority_name}"),
        "authority_name": as_line(data.authority_name),
        "body_name": as_line(data.body_name),
        "meeting_day": day,
        "meeting_place": as_line(data.meeting_place),
        "paragraph": str(data.paragraph),
        "case_number": as_line(data.case_number),
        "case_title": as_line(data.case_title),
        "summary": as_text(data.summary),
        "decision_points": [as_text(point) for point in data.decision_points if says_something(point)],
        "outcome_label": as_line(data.outcome_label),
        "assignments": [_assignment(one) for one in (data.assignment, *data.more_assignments) if one],
        "condition": _condition(data.condition),
        "present": _present(data),
        "disqualified": [as_line(sentence) for sentence in data.disqualified],
        "recipients": [as_line(name) for name in data.recipients],
        "report_sha256": data.report_sha256,
        "extract_number": as_line(data.extract_number),
        "decided_at": moment_in_words(data.decided_at),
        "parts": part_sheets(data.parts),
        "approved": data.approved or data.approved_on is not None,
        "approved_on": approved_on,
        "approvers": as_line(format_list([row.name for row in data.signatures if row.approves], locale="sv")),
        "signatures": signature_sheets(data.signatures),
        "minutes_sha256": data.minutes_sha256,
        "certified_by": as_line(data.certified_by),
        "certified_at": moment_in_words(data.certified_at) if data.certified_at else "",
        "document_number": as_line(data.document_number),
    }
    return sheet | {"characters_missing": SUBSTITUTE in str(sheet)}


def _assignment(given: ExtractAssignment) -> dict[str, Any]:
    return {"owner": as_line(given.owner), "due": day_in_words(given.due), "text": as_text(given.text)}


def _condition(given: ExtractCondition | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return {"parties": [as_line(name) for name in given.parties], "due": day_in_words(given.due)}


def _present(data: ExtractData) -> list[str]:
    """Return who took part and as what, the presiding person first and only once."""
    others = [person for person in data.present if person != data.presiding]
    return [as_line(f"{name}, {role}" if role else name) for name, role in (data.presiding, *others)]
