"""Reading cases: one door, `visible_to`; and the facts that the rules judge by."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from casework import clock
from casework.cases.models import Attachment, Case, CaseAuthor, CaseEvent, Recipient, ReportVersion
from casework.database import db
from casework.dispatch import queries as deliveries
from casework.dispatch.channels import CHANNELS, INTERNAL, NO_ACCOUNT
from casework.law.bodies import KINDS
from casework.people.models import Body
from casework.people.queries import persons_by_address
from casework.permissions import Reader
from workflows import PROCEDURES, WORKFLOWS
from workflows._facts import ActorFacts, CaseFacts, Facts, MeetingFacts, RecipientFacts, ReportFacts, ReviewLevel
from workflows._vocabulary import (
    ASSEMBLY,
    AT_ASSEMBLY,
    AT_CONDITION,
    AT_DELEGATION,
    AT_DISPATCH,
    AT_MEETING,
    AT_REFERRALS,
    AT_URGENCY,
    MANAGER,
    OFFICER,
    REGISTRAR,
    SECRETARY,
)

# Made once: every step and every page asks for these.
_OF_CASE: BindParameter[int] = bindparam("of_case")
_LATEST_REPORT = (
    select(ReportVersion).where(ReportVersion.case_id == _OF_CASE).order_by(ReportVersion.number.desc()).limit(1)
)
_RECIPIENTS = select(Recipient).where(Recipient.case_id == _OF_CASE).order_by(Recipient.position)

_BODIES = joinedload(Case.body).joinedload(Body.parent).joinedload(Body.parent)
"""The case's body with those over it, for the rules ask for them: a committee's board, and the assembly over that."""

DRAFTS = sorted({workflow.initial for workflow in WORKFLOWS.values()})


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The cases that exist for `reader`.

    An officer sees his own, those that he writes along in, and those of the authority that have left the draft, as the
    secretary does; managers and registrars see drafts too. Elected members read a case on their meeting's page
    (meetings), not here.
    """
    return or_(
        Case.officer_id == reader.person_id,
        Case.id.in_(_written_along_by(reader.person_id)),
        Case.authority_id.in_(reader.authorities(MANAGER, REGISTRAR)),
        and_(Case.authority_id.in_(reader.authorities(OFFICER, SECRETARY)), Case.state.not_in(DRAFTS)),
    )


def _written_along_by(person_id: int) -> Select[int]:
    return select(CaseAuthor.case_id).where(CaseAuthor.person_id == person_id, CaseAuthor.removed_at.is_(None))


def writes_along(case_id: int, person_id: int) -> bool:
    """Whether the person has been asked to write the report together with the case's officer."""
    return db.session.scalar(_written_along_by(person_id).where(CaseAuthor.case_id == case_id)) is not None


def authors_of(case_id: int) -> list[CaseAuthor]:
    """Who write along, in the order they were asked."""
    query = select(CaseAuthor).where(CaseAuthor.case_id == case_id, CaseAuthor.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(CaseAuthor.id)))


def get_case(case_id: int, reader: Reader, *, lock: bool = False) -> Case | None:
    """The case, if it exists for `reader`; with `lock` its row is held until the transaction ends."""
    query = select(Case).where(Case.id == case_id, visible_to(reader)).options(_BODIES)
    return db.session.scalar(query.with_for_update(of=Case) if lock else query)


def lock_case(case_id: int) -> Case:
    """The case with its row held; for a room that has judged by its own door who may read it."""
    query = select(Case).where(Case.id == case_id).options(_BODIES).with_for_update(of=Case)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one()


def case_made_by(creation_key: str) -> Case | None:
    """The case that this form or Idempotency-Key has already made."""
    return db.session.scalar(select(Case).where(Case.creation_key == creation_key))


def latest_report(case_id: int) -> ReportVersion | None:
    """The newest version of the officer report."""
    return db.session.scalar(_LATEST_REPORT, {"of_case": case_id})


def numbered_report(case_id: int, number: int) -> ReportVersion | None:
    """The report's version of that number."""
    return db.session.scalar(select(ReportVersion).filter_by(case_id=case_id, number=number))


def report_version(version_id: int) -> ReportVersion | None:
    """One version of the report, such as the one that was decided on."""
    return db.session.get(ReportVersion, version_id)


def recipients_of(case_id: int) -> list[Recipient]:
    """The distribution list, in its order."""
    return list(db.session.scalars(_RECIPIENTS, {"of_case": case_id}))


def attachments_of(case_id: int) -> list[Attachment]:
    """The attachments that have not been removed, in the order they came."""
    query = select(Attachment).where(Attachment.case_id == case_id, Attachment.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Attachment.id)))


def attachment_of(case_id: int, attachment_id: int, *, removed: bool = False) -> Attachment | None:
    """One of the case's attachments; with `removed` also one that has been removed."""
    query = select(Attachment).where(Attachment.case_id == case_id, Attachment.id == attachment_id)
    return db.session.scalar(query if removed else query.where(Attachment.removed_at.is_(None)))


def attachments_changed(case: Case) -> bool:
    """Whether the last change of the case was that an attachment came or went."""
    moments = func.max(Attachment.added_at), func.max(Attachment.removed_at)
    row = db.session.execute(select(*moments).where(Attachment.case_id == case.id)).one()
    return case.updated_at in row


def events_of(case_id: int) -> list[CaseEvent]:
    """The history, oldest first."""
    return list(db.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)))


def last_events(case_ids: Iterable[int]) -> dict[int, CaseEvent]:
    """What happened last in each of these cases."""
    last = select(func.max(CaseEvent.id)).where(CaseEvent.case_id.in_(list(case_ids))).group_by(CaseEvent.case_id)
    return {event.case_id: event for event in db.session.scalars(select(CaseEvent).where(CaseEvent.id.in_(last)))}


