"""The letter that brings a body's decision to its recipients; also as it will be, before anything is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from flask_babel import force_locale, gettext

from casework import clock
from casework.cases.models import Case, Recipient, ReportVersion
from casework.cases.pages import dispatches_ahead
from casework.cases.paths import deciding_body
from casework.dispatch.operations import Message
from casework.documents.typesetting import ExtractCondition
from casework.meetings.queries import open_item_of, prepared_points
from casework.people.models import Body
from casework.web import letter


@dataclass(frozen=True)
class Told:
    """What the letter tells of a decision. Not taken yet, it has no paragraph, and maybe no day."""

    body: Body
    held_on: date | None
    paragraph: int | None
    year: int
    points: Sequence[str]
    assignments: Sequence[Mapping[str, str]] = ()
    condition: ExtractCondition | None = None


def message_of(
    case: Case, told: Told, deadlines: Sequence[tuple[str, date | None]], *, extract_sha256: str | None
) -> Message:
    """The letter, in Swedish, whoever presses the button. `deadlines`: by recipient, the day he is to answer by."""
    number = told.paragraph or "…"
    with force_locale("sv"):
        page = {
            "case": case,
            "told": told,
            "number": number,
            "deadlines": [(name, day) for name, day in deadlines if day],
            "assignments": [(one["owner"], date.fromisoformat(one["due"])) for one in told.assignments],
        }
        subject = gettext(
            "Beslut § %(paragraph)s/%(year)s: %(title)s (%(number)s)",
            paragraph=number,
            year=told.year,
            title=case.title,
            number=case.number,
        )
        return Message(
            subject=subject,
            text=letter("mail/decision.txt", **page),
            html=letter("mail/decision.html", **page),
            file_sha256=extract_sha256,
            file_name=f"Protokollsutdrag {extract_number(told.body, number, told.year).replace('/', '-')}.pdf",
        )


def extract_number(body: Body, paragraph: int | str, year: int) -> str:
    """What the extract is called: KSAU § 12/2026."""
    return f"{body.short_name} § {paragraph}/{year}"


def meeting_preview(case: Case, report: ReportVersion, recipients: Sequence[Recipient]) -> tuple[str, Message] | None:
    """What it is a preview of, and the letter as it will be if the body decides as is now proposed.

    None where the case has no body, or nothing is sent from here.
    """
    content = report.content
    body = deciding_body(case, content.get("proposal_bodies") or [])
    if body is None or not dispatches_ahead(case):
        return None
    item = open_item_of(case.id)
    meeting = item.meeting if item is not None and item.meeting.body_id == body.id else None
    condition = current_app.extensions["casework.condition_stated"](content)
    now = clock.local(clock.now())
    held_on = meeting.day if meeting else None
    told = Told(
        body=body,
        held_on=held_on,
        paragraph=None,
        year=(held_on or now.date()).year,
        points=prepared_points(case.id, report.id, body.id) or content.get("proposal") or [],
        condition=condition,
    )
    deadlines = [(row.name, row.deadline or (condition.due if condition else None)) for row in recipients]
    what = gettext("Om %(body)s beslutar enligt förslaget", body=body.name)
    return what, message_of(case, told, deadlines, extract_sha256=None)
