"""Reading minutes: one door, `visible_to`; who signs them, what stands signed, and what the rules need to know."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import selectinload

from casework import clock
from casework.cases.models import Case, CaseEvent
from casework.database import db
from casework.dispatch.models import Delivery, Dispatch
from casework.law.appeals import Nature, routes
from casework.law.approval import APPROVER, CHAIR, SECRETARY
from casework.law.clocks import latest_approval_day
from casework.meetings.models import Decision, ImmediateApproval, Meeting, MinutesExtract
from casework.meetings.queries import visible_to as meetings_visible_to
from casework.minutes.models import (
    CORRECTION,
    IMMEDIATE,
    MATERIAL,
    REFUSAL,
    REGULAR,
    DecisionRoute,
    Minutes,
    MinutesEvent,
    MinutesParagraph,
    MinutesRemark,
    MinutesRendition,
    MinutesSignature,
    MinutesSigner,
    MinutesText,
)
from casework.people.models import Person
from casework.people.queries import seats_on
from casework.permissions import Reader
from workflows import WORKFLOWS
from workflows import _vocabulary as word
from workflows._facts import ActorFacts, CaseFacts, Facts, MinutesFacts


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The minutes that exist for `reader`: of meetings that do; and for the registrar what is approved."""
    registers = reader.authorities(word.REGISTRAR)
    kept = and_(Minutes.state == "approved", Minutes.authority_id.in_(registers))
    return or_(Minutes.meeting_id.in_(select(Meeting.id).where(meetings_visible_to(reader))), kept)


def get_minutes(minutes_id: int, reader: Reader, *, lock: bool = False) -> Minutes | None:
    """The minutes, if they exist for `reader`; with `lock` their row is held until the transaction ends."""
    query = select(Minutes).where(Minutes.id == minutes_id, visible_to(reader))
    if lock:
        query = query.with_for_update(of=Minutes).execution_options(populate_existing=True)
    return db.session.scalar(query)


def list_minutes(reader: Reader) -> list[Minutes]:
    """The minutes that exist for `reader`, the latest meeting first; at most a hundred."""
    query = select(Minutes).join(Meeting, Meeting.id == Minutes.meeting_id).where(visible_to(reader))
    return list(db.session.scalars(query.order_by(Meeting.starts_at.desc(), Minutes.id.desc()).limit(100)))


def waiting_for(reader: Reader) -> list[Minutes]:
    """The minutes that wait for the reader's signature on the text as it stands, the oldest first; one statement."""
    return [row for row, unsigned in being_signed(visible_to(reader)) if reader.person_id in unsigned]


def being_signed(*where: ColumnElement[bool]) -> list[tuple[Minutes, dict[int, str]]]:
    """The minutes that are being signed, the oldest first, each with who has not signed them as they stand."""
    last = select(func.max(MinutesRendition.id)).group_by(MinutesRendition.minutes_id)
    query = select(Minutes, MinutesRendition, MinutesSignature.person_id)
    query = query.join(MinutesRendition, MinutesRendition.minutes_id == Minutes.id)
    query = query.outerjoin(MinutesSignature, MinutesSignature.rendition_id == MinutesRendition.id)
    query = query.where(Minutes.state == "approving", MinutesRendition.id.in_(last), *where)
    found: dict[int, tuple[Minutes, dict[int, str]]] = {}
    for minutes, rendition, signed in db.session.execute(query.order_by(Minutes.last_day, Minutes.id)):
        _, left = found.setdefault(minutes.id, (minutes, frozen_signers(rendition)))
        left.pop(signed, None)
    return list(found.values())


def frozen_signers(rendition: MinutesRendition) -> dict[int, str]:
    """Who is asked to sign this text, and as what: they stand on its first page."""
    return {row["id"]: row["role"] for row in rendition.content["head"]["signers"]}


def minutes_of(meeting_id: int) -> list[Minutes]:
    """The minutes of the meeting, the regular ones first."""
    query = select(Minutes).where(Minutes.meeting_id == meeting_id).order_by(Minutes.kind != REGULAR, Minutes.id)
    return list(db.session.scalars(query))


def regular_of(meeting_id: int) -> Minutes | None:
    """The minutes of all that is not approved at once."""
    return db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting_id, Minutes.kind == REGULAR))


def immediate_of(decision_id: int) -> Minutes | None:
    """The minutes in which the paragraph is approved at once."""
    query = select(Minutes).join(MinutesParagraph, MinutesParagraph.minutes_id == Minutes.id)
    return db.session.scalar(query.where(MinutesParagraph.decision_id == decision_id, Minutes.kind == IMMEDIATE))


def approved_in(decision_id: int) -> Minutes | None:
    """The minutes in which the paragraph is approved; None while it is not."""
    query = select(Minutes).join(MinutesParagraph, MinutesParagraph.minutes_id == Minutes.id)
    return db.session.scalar(query.where(MinutesParagraph.decision_id == decision_id, Minutes.state == "approved"))


