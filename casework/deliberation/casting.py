"""How the electors of an open vote answer: each on his own device, or entered for them. Callers commit.

Of a secret vote the electors' rows say who has voted, and `ballot_counts` how many votes each choice has; nothing is
kept that ties the one to the other.
"""

from collections.abc import Mapping

from sqlalchemy import case, update

from casework.database import db
from casework.deliberation.ballots import VOTED, BallotCount, Vote, VoteElector
from casework.deliberation.held import bench, only, tell
from casework.deliberation.queries import electors_of, has_voted_before
from casework.errors import StaleVersion
from casework.law import voting
from casework.law.voting import ABSTAINED, NOT_PRESENT, OPEN, SECRET
from casework.meetings.models import AgendaItem
from casework.permissions import Reader
from workflows._vocabulary import ASSEMBLY, N_

NOT_ON = N_("Omröstningen pågår inte.")
LEADER_NEEDED = N_(
    "Rösterna är lika, och %(name)s leder ärendet och måste rösta när det behövs för att avgöra det "
    "(kommunallagen 4 kap. 25 §)."
)
MUST_TAKE_PART = N_(
    "%(name)s har handlagt ett ärende om myndighetsutövning mot någon enskild och ska delta i avgörandet "
    "(kommunallagen 4 kap. 26 §). Rösta på ett av förslagen."
)


def cast(item: AgendaItem, vote: Vote, answer: str, *, actor: Reader) -> bool:
    """One's own vote, on one's own device; whether it was given now. The same again is one.

    In an open vote one may change one's mind until it is closed. A secret ballot cannot be found again, so it stands.
    StepRefused for who is no elector, when the vote is not open, and for abstaining where the law says vote.
    """
    only(vote.state == "open", NOT_ON)
    only(answer in (*vote.choices, ABSTAINED), N_("Välj ett av svaren, eller att avstå."))
    electors = electors_of(vote.id)
    row = next((one for one in electors if one.person_id == actor.person_id), None)
    only(row is not None, N_("Du finns inte i röstlängden för den här omröstningen."))
    assert row is not None  # judged above
    if answer == ABSTAINED:
        _may_abstain(item, vote, row, electors)
    given = VOTED if vote.method == SECRET else answer
    taken = update(VoteElector).where(VoteElector.id == row.id)
    taken = taken.where(
        VoteElector.answer.is_(None) if vote.method == SECRET else VoteElector.answer.is_distinct_from(given)
    )
    done = db.session.execute(taken.values(answer=given, entered_by_id=actor.person_id))
    if done.rowcount == 0:  # type: ignore[attr-defined]  # of an UPDATE
        return False
    if vote.method == SECRET:
        _count_in(vote, {answer: 1})
    tell(item, "vote_cast", actor, vote=vote.id)
    return True


def _may_abstain(item: AgendaItem, vote: Vote, row: VoteElector, electors: list[VoteElector]) -> None:
    assembly = item.meeting.body.kind == ASSEMBLY
    voted = vote.exercises_authority and has_voted_before(item.id, row.person_id)
    free = voting.may_abstain(exercises_authority=vote.exercises_authority, assembly=assembly, has_voted=voted)
    only(free, MUST_TAKE_PART, name=row.person.name)
    others = [one.answer for one in electors if one is not row]
    if vote.method == OPEN and row.person_id == vote.leader_id and None not in others:
        _leader_decides(vote, row, [other for other in others if other is not None])


def _leader_decides(vote: Vote, leader: VoteElector, others: list[str]) -> None:
    tied = voting.leader_is_needed(voting.tally([*others, ABSTAINED], vote.choices), ABSTAINED, vote.matter)
    only(not tied, LEADER_NEEDED, name=leader.person.name)


def _count_in(vote: Vote, ballots: Mapping[str, int]) -> None:
    """Add ballots by number alone. Every row of the vote is written, so that none tells by being the newest."""
    added = case(dict(ballots), value=BallotCount.choice, else_=0)
    rows = update(BallotCount).where(BallotCount.vote_id == vote.id).execution_options(synchronize_session=False)
    db.session.execute(rows.values(number=BallotCount.number + added))


def enter(
    item: AgendaItem,
    vote: Vote,
    answers: Mapping[int, tuple[str | None, str]],
    ballots: Mapping[str, int],
    *,
    actor: Reader,
    expected_version: int,
) -> None:
    """What was said at the roll call, or counted of slips: by person how he stood on the page, and how he ends.

    Of a secret vote that is that he voted or was not present; `ballots` say how many slips each choice had, as many as
    are entered as having voted. Raises StaleVersion, also where one of them has voted meanwhile, or StepRefused.
    """
    if vote.version != expected_version:
        raise StaleVersion(vote.version)
    sitting = bench(item, actor)
    only(sitting.enters, N_("Röster förs in av sekreteraren eller av den som leder ärendet."))
    only(vote.state == "open", NOT_ON)
    electors = {row.person_id: row for row in electors_of(vote.id)}
    only(bool(answers), N_("Inget svar är nytt. Välj ett svar för minst en i röstlängden."))
    secret = vote.method == SECRET
    known = {VOTED, NOT_PRESENT} if secret else {*vote.choices, ABSTAINED, NOT_PRESENT}
    new = {one: said for one, (_seen, said) in answers.items()}
    only(set(new) <= set(electors) and set(new.values()) <= known, N_("Välj ett svar för var och en i röstlängden."))
    if any(electors[one].answer != seen for one, (seen, _said) in answers.items()):
        raise StaleVersion(vote.version)
    if secret:
        _judge_slips(vote, new, ballots, electors)
    for one, said in new.items():
        free = said != ABSTAINED or not vote.exercises_authority or has_voted_before(item.id, one)
        only(free, MUST_TAKE_PART, name=electors[one].person.name)
    for one, said in new.items():
        electors[one].answer, electors[one].entered_by_id = said, actor.person_id
    db.session.flush()
    if secret and ballots:
        _count_in(vote, ballots)
    tell(item, "votes_entered", actor, vote=vote.id, persons=sorted(new))


def _judge_slips(
    vote: Vote, new: Mapping[int, str], ballots: Mapping[str, int], electors: Mapping[int, VoteElector]
) -> None:
    again = [electors[one].person.name for one in new if electors[one].answer == VOTED]
    only(not again, N_("%(names)s har redan röstat. En sluten röst kan inte ändras."), names=again)
    only(set(ballots) <= {*vote.choices, ABSTAINED}, N_("Välj ett av svaren, eller att avstå."))
    slips, voted = sum(ballots.values()), sum(said == VOTED for said in new.values())
    text = N_("Antalet röstsedlar är %(ballots)s men %(voted)s förs in som röstande. Räkna igen.")
    only(slips == voted, text, ballots=slips, voted=voted)
