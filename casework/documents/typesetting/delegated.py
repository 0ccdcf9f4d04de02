"""The decision by delegation (delegationsbeslut): what an official decided for a body, for those who are told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from casework.clock import local
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


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegatedData:
    """What the document says. Texts are as in `casework.documents.markup`.

    `delegate` is who decided: name and title. `label` is the decision's number, `rule_point`, `rule_text` and
    `legal_ground` what gave the right. `report_sha256` is the content hash of the officer report that was decided on.
    `own_minutes`: the paper is the decision's minutes too (särskilt protokoll). `urgency`: of a decision in an urgent
    matter, why the body could not be awaited.
    Refused with ValueError: no decided text, no title, no number, nobody who decided, a time without zone, a hash
    other than 64 lower-case hex digits, a language other than Swedish.
    """

    authority_name: str
    body_name: str
    label: str
    case_number: str
    case_title: str
    summary: str
    decision_points: tuple[str, ...]
    delegate: tuple[str, str]
    rule_point: str
    rule_text: str
    legal_ground: str
    recipients: tuple[str, ...]
    report_sha256: str
    decided_at: datetime
    own_minutes: bool = False
    urgency: str = ""
    lang: Literal["sv"] = "sv"

    def __post_init__(self) -> None:
        check_decision(
            "Ett delegationsbeslut",
            points=self.decision_points,
            title=self.case_title,
            decided_at=self.decided_at,
            report_sha256=self.report_sha256,
        )
        if not says_something(self.label):
            raise ValueError("Ett delegationsbeslut måste ha ett nummer.")
        if not says_something(self.delegate[0]):
            raise ValueError("Ett delegationsbeslut måste namnge den som har beslutat.")
        if self.lang != "sv":
            raise ValueError("Delegationsbeslut finns bara på svenska.")


def typeset_delegated(data: DelegatedData) -> bytes:
    """Return the decision as a PDF, declared as PDF/A-2a and PDF/UA-1. The same data give the same bytes.

    Characters that the fonts lack are shown as a square and explained there. Raises TypesettingError when the template
    cannot be set (a fault in the house, not in the data).
    """
    return PRESS.pdf("delegated.typ", _sheet(data), data.decided_at)


def _sheet(data: DelegatedData) -> dict[str, Any]:
    """Return the data as the template reads them: cleaned strings, dates in words."""
    day = day_in_words(local(data.decided_at).date())
    sheet = {
        "lang": data.lang,
        "title": as_line(f"Delegationsbeslut {data.label}: {data.case_title}"),
        "description": as_line(f"{data.body_name} {day}, {data.case_number}"),
        "running": short_line(f"{data.label}, dnr {data.case_number}, {data.body_name} {day}"),
        "footer": short_line(f"Delegationsbeslut {data.label}, {data.authority_name}"),
        "authority_name": as_line(data.authority_name),
        "body_name": as_line(data.body_name),
        "day": day,
        "label": as_line(data.label),
        "case_number": as_line(data.case_number),
        "case_title": as_line(data.case_title),
        "summary": as_text(data.summary),
        "decision_points": [as_text(point) for point in data.decision_points if says_something(point)],
        "delegate": [as_line(part) for part in data.delegate if says_something(part)],
        "rule_point": as_line(data.rule_point),
        "rule_text": as_text(data.rule_text),
        "legal_ground": as_line(data.legal_ground),
        "recipients": [as_line(name) for name in data.recipients],
        "report_sha256": data.report_sha256,
        "decided_at": moment_in_words(data.decided_at),
        "own_minutes": data.own_minutes,
        "urgency": as_text(data.urgency),
    }
    return sheet | {"characters_missing": SUBSTITUTE in str(sheet)}
