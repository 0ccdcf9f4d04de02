"""Planning a meeting, putting cases on its agenda, and recording what was decided. Callers commit (database.write)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from casework import audit, clock
from casework.cases.models import Recipient, ReportVersion
from casework.cases.operations import StepContext, consult, take_step
from casework.cases.queries import facts_for, latest_report
from casework.database import db
from casework.errors import StaleVersion
from casework.law.bodies import KINDS
from casework.law.extra import not_demanded
from casework.meetings.changes import changed
from casework.meetings.matters import Matter, add_item, leave_agenda
from casework.meetings.models import OF_CASE, AgendaItem, Decision, Meeting
from casework.meetings.presence import disqualified_at, present_at
from casework.meetings.queries import (
    FULL_SEATS,
    Roll,
    lock_meeting,
    meeting_facts,
    open_item_of,
    prepared_points,
    roles_at,
    roll_at,
)
from casework.meetings.seats import take_seats
from casework.meetings.standing import put_standing_items
from casework.people.models import Body, Seat
from casework.people.queries import rules_on, seats_on
from casework.permissions import Reader
from casework.register.operations import take_number
from workflows import PROCEDURES, WORKFLOWS, Reason, Step, StepRefused, Workflow
from workflows._assignment_rules import given_assignments
from workflows._facts import ActorFacts, CaseFacts, Facts, MeetingFacts
from workflows._meeting_rules import decided_points, is_unannounced, is_unprepared, needs_one_mind
from workflows._vocabulary import N_, OUTCOMES, RECORD_DECISION

UNANIMOUS = {"agree_on_decision": needs_one_mind, "agree_to_decide": is_unannounced}
"""What all who are present must agree on in the assembly, each asked by itself, and when (KL 5:33, 5:52; R-22)."""


@dataclass(frozen=True)
class Extra:
    """By whom an extra meeting is demanded (R-03): a word of casework.law.extra, and which members they are."""

    demanded_by: str
    names: Sequence[str] = ()


def plan_meeting(
    body: Body,
    starts_at: datetime,
    place: str,
    *,
    actor: Reader,
    creation_key: str,
    papers_due_at: datetime | None = None,
    extra: Extra | None = None,
    series_id: int | None = None,
) -> Meeting:
    """A meeting with a row for every seat that holds that day, and the body's standing items on its agenda.

    Raises StepRefused when the body has no members then, or an extra meeting is not demanded by those who may.
    """
    seats = seats_for(body, starts_at)
    if extra is not None:
        _judge_demand(body, starts_at, extra, seats)
    meeting = Meeting(
        authority_id=body.authority_id,
        body_id=body.id,
        starts_at=starts_at,
        place=place,
        state="planned",
        version=1,
        creation_key=creation_key,
        papers_due_at=papers_due_at,
        is_extra=extra is not None,
        demanded_by=extra.demanded_by if extra else "",
        demand_note=", ".join(extra.names) if extra else "",
        series_id=series_id,
    )
    meeting.body = body
    db.session.add(meeting)
    db.session.flush()
    take_seats(meeting, seats)
    put_standing_items(meeting)
    _audit(meeting, "meeting_planned", actor)
    for follow in current_app.extensions["casework.meeting_planned"]:
        follow(meeting, actor)
    return meeting


def seats_for(body: Body, starts_at: datetime) -> list[Seat]:
    """The seats of a meeting at that time. Raises StepRefused when the body has no members then, or is not there."""
    day = clock.local(starts_at).date()
    seats = seats_on(body.id, day) if body.is_there_on(day) else []
    if not any(seat.role in FULL_SEATS for seat in seats):
        raise StepRefused([Reason(N_("%(body)s har inga ledamöter den dagen."), {"body": body.name})])
    return seats


def _judge_demand(body: Body, starts_at: datetime, extra: Extra, seats: Sequence[Seat]) -> None:
    names = {seat.person.name.casefold() for seat in seats if seat.role in FULL_SEATS}
    strangers = [name for name in extra.names if name.casefold() not in names]
    if strangers:
        raise StepRefused(
            [Reason(N_("%(names)s finns inte bland organets ledamöter den dagen."), {"names": strangers})]
        )
    demanding = len({name.casefold() for name in extra.names})
    members = rules_on(body, clock.local(starts_at).date()).members or len(names)
    told = not_demanded(body.kind, extra.demanded_by, demanding=demanding, members=members)
    if told:
        raise StepRefused([Reason(told)])


def put_on_agenda(context: StepContext) -> None:
    """Effect: an item last on the agenda of the meeting that the step named."""
    assert context.facts.meeting is not None  # judged by meeting_chosen
    meeting = lock_meeting(context.facts.meeting.id)  # else two listed at once get one place
    exemption = context.given.get("exemption", "") if is_unprepared(context.facts) else ""
    item = add_item(meeting, Matter(OF_CASE, case_id=context.case.id, exemption=exemption))
    decides = decides_from(WORKFLOWS[context.case.kind], context.case.state)
    consult(context.case, meeting.body_id, "deciding" if decides else "preparing")
    context.made["item"] = item


def decides_from(workflow: Workflow, state: str) -> bool:
    """Whether a body that has the case in that state decides the matter, and does not only prepare it."""
    return any(RECORD_DECISION in step.then for step in workflow.steps_from(state))


def take_off_agenda(context: StepContext) -> None:
    """Effect: the item on which the case waits leaves the agenda; its row stays as history."""
    item = open_item_of(context.case.id)
    if item is not None:
        leave_agenda(item)


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
    if item.outcome is not None or meeting.ended:
        raise StepRefused([Reason(N_("Ärendet är redan avgjort på det här sammanträdet."))])
    report = latest_report(case.id) if case else None
    proposal = prepared_points(case.id, report.id, meeting.body_id) if case and report else item.proposal
    rows, presences = roll = roll_at(item)
    facts = meeting_facts(meeting, item=item, rows=rows, presences=presences, deciding=True, proposal=proposal)
    if case is None:
        decision = _decide_matter(item, outcome, actor, facts, roll, given)
    else:
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
        decision = context.made["decision"]
    for follow in current_app.extensions["casework.decided"]:
        follow(item, decision)
    changed(meeting.id)
    return decision


def record_decision(context: StepContext) -> None:
    """Effect: the decision on the case, by the report that was before the body.

    Deferral and remittal are decisions too (KL 5:50, 6:33) and have their paragraph; the matter goes on.
    """
    assert context.facts.meeting is not None  # judged by at_the_meeting
    decision = _decision(
        context.subject,
        context.step,
        context.facts,
        context.made["roll"],
        own=context.report.content["proposal"],
        actor=context.actor,
    )
    decision.report_version_id, decision.report_hash = context.report.id, context.report.content_hash
    decision.prepares = not decides_from(WORKFLOWS[context.case.kind], context.event.from_state or "")
    decision.decided_at = context.event.at
    db.session.add(decision)
    db.session.flush()
    context.made["decision"] = decision


def _decide_matter(
    item: AgendaItem, outcome: str, actor: Reader, told: MeetingFacts, roll: Roll, given: Mapping[str, str]
) -> Decision:
    """The decision on a matter that is no case, judged by the table of such matters."""
    facts = facts_of_matter(item, actor, told, given)
    step = PROCEDURES["agenda_item"].take(outcome, facts)
    decision = _decision(item, step, facts, roll, own=(), actor=actor)
    db.session.add(decision)
    db.session.flush()
    ids = {"authority_id": item.meeting.authority_id, "actor_id": actor.person_id}
    audit.record("matter_decided", **ids, item=item.id, outcome=outcome, paragraph=decision.paragraph)
    return decision


def judged_facts(
    item: AgendaItem,
    actor: Reader,
    *,
    report: ReportVersion | None = None,
    recipients: list[Recipient] | None = None,
    meeting: MeetingFacts | None = None,
) -> Facts:
    """What the item's steps are judged by, before anything is filled in; what is given need not be read again."""
    told = meeting or meeting_facts(item.meeting, item=item, deciding=True, proposal=item.proposal)
    if item.case is None:
        return facts_of_matter(item, actor, told, {})
    return facts_for(item.case, actor, report=report, recipients=recipients, meeting=told)


