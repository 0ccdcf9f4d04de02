"""The extract of a decision (protokollsutdrag) and its way to the recipients."""

from collections.abc import Iterator
from datetime import date

from flask_babel import force_locale, gettext

from casework import clock
from casework.cases.operations import StepContext
from casework.database import db
from casework.documents.typesetting import ExtractAssignment, ExtractData, typeset_extract
from casework.meetings.letters import Told, extract_number, message_of
from casework.meetings.models import Decision, MinutesExtract
from casework.meetings.presence import minutes_sentence
from casework.register.operations import keep_file
from workflows._assignment_rules import assigning
from workflows._vocabulary import OUTCOMES, SEATS

PDF = "application/pdf"


def make_extract(context: StepContext) -> None:
    """Effect: the decision's PDF (PDF/A-2a and PDF/UA-1), kept by its content hash, and the letter that brings it."""
    decision: Decision = context.made["decision"]
    number = extract_number(context.subject.meeting.body, decision.paragraph, decision.paragraph_year)
    with force_locale("sv"):  # a public document is in Swedish, whoever presses the button
        content = typeset_extract(_data(context, decision, number))
    file = keep_file(content, PDF)
    extract = MinutesExtract(decision_id=decision.id, number=number, sha256=file.sha256, made_at=clock.now())
    db.session.add(extract)
    db.session.flush()
    context.made["extract"] = extract
    told = Told(
        body=context.subject.meeting.body,
        held_on=context.subject.meeting.day,
        paragraph=decision.paragraph,
        year=decision.paragraph_year,
        points=decision.points,
        assignments=decision.assignments,
        condition=context.made.get("condition"),
    )
    deadlines = [(row.name, row.deadline) for row in context.recipients]
    context.made["message"] = message_of(context.case, told, deadlines, extract_sha256=file.sha256)


def _data(context: StepContext, decision: Decision, number: str) -> ExtractData:
    case, meeting = context.case, context.subject.meeting
    label, tasks = OUTCOMES[decision.outcome], list(_assignments(decision))
    leader = next(row for row in decision.present if row["role"] == "presiding")
    return ExtractData(
        authority_name=case.authority.name,
        body_name=meeting.body.name,
        meeting_day=meeting.day,
        meeting_place=meeting.place,
        paragraph=decision.paragraph,
        paragraph_year=decision.paragraph_year,
        case_number=case.number,
        case_title=case.title,
        summary=context.report.content.get("summary") or "",
        decision_points=tuple(decision.points),
        outcome_label=gettext(label),
        assignment=next(iter(tasks), None),
        more_assignments=tuple(tasks[1:]),
        condition=context.made.get("condition"),
        presiding=(named(leader), gettext("ordförande")),
        present=tuple((named(row), role_of(row)) for row in decision.present if row is not leader),
        disqualified=tuple(minutes_sentence(row) for row in decision.disqualified),
        recipients=tuple(row.name for row in context.recipients),
        report_sha256=decision.report_hash,
        extract_number=number,
        decided_at=decision.decided_at,
    )


def _assignments(decision: Decision) -> Iterator[ExtractAssignment]:
    """Each task; with the words of its point where the decision gives several."""
    told, places = decision.assignments, assigning(decision.points)
    for number, one in enumerate(told):
        text = decision.points[places[number]] if len(told) > 1 and number < len(places) else ""
        yield ExtractAssignment(one["owner"], date.fromisoformat(one["due"]), text)


def named(row: dict[str, str]) -> str:
    """One who took part, with the party."""
    return f"{row['name']} ({row['party']})" if row["party"] else row["name"]


def role_of(row: dict[str, str]) -> str:
    """As what he took part, and for whom."""
    if row["serving_for"]:
        return gettext("ersättare för %(name)s", name=row["serving_for"])
    label = SEATS[row["role"]]
    return gettext(label)
