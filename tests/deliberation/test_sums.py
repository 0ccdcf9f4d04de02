"""Whatever is voted, by whom and in which order: the sums equal the frozen list, by the database's own word too."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from casework import clock
from casework.database import db, write
from casework.deliberation import casting, votes
from casework.deliberation.ballots import BallotCount, Vote, VoteElector
from casework.deliberation.held import held_item
from casework.deliberation.queries import counted, electors_of, vote_of
from casework.meetings.models import AgendaItem
from casework.permissions import Reader
from tests.deliberation.acts import propose_at, put_at, step_at, vote_at
from tests.factories import reader_of
from workflows import StepRefused

pytestmark = pytest.mark.both

ACTS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["yes", "no", "abstained", "not_present"]), st.booleans()), max_size=12
)


class _UndoneError(Exception):
    """Ends an example: nothing of it is kept for the next."""


@contextmanager
def _undone() -> Iterator[None]:
    with pytest.raises(_UndoneError), write():
        yield
        raise _UndoneError


@pytest.mark.parametrize("matter", ["ordinary", "employment"])
def test_the_sums_equal_the_frozen_list(app: Flask, item: int, matter: str) -> None:
    """Members vote and change their minds, the secretary enters the rest; then it closes or says who is missing."""
    propose_at(app, item, "reject")
    put_at(app, item)
    vote_id = vote_at(app, item, matter=matter)

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(ACTS)
    def play(acts: list[tuple[int, str, bool]]) -> None:
        with app.app_context(), _undone():
            _play(item, vote_id, acts, matter)

    play()


def _play(item_id: int, vote_id: int, acts: list[tuple[int, str, bool]], matter: str) -> None:
    secretary = reader_of("sekreterare")
    item = held_item(item_id, secretary, db.session.get_one(AgendaItem, item_id).case_id)
    vote = vote_of(item_id, vote_id, lock="all")
    assert vote is not None
    people = [row.person_id for row in electors_of(vote_id)]
    for number, answer, by_himself in acts:
        _answer(item, vote, people[number], answer, secretary, by_himself=by_himself and answer != "not_present")
        rows = electors_of(vote_id)
        assert [row.person_id for row in rows] == people
        assert counted(vote, rows).electors == sum(row.answer is not None for row in rows)
    left = any(row.answer is None for row in electors_of(vote_id))
    told = _closed(item, vote, secretary)
    assert ("har inte röstat" in told) is left
    if not left:
        assert counted(vote, electors_of(vote_id)).electors == len(people)
        assert told == "" or "måste rösta" in told


def _closed(item: AgendaItem, vote: Vote, secretary: Reader) -> str:
    """Why it was not closed; "" where it was."""
    try:
        votes.close(item, vote, actor=secretary, expected_version=vote.version)
    except StepRefused as refused:
        return str(refused)
    return ""


def _answer(item: AgendaItem, vote: Vote, person: int, answer: str, secretary: Reader, *, by_himself: bool) -> None:
    """On his own device, or entered; what the law refuses changes nothing."""
    db.session.expire_all()
    now = next(row.answer for row in electors_of(vote.id) if row.person_id == person)
    savepoint = db.session.begin_nested()
    try:
        if by_himself:
            casting.cast(item, vote, answer, actor=Reader(person, "", secretary.grants))
        else:
            secret = vote.method == "secret"
            entered = "voted" if secret and answer != "not_present" else answer
            slips = {answer: 1} if secret and entered == "voted" else {}
            casting.enter(item, vote, {person: (now, entered)}, slips, actor=secretary, expected_version=vote.version)
        savepoint.commit()
    except StepRefused:
        savepoint.rollback()
    db.session.expire_all()


@pytest.mark.parametrize("matter", ["ordinary", "employment"])
def test_the_database_refuses_to_close_a_vote_with_an_elector_unanswered(app: Flask, item: int, matter: str) -> None:
    vote_id = _open(app, item, matter)
    with app.app_context(), _undone(), pytest.raises(DBAPIError, match="votes is not complete"):
        db.session.execute(update(Vote).where(Vote.id == vote_id).values(state="closed", closed_at=clock.now()))


@pytest.mark.parametrize("ballots", [0, 4])
def test_the_database_refuses_to_close_a_vote_with_other_ballots_than_voters(
    app: Flask, item: int, ballots: int
) -> None:
    vote_id = _open(app, item, "employment")
    with app.app_context(), _undone():
        db.session.execute(update(VoteElector).values(answer="voted"))
        db.session.execute(update(BallotCount).where(BallotCount.choice == "yes").values(number=ballots))
        with pytest.raises(DBAPIError, match="votes is not complete"):
            db.session.execute(update(Vote).where(Vote.id == vote_id).values(state="closed", closed_at=clock.now()))


def _open(app: Flask, item: int, matter: str) -> int:
    propose_at(app, item, "reject")
    put_at(app, item)
    return vote_at(app, item, matter=matter)


def test_a_vote_that_adds_up_is_closed(app: Flask, item: int) -> None:
    """What the test above would not tell: the database refuses nothing else."""
    propose_at(app, item, "reject")
    put_at(app, item)
    vote_id = vote_at(app, item)
    with app.app_context(), write():
        db.session.execute(update(VoteElector).values(answer="yes"))
    step_at(app, item, vote_id, "close")
