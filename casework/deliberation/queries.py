"""Reading what is proposed, asked and voted at an item, and what the answers come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from casework.database import db
from casework.deliberation.ballots import BallotCount, Vote, VoteElector
from casework.deliberation.models import MinorityDecision, MinorityDemand, MinuteStatement, Proposal, PutQuestion
from casework.law import questions as law
from casework.law.remittal import DEFER, REMIT_BACK, Earlier
from casework.law.serving import Place, presiding, serving
from casework.law.voting import ABSTAINED, NOT_PRESENT, OPEN, Tally, count_of, tally
from casework.meetings.models import AgendaItem, Attendance, Decision
from casework.meetings.queries import Roll, places, roll_at
from casework.permissions import Reader
from workflows import Reason
from workflows._vocabulary import ASSEMBLY, CHAIR, N_, SECRETARY

ENDED = ("counted", "cancelled")


@dataclass(frozen=True)
class Bench:
    """Who takes part in the item as it stands now, who leads it, and which part the actor has in it."""

    rows: Sequence[Attendance]
    there: Sequence[Place]
    leader_id: int | None
    actor_id: int
    is_secretary: bool
    assembly: bool

    @cached_property
    def serving(self) -> list[Place]:
        """Those who serve, in the order of the seats."""
        return serving(self.there)

    @cached_property
    def names(self) -> dict[int, str]:
        """Everybody who has a seat, with the party, by person."""
        return {row.person_id: named(row) for row in self.rows}

    @property
    def leads(self) -> bool:
        """Whether the actor presides at the item."""
        return self.leader_id is not None and self.leader_id == self.actor_id

    @property
    def enters(self) -> bool:
        """Whether the actor enters for others: who presides, and the secretary."""
        return self.leads or self.is_secretary

    def serves(self, person_id: int) -> bool:
        """Whether the person serves at the item."""
        return any(place.person_id == person_id for place in self.serving)

    @property
    def roles(self) -> frozenset[str]:
        """By the words of the vote's table: CHAIR is who presides."""
        return frozenset({CHAIR} if self.leads else ()) | frozenset({SECRETARY} if self.is_secretary else ())


def named(row: Attendance) -> str:
    """Ledamoten (C)."""
    return f"{row.person.name} ({row.seat.party})" if row.seat.party else row.person.name


def bench_at(item: AgendaItem, actor: Reader, roll: Roll | None = None) -> Bench:
    """The bench at the item; `roll` when it is at hand."""
    rows, presences = roll_at(item) if roll is None else roll
    there, meeting = places(rows, presences), item.meeting
    leader = presiding(there)
    roles = actor.roles_for(meeting.authority_id, meeting.body_id)
    leads = leader.person_id if leader else None
    return Bench(rows, there, leads, actor.person_id, SECRETARY in roles, meeting.body.kind == ASSEMBLY)


@dataclass(frozen=True)
class Deliberation:
    """All that is proposed and put at an item, in order."""

    proposals: Sequence[Proposal]
    questions: Sequence[PutQuestion]
    demands: Sequence[MinorityDemand]

    @cached_property
    def by_id(self) -> dict[int, Proposal]:
        """The proposals by id."""
        return {row.id: row for row in self.proposals}

    @cached_property
    def live(self) -> list[law.Live]:
        """What is to be put, as the law takes it."""
        return [law.Live(row.id, row.kind) for row in self.proposals if row.lives]

    @cached_property
    def answers(self) -> list[law.Answer]:
        """The questions that are answered, in order."""
        return [_answered(row) for row in self.questions if row.found is not None]

    @property
    def waiting(self) -> PutQuestion | None:
        """The question that is put and not answered."""
        return next((row for row in self.questions if row.found is None), None)

    @cached_property
    def holding(self) -> list[MinorityDemand]:
        """The demands of a minority that decide: none where a majority has remitted or deferred already (R-81)."""
        if law.carried(self.live, self.answers).outcome in (DEFER, REMIT_BACK):
            return []
        held = [row for row in self.demands if row.holds and self.by_id[row.proposal_id].lives]
        return [row for row in held if row.kind == held[0].kind]

    @cached_property
    def carried(self) -> law.Carried:
        """What is decided, once nothing more is to be put."""
        if self.holding:
            return law.Carried(self.holding[0].kind, self.holding[0].proposal_id)
        return law.carried(self.live, self.answers)

    @property
    def next(self) -> law.Question | None:
        """What to put now; None while a question waits, and when nothing is left to put."""
        return None if self.waiting or self.holding else law.next_question(self.live, self.answers)

    def number(self, proposal_id: int) -> int:
        """The proposal's number at the item, from one."""
        return [row.id for row in self.proposals].index(proposal_id) + 1


def _answered(row: PutQuestion) -> law.Answer:
    question = asked(row)
    found = row.found or ""
    return law.Answer(question, int(found)) if found.isdecimal() else law.answer(question, found)


def asked(row: PutQuestion) -> law.Question:
    """The question as the law takes it."""
    return law.Question(row.kind, row.yes_id or law.NONE, row.no_id or law.NONE, tuple(row.among))