def corrections_of(decision_ids: Sequence[int]) -> list[Minutes]:
    """The corrections of these paragraphs, the dropped ones left out, in order."""
    query = select(Minutes).where(Minutes.corrects_id.in_(decision_ids), Minutes.state != "dropped")
    return list(db.session.scalars(query.order_by(Minutes.id)))


def decisions_in(minutes: Minutes) -> list[Decision]:
    """The paragraphs of these minutes, in order: of regular ones all that no immediate approval took out."""
    query = select(Decision).where(Decision.meeting_id == minutes.meeting_id).order_by(Decision.paragraph)
    if minutes.kind == CORRECTION:
        query = query.where(Decision.id == minutes.corrects_id)
    elif minutes.kind == IMMEDIATE:
        own = select(MinutesParagraph.decision_id).where(MinutesParagraph.minutes_id == minutes.id)
        query = query.where(Decision.id.in_(own))
    else:
        others = select(MinutesParagraph.decision_id).where(MinutesParagraph.minutes_id != minutes.id)
        query = query.where(Decision.id.not_in(others))
    return list(db.session.scalars(query.options(selectinload(Decision.item))))


def newest(minutes_id: int) -> MinutesRendition | None:
    """The rendition that is to be signed, or was."""
    query = select(MinutesRendition).where(MinutesRendition.minutes_id == minutes_id)
    return db.session.scalar(query.order_by(MinutesRendition.number.desc()).limit(1))


def signatures_of(minutes_id: int) -> list[MinutesSignature]:
    """Every signature that was ever given, those that are void among them, in order."""
    query = select(MinutesSignature).where(MinutesSignature.minutes_id == minutes_id).order_by(MinutesSignature.id)
    return list(db.session.scalars(query))


def standing(signatures: Sequence[MinutesSignature], rendition: MinutesRendition | None) -> list[MinutesSignature]:
    """Those that are on the text as it stands."""
    return [row for row in signatures if rendition is not None and row.rendition_id == rendition.id]


def remarks_of(minutes_id: int) -> list[MinutesRemark]:
    """What was said of the minutes, in order."""
    query = select(MinutesRemark).where(MinutesRemark.minutes_id == minutes_id).order_by(MinutesRemark.id)
    return list(db.session.scalars(query))


def events_of(minutes_id: int) -> list[MinutesEvent]:
    """The steps that the minutes have taken, the oldest first."""
    query = select(MinutesEvent).where(MinutesEvent.minutes_id == minutes_id).order_by(MinutesEvent.id)
    return list(db.session.scalars(query))


def texts_of(meeting_id: int) -> dict[str, MinutesText]:
    """The newest prose at each place of the meeting's minutes."""
    query = select(MinutesText).where(MinutesText.meeting_id == meeting_id).order_by(MinutesText.version)
    return {row.place: row for row in db.session.scalars(query)}


def chosen_of(meeting_id: int) -> list[MinutesSigner]:
    """Who is chosen to approve the meeting's minutes now, in the order in which they were chosen."""
    query = select(MinutesSigner).where(MinutesSigner.meeting_id == meeting_id, MinutesSigner.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(MinutesSigner.id)))


def asked_of(minutes: Minutes, rendition: MinutesRendition | None, decisions: Sequence[Decision]) -> dict[int, str]:
    """Who signs these minutes, and as what: who stands in the text that is being signed; of a draft who would."""
    if rendition is not None and minutes.state in ("approving", "approved"):
        return frozen_signers(rendition)
    return signers_of(minutes, decisions)


def signers_of(minutes: Minutes, decisions: Sequence[Decision]) -> dict[int, str]:
    """Who would sign these minutes now, and as what: who kept them, who led, who was chosen (R-104). By person.

    Who led and holds no seat any more is replaced by who is chair today.
    """
    signers: dict[int, str] = {}
    if minutes.begun_by_id is not None:
        signers[minutes.begun_by_id] = SECRETARY
    for person_id in _approvers(minutes, decisions):
        signers[person_id] = APPROVER
    for person_id in _leaders(minutes, decisions):
        signers[person_id] = CHAIR
    return signers


def _approvers(minutes: Minutes, decisions: Sequence[Decision]) -> list[int]:
    """Of what is approved at once those who were named then; taken back, those who approve the meeting's minutes."""
    if minutes.kind != IMMEDIATE or was_taken_back(minutes.id):
        return [row.person_id for row in chosen_of(minutes.meeting_id)]
    query = select(ImmediateApproval).where(ImmediateApproval.decision_id.in_([row.id for row in decisions]))
    return list(dict.fromkeys(number for row in db.session.scalars(query) for number in row.approver_ids))


def was_taken_back(minutes_id: int) -> bool:
    """Whether the minutes were a draft again after they had been handed over for approval."""
    query = select(MinutesEvent.id).where(MinutesEvent.minutes_id == minutes_id, MinutesEvent.step == "take_back")
    return db.session.scalar(query.limit(1)) is not None


