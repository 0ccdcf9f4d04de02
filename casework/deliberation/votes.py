"""A vote, from the demand to its result. Callers hold the item and the vote, and commit.

Its steps are those of workflows/procedures/vote.py. The electors are frozen when it opens; how they vote: `casting`.
"""

from collections.abc import Collection
from secrets import SystemRandom
from typing import Any

from sqlalchemy import insert

from casework import clock
from casework.database import db
from casework.deliberation.ballots import BallotCount, Vote, VoteElector
from casework.deliberation.casting import LEADER_NEEDED
from casework.deliberation.held import bench, only, tell, touch
from casework.deliberation.putting import NOTHING_ASKED, choices_of, settle, standing_vote
from casework.deliberation.queries import (
    Bench,
    counted,
    deliberation_of,
    electors_of,
)
from casework.errors import StaleVersion
from casework.law import voting
from casework.law.questions import ELECT
from casework.law.serving import needed
from casework.law.voting import (
    ABSTAINED,
    CASTING,
    ELECTION,
    EMPLOYMENT,
    LOTS,
    MAJORITY,
    OPEN,
    ORDINARY,
    SECRET,
)
from casework.meetings.models import AgendaItem
from casework.permissions import Reader
from workflows import PROCEDURES, Reason, StepRefused
from workflows._vocabulary import N_

BY_MACHINE, BY_HAND = "machine", "hand"


def prepare(
    item: AgendaItem,
    matter: str,
    *,
    actor: Reader,
    expected_version: int,
    demanded_by_id: int,
    exercises_authority: bool = False,
) -> Vote:
    """A vote on the question that waits, demanded by somebody who serves, before the chair has stated what is found.

    `matter`: an election where candidates stand against each other; else ordinary, or an employment. It tells whether
    the vote is open or secret (KL 5:54). Raises StaleVersion, or StepRefused.
    """
    sitting, stands = bench(item, actor, expected_version=expected_version), deliberation_of(item.id)
    question = stands.waiting
    only(question is not None, NOTHING_ASKED)
    assert question is not None  # judged above
    only(sitting.enters or demanded_by_id == actor.person_id, N_("Andras begäran förs in av sekreteraren."))
    only(sitting.serves(demanded_by_id), N_("Omröstning begärs av en ledamot eller en tjänstgörande ersättare."))
    only(standing_vote(question.id) is None, N_("Omröstning är redan begärd."))
    allowed = (ELECTION,) if question.kind == ELECT else (ORDINARY, EMPLOYMENT)
    only(matter in allowed, N_("Sluten omröstning hålls bara i val och anställning (kommunallagen 5 kap. 54 §)."))
    vote = Vote(
        question_id=question.id,
        matter=matter,
        method=voting.method(matter),
        choices=choices_of(question),
        exercises_authority=exercises_authority and not sitting.assembly,
        demanded_by_id=demanded_by_id,
        state="prepared",
        drawn_how="",
        cancelled_reason="",
    )
    db.session.add(vote)
    touch(item)
    tell(item, "vote_prepared", actor, vote=vote.id, question=question.id, matter=matter)
    return vote


def move(vote: Vote, step: str) -> None:
    """Move it as its table says; MachineError where there is no such way. The only place that sets its state."""
    vote.state = PROCEDURES["vote"].move(step, vote.state)


def refused(vote: Vote, step: str, roles: Collection[str]) -> list[Reason]:
    """Why the vote does not take the step by the table: its state, or who acts; [] when it may."""
    procedure = PROCEDURES["vote"]
    row = procedure.step(step, vote.state)
    assert row is not None  # the table has every step that is named here
    if vote.state not in row.sources:
        text = N_("Det går inte att göra i läget ”%(state)s”.")
        return [Reason(text, {"state": (procedure.states[vote.state].label,)})]
    if not set(roles) & set(row.by):
        who = N_("den som leder ärendet") if len(row.by) == 1 else N_("den som leder ärendet eller sekreteraren")
        return [Reason(N_("Det här steget tas av %(who)s."), {"who": (who,)})]
    return []


def _stepping(item: AgendaItem, vote: Vote, step: str, actor: Reader, expected_version: int) -> Bench:
    if vote.version != expected_version:
        raise StaleVersion(vote.version)
    sitting = bench(item, actor)
    if reasons := refused(vote, step, sitting.roles):
        raise StepRefused(reasons)
    return sitting


def _stepped(item: AgendaItem, vote: Vote, step: str, actor: Reader, **data: Any) -> None:
    """Last of a step, when all that the new state needs is set: the database judges them together."""
    move(vote, step)
    touch(item)
    tell(item, f"vote_{vote.state}", actor, vote=vote.id, **data)


