"""Whatever is done with a notice, with the clock moved: it never comes down early without the period starting again."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import clock
from casework.database import db, write
from casework.delegation.models import DelegatedDecision
from casework.law.clocks import earliest_removal, last_appeal_day
from casework.law.notice_board import Stretch, appeal_period
from casework.permissions import Grant, Reader
from casework.publication.models import NoticeBoardPosting
from casework.publication.operations import post_delegated, take
from casework.publication.queries import period_of_delegated, posting_of_delegated
from casework.publication.watching import watch_board
from tests.delegation.scheme import make_delegated
from tests.factories import make_case
from workflows import StepRefused

pytestmark = pytest.mark.both

KEEPER = Reader(1, "Registratorn", frozenset({Grant("registrar", 1)}))
ACTS = ("take_down_early", "post_again", "take_down", "watch")
BEGINNING = datetime(2026, 4, 1, tzinfo=UTC)
"""Easter, the first of May and midsummer eve are ahead."""

moves = st.lists(st.tuples(st.integers(0, 15 * 24), st.sampled_from(ACTS)), max_size=12)
"""So many hours later, and then an act."""


@dataclass
class Board:
    """What a careful clerk would write beside the notice board: the law in his own words, from what he sees there."""

    up: date | None
    ended: date | None = None
    gaps: int = 0
    told: list[str] = field(default_factory=list)

    def does(self, act: str, today: date) -> bool:
        """Whether the act may be done today, and what the board looks like afterwards."""
        if self.ended is not None:
            return False
        over = self.up is not None and today > last_appeal_day(self.up)
        if act == "post_again" and self.up is None:
            self.up = today
        elif act == "take_down_early" and self.up is not None and not over:
            self.up, self.gaps = None, self.gaps + 1
        elif act in ("take_down", "watch") and over:
            self.ended = today
        else:
            return False
        return True


@settings(max_examples=20, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begins=st.integers(0, 90 * 24), plan=moves)
def test_no_notice_comes_down_early_without_the_period_starting_again(
    app: Flask, begins: int, plan: list[tuple[int, str]]
) -> None:
    now = BEGINNING + timedelta(hours=begins)
    decision = _decision(app)
    with time_machine.travel(now, tick=False), app.app_context():
        with write():
            post_delegated(db.session.get_one(DelegatedDecision, decision), KEEPER)
        board = Board(up=clock.today())
    for hours, act in plan:
        now += timedelta(hours=hours, minutes=1)  # no two presses are at one moment
        with time_machine.travel(now, tick=False), app.app_context():
            expected = board.does(act, clock.today())
            assert _done(decision, act) == expected, (act, clock.today())
            _agrees(decision, board)


def _agrees(decision: int, board: Board) -> None:
    """The notice, the law's answer on its stretches and the clerk say the same."""
    posting, period = posting_of_delegated(decision), period_of_delegated(decision)
    assert posting is not None
    assert period == appeal_period([Stretch(row.since, row.until) for row in posting.stretches])
    assert period is not None
    state = "expired" if board.ended else "posted" if board.up else "down_early"
    assert (posting.state, len(posting.stretches) - (state != "down_early")) == (state, board.gaps)
    assert period.last_day == (last_appeal_day(board.up) if board.up else None)
    assert posting.newest.content["last_day"] == last_appeal_day(_day(posting.newest.since)).isoformat()
    if state == "expired":
        assert posting.newest.until is not None
        assert period.last_day is not None
        assert _day(posting.newest.until) >= earliest_removal(period.last_day)
        assert period.posted_on == _day(posting.newest.since)  # it stood unbroken since then
        assert posting.certificate is not None
    for row in posting.stretches[:-1] if state != "down_early" else posting.stretches:
        assert row.until is not None
        assert _day(row.until) <= last_appeal_day(_day(row.since)), "only what came down early was posted again"


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


def _done(decision: int, act: str) -> bool:
    """Do it, as the worker or as a keeper: whether it was done."""
    before = _posting(decision).version
    if act == "watch":
        watch_board()
    else:
        try:
            with write():
                posting = _posting(decision)
                take(posting, act, actor=KEEPER, expected_version=posting.version, given={"note": "Prov."})
        except StepRefused:
            db.session.rollback()
    return _posting(decision).version != before


def _posting(decision: int) -> NoticeBoardPosting:
    posting = posting_of_delegated(decision)
    assert posting is not None
    return posting


def _decision(app: Flask) -> int:
    """A decision by delegation of which nothing is posted yet."""
    return make_delegated(app, make_case(app))
