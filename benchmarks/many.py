"""A register with many cases, written in bulk past the rooms: only what pages read, alike at every size."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, insert, literal, select, text, union_all

from benchmarks import job
from casework import clock
from casework.cases.models import Case, CaseEvent, ReportVersion
from casework.cases.operations import content_hash
from casework.database import db, write
from casework.people.models import Account
from workflows import WORKFLOWS

AT_ONCE = 5000
EVENTS = 3
LONG = 50
"""How many events the case has whose page is opened."""
OWN = 100
"""How many cases the officer has, however many there are."""
STATES = ("draft", "review", "ready", "on_agenda", "decided", "closed")
KIND = job.CREATE["kind"]


def fill(cases: int) -> int:
    """So many cases in the database, each with its report and some events; the id of one with LONG events."""
    people = [row.person_id for row in db.session.scalars(select(Account).order_by(Account.id))]
    now, long = clock.now(), cases // 2
    with write():
        connection = db.session.connection()
        for numbers in _parts(cases):
            connection.execute(insert(Case), [_case(number, cases, people, now) for number in numbers])
        connection.execute(_reports(people[0]))
        connection.execute(_events(people[0], EVENTS))
        connection.execute(_events(people[0], LONG - EVENTS, only=long))
        connection.execute(text("ANALYZE"))  # statistics for the planner, as the databases gather in time
    return long


def _parts(cases: int) -> list[range]:
    return [range(first, min(first + AT_ONCE, cases + 1)) for first in range(1, cases + 1, AT_ONCE)]


def _case(number: int, cases: int, people: list[int], now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=7 * number)
    name, title = f"KS 2000/{number}", f"{job.REPORT['title']} {number}"
    mine = number % (cases // OWN) == 0
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
        "officer_id": people[0] if mine else people[1 + number % (len(people) - 1)],
        "body_id": 2,
        "created_at": at,
        "updated_at": at,
    }


def _reports(author: int) -> Any:
    """Each case's report: the same text."""
    told = literal(job.REPORT, JSON()), literal(content_hash(job.REPORT))
    columns = ["case_id", "number", "content", "content_hash", "author_id", "saved_at"]
    query = select(Case.id, literal(1), *told, literal(author), Case.created_at)
    return insert(ReportVersion).from_select(columns, query)


def _events(actor: int, many: int, *, only: int | None = None) -> Any:
    """So many events in each case, or in that one."""
    columns = ["case_id", "at", "actor_id", "step", "from_state", "to_state", "note", "report_version_id", "body_id"]
    step = literal(WORKFLOWS[KIND].steps[0].name)
    query = select(
        Case.id, Case.updated_at, literal(actor), step, literal("draft"), Case.state, literal(""), ReportVersion.id
    ).add_columns(Case.body_id)
    query = query.join(ReportVersion, ReportVersion.case_id == Case.id)
    times = union_all(*(select(literal(number).label("time")) for number in range(many))).subquery()
    query = query.join(times, literal(True))
    return insert(CaseEvent).from_select(columns, query if only is None else query.where(Case.id == only))
