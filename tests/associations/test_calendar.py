"""The last day is Stockholm's: answers count all through it, and at midnight the decision lapses by itself, once."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from casework import clock, create_app
from casework.associations import operations
from casework.associations.models import DecisionCondition
from casework.associations.operations import lapse_overdue
from casework.audit import first_broken
from casework.cases.models import CaseEvent, Recipient
from casework.database import db, write
from casework.dispatch.models import Delivery, Dispatch
from casework.jobs import every
from casework.settings import Settings
from tests.associations.budget import PARTIES, answered, decided, fields, lapse, listed, waiting
from tests.conftest import Visitors, close, on
from tests.factories import make_case, state_of
from tests.observing import amount, fingerprint, one, rows, statements
from tests.test_cli import ROOT, casework

pytestmark = pytest.mark.both

TRAVEL = time_machine.travel


@pytest.fixture(autouse=True)
def seated(long_seated: None) -> None:
    """All of it happens on days that have been."""


def at(moment: str) -> Any:
    """The clock stands at that time, in UTC."""
    return TRAVEL(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False)


# --- as it was asked for ----------------------------------------------------------------------------------------


def test_five_yes_and_one_that_waits_lapses_the_day_after(app: Flask) -> None:
    """Six parties, answer day 15 August 2019."""
    with at("2019-06-18T12:00"):
        case = waiting(app, due=date(2019, 8, 15))
    with at("2019-08-01T12:00"):
        answered(app, case, *PARTIES[:5])
    with at("2019-08-15T12:00"):
        answered(app, case, PARTIES[5], status="pending")
        assert (lapse(app), state_of(app, case)) == (0, "waiting")
    with at("2019-08-16T12:00"):
        assert (lapse(app), state_of(app, case)) == (1, "lapsed")
    letter = rows(app, Dispatch)[-1]
    late = "Beslutet har förfallit. Svarsdagen den 15 augusti 2019 passerade utan beslut från Ekeby kommun."
    assert late in letter.text
    assert "- Ekeby kommun: Har inte beslutat än\n" in letter.text
    assert letter.subject == "Villkoret i beslut § 1/2019 är inte uppfyllt: Högre bidrag till förbundet (KS 2019/1)"


def test_six_yes_are_in_force_from_the_last(app: Flask) -> None:
    with at("2019-06-18T12:00"):
        case = waiting(app, due=date(2019, 8, 15))
        answered(app, case, *PARTIES[:5])
    last = datetime(2019, 8, 15, 21, 59, tzinfo=UTC)
    with TRAVEL(last, tick=False):  # a minute before midnight
        answered(app, case, PARTIES[5])
    event = rows(app, CaseEvent)[-1]
    assert (event.step, event.at, one(app, DecisionCondition).settled_at) == ("take_effect", last, last)
    with at("2019-08-16T12:00"):
        assert (lapse(app), state_of(app, case)) == (0, "in_force")


# --- whose midnight ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "last_second", "first_second"),
    [
        ("2019-08-15", "2019-08-15T21:59:59", "2019-08-15T22:00:00"),  # summer
        ("2020-01-15", "2020-01-15T22:59:59", "2020-01-15T23:00:00"),  # winter
        ("2020-03-28", "2020-03-28T22:59:59", "2020-03-28T23:00:00"),  # the night before the clock is put on
        ("2020-03-29", "2020-03-29T21:59:59", "2020-03-29T22:00:00"),  # the day that has 23 hours
        ("2020-10-25", "2020-10-25T22:59:59", "2020-10-25T23:00:00"),  # the day that has 25
        ("2020-02-29", "2020-02-29T22:59:59", "2020-02-29T23:00:00"),
        ("2019-12-31", "2019-12-31T22:59:59", "2019-12-31T23:00:00"),
    ],
)
def test_the_day_ends_at_midnight_in_stockholm(app: Flask, due: str, last_second: str, first_second: str) -> None:
    with at("2019-06-18T12:00"):
        case = waiting(app, PARTIES[:2], date.fromisoformat(due))
    with at(last_second):
        assert lapse(app) == 0
        answered(app, case, PARTIES[0])
        assert state_of(app, case) == "waiting"
    with at(first_second):
        assert lapse(app) == 1
    assert (state_of(app, case), rows(app, CaseEvent)[-1].step) == ("lapsed", "lapse")


# --- the worker -------------------------------------------------------------------------------------------------


def test_each_case_lapses_on_its_own_day_and_once(app: Flask) -> None:
    with at("2019-06-18T12:00"):
        cases = [waiting(app, due=date(2019, 8, day)) for day in (15, 14, 17)]
    with at("2019-08-16T12:00"):
        assert lapse(app) == 2
        before = fingerprint(app)
        assert (lapse(app), fingerprint(app)) == (0, before)
    assert [state_of(app, case) for case in cases] == ["lapsed", "lapsed", "waiting"]
    with app.app_context():
        assert first_broken() is None


def test_where_nothing_is_due_it_is_one_statement(app: Flask) -> None:
    with at("2019-06-18T12:00"):
        waiting(app, due=date(2019, 8, 15))
        met = waiting(app, ["Regionen"], date(2019, 6, 20))
        answered(app, met, "Regionen")
        decided(app, listed(app, fields=fields(parties=[], due=date(2019, 6, 19))))
        make_case(app, "review")
    with at("2019-08-15T12:00"), statements(app) as sent:
        assert lapse(app) == 0
    assert (len(sent), "FOR UPDATE" in sent[0]) == (1, False)


def test_it_looks_once_a_minute_while_there_is_nothing() -> None:
    looked: list[datetime] = []
    found = [0, 0, 3, 2, 0]

    def drain() -> int:
        looked.append(clock.now())
        return found[len(looked) - 1]

    paced = every(timedelta(minutes=1), drain)
    with TRAVEL(datetime(2019, 8, 15, 12, tzinfo=UTC), tick=False) as now:
        assert [paced(), paced()] == [0, 0]
        now.shift(59)
        assert (paced(), len(looked)) == (0, 1)
        now.shift(1)
        assert (paced(), len(looked)) == (0, 2)
        now.shift(61)
        assert [paced(), paced(), paced(), paced()] == [3, 2, 0, 0]  # while it finds, it goes on
        assert len(looked) == 5
        found += [0]
        now.shift(-7200)  # the clock is put back: it does not sleep for two hours
        assert (paced(), len(looked)) == (0, 6)


def test_one_case_that_cannot_be_settled_does_not_stop_the_others(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with at("2019-06-18T12:00"):
        bad, good = (waiting(app, due=date(2019, 8, day)) for day in (14, 15))
    settle = operations.settle

    def settled(case: Any) -> Any:
        if case.id == bad:
            raise RuntimeError("cannot")
        return settle(case)

    monkeypatch.setattr(operations, "settle", settled)
    with at("2019-08-16T12:00"):
        assert lapse(app) == 1
        assert [state_of(app, case) for case in (bad, good)] == ["waiting", "lapsed"]
        monkeypatch.setattr(operations, "settle", settle)
        assert (lapse(app), state_of(app, bad)) == (1, "lapsed")


@pytest.fixture
def workers(settings: Settings, app: Flask) -> Iterator[list[Flask]]:
    """Two more applications on the same database."""
    made = [create_app(settings) for _ in range(2)]
    yield made
    for worker in made:
        close(worker)


def test_workers_side_by_side_lapse_each_case_once(
    app: Flask, workers: list[Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have found the same cases before either has begun with them."""
    with at("2019-06-18T12:00"):
        cases = [waiting(app, due=date(2019, 8, 15)) for _ in range(3)]
    both, overdue = threading.Barrier(2), operations.overdue

    def found(today: date) -> list[int]:
        ids = overdue(today)
        both.wait(20)
        return ids

    monkeypatch.setattr(operations, "overdue", found)
    counts: list[int] = []
    with at("2019-08-16T12:00"):
        _at_once(*(_lapsing(worker, counts) for worker in workers))
    assert (sum(counts), [state_of(app, case) for case in cases]) == (3, ["lapsed"] * 3)
    assert (amount(app, CaseEvent, step="lapse"), amount(app, Dispatch), amount(app, Delivery)) == (3, 6, 12)
    with app.app_context():
        assert first_broken() is None


