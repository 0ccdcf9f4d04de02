"""The extract of a decision (protokollsutdrag) and its way to the recipients."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import render_template
from flask_babel import force_locale, gettext

from casework import clock
from casework.cases.models import Case, Recipient
from casework.cases.operations import StepContext
from casework.database import db
from casework.dispatch.operations import Message
from casework.documents.typesetting import ExtractAssignment, ExtractData, typeset_extract
from casework.meetings.models import Decision, MinutesExtract
from casework.meetings.presence import minutes_sentence
from casework.register.operations import keep_file
from workflows._vocabulary import OUTCOMES, SEATS

PDF = "application/pdf"


def make_extract(context: StepContext) -> None:
    """Effect: the decision's PDF (PDF/A-2a and PDF/UA-1), kept by its content hash, and the letter that brings it."""
    decision: Decision = context.made["decision"]
    number = f"{context.case.body.short_name} § {decision.paragraph}/{decision.paragraph_year}"  # type: ignore[union-attr]
    with force_locale("sv"):  # a public document is in Swedish, whoever presses the button
        content = typeset_extract(_data(context, decision, number))
    file = keep_file(content, PDF)
    extract = MinutesExtract(decision_id=decision.id, number=number, sha256=file.sha256, made_at=clock.now())
    db.session.add(extract)
    db.session.flush()
    context.made["extract"] = extract
    context.made["message"] = message_of(
        context.case,
        decision,
        number,
        context.recipients,
        extract_sha256=file.sha256,
        condition=context.made.get("condition"),
    )


def message_of(
    case: Case,
    decision: Decision,
    extract_number: str,
    recipients: Sequence[Recipient],
    *,
    extract_sha256: str | None,
    condition: Any = None,
) -> Message:
    """The letter about a decision, in Swedish, whoever presses the button.

    A `decision` that is not taken yet has neither paragraph nor extract: then it is a preview.
    """
    with force_locale("sv"):
        given = decision.assignment or {}
        numbered = {"paragraph": decision.paragraph or "–", "year": decision.paragraph_year}
        page = {
            "case": case,
            "decision": decision,
            **numbered,
            "meeting": decision.meeting,
            "deadlines": [(row.name, row.deadline) for row in recipients if row.deadline],
            "owner": given.get("owner"),
            "due": date.fromisoformat(given["due"]) if given.get("due") else None,
            "condition": condition,
        }
        subject = gettext(
            "Beslut § %(paragraph)s/%(year)s: %(title)s (%(number)s)", **numbered, title=case.title, number=case.number
        )
        return Message(
            subject=subject,
            text=render_template("mail/decision.txt", **page),
            html=render_template("mail/decision.html", **page),
            file_sha256=extract_sha256,
            file_name=f"Protokollsutdrag {extract_number.replace('/', '-')}.pdf",
        )


def _data(context: StepContext, decision: Decision, number: str) -> ExtractData:
    case, meeting = context.case, context.subject.meeting
    label = OUTCOMES[decision.outcome]
    leader = next(row for row in decision.present if row["role"] == "presiding")
    owner, due = context.given.get("owner"), context.given.get("due")
    assignment = ExtractAssignment(owner, date.fromisoformat(due), "") if owner and due else None
    return ExtractData(
        authority_name=case.authority.name,
        body_name=meeting.body.name,
        meeting_day=clock.local(meeting.starts_at).date(),
        meeting_place=meeting.place,
        paragraph=decision.paragraph,
        paragraph_year=decision.paragraph_year,
        case_number=case.number,
        case_title=case.title,
        summary=context.report.content.get("summary") or "",
        decision_points=tuple(decision.points),
        outcome_label=gettext(label),
        assignment=assignment,
        condition=context.made.get("condition"),
        presiding=(_named(leader), gettext("ordförande")),
        present=tuple((_named(row), _role(row)) for row in decision.present if row is not leader),
        disqualified=tuple(minutes_sentence(row) for row in decision.disqualified),
        recipients=tuple(row.name for row in context.recipients),
        report_sha256=decision.report_hash,
        extract_number=number,
        decided_at=decision.decided_at,
    )


def _named(row: dict[str, str]) -> str:
    return f"{row['name']} ({row['party']})" if row["party"] else row["name"]


def _role(row: dict[str, str]) -> str:
    if row["serving_for"]:
        return gettext("ersättare för %(name)s", name=row["serving_for"])
    label = SEATS[row["role"]]
    return gettext(label)
