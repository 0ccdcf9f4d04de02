"""Reading conditions: what a case's decision waits for, how each party stands, and which days come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select

from casework.associations.models import PENDING, DecisionCondition, PartyAnswer
from casework.cases.models import Case
from casework.database import db
from workflows import WORKFLOWS, Step
from workflows._facts import ConditionFacts
from workflows._rules import all_parties_agree
from workflows._vocabulary import AT_CONDITION, SYSTEM

MOST = 100


def own_steps(kind: str, state: str) -> list[Step]:
    """The steps that a case takes by itself there, since its condition is met or has failed."""
    return [
        step
        for step in WORKFLOWS[kind].steps_from(state)
        if step.by == (SYSTEM,) and any(getattr(rule, "looks_at", "") == AT_CONDITION for rule in step.needs)
    ]


def meets(step: Step) -> bool:
    """Whether the step says that the condition is met, rather than that it has failed."""
    return all_parties_agree in step.needs


WAITING = [(kind, state) for kind, workflow in WORKFLOWS.items() for state in workflow.states if own_steps(kind, state)]
"""Where a case waits for other parties: (kind, state)."""


def conditions_of(case_id: int) -> list[DecisionCondition]:
    """The conditions of the case's decisions, the newest first."""
    query = select(DecisionCondition).where(DecisionCondition.case_id == case_id)
    return list(db.session.scalars(query.order_by(DecisionCondition.id.desc())))


def newest_condition(case_id: int) -> DecisionCondition | None:
    """The condition of the case's last decision that has one."""
    query = select(DecisionCondition).where(DecisionCondition.case_id == case_id)
    return db.session.scalar(query.order_by(DecisionCondition.id.desc()).limit(1))


def condition_of(decision_id: int) -> DecisionCondition | None:
    """The condition of that decision."""
    return db.session.scalar(select(DecisionCondition).where(DecisionCondition.decision_id == decision_id))


def answers_to(conditions: Sequence[DecisionCondition]) -> dict[int, list[PartyAnswer]]:
    """Every answer, by condition, as they were recorded."""
    found: dict[int, list[PartyAnswer]] = {row.id: [] for row in conditions}
    query = select(PartyAnswer).where(PartyAnswer.condition_id.in_(found)).order_by(PartyAnswer.id)
    for answer in db.session.scalars(query):
        found[answer.condition_id].append(answer)
    return found


@dataclass(frozen=True)
class Standing:
    """One party and its answers, as they were recorded; the newest counts, and without one it is waited for."""

    party: str
    answers: tuple[PartyAnswer, ...] = ()

    @property
    def newest(self) -> PartyAnswer | None:
        """The answer that counts."""
        return self.answers[-1] if self.answers else None

    @property
    def status(self) -> str:
        """How the party stands."""
        return self.answers[-1].status if self.answers else PENDING


def standings(condition: DecisionCondition, answers: Sequence[PartyAnswer]) -> list[Standing]:
    """Every party of the condition, in its order."""
    return [Standing(party, tuple(row for row in answers if row.party == party)) for party in condition.parties]


def overtaken(rows: Sequence[Standing], party: str, seen: int) -> int | None:
    """The newest answer of that party, where it is not among those that a page had; None where the page still holds.

    `seen` is the newest answer of any party on the page; a number that no answer has is none that was seen.
    """
    newest = {row.party: row.newest.id for row in rows if row.newest}
    if newest.get(party, 0) > seen or seen > max(newest.values(), default=0):
        return newest.get(party, 0)
    return None


def facts_for_case(case: Case) -> ConditionFacts | None:
    """What the rules know of the condition of the case's last decision; None where it has none."""
    condition = newest_condition(case.id)
    if condition is None:
        return None
    rows = standings(condition, answers_to([condition])[condition.id])
    return ConditionFacts(tuple((row.party, row.status) for row in rows), condition.due)


def overdue(today: date) -> list[int]:
    """The cases that still wait although their condition's day has passed; the longest ago first. One statement."""
    query = select(Case.id).join(DecisionCondition, DecisionCondition.case_id == Case.id)
    query = query.where(DecisionCondition.outcome.is_(None), DecisionCondition.due < today, still_waits())
    return list(db.session.scalars(query.order_by(DecisionCondition.due, Case.id).limit(MOST)))


def still_waits() -> ColumnElement[bool]:
    """The decision of the case waits for other parties, by the state in which it stands."""
    return or_(false(), *(and_(Case.kind == kind, Case.state == state) for kind, state in WAITING))
