"""A row in every table of the room, for the tests of the database itself. Needs a context that writes."""

from casework import clock
from casework.database import db
from casework.deliberation.ballots import BallotCount, Vote, VoteElector
from casework.deliberation.models import (
    MinorityDecision,
    MinorityDemand,
    MinuteStatement,
    Proposal,
    PutQuestion,
)


def fill_deliberation(item_id: int, decision_id: int, person_id: int) -> None:
    """Something proposed, asked, voted on, demanded and announced at the item; a decision that a minority had made."""
    at = {"item_id": item_id, "person_id": person_id, "entered_by_id": person_id, "made_at": clock.now()}
    proposal = Proposal(kind="reject", key="a-proposal", text="", reason="", addressee="", dropped_as="", **at)
    note = MinuteStatement(kind="note", key="a-note", text="Antecknat.", **at)
    db.session.add_all([proposal, note])
    db.session.flush()
    question = PutQuestion(
        item_id=item_id, number=1, kind="main", among=[], text="Ja eller nej?", put_at=clock.now(), put_by_id=person_id
    )
    demand = MinorityDemand(
        item_id=item_id,
        proposal_id=proposal.id,
        kind="defer",
        persons=[],
        demanding=1,
        present=9,
        needed=3,
        holds=False,
        made_at=clock.now(),
        entered_by_id=person_id,
    )
    db.session.add_all([question, demand])
    db.session.flush()
    db.session.add(MinorityDecision(decision_id=decision_id, demand_id=demand.id, outcome="defer"))
    vote = Vote(
        question_id=question.id,
        matter="ordinary",
        method="open",
        choices=["yes", "no"],
        exercises_authority=False,
        state="prepared",
        drawn_how="",
        cancelled_reason="",
    )
    db.session.add(vote)
    db.session.flush()
    db.session.add(VoteElector(vote_id=vote.id, person_id=person_id, position=1))
    db.session.add(BallotCount(vote_id=vote.id, choice="yes", number=0))
    db.session.flush()
    vote.state, vote.leader_id, vote.opened_at = "open", person_id, clock.now()
    db.session.flush()