def entered_from(case_id: int, state: str) -> str:
    """The state from which the case last came to `state`."""
    query = select(CaseEvent.from_state).where(CaseEvent.case_id == case_id, CaseEvent.to_state == state)
    query = query.where(CaseEvent.from_state != state).order_by(CaseEvent.id.desc()).limit(1)
    return db.session.scalar(query) or ""


def facts_for(
    case: Case,
    reader: Reader,
    *,
    report: ReportVersion | None = None,
    recipients: list[Recipient] | None = None,
    meeting: MeetingFacts | None = None,
    given: Mapping[str, str] | None = None,
) -> Facts:
    """What the rules judge by; at most three statements (report, recipients, meeting), fewer when they are at hand.

    One more where the decision has a condition, where somebody may decide by delegation, before the assembly, where the
    case is to be ready, and for members where it may be urgent.
    """
    report = report or latest_report(case.id)
    recipients = recipients_of(case.id) if recipients is None else recipients
    given = dict(given or {})
    workflow, ask = WORKFLOWS[case.kind], current_app.extensions
    if meeting is None and workflow.looks_at(case.state, AT_MEETING):
        meeting = ask["casework.meeting_facts"](case, given)
    condition = ask["casework.condition_facts"](case) if workflow.looks_at(case.state, AT_CONDITION) else None
    told = report_facts(report.content if report else {}, report.content_hash if report else "")
    delegation = None
    if workflow.looks_at(case.state, AT_DELEGATION):
        delegation = ask["casework.delegation_facts"](case, reader, told.points)
    urgency = None
    if workflow.looks_at(case.state, AT_URGENCY) and not (meeting and meeting.deciding):  # there nothing is awaited
        urgency = ask["casework.urgency_facts"](case, reader, told.points)
    undelivered: list[tuple[str, str]] = []
    if workflow.looks_at(case.state, AT_DISPATCH):
        undelivered = deliveries.undelivered(case.id)
    assembly = ask["casework.assembly_facts"](case) if workflow.looks_at(case.state, AT_ASSEMBLY) else None
    asked = ask["casework.open_referrals"](case.id) if workflow.looks_at(case.state, AT_REFERRALS) else ()
    heard: frozenset[str] = frozenset()
    if case.body is not None and case.body.kind == ASSEMBLY and workflow.looks_at(case.state, AT_MEETING):
        heard = ask["casework.heard_in"](case.id)
    states = PROCEDURES["delivery"].states
    return Facts(
        case=CaseFacts(
            kind=case.kind,
            state=case.state,
            number=case.number,
            officer_id=case.officer_id,
            officer_name=case.officer.name,
            body_id=case.body_id,
            body_name=case.body.name if case.body else "",
            body_may_decide=case.body is None or KINDS[case.body.kind].decides,
            body_kind=case.body.kind if case.body else "",
            bodies_above=tuple(body.name for body in case.body.above()) if case.body else (),
            heard=heard,
            approved_hash=case.approved_hash,
            approved_by=tuple(case.approved_by),
            review_levels=tuple(ReviewLevel(**level) for level in case.body.review_levels) if case.body else (),
        ),
        actor=ActorFacts(reader.person_id, reader.roles_for(case.authority_id, case.body_id), reader.title),
        today=clock.today(),
        report=told,
        recipients=recipient_facts(recipients),
        meeting=meeting,
        condition=condition,
        delegation=delegation,
        urgency=urgency,
        undelivered=tuple((name, states[state].label) for name, state in undelivered),
        open_referrals=asked,
        assembly=assembly,
        given=given,
    )


def recipient_facts(recipients: Iterable[Recipient]) -> tuple[RecipientFacts, ...]:
    """The distribution list as the rules see it; one statement where somebody is to read it on his desk, else none."""
    rows = list(recipients)
    at_desks = [row.address for row in rows if row.channel == INTERNAL.name and row.address]
    colleagues = persons_by_address(at_desks)
    found = []
    for row in rows:
        channel = CHANNELS.get(row.channel)
        lacks = channel.lacks(row.address) if channel and row.address else ""
        if channel is INTERNAL and row.address and not lacks and row.address.strip().casefold() not in colleagues:
            lacks = NO_ACCOUNT
        found.append(RecipientFacts(row.name, row.channel, row.address, channel is not None, lacks))
    return tuple(found)


def report_facts(content: Mapping[str, Any], content_hash: str) -> ReportFacts:
    """The report's content as the rules see it."""
    return ReportFacts(
        title=content.get("title") or "",
        points=tuple(point for point in content.get("proposal", []) if point.strip()),
        point_bodies=tuple(name or "" for name in content.get("proposal_bodies", [])),
        summary=content.get("summary") or "",
        sections=tuple((part["heading"], part["text"]) for part in content.get("sections", [])),
        content_hash=content_hash,
        fields=content.get("fields") or {},
    )


def search_key(number: str, title: str, recipients: Iterable[str]) -> str:
    """What a case is found by: its number, its title and its recipients, each on a line, without upper case."""
    return "\n".join([number, title, *recipients]).casefold()


def unknown_states() -> list[tuple[str, str, int]]:
    """Stored (kind, state) pairs that no table has, with how many cases stand in each."""
    query = select(Case.kind, Case.state, func.count()).group_by(Case.kind, Case.state)
    rows = [(kind, state, count) for kind, state, count in db.session.execute(query)]
    return [row for row in rows if row[0] not in WORKFLOWS or row[1] not in WORKFLOWS[row[0]].states]
