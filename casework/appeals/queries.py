"""Reading appeals and confirmations: one door, `visible_to`; and what the rules need to know."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from casework import clock
from casework.appeals.models import Appeal, AppealEvent, AppealFile, FinalDecision
from casework.appeals.subjects import KEEPERS, PARAGRAPH, Key, Subject
from casework.cases.models import Case
from casework.cases.queries import visible_to as cases_visible_to
from casework.database import db
from casework.delegation.models import DelegatedDecision, DelegationRule
from casework.law.finality import Tried
from casework.meetings.models import Decision
from casework.permissions import Reader
from workflows._facts import ActorFacts, AppealFacts, CaseFacts, Facts
from workflows._vocabulary import OFFICER, REGISTRAR, SECRETARY

MOST = 200


def kept_by(reader: Reader) -> ColumnElement[bool]:
    """The appeals that the reader keeps: of his authority, or of the bodies that he is secretary of."""
    whole = [row.authority_id for row in reader.grants if row.role in KEEPERS and row.body_id is None]
    return or_(Appeal.authority_id.in_(whole), Appeal.body_id.in_(reader.bodies(*KEEPERS)))


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The appeals that exist for `reader`: those that he keeps, and those in the cases that exist for him.

    Elected members read neither: who appeals is nothing that their papers tell.
    """
    return or_(kept_by(reader), Appeal.case_id.in_(select(Case.id).where(cases_visible_to(reader))))


def get_appeal(appeal_id: int, reader: Reader, *, lock: bool = False) -> Appeal | None:
    """The appeal, if it exists for `reader`; with `lock` its row is held until the transaction ends."""
    query = select(Appeal).where(Appeal.id == appeal_id, visible_to(reader))
    if lock:
        query = query.with_for_update(of=Appeal).execution_options(populate_existing=True)
    return db.session.scalar(query)


def made_with(key: str) -> Appeal | None:
    """The appeal that this form has already registered."""
    return db.session.scalar(select(Appeal).where(Appeal.key == key))


def list_appeals(reader: Reader, *, only_open: bool = True, body_id: int | None = None) -> list[Appeal]:
    """The register as the reader keeps it, the latest first; at most two hundred."""
    query = select(Appeal).where(kept_by(reader))
    if only_open:
        query = query.where(Appeal.state != "settled")
    if body_id is not None:
        query = query.where(Appeal.body_id == body_id)
    delegated = joinedload(Appeal.delegated).joinedload(DelegatedDecision.rule).joinedload(DelegationRule.body)
    query = query.options(joinedload(Appeal.decision).joinedload(Decision.item), delegated)
    return list(db.session.scalars(query.order_by(Appeal.received_on.desc(), Appeal.id.desc()).limit(MOST)))


def appeals_of(subjects: Sequence[Subject]) -> dict[Key, list[Appeal]]:
    """Every appeal of these decisions, oldest first, by Subject.key, whoever may see it; one statement."""
    found: dict[Key, list[Appeal]] = {subject.key: [] for subject in subjects}
    if not subjects:
        return found
    query = select(Appeal).where(_of(Appeal, subjects)).order_by(Appeal.received_on, Appeal.id)
    for row in db.session.scalars(query):
        found[row.decision_id, row.delegated_id].append(row)
    return found


def seen_by(reader: Reader, appeals: Sequence[Appeal]) -> set[int]:
    """Those among them that exist for `reader`, by id; no statement where there are none."""
    if not appeals:
        return set()
    query = select(Appeal.id).where(Appeal.id.in_([row.id for row in appeals]), visible_to(reader))
    return set(db.session.scalars(query))


def finals_of(subjects: Sequence[Subject]) -> dict[Key, FinalDecision]:
    """The confirmations of these decisions that stand, by Subject.key; one statement."""
    if not subjects:
        return {}
    query = select(FinalDecision).where(_of(FinalDecision, subjects), FinalDecision.lapsed_at.is_(None))
    return {(row.decision_id, row.delegated_id): row for row in db.session.scalars(query)}


def _of(model: type[Appeal] | type[FinalDecision], subjects: Sequence[Subject]) -> ColumnElement[bool]:
    paragraphs = [row.id for row in subjects if row.word == PARAGRAPH]
    delegated = [row.id for row in subjects if row.word != PARAGRAPH]
    return or_(model.decision_id.in_(paragraphs), model.delegated_id.in_(delegated))


def tried(appeals: Sequence[Appeal]) -> list[Tried]:
    """The appeals as the law on finality sees them; what the authority changed itself is changed, whatever followed."""
    return [
        Tried("changed" if row.corrected_on else row.outcome, row.settled_on, row.verdict == "late") for row in appeals
    ]


def events_of(appeal_id: int) -> list[AppealEvent]:
    """What happened with it, oldest first."""
    query = select(AppealEvent).where(AppealEvent.appeal_id == appeal_id)
    return list(db.session.scalars(query.order_by(AppealEvent.id)))


def files_of(appeal_id: int) -> list[AppealFile]:
    """Its files, in the order in which they were added."""
    query = select(AppealFile).where(AppealFile.appeal_id == appeal_id)
    return list(db.session.scalars(query.order_by(AppealFile.id)))


def roles_in(appeal: Appeal, reader: Reader) -> frozenset[str]:
    """What the reader is to this very appeal, as its table has it; OFFICER only to that of his own case."""
    roles = reader.roles_for(appeal.authority_id, appeal.body_id) & {REGISTRAR, SECRETARY}
    case = db.session.get(Case, appeal.case_id) if appeal.case_id is not None else None
    own = {OFFICER} if case is not None and case.officer_id == reader.person_id else set()
    return frozenset(roles | own)


def facts_of(
    appeal: Appeal, reader: Reader, given: Mapping[str, str] | None = None, *, roles: frozenset[str] | None = None
) -> Facts:
    """What the rules of the table judge by. `roles`: the clock's, who is nobody's reader."""
    return Facts(
        case=CaseFacts("appeal", appeal.state, body_id=appeal.body_id, body_name=appeal.body.name),
        actor=ActorFacts(reader.person_id or None, roles_in(appeal, reader) if roles is None else roles, reader.title),
        today=clock.today(),
        appeal=AppealFacts(
            route=appeal.route,
            verdict=appeal.verdict,
            received_on=appeal.received_on,
            at_instance=appeal.place == "instance" and appeal.forward_to == "",
            stay=appeal.stay,
            judged_on=appeal.judged_on,
        ),
        given=dict(given or {}),
    )