def deliberation_of(item_id: int) -> Deliberation:
    """What is proposed and put at the item: three statements, one where nothing is proposed."""
    query = select(Proposal).where(Proposal.item_id == item_id).order_by(Proposal.id)
    proposals = list(db.session.scalars(query))
    if not proposals:
        return Deliberation([], [], [])
    put = select(PutQuestion).where(PutQuestion.item_id == item_id).order_by(PutQuestion.number)
    demands = select(MinorityDemand).where(MinorityDemand.item_id == item_id).order_by(MinorityDemand.id)
    return Deliberation(proposals, list(db.session.scalars(put)), list(db.session.scalars(demands)))


def proposal_of(item_id: int, proposal_id: int) -> Proposal | None:
    """The proposal, if it is made at the item."""
    return db.session.scalar(select(Proposal).where(Proposal.id == proposal_id, Proposal.item_id == item_id))


def statements_of(item_id: int) -> list[MinuteStatement]:
    """The reservations and notes at the item, in the order in which they were announced."""
    query = select(MinuteStatement).where(MinuteStatement.item_id == item_id).order_by(MinuteStatement.id)
    return list(db.session.scalars(query))


def votes_at(item_id: int) -> list[Vote]:
    """The votes at the item, the cancelled among them, in order."""
    query = select(Vote).join(PutQuestion, PutQuestion.id == Vote.question_id).where(PutQuestion.item_id == item_id)
    return list(db.session.scalars(query.order_by(Vote.id)))


def vote_of(item_id: int, vote_id: int, *, lock: str = "") -> Vote | None:
    """The vote, if it is held at the item. `lock`: "share" while one votes, "all" while it takes a step."""
    query = select(Vote).join(PutQuestion, PutQuestion.id == Vote.question_id)
    query = query.where(Vote.id == vote_id, PutQuestion.item_id == item_id)
    if lock:
        query = query.with_for_update(of=Vote, read=lock == "share").execution_options(populate_existing=True)
    return db.session.scalar(query)


def electors_of(*vote_ids: int) -> list[VoteElector]:
    """Who votes in them, vote by vote in the frozen order."""
    if not vote_ids:
        return []
    query = select(VoteElector).where(VoteElector.vote_id.in_(vote_ids))
    return list(db.session.scalars(query.order_by(VoteElector.vote_id, VoteElector.position)))


def counted(vote: Vote, electors: Sequence[VoteElector]) -> Tally:
    """The count of the vote as it stands; its sums equal its electors once each of them has answered.

    Of a secret vote it is asked for only when the vote is closed: before that nobody may see how the ballots fall.
    """
    said = [row.answer for row in electors if row.answer is not None]
    if vote.method == OPEN:
        return tally(said, vote.choices)
    query = select(BallotCount.choice, BallotCount.number).where(BallotCount.vote_id == vote.id)
    ballots = {row.choice: row.number for row in db.session.execute(query)}
    return count_of(ballots, vote.choices, said.count(NOT_PRESENT))


def has_voted_before(item_id: int, person_id: int) -> bool:
    """Whether the person voted for something in an earlier open vote at the item that was counted (KL 4:26)."""
    query = select(VoteElector.id).join(Vote, Vote.id == VoteElector.vote_id)
    query = query.join(PutQuestion, PutQuestion.id == Vote.question_id).where(PutQuestion.item_id == item_id)
    query = query.where(Vote.state == "counted", VoteElector.person_id == person_id)
    return db.session.scalar(query.where(VoteElector.answer.not_in([ABSTAINED, NOT_PRESENT])).limit(1)) is not None


def open_vote_at(*, item_id: int | None = None, meeting_id: int | None = None) -> Vote | None:
    """A vote that goes on at the item, or anywhere on the meeting's agenda: its electors are frozen."""
    query = select(Vote).join(PutQuestion, PutQuestion.id == Vote.question_id)
    query = query.join(AgendaItem, AgendaItem.id == PutQuestion.item_id).where(Vote.state.in_(["open", "closed"]))
    query = query.where(AgendaItem.taken_off_at.is_(None))  # nobody votes on what is handled another day
    where = AgendaItem.id == item_id if item_id is not None else AgendaItem.meeting_id == meeting_id
    return db.session.scalar(query.where(where).limit(1))


HELD = Reason(N_("En omröstning pågår. Närvaro och jäv kan ändras när resultatet är fastställt."))


def presence_held(meeting_id: int, item_id: int | None) -> Reason | None:
    """Why presence and jäv stand still, at the item or in the roll of the whole meeting: a vote goes on there."""
    vote = open_vote_at(item_id=item_id) if item_id is not None else open_vote_at(meeting_id=meeting_id)
    return HELD if vote is not None else None


def earlier_of(case_id: int | None) -> list[Earlier]:
    """What was decided in the case before, and by a minority or not; nothing of a matter that is no case."""
    if case_id is None:
        return []
    query = select(Decision.outcome, MinorityDecision.id).where(Decision.case_id == case_id)
    query = query.outerjoin(MinorityDecision, MinorityDecision.decision_id == Decision.id).order_by(Decision.id)
    return [Earlier(row.outcome, row.id is not None) for row in db.session.execute(query)]
