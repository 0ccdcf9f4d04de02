"""The order in which the chair puts the questions, each to be answered with yes or no (KL 2017:725 5:53, 6:33).

R-71 and R-75: first the formal questions, whether to adjourn and whether the matter is decided today; then the main
question. Of more than two proposals one stands against the rest in the main question; which of the rest that is, they
settle between them first, two at a time. What is to be added comes last. FL 29 § states the principle.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from casework.law.proposing import ADDITION, ADJOURN, APPROVE, CANDIDATE, CHANGE, DEFER, REJECT, REMIT_BACK
from casework.law.voting import YES

TODAY, WHICH, COUNTER, MAIN, ELECT = "today", "which", "counter", "main", "elect"
QUESTIONS = (ADJOURN, TODAY, WHICH, COUNTER, MAIN, ADDITION, ELECT)

LYING = 0
"""The proposal that lies before the body, by the officer or who prepared: there without anybody having to make it."""
NONE = 0
"""Yes or no means no proposal: the matter is decided today, the addition is not made."""

FORMAL = (REMIT_BACK, DEFER)


@dataclass(frozen=True)
class Live:
    """A proposal that has been made, and neither withdrawn nor refused."""

    id: int
    kind: str


@dataclass(frozen=True)
class Question:
    """What is asked. `yes` and `no`: the proposal that the answer means. `among`: those that an election is between."""

    kind: str
    yes: int = NONE
    no: int = NONE
    among: tuple[int, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A question that is put and answered; `found`: the proposal that the answer meant, or who was elected."""

    question: Question
    found: int


def answer(question: Question, said: str) -> Answer:
    """The question answered with YES or NO."""
    return Answer(question, question.yes if said == YES else question.no)


def is_contested(live: Sequence[Live]) -> bool:
    """Whether something is to be put: another proposal than the one that lies before the body."""
    return any(row.kind != APPROVE for row in live)


def next_question(live: Sequence[Live], answers: Sequence[Answer]) -> Question | None:
    """The question to put now, given those that are answered; None when no more is to be put.

    The order in which the proposals were made is the order in which they are put against each other.
    """
    if (breaks := _unasked(live, ADJOURN, answers)) is not None:
        return Question(ADJOURN, yes=breaks.id)
    if any(row.kind in FORMAL for row in live):
        today = next((row for row in answers if row.question.kind == TODAY), None)
        if today is None:
            first = next(row for kind in FORMAL for row in live if row.kind == kind)
            return Question(TODAY, yes=NONE, no=first.id)
        if today.found != NONE:
            left = _left([row.id for kind in FORMAL for row in live if row.kind == kind], WHICH, answers)
            return Question(WHICH, left[0], left[1]) if len(left) > 1 else None
    candidates = tuple(row.id for row in live if row.kind == CANDIDATE)
    if candidates:
        asked = any(row.question.kind == ELECT for row in answers)
        return Question(ELECT, among=candidates) if len(candidates) > 1 and not asked else None
    return _about_the_matter(live, answers)


def next_of_matter(live: Sequence[Live], answers: Sequence[Answer]) -> Question | None:
    """As `next_question`, but for adjournments: they may be proposed at any time, and settle nothing of the matter."""
    return next_question([row for row in live if row.kind != ADJOURN], answers)


def _about_the_matter(live: Sequence[Live], answers: Sequence[Answer]) -> Question | None:
    rest = [row.id for row in live if row.kind in (CHANGE, REJECT)]
    main = next((row for row in answers if row.question.kind == MAIN), None)
    if rest and main is None:
        left = _left(rest, COUNTER, answers)
        return Question(COUNTER, left[0], left[1]) if len(left) > 1 else Question(MAIN, yes=LYING, no=left[0])
    if main is not None and _kind(main.found, live) == REJECT:
        return None  # nothing is added to what is rejected
    added = _unasked(live, ADDITION, answers)
    return Question(ADDITION, yes=added.id) if added else None


def _left(rest: Sequence[int], kind: str, answers: Sequence[Answer]) -> list[int]:
    """Those of `rest` that no question of that kind has done away with; who won stands against the next."""
    lost = {
        other
        for row in answers
        if row.question.kind == kind
        for other in (row.question.yes, row.question.no)
        if other != row.found
    }
    return [number for number in rest if number not in lost]


def _unasked(live: Sequence[Live], kind: str, answers: Sequence[Answer]) -> Live | None:
    asked = {row.question.yes for row in answers if row.question.kind == kind}
    return next((row for row in live if row.kind == kind and row.id not in asked), None)


def _kind(proposal: int, live: Sequence[Live]) -> str:
    return next((row.kind for row in live if row.id == proposal), APPROVE)


@dataclass(frozen=True)
class Carried:
    """What the answers come to. `outcome`: the verb of the decision, "" where nothing was contested or all is not put.

    `proposal`: the one that was carried, LYING for the body's own. `additions`: those that are made to it.
    """

    outcome: str = ""
    proposal: int = LYING
    additions: tuple[int, ...] = ()


NOTHING_CARRIED = Carried()
OUTCOMES = {CHANGE: "approve_changed", REJECT: "reject", REMIT_BACK: "remit_back", DEFER: "defer"}


def carried(live: Sequence[Live], answers: Sequence[Answer]) -> Carried:
    """What was decided by the questions, when all of the matter are answered; an adjournment changes nothing of it."""
    if not any(row.kind not in (APPROVE, ADJOURN) for row in live) or next_of_matter(live, answers) is not None:
        return NOTHING_CARRIED
    found = {row.question.kind: row.found for row in answers}
    if found.get(TODAY, NONE) != NONE:
        formal = found.get(WHICH, found[TODAY])
        return Carried(OUTCOMES[_kind(formal, live)], formal)
    if candidates := [row.id for row in live if row.kind == CANDIDATE]:
        return Carried("approve_changed", found.get(ELECT, candidates[0]))
    matter = found.get(MAIN, LYING)
    added = tuple(row.found for row in answers if row.question.kind == ADDITION and row.found != NONE)
    outcome = OUTCOMES.get(_kind(matter, live), "approve")
    if added and outcome != "reject":
        return Carried("approve_changed", matter, added)
    return Carried(outcome, matter)


def too_late(kind: str, put: Collection[str]) -> bool:
    """Whether a proposal of that kind comes after its question: `put` are the kinds of the questions put so far.

    When the main question is put the debate is over (5:53). An adjournment may be proposed at any time.
    """
    over = bool({COUNTER, MAIN, ADDITION, ELECT} & set(put))
    return over or TODAY in put if kind in FORMAL else over and kind != ADJOURN
