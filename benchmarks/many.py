"""A register with many cases, written in bulk past the rooms: only what pages read, alike at every size."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert, select

from benchmarks import job
from casework import clock
from casework.cases.models import Case, CaseEvent, ReportVersion
from casework.cases.operations import content_hash
from casework.database import Base, db, write
from casework.people.models import Account
from workflows import WORKFLOWS

AT_ONCE = 5000
EVENTS = 3
LONG = 50
"""How many events the case has whose page is opened."""
STATES = ("draft", "review", "ready", "on_agenda", "decided", "closed")
KIND = job.CREATE["kind"]


def fill(cases: int) -> int:
    """So many cases in the database, a tenth of them the officer's own; the id of one with LONG events."""
    people = [row.person_id for row in db.session.scalars(select(Account).order_by(Account.id))]
    now, report = clock.now(), dict(job.REPORT)
    told = {"content": report, "content_hash": content_hash(report)}
    long = cases // 2
    with write():
        _insert(Case, (_case(number, people, now) for number in range(1, cases + 1)))
        _insert(ReportVersion, (_report(number, people, now) | told for number in range(1, cases + 1)))
        _insert(CaseEvent, (_event(number, people, now) for number in range(1, cases + 1) for _ in range(EVENTS)))
        _insert(CaseEvent, (_event(long, people, now) for _ in range(LONG - EVENTS)))
    return long


def analyse() -> None:
    """What the databases do by themselves in time: statistics for the planner."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _insert(model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    while part := list(islice(rows, AT_ONCE)):
        db.session.execute(insert(model.__table__), part)


def _case(number: int, people: list[int], now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=7 * number)
    name, title = f"KS 2000/{number}", f"{job.REPORT['title']} {number}"
    return {
        "id": number,
        "authority_id": 1,
        "number": name,
        "kind": KIND,
        "title": title,
        "search_key": f"{name}\n{title}".casefold(),
        "state": STATES[number % len(STATES)],
        "version": 1,
        "origin": "administration",
        "creation_key": f"many-{number}",
        "officer_id": people[0] if number % 10 == 0 else people[1 + number % (len(people) - 1)],
        "body_id": 2,
        "created_at": at,
        "updated_at": at,
    }


def _report(number: int, people: list[int], now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=7 * number)
    return {"id": number, "case_id": number, "number": 1, "author_id": people[0], "saved_at": at}


def _event(number: int, people: list[int], now: datetime) -> dict[str, Any]:
    return {
        "case_id": number,
        "at": now - timedelta(minutes=7 * number),
        "actor_id": people[0],
        "step": WORKFLOWS[KIND].steps[0].name,
        "from_state": "draft",
        "to_state": STATES[number % len(STATES)],
        "note": "",
        "report_version_id": number,
        "body_id": 2,
    }
