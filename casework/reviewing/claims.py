"""Taking a review, so that colleagues see who reads, and letting go of it. Callers hold the case's row and commit."""

from casework import clock
from casework.cases.models import Case
from casework.cases.queries import facts_for
from casework.database import db
from casework.permissions import Reader
from casework.reviewing.models import ReviewClaim
from casework.reviewing.queries import approvals, claim_of, unreleased_of
from casework.reviewing.telling import tell, trace
from workflows import WORKFLOWS, Reason, StepRefused
from workflows._rules import level_is_mine, not_own_report
from workflows._vocabulary import N_


class ReviewTaken(Exception):
    """A colleague has taken the review; `claim` is the one that holds. Nothing was written."""

    def __init__(self, claim: ReviewClaim) -> None:
        self.claim = claim
        super().__init__(f"the review is taken by person {claim.person_id}")


def claim_refused(case: Case, actor: Reader) -> list[Reason]:
    """Why the actor may not take the review; [] when he may."""
    steps = approvals(case.kind, case.state)
    if not steps:
        state = WORKFLOWS[case.kind].states[case.state].label
        return [Reason(N_("Ärendet granskas inte nu: det är i läget ”%(state)s”."), {"state": (state,)})]
    if not actor.roles_for(case.authority_id, case.body_id) & {role for step in steps for role in step.by}:
        return [Reason(N_("Bara den som kan godkänna tjänsteskrivelsen kan ta granskningen."))]
    facts = facts_for(case, actor, recipients=[])
    return [reason for rule in (not_own_report, level_is_mine) if (reason := rule(facts))]


def claim(case: Case, *, actor: Reader, over: int | None = None) -> ReviewClaim:
    """The actor's claim. One of another is taken over only when `over` names it, and its person is told.

    StepRefused when the actor may not review, ReviewTaken when another has it than `over` says.
    """
    if reasons := claim_refused(case, actor):
        raise StepRefused(reasons)
    holds = claim_of(case)
    if holds is not None and holds.person_id == actor.person_id:
        return holds
    if holds is not None and holds.id != over:
        raise ReviewTaken(holds)
    if (left := unreleased_of(case.id)) is not None:
        _release(case, left, actor)
    row = ReviewClaim(case_id=case.id, person_id=actor.person_id, claimed_at=clock.now())
    db.session.add(row)
    db.session.flush()
    trace("claim_review", case, actor, claim=row.id)
    if holds is not None:
        tell([holds.person_id], case, actor, "claim", N_("%(who)s har tagit över granskningen."))
    return row


def release(case: Case, *, actor: Reader) -> None:
    """Let go of the review. Done already, it is done; ReviewTaken when another has it."""
    holds = claim_of(case)
    if holds is None:
        return
    if holds.person_id != actor.person_id:
        raise ReviewTaken(holds)
    _release(case, holds, actor)


def _release(case: Case, row: ReviewClaim, actor: Reader) -> None:
    row.released_at, row.released_by_id = clock.now(), actor.person_id
    db.session.flush()
    trace("release_review", case, actor, claim=row.id)