def _lapsing(worker: Flask, counts: list[int]) -> Callable[[], None]:
    def run() -> None:
        with worker.app_context():
            counts.append(lapse_overdue())

    return run


def _at_once(*presses: Callable[[], object]) -> None:
    threads = [threading.Thread(target=press) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_processes_side_by_side_lapse_each_case_once(app: Flask, settings: Settings) -> None:
    """The command as it is run, twice at the same time, against cases of long ago."""
    with at("2019-06-18T12:00"):
        cases = [waiting(app, due=date(2019, 8, 15)) for _ in range(4)]
    command = [sys.executable, "-m", "casework", "worker", "--once"]
    environment = {**on(settings), "PATH": "/usr/bin:/bin"}
    running = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) for _ in range(2)]
    assert [(process.communicate(timeout=120)[1], process.returncode) for process in running] == [(b"", 0)] * 2
    assert [state_of(app, case) for case in cases] == ["lapsed"] * 4
    assert (amount(app, CaseEvent, step="lapse"), amount(app, Dispatch)) == (4, 8)
    before = fingerprint(app)
    assert casework("worker", "--once", **on(settings)).returncode == 0
    assert fingerprint(app) == before


# --- what the desk shows ----------------------------------------------------------------------------------------


def test_the_desk_shows_the_answer_days_of_the_officers_own_cases(app: Flask, visitors: Visitors) -> None:
    told = "sista dagen för de andra parternas beslut"
    with at("2019-06-18T12:00"):
        waiting(app, PARTIES[:2], date(2019, 8, 15))
        met = waiting(app, PARTIES[:2], date(2019, 8, 1))
        answered(app, met, *PARTIES[:2])
    with at("2019-08-02T12:00"):
        page = visitors["handlaggare"].open("/").text
        assert page.count(told) == 1
        assert page[page.index(told) - 200 : page.index(told)].count("15 augusti 2019") == 1
        assert told not in visitors["chef"].open("/").text
    with at("2019-08-16T12:00"):
        assert told not in visitors["handlaggare"].open("/").text


def test_the_recipients_day_is_not_shown_beside_the_same_day_of_the_parties(app: Flask, visitors: Visitors) -> None:
    with at("2019-06-18T12:00"):
        case = waiting(app, PARTIES[:2], date(2019, 8, 15))
        with app.app_context(), write():
            db.session.execute(update(Recipient).where(Recipient.case_id == case).values(deadline=date(2019, 8, 15)))
        page = visitors["handlaggare"].open("/").text
    assert (page.count("sista dagen för de andra parternas beslut"), page.count("svar väntas")) == (1, 0)
