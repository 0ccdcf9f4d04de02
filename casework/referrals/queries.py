"""Reading referrals: one door, `visible_to`; who was asked sees his own without seeing the case."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, not_, or_, select
from sqlalchemy.orm import joinedload

from casework import clock
from casework.cases.models import Attachment, Case
from casework.cases.queries import visible_to as cases_visible_to
from casework.cases.waiting import ended
from casework.database import db
from casework.people.models import Account, Body
from casework.people.queries import speaking_for
from casework.permissions import Reader
from casework.referrals.models import OPEN, REFERRAL, Referral, ReferralDraft, ReferralEvent
from workflows._facts import ActorFacts, CaseFacts, Facts, ReferralFacts
from workflows._vocabulary import ADDRESSEE, CHAIR, OFFICER, REGISTRAR, SECRETARY

MOST = 100


def addressed_to(reader: Reader) -> ColumnElement[bool]:
    """What the reader himself was asked, or a body in whose name he answers: its secretary, its chair."""
    whole = [grant.authority_id for grant in reader.grants if grant.role == SECRETARY and grant.body_id is None]
    bodies = select(Body.id).where(or_(Body.id.in_(reader.bodies(SECRETARY, CHAIR)), Body.authority_id.in_(whole)))
    return or_(Referral.person_id == reader.person_id, Referral.body_id.in_(bodies))


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The referrals that exist for `reader`: those of the cases that do, and those that were addressed to him."""
    return or_(addressed_to(reader), Referral.case_id.in_(select(Case.id).where(cases_visible_to(reader))))


def get_referral(referral_id: int, reader: Reader, *, lock: bool = False) -> Referral | None:
    """The referral, if it exists for `reader`; with `lock` its row is held until the transaction ends."""
    query = select(Referral).where(Referral.id == referral_id, visible_to(reader))
    query = query.options(joinedload(Referral.report))
    return db.session.scalar(query.with_for_update(of=Referral) if lock else query)


def lock_referral(referral_id: int) -> Referral:
    """The referral as it stands now, its row held; for the clock, which is nobody's reader."""
    query = select(Referral).where(Referral.id == referral_id).with_for_update(of=Referral)
    return db.session.execute(query.execution_options(populate_existing=True)).unique().scalar_one()


def is_addressee(referral: Referral, reader: Reader) -> bool:
    """Whether the reader answers it: as `addressed_to`."""
    if referral.person_id is not None:
        return referral.person_id == reader.person_id
    roles = reader.roles_for(referral.case.authority_id, referral.body_id)
    return referral.body_id is not None and bool(roles & {SECRETARY, CHAIR})


def roles_in(referral: Referral, reader: Reader) -> frozenset[str]:
    """What the reader is to this very referral, as its table has it."""
    case = referral.case
    found = {ADDRESSEE} if is_addressee(referral, reader) else set()
    found |= {OFFICER} if case.officer_id == reader.person_id else set()
    return frozenset(found | (reader.roles_for(case.authority_id, case.body_id) & {REGISTRAR}))


def facts_of(referral: Referral, reader: Reader, given: Mapping[str, str] | None = None) -> Facts:
    """What the rules of the table judge by; no statement."""
    asked_on = clock.local(referral.asked_at).date() if referral.kind == REFERRAL else None
    return Facts(
        case=CaseFacts("referral", referral.state, officer_id=referral.case.officer_id),
        actor=ActorFacts(reader.person_id, roles_in(referral, reader), reader.title),
        today=clock.today(),
        referral=ReferralFacts(referral.is_outside, referral.due, asked_on),
        given=dict(given or {}),
    )


def referrals_of(case_id: int) -> list[Referral]:
    """Everything in the case's register of those asked, in the order that they were."""
    query = select(Referral).where(Referral.case_id == case_id).options(joinedload(Referral.report))
    return list(db.session.scalars(query.order_by(Referral.id)))


def made_with(creation_key: str) -> list[Referral]:
    """What this form has already sent."""
    return list(db.session.scalars(select(Referral).where(Referral.creation_key == creation_key)))


def open_names(case_id: int) -> tuple[str, ...]:
    """Who has been asked in the case and has not answered. One statement."""
    query = select(Referral.name).where(Referral.case_id == case_id, Referral.state.in_(OPEN))
    return tuple(db.session.scalars(query.order_by(Referral.id)))


def to_answer(reader: Reader) -> list[Referral]:
    """What waits for the reader's answer, the nearest day first. One statement."""
    query = select(Referral).where(addressed_to(reader), Referral.state.in_(OPEN))
    return list(db.session.scalars(query.order_by(Referral.due, Referral.id).limit(MOST)))


def events_of(referral_id: int) -> list[ReferralEvent]:
    """What happened with it, oldest first."""
    query = select(ReferralEvent).where(ReferralEvent.referral_id == referral_id)
    return list(db.session.scalars(query.order_by(ReferralEvent.id)))


def draft_of(referral: Referral, reader: Reader) -> ReferralDraft | None:
    """The answer that is being written; for anybody but who was asked there is none."""
    return db.session.get(ReferralDraft, referral.id) if is_addressee(referral, reader) else None


def papers_of(referral: Referral) -> list[Attachment]:
    """The attachments that went along, also those that have been removed from the case since."""
    if not referral.papers:
        return []
    query = select(Attachment).where(Attachment.id.in_(referral.papers), Attachment.case_id == referral.case_id)
    return list(db.session.scalars(query.order_by(Attachment.id)))


def accounts_asked(referral: Referral) -> list[Account]:
    """The accounts of those who may answer; none for an outside party."""
    if referral.person_id is not None:
        query = select(Account).where(Account.person_id == referral.person_id, Account.active)
        return list(db.session.scalars(query))
    body = db.session.get(Body, referral.body_id) if referral.body_id is not None else None
    return speaking_for(body) if body is not None else []


def to_remind(last: ColumnElement[bool]) -> Sequence[int]:
    """Open referrals of cases that go on, for which `last` holds, by last day. One statement."""
    query = select(Referral.id).join(Case, Case.id == Referral.case_id)
    query = query.where(Referral.state.in_(OPEN), not_(ended()), last)
    return list(db.session.scalars(query.order_by(Referral.due, Referral.id).limit(MOST)))