def facts_of_matter(item: AgendaItem, actor: Reader, told: MeetingFacts, given: Mapping[str, str]) -> Facts:
    """What the steps of a matter that is no case are judged by."""
    meeting = item.meeting
    return Facts(
        case=CaseFacts(kind="agenda_item", state="waiting", body_id=meeting.body_id, body_name=meeting.body.name),
        actor=ActorFacts(actor.person_id, roles_at(actor, meeting), actor.title),
        today=clock.today(),
        meeting=told,
        given={key: value.strip() for key, value in given.items()},
    )


def _decision(  # a decision is that much
    item: AgendaItem, step: Step, facts: Facts, roll: Roll, *, own: Sequence[str], actor: Reader
) -> Decision:
    """The row, with its paragraph taken now, in order of handling, per body and year (R-102); and the item's outcome.

    `own`: what is decided where nobody else has proposed anything.
    """
    meeting, told, outcome = item.meeting, facts.meeting, step.name
    assert told is not None  # judged by at_the_meeting
    year = clock.local(meeting.starts_at).year
    with force_locale("sv"):  # the minutes are in Swedish, whoever presses the button
        points = _points(outcome, facts.given, told.proposal or own)
    item.outcome = outcome
    condition = facts.given.get("condition", "")
    return Decision(
        authority_id=meeting.authority_id,
        case_id=item.case_id,
        item_id=item.id,
        meeting_id=meeting.id,
        body_id=meeting.body_id,
        paragraph=take_number(meeting.authority_id, f"paragraph:{meeting.body_id}", year),
        paragraph_year=year,
        outcome=outcome,
        points=points,
        assignment=assignment(step, facts),
        report_hash="",
        condition={"type": "stated", "text": condition} if condition else None,
        agreed=[name for name, asked in UNANIMOUS.items() if asked(facts) and facts.given.get(name) == "yes"],
        serving=told.serving,
        quorum=told.quorum,
        present=present_at(*roll),
        disqualified=disqualified_at(*roll),
        prepares=not KINDS[meeting.body.kind].decides,
        decided_at=clock.now(),
        recorded_by_id=actor.person_id,
    )


