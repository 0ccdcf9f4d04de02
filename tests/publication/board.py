"""Notices as tests handle them: approved minutes, the clock moved, each act in a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

import time_machine
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.database import db, write
from casework.law.notice_board import AppealPeriod
from casework.meetings.immediate import approve_at_once
from casework.meetings.queries import hold_item, lock_meeting
from casework.people.models import RoleGrant, Seat
from casework.publication.models import NoticeBoardPosting
from casework.publication.operations import take
from casework.publication.queries import get_posting, period_of, posting_of
from casework.publication.watching import watch_board
from tests.factories import reader_of
from tests.minutes.held import SIGNERS, a_meeting, begin_at, drafted, sign_at


@contextmanager
def on(day: date, hour: int = 9) -> Iterator[None]:
    """That day, at that hour in Stockholm."""
    with time_machine.travel(clock.from_local(datetime.combine(day, time(hour)))):
        yield


def long_ago(app: Flask, day: date) -> None:
    """The demo's people hold their seats and roles since that day."""
    with app.app_context(), write():
        db.session.execute(update(Seat).values(valid_from=day))
        db.session.execute(update(RoleGrant).values(valid_from=day))


def approved_on(app: Flask, met: date, approved: date, matters: int = 1) -> int:
    """Minutes of a meeting held on that day, approved by all on the other: the minutes' id."""
    with on(met):
        minutes = drafted(app, a_meeting(app, matters, day=met))
        begin_at(app, minutes)
    with on(approved):
        for who in SIGNERS:
            sign_at(app, minutes, who)
    return minutes


def at_once(app: Flask, item: int, *approvers: str) -> int:
    """The paragraph is approved at the meeting and signed by who approves it: its minutes' id."""
    from casework.minutes.queries import immediate_of

    with app.app_context(), write():
        actor = reader_of("sekreterare")
        row = hold_item(item, actor)
        assert row is not None
        assert row.decision is not None
        decision = row.decision.id
        approve_at_once(row.decision, lock_meeting(row.meeting_id), approvers, actor=actor)
    with app.app_context():
        minutes = immediate_of(decision)
        assert minutes is not None
        number = minutes.id
    for who in SIGNERS:
        sign_at(app, number, who)
    return number


def posting_at(app: Flask, minutes: int) -> NoticeBoardPosting:
    """The notice of the minutes, with its stretches; detached."""
    with app.app_context():
        row = posting_of(minutes)
        assert row is not None, f"no notice of {minutes}"
        return row


def period_at(app: Flask, minutes: int) -> AppealPeriod | None:
    """The period as it stands."""
    with app.app_context():
        return period_of(minutes)


def take_at(app: Flask, posting: int, step: str, who: str = "registrator", **given: str) -> None:
    """Take a step with the notice at its present version."""
    with app.app_context(), write():
        actor = reader_of(who)
        row = get_posting(posting, actor, lock=True)
        assert row is not None, f"{who} keeps no notice {posting}"
        take(row, step, actor=actor, expected_version=row.version, given=given)


def watch(app: Flask) -> int:
    """The worker's look at the board, until it finds nothing more to do: how much it did."""
    with app.app_context():
        done = 0
        while more := watch_board():
            done += more
        return done
