"""Planning a meeting, calling the roll, and recording what was decided. Callers commit (database.write)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import func, select

from casework import audit, clock
from casework.cases.operations import StepContext, consult, take_step
from casework.cases.queries import latest_report
from casework.database import db
from casework.errors import StaleVersion
from casework.meetings.models import AgendaItem, Attendance, Decision, Meeting
from casework.meetings.presence import disqualified_at, present_at
from casework.meetings.queries import (
    FULL_SEATS,
    attendance_of,
    lock_meeting,
    meeting_facts,
    open_item_of,
    prepared_points,
    roll_at,
)
from casework.people.models import Body
from casework.people.queries import seats_on
from casework.permissions import Reader
from casework.register.operations import take_number
from workflows import WORKFLOWS, Reason, StepRefused
from workflows._rules import decided_points
from workflows._vocabulary import N_, OUTCOMES, RECORD_DECISION


def plan_meeting(body: Body, starts_at: datetime, place: str, *, actor: Reader, creation_key: str) -> Meeting:
    """A meeting with a row for every seat that holds that day. Raises StepRefused when the body has no members then."""
    seats = seats_on(body.id, clock.local(starts_at).date())
    if not any(seat.role in FULL_SEATS for seat in seats):
        raise StepRefused([Reason(N_("%(body)s har inga ledamöter den dagen."), {"body": body.name})])
    meeting = Meeting(
        authority_id=body.authority_id,
        body_id=body.id,
        starts_at=starts_at,
        place=place,
        state="planned",
        version=1,
        creation_key=creation_key,
    )
    meeting.body = body
    db.session.add(meeting)
    db.session.flush()
    for seat in seats:
        row = Attendance(meeting_id=meeting.id, seat_id=seat.id, person_id=seat.person_id, role=seat.role)
        row.present = False
        db.session.add(row)
    db.session.flush()
    _audit(meeting, "meeting_planned", actor)
    return meeting


def call_roll(meeting: Meeting, present: Mapping[int, int | None], *, actor: Reader, expected_version: int) -> None:
    """Set who is there: person id to None, or to the id of the member that he serves for.

    Refused: a stale version; a closed meeting; one serving for himself, for a member who is there, or for one whom
    another already serves for. Persons without a seat are ignored, since they have no row.
    """
    if meeting.version != expected_version:
        raise StaleVersion(meeting.version)
    if meeting.state != "planned":
        raise StepRefused([Reason(N_("Sammanträdet är avslutat. Uppropet kan inte ändras."))])
    rows = attendance_of(meeting.id)
    replaced = [serves for serves in present.values() if serves is not None]
    absent_members = {row.person_id for row in rows if row.role in FULL_SEATS and row.person_id not in present}
    if len(set(replaced)) != len(replaced):
        raise StepRefused([Reason(N_("Två ersättare kan inte tjänstgöra för samma ledamot."))])
    for row in rows:
        row.present = row.person_id in present
        row.serving_for_id = present.get(row.person_id) if row.role == "substitute" else None
        if row.serving_for_id is not None and row.serving_for_id not in absent_members:
            text = N_("%(name)s kan bara tjänstgöra för en ledamot som är frånvarande.")
            raise StepRefused([Reason(text, {"name": row.person.name})])
    meeting.version += 1  # its attendance is part of what the reader saw
    db.session.flush()
    _audit(meeting, "roll_called", actor, present=sorted(present))


def put_on_agenda(context: StepContext) -> None:
    """Effect: an item last on the agenda of the meeting that the step named."""
    assert context.facts.meeting is not None  # judged by meeting_chosen
    meeting_id = lock_meeting(context.facts.meeting.id).id  # else two listed at once get one place
    last = db.session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting_id)) or 0
    item = AgendaItem(meeting_id=meeting_id, case_id=context.case.id, position=last + 1)
    db.session.add(item)
    workflow = WORKFLOWS[context.case.kind]
    decides = any(RECORD_DECISION in step.then for step in workflow.steps_from(context.case.state))
    consult(context.case, context.facts.meeting.body_id, "deciding" if decides else "preparing")
    context.made["item"] = item


def take_off_agenda(context: StepContext) -> None:
    """Effect: the item on which the case waits leaves the agenda; its row stays as history."""
    item = open_item_of(context.case.id)
    if item is not None:
        item.taken_off_at = clock.now()


def record_outcome(
    item: AgendaItem, outcome: str, *, actor: Reader, expected_version: int, given: Mapping[str, str]
) -> Decision:
    """Record what the meeting decided on the item, whose case and row the caller holds: the case takes its step.

    Raises StaleVersion, or StepRefused with every reason (quorum, who leads, what is missing). Nothing is half done.
    """
    if item.version != expected_version:
        raise StaleVersion(item.version)
    if outcome not in OUTCOMES:
        raise StepRefused([Reason(N_("Utgången ”%(outcome)s” kan inte föras in."), {"outcome": outcome})])
    case, meeting = item.case, lock_meeting(item.meeting_id)
    if item.outcome is not None or meeting.state != "planned":
        raise StepRefused([Reason(N_("Ärendet är redan avgjort på det här sammanträdet."))])
    report = latest_report(case.id)
    prepared = prepared_points(case.id, report.id, meeting.body_id) if report else []
    rows, presences = roll = roll_at(item)
    facts = meeting_facts(meeting, rows=rows, presences=presences, deciding=True, proposal=prepared)
    context = take_step(
        case,
        outcome,
        actor=actor,
        expected_version=case.version,
        given=given,
        report=report,
        meeting=facts,
        subject=item,
        made={"roll": roll},
    )
    decision: Decision = context.made["decision"]
    return decision


def record_decision(context: StepContext) -> None:
    """Effect: the decision with its paragraph number, taken now in order of handling, per body and year (R-102).

    Deferral and remittal are decisions too (KL 5:50, 6:33) and have their paragraph; the matter goes on.
    """
    item: AgendaItem = context.subject
    meeting, facts = item.meeting, context.facts.meeting
    assert facts is not None  # judged by at_the_meeting
    year = clock.local(meeting.starts_at).year
    with force_locale("sv"):  # the minutes are in Swedish, whoever presses the button
        points = _points(context)
    roll = context.made["roll"]
    decision = Decision(
        authority_id=context.case.authority_id,
        case_id=context.case.id,
        item_id=item.id,
        meeting_id=meeting.id,
        body_id=meeting.body_id,
        paragraph=take_number(context.case.authority_id, f"paragraph:{meeting.body_id}", year),
        paragraph_year=year,
        outcome=context.step.name,
        points=points,
        assignment=assignment(context.given),
        report_version_id=context.report.id,
        report_hash=context.report.content_hash,
        serving=facts.serving,
        quorum=facts.quorum,
        present=present_at(*roll),
        disqualified=disqualified_at(*roll),
        decided_at=context.event.at,
        recorded_by_id=context.actor.person_id,
    )
    db.session.add(decision)
    item.outcome = context.step.name
    db.session.flush()
    context.made["decision"] = decision


def _points(context: StepContext) -> list[str]:
    """What was decided, in the words that the minutes will hold."""
    given = context.given
    if context.step.name == "approve_changed":
        return decided_points(given["text"])
    if context.step.name == "reject":
        return [gettext("Förslaget avslås.")]
    if context.step.name == "defer":
        return [gettext("Ärendet bordläggs till ett kommande sammanträde.")]
    if context.step.name == "remit_back":
        remitted = gettext("Ärendet återremitteras till %(addressee)s.", addressee=given["addressee"])
        return [remitted + " " + gettext("Motivering: %(note)s", note=given["note"])]
    prepared = context.facts.meeting.proposal if context.facts.meeting else ()
    return list(prepared or context.report.content["proposal"])


def assignment(given: Mapping[str, str]) -> dict[str, str] | None:
    """The task that the decision gives, where the step asked for one."""
    return {"owner": given["owner"], "due": given["due"]} if given.get("owner") and given.get("due") else None


def _audit(meeting: Meeting, event: str, actor: Reader, **data: Any) -> None:
    audit.record(event, authority_id=meeting.authority_id, actor_id=actor.person_id, meeting=meeting.id, **data)
