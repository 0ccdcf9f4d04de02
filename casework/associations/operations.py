"""Setting a decision's condition, recording the parties' answers, and what follows by itself. Callers commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import force_locale

from casework import audit, clock
from casework.associations.models import FAILED, MET, PENDING, DecisionCondition, PartyAnswer
from casework.associations.queries import (
    Standing,
    answers_to,
    meets,
    newest_condition,
    overdue,
    overtaken,
    own_steps,
    standings,
)
from casework.associations.wording import stated
from casework.cases.models import Case
from casework.cases.operations import StepContext, take_step
from casework.cases.queries import facts_for, lock_case
from casework.database import db, write
from casework.documents.typesetting import ExtractCondition
from casework.errors import StaleVersion
from casework.logs import log
from casework.permissions import Reader, system
from casework.web import day
from workflows import WORKFLOWS, Reason, Step, StepRefused
from workflows._vocabulary import N_, REGISTRAR


@dataclass(frozen=True)
class AnswerDraft:
    """An answer as filled in; its form has judged that its parts go together, and so does the database."""

    party: str
    status: str
    amount: int | None = None
    decided_on: date | None = None
    expected_on: date | None = None
    document: str = ""
    note: str = ""


def condition_stated(content: Mapping[str, Any]) -> ExtractCondition | None:
    """The condition that the decision on such a report will have, as its documents hold it; None where it has none."""
    with force_locale("sv"):
        condition = stated(content.get("fields") or {})
    return ExtractCondition(condition.parties, condition.due) if condition.parties and condition.due else None


def set_condition(context: StepContext) -> None:
    """Effect: the decision waits for the parties that its report names; recipients without a day get theirs (R-132).

    Where the report names none, the condition is met at once, and the decision takes effect in this transaction.
    """
    with force_locale("sv"):  # it stands in the minutes
        condition = stated(context.report.content.get("fields") or {})
    row = DecisionCondition(
        case_id=context.case.id,
        decision_id=context.made["decision"].id,
        parties=list(condition.parties),
        due=condition.due,
        text=condition.text,
        set_at=context.event.at,
    )
    if not condition.parties:
        row.outcome, row.settled_at = MET, context.event.at
    db.session.add(row)
    for recipient in context.recipients:
        recipient.deadline = recipient.deadline or condition.due
    db.session.flush()
    context.made["condition"] = condition_stated(context.report.content)
    settle(context.case)


def settle(case: Case) -> Step | None:
    """The step that the answers or the calendar have earned, taken by the system; None when they have earned none.

    In the caller's transaction, which holds the case's row. Judged again from what is stored: twice is once.
    """
    workflow, actor = WORKFLOWS[case.kind], system(case.authority_id)
    steps = own_steps(case.kind, case.state)
    if not steps:
        return None
    facts = facts_for(case, actor)
    step = next((step for step in steps if not workflow.refusals(step, facts)), None)
    if step is None:
        return None
    condition = newest_condition(case.id)
    assert condition is not None  # judged by the step's rule
    if condition.outcome is None:
        condition.outcome, condition.settled_at = MET if meets(step) else FAILED, clock.now()
        db.session.flush()
    take_step(case, step.name, actor=actor, expected_version=case.version)
    return step


def answering_refused(case: Case, actor: Reader) -> list[Reason]:
    """Why the actor may not record an answer in this case, whatever it is; [] when he may."""
    roles = actor.roles_for(case.authority_id, case.body_id)
    if case.officer_id == actor.person_id or REGISTRAR in roles:
        return []
    text = N_("Svaren antecknas av ärendets handläggare, %(officer)s, eller av registratorn.")
    return [Reason(text, {"officer": case.officer.name})]


def no_longer_waiting(case: Case, condition: DecisionCondition | None) -> list[Reason]:
    """Why no answer counts any more; [] while the case waits for them."""
    if condition is None:
        return [Reason(N_("Ärendet har inget beslut som väntar på andra parter."))]
    if condition.outcome == MET:
        text = N_("Villkoret är uppfyllt sedan den %(day)s. Svaren kan inte ändras.")
        return [Reason(text, {"day": _day_of(condition)})]
    passed = condition.due is not None and condition.due < clock.today()
    if condition.outcome == FAILED or passed:
        text = N_("Beslutet förföll den %(day)s. Svaret kan inte antecknas.")
        return [Reason(text, {"day": _day_of(condition)})]
    return []


def _day_of(condition: DecisionCondition) -> str:
    """When it ended: the day that it was settled, or that the calendar settles it though no worker has been by."""
    if condition.settled_at is not None:
        return day(condition.settled_at)
    assert condition.due is not None  # a condition that waits has its day
    return day(condition.due + timedelta(days=1))


def record_answer(case: Case, draft: AnswerDraft, *, actor: Reader, seen: int) -> PartyAnswer:
    """One more row for the party, and what follows by itself of it, in the case whose row the caller holds.

    Raises StepRefused with the reasons, or StaleVersion when somebody has recorded an answer of the same party that the
    actor had not seen; `seen` is the newest answer of the condition on his page. Either leaves nothing written.
    """
    condition = newest_condition(case.id)
    reasons = answering_refused(case, actor) or no_longer_waiting(case, condition)
    if reasons or condition is None:
        raise StepRefused(reasons)
    rows = standings(condition, answers_to([condition])[condition.id])
    standing = _standing(rows, draft.party)
    current = overtaken(rows, draft.party, seen)
    if current is not None:
        raise StaleVersion(current)
    if standing.status != PENDING and not draft.note:
        raise StepRefused(
            [Reason(N_("%(party)s har redan svarat. Skriv varför svaret rättas."), {"party": draft.party})]
        )
    row = PartyAnswer(
        condition_id=condition.id,
        party=draft.party,
        number=len(standing.answers) + 1,
        status=draft.status,
        amount=draft.amount,
        decided_on=draft.decided_on,
        expected_on=draft.expected_on,
        document=draft.document,
        note=draft.note,
        recorded_by_id=actor.person_id,
        recorded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "party_answered",
        authority_id=case.authority_id,
        case_id=case.id,
        actor_id=actor.person_id,
        condition=condition.id,
        answer=row.id,
        party=condition.parties.index(draft.party) + 1,  # a place on the list, not a name
        status=draft.status,
    )
    settle(case)
    return row


def _standing(rows: list[Standing], party: str) -> Standing:
    found = next((row for row in rows if row.party == party), None)
    if found is None:
        raise StepRefused([Reason(N_("”%(party)s” är ingen av villkorets parter."), {"party": party})])
    return found


def lapse_overdue() -> int:
    """Drain: decisions whose condition's day has passed lapse by themselves; how many did. Safe beside other workers.

    Where nothing is due it is one statement and no lock. One case that cannot be settled does not stop the others.
    """
    due = overdue(clock.today())
    db.session.rollback()
    return sum(_settled(case_id) for case_id in due)


def _settled(case_id: int) -> bool:
    try:
        with write():
            return settle(lock_case(case_id)) is not None
    except Exception as error:  # noqa: BLE001  # the others lapse on their day all the same
        log.error("lapse_failed", case=case_id, error=type(error).__name__, exc_info=error)
        return False
