"""Cases as programs read them: the shapes of the API's answers, and how they are filled."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from pydantic import BaseModel, Field

from casework.api.shapes import Told
from casework.cases.models import Case, Recipient, ReportVersion
from casework.cases.queries import latest_report, recipients_of
from workflows import WORKFLOWS

HOUSE_KEEPS = {"template", "parts"}
"""What a stored report holds for the page that draws it; no part of what programs read and write."""


class SectionTold(BaseModel):
    """A part of the report under its heading."""

    heading: str
    text: str
    code: str | None = None
    options: list[dict[str, Any]] | None = None


class ReportTold(BaseModel):
    """The officer report in the shape of `casework report read`; texts are in the house's subset of Markdown.

    `fields`: what the kind of ärende knows of itself as data, amounts as whole öre.
    """

    title: str
    case_number: str | None = None
    date: str | None = None
    to_body: str | None = None
    proposal: list[str]
    proposal_bodies: list[str | None]
    summary: str | None = None
    sections: list[SectionTold]
    basis: list[str]
    attachments: list[str]
    recipients: list[str]
    recipients_deadline: str | None = None
    officer_name: str | None = None
    officer_title: str | None = None
    signatories: list[dict[str, Any]]
    fields: dict[str, Any] = Field(default_factory=dict)


class RecipientTold(Told):
    """One on the distribution list. `function`: by which name the directory knows it; `address` is the one in use."""

    name: str
    function: str | None
    channel: str
    address: str
    deadline: date | None


class CaseRow(Told):
    """A case as in the list. `body` and `officer` are keys, with their names beside them."""

    id: int
    number: str
    kind: str
    state: str
    state_label: str
    version: int
    title: str
    officer: int
    officer_name: str
    body: int | None
    body_name: str | None
    origin: str
    created_at: datetime
    updated_at: datetime


class CaseTold(CaseRow):
    """A case with its report and distribution list."""

    report: ReportTold
    report_version: int
    report_hash: str
    recipients: list[RecipientTold]


class CaseList(Told):
    """A page of the list; `next` is the cursor of the page after it."""

    data: list[CaseRow]
    next: str | None


class AskTold(Told):
    """One thing that the step asks for, under that name in the call that takes it."""

    name: str
    type: str
    label: str


class StepTold(Told):
    """A step that leaves the case's state, and why it may not be taken."""

    name: str
    label: str
    to: str
    allowed: bool
    reasons: list[str]
    asks: list[AskTold]


class EventTold(Told):
    """What happened, and the sentence by which the page tells it."""

    at: datetime
    actor: str | None
    on_behalf_of: str | None
    step: str
    from_: str | None = Field(serialization_alias="from")
    to: str
    note: str
    sentence: str


class AttachmentTold(Told):
    """An attachment of the case."""

    id: int
    name: str
    sha256: str
    size: int
    media_type: str


class DeliveryTold(Told):
    """One recipient's message, as far as it has come."""

    recipient: str
    channel: str
    address: str
    state: str
    message_id: str
    attempts: int
    last_error: str | None
    extract_sha256: str | None
    sent_at: datetime | None


def case_row(case: Case, officer: str = "", body: str | None = None) -> dict[str, Any]:
    """The case's fields as in the list; `officer` and `body` are their names where those are at hand."""
    state = WORKFLOWS[case.kind].states.get(case.state)
    return {
        "id": case.id,
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "state_label": gettext(state.label) if state else case.state,
        "version": case.version,
        "title": case.title,
        "officer": case.officer_id,
        "officer_name": officer or case.officer.name,
        "body": case.body_id,
        "body_name": body or (case.body.name if case.body else None),
        "origin": case.origin,
        "created_at": case.created_at,
        "updated_at": case.updated_at,
    }


def case_told(
    case: Case, report: ReportVersion | None = None, recipients: Sequence[Recipient] | None = None
) -> CaseTold:
    """The case with report and distribution list; those are read where they are not at hand."""
    report = report or latest_report(case.id)
    assert report is not None  # a case has a version of its report from its first moment
    return CaseTold(
        **case_row(case),
        report=report_told(report.content),
        report_version=report.number,
        report_hash=report.content_hash,
        recipients=recipients_told(recipients_of(case.id) if recipients is None else recipients),
    )


def report_told(content: Mapping[str, Any]) -> ReportTold:
    """The report as programs read it, and may send it back."""
    return ReportTold(**{name: value for name, value in content.items() if name not in HOUSE_KEEPS})


def recipients_told(rows: Sequence[Recipient]) -> list[RecipientTold]:
    """The distribution list, in its order."""
    return [
        RecipientTold(
            name=row.name,
            function=row.function.name if row.function else None,
            channel=row.channel,
            address=row.address,
            deadline=row.deadline,
        )
        for row in rows
    ]