def open_vote(item: AgendaItem, vote: Vote, *, actor: Reader, expected_version: int) -> None:
    """Freeze who votes and who presides, and begin; not below the quorum (KL 5:45, 6:27)."""
    sitting = _stepping(item, vote, "open", actor, expected_version)
    voters = voting.electors(sitting.there)
    least = needed(sitting.there, assembly=sitting.assembly, vacant=item.meeting.vacant_seats)
    text = N_("Organet är inte beslutsfört i ärendet: %(count)s tjänstgör och minst %(least)s krävs.")
    only(len(voters) >= least, text, count=len(voters), least=least)
    only(sitting.leader_id is not None, N_("Ingen leder ärendet: varken ordföranden eller vice ordföranden deltar."))
    rows = [
        {"vote_id": vote.id, "person_id": place.person_id, "position": number, "serving_for_id": place.serving_for_id}
        for number, place in enumerate(voters, start=1)
    ]
    db.session.execute(insert(VoteElector), rows)
    if vote.method == SECRET:
        ballots = [{"vote_id": vote.id, "choice": choice, "number": 0} for choice in (*vote.choices, ABSTAINED)]
        db.session.execute(insert(BallotCount), ballots)
    vote.leader_id, vote.opened_at = sitting.leader_id, clock.now()
    _stepped(item, vote, "open", actor, electors=[place.person_id for place in voters])


def close(item: AgendaItem, vote: Vote, *, actor: Reader, expected_version: int) -> None:
    """Nobody votes any more. Each elector must have answered, and who presides voted where his vote decides (R-76)."""
    _stepping(item, vote, "close", actor, expected_version)
    electors = electors_of(vote.id)
    silent = [row.person.name for row in electors if row.answer is None]
    text = N_("%(names)s har inte röstat. För in en röst, att de avstår eller att de är frånvarande.")
    only(not silent, text, names=silent)
    leader = next((row for row in electors if row.person_id == vote.leader_id), None)
    if vote.method == OPEN and leader is not None:
        needed_now = voting.leader_is_needed(counted(vote, electors), leader.answer, vote.matter)
        only(not needed_now, LEADER_NEEDED, name=leader.person.name)
    vote.closed_at = clock.now()
    _stepped(item, vote, "close", actor)


def count(item: AgendaItem, vote: Vote, *, actor: Reader, expected_version: int) -> None:
    """The chair states the result, where one choice has most votes (KL 5:55)."""
    _stepping(item, vote, "count", actor, expected_version)
    found = voting.result(counted(vote, electors_of(vote.id)), vote.matter)
    text = N_("Lika röstetal: avgör med utslagsröst.") if found.way == CASTING else N_("Lika röstetal: lotten avgör.")
    only(found.winner is not None, text)
    _end(item, vote, "count", found.winner or "", actor)


def casting(item: AgendaItem, vote: Vote, *, actor: Reader, expected_version: int) -> None:
    """On a tie in an ordinary matter the vote of who presides decides (KL 5:55).

    That is who presided when it opened: presence and jäv stand still until the result is fixed (queries.presence_held).
    """
    _stepping(item, vote, "casting", actor, expected_version)
    electors = electors_of(vote.id)
    found = voting.result(counted(vote, electors), vote.matter)
    only(found.way == CASTING, N_("Utslagsröst finns bara vid lika röstetal i ett vanligt ärende."))
    leader = next((row.answer for row in electors if row.person_id == vote.leader_id), None)
    _end(item, vote, "casting", voting.by_casting_vote(found, leader), actor)


def draw(item: AgendaItem, vote: Vote, drawn: str, *, actor: Reader, expected_version: int) -> None:
    """On a tie in an election or an employment lots decide (KL 5:56): drawn here when `drawn` is "", else by hand."""
    _stepping(item, vote, "draw", actor, expected_version)
    found = voting.result(counted(vote, electors_of(vote.id)), vote.matter)
    only(found.way == LOTS, N_("Lottning hålls bara vid lika röstetal i val och anställning."))
    only(not drawn or drawn in found.tied, N_("Lotten kan bara falla på någon av dem som har lika många röster."))
    vote.drawn_how = BY_HAND if drawn else BY_MACHINE
    _end(item, vote, "draw", voting.by_lot(found, drawn or SystemRandom().choice(found.tied)), actor)


WAYS = {"count": MAJORITY, "casting": CASTING, "draw": LOTS}


def _end(item: AgendaItem, vote: Vote, step: str, result: str, actor: Reader) -> None:
    vote.result, vote.way = result, WAYS[step]
    vote.ended_at, vote.ended_by_id = clock.now(), actor.person_id
    question = vote.question
    _stepped(item, vote, step, actor, way=WAYS[step], drawn_how=vote.drawn_how)
    settle(item, question, result, WAYS[step], actor)


def cancel(item: AgendaItem, vote: Vote, reason: str, *, actor: Reader, expected_version: int) -> None:
    """Break it off, for a reason; the question waits again. The rows stay, and count for nothing."""
    _stepping(item, vote, "cancel", actor, expected_version)
    only(bool(reason.strip()), N_("Skriv varför omröstningen avbryts."))
    vote.cancelled_reason, vote.ended_at, vote.ended_by_id = reason, clock.now(), actor.person_id
    _stepped(item, vote, "cancel", actor)
