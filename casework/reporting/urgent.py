"""What a member may decide for a body that cannot be awaited (KL 6:39): one door, `decidable_by`."""

from sqlalchemy import ColumnElement, and_, or_, select

from casework import clock
from casework.cases.models import Case
from casework.cases.waiting import in_states
from casework.database import db
from casework.delegation.models import DelegatedDecision, DelegationRule
from casework.delegation.queries import MEMBERS
from casework.law.bodies import OWN_POWER
from casework.people.models import Body
from casework.permissions import Reader
from workflows import WORKFLOWS, Step
from workflows._vocabulary import AT_URGENCY, CHAIR

LIMIT = 50


def urgent_step(kind: str, state: str) -> Step | None:
    """The step by which a member decides a case that stands so; None where none does."""
    steps = (step for step in WORKFLOWS[kind].steps_from(state))
    return next((step for step in steps if any(_looks(rule) for rule in step.needs)), None)


def _looks(rule: object) -> bool:
    return getattr(rule, "looks_at", "") == AT_URGENCY


def _decidable() -> ColumnElement[bool]:
    return in_states(
        (kind, state) for kind, workflow in WORKFLOWS.items() for state in workflow.states if urgent_step(kind, state)
    )


def decidable_by(reader: Reader) -> ColumnElement[bool]:
    """The cases that exist for `reader` to be decided when they are urgent.

    They are ready, or on an agenda, for a body that has named him or a committee below it.
    """
    today = clock.today()
    named = or_(
        and_(DelegationRule.delegate_role == CHAIR, DelegationRule.body_id.in_(reader.bodies(CHAIR))),
        and_(
            DelegationRule.delegate_person_id == reader.person_id, DelegationRule.body_id.in_(reader.bodies(*MEMBERS))
        ),
    )
    holds = and_(
        DelegationRule.urgent,
        DelegationRule.valid_from <= today,
        or_(DelegationRule.valid_to.is_(None), DelegationRule.valid_to >= today),
    )
    bodies = select(DelegationRule.body_id).where(holds, named)
    below = select(Body.id).where(Body.parent_id.in_(bodies), Body.kind.not_in(OWN_POWER))
    return and_(or_(Case.body_id.in_(bodies), Case.body_id.in_(below)), _decidable())


def urgent_cases(body: Body, reader: Reader) -> list[Case]:
    """The cases before the body or a committee below it that the reader may decide when they are urgent."""
    if not MEMBERS & reader.roles_for(body.authority_id, body.id):
        return []
    here = or_(Case.body_id == body.id, Case.body_id.in_(select(Body.id).where(Body.parent_id == body.id)))
    query = select(Case).where(here, decidable_by(reader)).order_by(Case.id).limit(LIMIT)
    return list(db.session.scalars(query))


def urgent_case(case_id: int, reader: Reader, *, lock: bool = False) -> Case | None:
    """The case, if the reader may decide it when it is urgent; with `lock` its row is held."""
    query = select(Case).where(Case.id == case_id, decidable_by(reader))
    if lock:
        query = query.with_for_update(of=Case).execution_options(populate_existing=True)
    return db.session.scalar(query)


def own_urgent_decision(case_id: int, reader: Reader) -> DelegatedDecision | None:
    """What the reader has decided in the case already: the same press a moment ago."""
    query = select(DelegatedDecision).where(DelegatedDecision.case_id == case_id, DelegatedDecision.urgent)
    query = query.where(DelegatedDecision.delegate_id == reader.person_id)
    return db.session.scalar(query.order_by(DelegatedDecision.id.desc()).limit(1))