def _points(outcome: str, given: Mapping[str, str], proposal: Sequence[str]) -> list[str]:
    """What was decided, in the words that the minutes will hold."""
    if outcome in {"approve_changed", "note"}:
        return decided_points(given["text"])
    if outcome == "reject":
        return [gettext("Förslaget avslås.")]
    if outcome == "defer":
        return [gettext("Ärendet bordläggs till ett kommande sammanträde.")]
    if outcome == "remit_back":
        return [remitted_point(given["addressee"], given["note"])]
    return list(proposal)


def remitted_point(addressee: str, note: str) -> str:
    """How the minutes tell to whom, and why, a matter is remitted."""
    remitted = gettext("Ärendet återremitteras till %(addressee)s.", addressee=addressee)
    return remitted + " " + gettext("Motivering: %(note)s", note=note)


def assignment(step: Step, facts: Facts) -> dict[str, Any] | None:
    """The tasks that the decision gives, where the step asks for them (Decision.assignment)."""
    asked = {ask.name for ask in step.asks if ask.when is None or ask.when(facts)}
    told = given_assignments({name: value for name, value in facts.given.items() if name in asked})
    if not told:
        return None
    (owner, due), *others = told
    more = {"more": [{"owner": name, "due": day} for name, day in others]} if others else {}
    return {"owner": owner, "due": due, **more}


def _audit(meeting: Meeting, event: str, actor: Reader, **data: Any) -> None:
    audit.record(event, authority_id=meeting.authority_id, actor_id=actor.person_id, meeting=meeting.id, **data)
