"""The acceptance tests of the law that the notice board carries: 3 (its second half) and 4."""

from datetime import date, timedelta

import pytest
from flask import Flask

from casework import clock
from casework.minutes.models import IMMEDIATE, REGULAR
from casework.publication.models import NoticeBoardPosting
from tests.factories import call_roll_of, make_meeting
from tests.meetings.sitting import handle, matter_at, step_at
from tests.minutes.held import SIGNERS, begin_at, drafted, sign_at
from tests.observing import rows
from tests.publication.board import approved_on, at_once, long_ago, on, period_at, posting_at, take_at, watch

pytestmark = pytest.mark.both


def test_3_partial_immediate_approval_creates_two_postings_with_two_clocks(app: Flask) -> None:
    meeting = make_meeting(app, day=clock.today())
    call_roll_of(app, meeting)
    items = [matter_at(app, meeting, title) for title in ("Första", "Andra", "Tredje")]
    paragraphs = [handle(app, item) for item in items]
    partial = at_once(app, items[1], "Ledamoten")
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    begin_at(app, minutes)
    with on(clock.today() + timedelta(days=5)):
        for who in SIGNERS:
            sign_at(app, minutes, who)
    first, second = rows(app, NoticeBoardPosting)
    assert [(row.minutes_id, row.kind) for row in (first, second)] == [(partial, IMMEDIATE), (minutes, REGULAR)]
    held = [row.newest.content["paragraphs"] for row in (first, second)]
    assert held == [[paragraphs[1]], [paragraphs[0], paragraphs[2]]]
    periods = [period_at(app, number) for number in (partial, minutes)]
    assert [row.posted_on for row in periods if row] == [clock.today(), clock.today() + timedelta(days=5)]
    assert len({row.last_day for row in periods if row}) == 2


def test_4_taken_down_on_the_20th_and_back_on_the_22nd_the_period_has_not_expired(app: Flask) -> None:
    long_ago(app, date(2019, 1, 1))
    minutes = approved_on(app, met=date(2019, 1, 28), approved=date(2019, 2, 5))
    posting = posting_at(app, minutes)
    content = posting.newest.content
    assert [content[key] for key in ("posted_on", "last_day", "removal_day")] == [
        "2019-02-05",
        "2019-02-26",
        "2019-02-27",
    ]
    with on(date(2019, 2, 20)):
        take_at(app, posting.id, "take_down_early", note="Fel paragraf stod där.")
        period = period_at(app, minutes)
        assert period is not None
        assert period.last_day is None
    with on(date(2019, 2, 22)):
        take_at(app, posting.id, "post_again")
    with on(date(2019, 2, 27)):
        watch(app)
        assert posting_at(app, minutes).state == "posted"
        period = period_at(app, minutes)
        assert period is not None
        assert (period.posted_on, period.last_day, period.restarted) == (date(2019, 2, 22), date(2019, 3, 15), True)
        assert not period.has_ended(date(2019, 2, 27))
    with on(date(2019, 3, 16)):
        watch(app)
        assert posting_at(app, minutes).state == "expired"


def test_4_posted_on_the_5th_it_may_be_taken_down_on_the_27th(app: Flask) -> None:
    long_ago(app, date(2019, 1, 1))
    minutes = approved_on(app, met=date(2019, 1, 28), approved=date(2019, 2, 5))
    with on(date(2019, 2, 26), hour=23):
        watch(app)
        assert posting_at(app, minutes).state == "posted"
    with on(date(2019, 2, 27), hour=1):
        watch(app)
    posting = posting_at(app, minutes)
    assert posting.state == "expired"
    assert posting.newest.until is not None
    assert clock.local(posting.newest.until).date() == date(2019, 2, 27)
    assert posting.certificate is not None
