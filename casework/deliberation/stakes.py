"""What a reader has of his own in the panel of a deliberation: it is the same for all who have the same at stake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.deliberation.ballots import Vote, VoteElector
from casework.deliberation.queries import Bench, Deliberation
from casework.deliberation.statements import may_note, took_part_in
from casework.meetings.models import AgendaItem


@dataclass(frozen=True)
class Stake:
    """The part of one who enters nothing for others: no name is in it, so that who has the same sees the same."""

    serves: bool
    notes: bool
    took_part: bool
    proposals: tuple[int, ...]
    elector: bool
    answer: str | None


@dataclass(frozen=True)
class Stakes:
    """The stake of everybody at an item, as it was read."""

    serving: frozenset[int]
    noting: frozenset[int]
    took_part: frozenset[int]
    proposals: Mapping[int, tuple[int, ...]]
    answers: Mapping[int, str | None]

    def of(self, person_id: int) -> Stake:
        """That person's."""
        return Stake(
            person_id in self.serving,
            person_id in self.noting,
            person_id in self.took_part,
            self.proposals.get(person_id, ()),
            person_id in self.answers,
            self.answers.get(person_id),
        )


def going_on(stands: Deliberation, votes: Sequence[Vote]) -> Vote | None:
    """The vote on the question that waits, if one is held."""
    waiting = stands.waiting
    return next((row for row in votes if waiting and row.question_id == waiting.id and row.state != "cancelled"), None)


def stakes_in(
    item: AgendaItem, stands: Deliberation, sitting: Bench, vote: Vote | None, electors: Sequence[VoteElector]
) -> Stakes:
    """Out of what was read: `electors` may be those of other votes too."""
    made: dict[int, tuple[int, ...]] = {}
    for row in stands.proposals:
        made[row.person_id] = (*made.get(row.person_id, ()), row.id)
    answers = {row.person_id: row.answer for row in electors if vote is not None and row.vote_id == vote.id}
    serving = frozenset(place.person_id for place in sitting.serving)
    noting, took_part = frozenset(may_note(item, sitting)), frozenset(took_part_in(item, sitting))
    return Stakes(serving, noting, took_part, made, answers)
