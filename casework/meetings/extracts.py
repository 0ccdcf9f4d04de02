"""The extract of a decision (protokollsutdrag) and its way to the recipients."""

from datetime import date

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from casework import clock
from casework.cases.operations import StepContext
from casework.database import db
from casework.dispatch.operations import Message, dispatch
from casework.documents.typesetting import ExtractAssignment, ExtractData, typeset_extract
from casework.meetings.models import Decision, MinutesExtract
from casework.meetings.presence import minutes_sentence
from casework.register.operations import keep_file
from workflows._vocabulary import OUTCOMES, SEATS

PDF = "application/pdf"


def make_extract(context: StepContext) -> None:
    """Effect: the decision's PDF (PDF/A-2a and PDF/UA-1), kept by its content hash."""
    decision: Decision = context.made["decision"]
    number = f"{context.case.body.short_name} § {decision.paragraph}/{decision.paragraph_year}"  # type: ignore[union-attr]
    with force_locale("sv"):  # a public document is in Swedish, whoever presses the button
        content = typeset_extract(_data(context, decision, number))
    file = keep_file(content, PDF)
    extract = MinutesExtract(decision_id=decision.id, number=number, sha256=file.sha256, made_at=clock.now())
    db.session.add(extract)
    db.session.flush()
    context.made["extract"] = extract


def dispatch_at_decision(context: StepContext) -> None:
    """Effect of dispatch=AT_DECISION: the recipients' messages are queued in the decision's own transaction."""
    _dispatch(context, "queued")


def dispatch_at_approval(context: StepContext) -> None:
    """Effect of dispatch=AT_APPROVAL: the messages are held until the minutes are approved."""
    _dispatch(context, "held")


def _dispatch(context: StepContext, state: str) -> None:
    """The message is the one that an effect has made, as for a decision by delegation, or else the extract's."""
    message = context.made.get("message") or _message(context)
    dispatch(context.case.authority_id, context.case.id, message, context.recipients, state=state)


def _message(context: StepContext) -> Message:
    decision: Decision = context.made["decision"]
    extract: MinutesExtract = context.made["extract"]
    case = context.case
    with force_locale("sv"):
        page = {
            "case": case,
            "decision": decision,
            "meeting": context.subject.meeting,
            "extract": extract,
            "settings": current_app.extensions["casework.settings"],
            "deadlines": [(row.name, row.deadline) for row in context.recipients if row.deadline],
            "owner": context.given.get("owner"),
            "due": date.fromisoformat(context.given["due"]) if context.given.get("due") else None,
            "condition": context.made.get("condition"),
        }
        return Message(
            subject=gettext(
                "Beslut § %(paragraph)s/%(year)s: %(title)s (%(number)s)",
                paragraph=decision.paragraph,
                year=decision.paragraph_year,
                title=case.title,
                number=case.number,
            ),
            text=render_template("mail/decision.txt", **page),
            html=render_template("mail/decision.html", **page),
            file_sha256=extract.sha256,
            file_name=f"Protokollsutdrag {extract.number.replace('/', '-')}.pdf",
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
