"""Voting: who votes, how, what the count finds, and what a tie leads to.

KL (2017:725) 4 kap. 25-26 §§ and 5 kap. 53-56 §§; 6 kap. 33 § makes the last hold in boards and committees (R-71 to
R-76). A vote is open, but in elections and employments secret (5:54). The simple majority of the votes decides; on a
tie the chair's vote, in elections and employments lots (5:55-56).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from casework.law.serving import Place, serving
from casework.law.thresholds import qualified

ORDINARY, ELECTION, EMPLOYMENT = "ordinary", "election", "employment"
MATTERS = (ORDINARY, ELECTION, EMPLOYMENT)
OPEN, SECRET = "open", "secret"
YES, NO = "yes", "no"
ABSTAINED, NOT_PRESENT = "abstained", "not_present"

MAJORITY, CASTING, LOTS = "majority", "casting", "lots"
"""How a result is found: by the votes alone, by the chair's vote on a tie, by lots on a tie."""


@dataclass(frozen=True)
class Tally:
    """What was counted: the votes on each choice, and how many of the electors abstained or were not present."""

    votes: tuple[tuple[str, int], ...]
    abstained: int = 0
    not_present: int = 0

    @property
    def cast(self) -> int:
        """The votes on some choice."""
        return sum(number for _, number in self.votes)

    @property
    def electors(self) -> int:
        """Everybody who is accounted for: as many as the list of electors holds."""
        return self.cast + self.abstained + self.not_present


@dataclass(frozen=True)
class Result:
    """`winner` and how it was found; on a tie None, `tied` being equal and `way` what decides between them."""

    winner: str | None
    way: str
    tied: tuple[str, ...] = ()


def electors(places: Sequence[Place]) -> list[Place]:
    """Who votes in the matter: those who serve at it, members and the substitutes in their stead (KL 5:17, 6:17)."""
    return serving(places)


def method(matter: str) -> str:
    """How a vote is held: secretly in an election or an employment, else openly (KL 5:54, 6:33; R-73)."""
    if matter not in MATTERS:
        raise ValueError(f"no such matter: {matter}")
    return OPEN if matter == ORDINARY else SECRET


def tally(answers: Sequence[str], choices: Sequence[str] = (YES, NO)) -> Tally:
    """The count of how each elector ended: a choice, ABSTAINED or NOT_PRESENT. ValueError for another answer."""
    if unknown := set(answers) - {*choices, ABSTAINED, NOT_PRESENT}:
        raise ValueError(f"no such answers: {sorted(unknown)}")
    votes = tuple((choice, answers.count(choice)) for choice in choices)
    return Tally(votes, answers.count(ABSTAINED), answers.count(NOT_PRESENT))


def result(counted: Tally, matter: str = ORDINARY) -> Result:
    """What has most votes (KL 5:55). On a tie the chair's vote decides, in election and employment lots (5:56)."""
    most = max(number for _, number in counted.votes)
    first = tuple(choice for choice, number in counted.votes if number == most)
    if len(first) == 1:
        return Result(first[0], MAJORITY)
    return Result(None, CASTING if matter == ORDINARY else LOTS, first)


def by_share(counted: Tally, share: Fraction) -> bool:
    """Whether YES has that share of those present (KL 5:10, 5:37; R-79): who abstains is present."""
    present = counted.cast + counted.abstained
    return present > 0 and dict(counted.votes)[YES] >= qualified(present, share)


def leader_is_needed(counted: Tally, leader: str | None, matter: str = ORDINARY) -> bool:
    """Whether the matter stays undecided because who presides has not voted: he must then (KL 4:25, R-76).

    `leader`: his answer, None while he has given none. `counted` holds the others, and him where he abstained. Where
    lots decide a tie nobody's vote is needed.
    """
    return leader in (None, ABSTAINED, NOT_PRESENT) and result(counted, matter).way == CASTING


def may_abstain(*, exercises_authority: bool, assembly: bool, has_voted: bool) -> bool:
    """Whether a member may abstain (KL 4:25-26, R-76).

    Not in a board or committee that exercises authority against somebody: who took part in the final handling takes
    part in the decision. He need not vote for more than one proposal: `has_voted` in an earlier vote on the matter.
    """
    return assembly or not exercises_authority or has_voted


def by_casting_vote(found: Result, leader: str | None) -> str:
    """The choice that who presides has voted for, where the votes are equal (KL 5:55).

    ValueError where no casting vote decides, or where he has voted for none of those that are equal.
    """
    if found.way != CASTING or leader not in found.tied:
        raise ValueError("the casting vote is the vote of who presides, on a tie in an ordinary matter")
    return leader


def by_lot(found: Result, drawn: str) -> str:
    """The choice that was drawn on a tie (KL 5:56). ValueError for another, or where no lots decide."""
    if found.way != LOTS or drawn not in found.tied:
        raise ValueError("lots are drawn on a tie in an election or an employment, between those that are equal")
    return drawn


def count_of(counts: Mapping[str, int], choices: Sequence[str], not_present: int) -> Tally:
    """The count of a secret vote, whose ballots are known by number alone; ABSTAINED are the blank ones."""
    return Tally(tuple((choice, counts.get(choice, 0)) for choice in choices), counts.get(ABSTAINED, 0), not_present)
