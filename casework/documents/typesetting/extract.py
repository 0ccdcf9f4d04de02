"""The minutes extract (protokollsutdrag): one paragraph of the minutes, for the decision's recipients."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from casework.documents.typesetting.characters import SUBSTITUTE
from casework.documents.typesetting.press import PRESS
from casework.documents.typesetting.sheets import (
    as_line,
    as_text,
    check_decision,
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
    took no part for being disqualified. `report_sha256` is the content
    hash of the officer report that was approved. `approved` tells whether the minutes have been approved
    (justerade): without it the extract says that they have not. Refused with ValueError: no decided text,
    no title, a paragraph number below 1, a time without zone, a hash other than 64 lower-case hex digits, a
    language other than Swedish.
    """

    authority_name: str
    body_name: str
    meeting_day: date
    meeting_place: str
    paragraph: int
    paragraph_year: int
    case_number: str
    case_title: str
    summary: str
    decision_points: tuple[str, ...]
    outcome_label: str
    presiding: tuple[str, str]
    present: tuple[tuple[str, str], ...]
    recipients: tuple[str, ...]
    report_sha256: str
    extract_number: str
    decided_at: datetime
    assignment: ExtractAssignment | None = None
    more_assignments: tuple[ExtractAssignment, ...] = ()
    condition: ExtractCondition | None = None
    disqualified: tuple[str, ...] = ()
    approved: bool = False
    lang: Literal["sv"] = "sv"

    def __post_init__(self) -> None:
        check_decision(
            "Ett protokollsutdrag",
            points=self.decision_points,
            title=self.case_title,
            decided_at=self.decided_at,
            report_sha256=self.report_sha256,
        )
        if self.paragraph < 1:
            raise ValueError("Ett protokollsutdrag måste ha ett paragrafnummer.")
        if self.lang != "sv":
            raise ValueError("Protokollsutdrag finns bara på svenska.")


def typeset_extract(data: ExtractData) -> bytes:
    """Return the extract as a PDF, declared as PDF/A-2a and PDF/UA-1. The same data give the same bytes.

    Control characters are taken away, characters that the fonts lack are shown as a square and explained
    there. Raises TypesettingError when the template cannot be set (a fault in the house, not in the data).
    """
    return PRESS.pdf("extract.typ", _sheet(data), data.decided_at)


def _sheet(data: ExtractData) -> dict[str, Any]:
    """Return the data as the template reads them: cleaned strings, dates in words."""
    day = day_in_words(data.meeting_day)
    sheet = {
        "lang": data.lang,
        "title": as_line(f"Protokollsutdrag § {data.paragraph}/{data.paragraph_year}: {data.case_title}"),
        "description": as_line(f"{data.body_name} {day}, {data.case_number}, utdrag {data.extract_number}"),
        "running": short_line(f"§ {data.paragraph}, dnr {data.case_number}, {data.body_name} {day}"),
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
        "approved": data.approved,
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