def _leaders(minutes: Minutes, decisions: Sequence[Decision]) -> list[int]:
    led = dict.fromkeys(
        int(row["id"]) for one in decisions for row in one.present if row["role"] == "presiding" and row.get("id")
    )
    seats = seats_on(minutes.meeting.body_id, clock.today())
    seated = {seat.person_id for seat in seats}
    chairs = [seat.person_id for seat in seats if seat.role == word.CHAIR]
    return list(dict.fromkeys(number for one in led for number in ([one] if one in seated else chairs[:1])))


def names_of(person_ids: Sequence[int]) -> dict[int, str]:
    """What they are called."""
    if not person_ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(list(person_ids))))
    return {row.id: row.name for row in rows}


def routes_of(decisions: Sequence[Decision]) -> dict[int, str]:
    """How each decision is appealed: as a person has said, else as its kind usually is; by decision (R-114)."""
    query = select(DecisionRoute).where(DecisionRoute.decision_id.in_([row.id for row in decisions]))
    said = {row.decision_id: row.route for row in db.session.scalars(query.order_by(DecisionRoute.id))}
    return {
        row.id: said.get(row.id) or routes(row.meeting.body.kind, Nature(preparing=only_prepares(row)))[0]
        for row in decisions
    }


def only_prepares(decision: Decision) -> bool:
    """Whether the decision only prepares: for another body, or for the same one at a later meeting (KL 13:2)."""
    return decision.prepares or decision.outcome in ("defer", "remit_back")


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 over every word of the rendition."""
    told = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def facts_of(
    minutes: Minutes,
    actor: Reader,
    *,
    missing: Sequence[str] = (),
    decisions: Sequence[Decision] | None = None,
    given: Mapping[str, str] | None = None,
) -> Facts:
    """What the minutes' steps are judged by. `missing`: what the check found; asked for only before approval begins."""
    drafted = minutes.state == "draft"  # then what was signed or said of an earlier text is nothing
    rendition = None if drafted else newest(minutes.id)
    signed = [] if drafted else standing(signatures_of(minutes.id), rendition)
    signers = asked_of(minutes, rendition, decisions_in(minutes) if decisions is None else decisions)
    said = [] if drafted else remarks_of(minutes.id)
    open_ones = [row for row in said if row.answered_at is None and row.kind in (REFUSAL, MATERIAL)]
    body = minutes.meeting.body
    return Facts(
        case=CaseFacts(kind="minutes", state=minutes.state, body_id=body.id, body_name=body.name),
        actor=ActorFacts(actor.person_id, actor.roles_for(minutes.authority_id, body.id)),
        today=clock.today(),
        minutes=MinutesFacts(
            missing=tuple(missing),
            latest_day=latest_approval_day(last_day_of(minutes)),
            signers=tuple(signers),
            signed=tuple(row.person_id for row in signed),
            content_hash=rendition.content_hash if rendition else "",
            objections=tuple(dict.fromkeys(row.person.name for row in open_ones)),
            is_correction=minutes.kind == CORRECTION,
        ),
        given=given or {},
    )


def last_day_of(minutes: Minutes) -> date:
    """The meeting's last day, from which the law counts; of a correction the day on which it was written."""
    if minutes.kind == CORRECTION:
        return clock.local(minutes.made_at).date()
    closed = minutes.meeting.closed_at
    return max(clock.local(closed).date(), minutes.meeting.day) if closed else minutes.meeting.day


def extracts_of(decision_ids: Sequence[int]) -> dict[int, list[MinutesExtract]]:
    """The extracts of the approved paragraphs, the oldest first, by decision."""
    query = select(MinutesExtract).where(
        MinutesExtract.decision_id.in_(decision_ids), MinutesExtract.minutes_sha256 != ""
    )
    found: dict[int, list[MinutesExtract]] = {}
    for row in db.session.scalars(query.order_by(MinutesExtract.id)):
        found.setdefault(row.decision_id, []).append(row)
    return found


def dispatched_on(decision_ids: Sequence[int]) -> dict[int, date]:
    """The day on which an extract of the paragraph first went to somebody, by decision (TF 2:10 first paragraph)."""
    query = select(MinutesExtract.decision_id, func.min(Delivery.sent_at))
    query = query.join(Dispatch, Dispatch.file_sha256 == MinutesExtract.sha256)
    query = query.join(Delivery, Delivery.dispatch_id == Dispatch.id)
    query = query.where(MinutesExtract.decision_id.in_(decision_ids)).group_by(MinutesExtract.decision_id)
    return {row[0]: clock.local(row[1]).date() for row in db.session.execute(query) if row[1] is not None}


def settled_on(case_ids: Sequence[int]) -> dict[int, date]:
    """The day on which the case was closed, by case; only of those that are (TF 2:10 first paragraph)."""
    finals = [(kind, state.name) for kind, flow in WORKFLOWS.items() for state in flow.states.values() if state.final]
    ended = tuple_(Case.kind, Case.state).in_(finals)
    query = select(CaseEvent.case_id, func.max(CaseEvent.at)).join(Case, Case.id == CaseEvent.case_id)
    query = query.where(Case.id.in_(case_ids), ended, CaseEvent.to_state == Case.state).group_by(CaseEvent.case_id)
    return {row[0]: clock.local(row[1]).date() for row in db.session.execute(query)}
