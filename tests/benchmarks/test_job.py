"""What `make bench` compares is comparable: the bare applications write what Casework writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from benchmarks import job, jobs, load, servers
from benchmarks.bare.app import ORM, WAYS, close, create_app
from benchmarks.bare.tables import WRITTEN
from benchmarks.ground import POSTGRESQL, SQLITE, Ground, application, grounds, meeting_of
from benchmarks.inside import InsideClient
from benchmarks.statements import Counting
from benchmarks.tokens import tokens_for
from casework.audit import first_broken
from casework.database import Base, db
from casework.dispatch.models import Dispatch

CASEWORK = jobs.CASEWORK
CHANGED_ONLY = {"number_series"}
JOBS = 2


@pytest.fixture
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Ground]]:
    """A ground for Casework and for each bare application."""
    with grounds(request.param, (CASEWORK, *WAYS), tmp_path) as found:
        yield found


def _rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        tables = {table.name: table for table in Base.metadata.sorted_tables}
        return {name: db.session.scalar(select(func.count()).select_from(table)) for name, table in tables.items()}


def _characters(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.sum(func.length(Dispatch.text) + func.length(Dispatch.html))))


def _play(ground: Ground, way: str) -> tuple[dict[str, int], int]:
    """How many rows the jobs added, table by table, and how long the letters are."""
    with application(ground) as app:
        tokens = tokens_for(ground, way == CASEWORK)
        before = _rows(app)
        player = app if way == CASEWORK else create_app(way, ground.url, ground.folder)
        for _ in range(JOBS):
            job.play(InsideClient(player, tokens), meeting_of(ground))
        if player is not app:
            close(player)
        added = {name: count - before[name] for name, count in _rows(app).items() if count != before[name]}
        with app.app_context():
            assert way != CASEWORK or first_broken() is None
        return added, _characters(app)


@pytest.mark.parametrize("places", [POSTGRESQL], indirect=True)
def test_bare_applications_write_as_many_rows_as_casework(places: dict[str, Ground]) -> None:
    added, characters = _play(places[CASEWORK], CASEWORK)
    assert set(added) == set(WRITTEN) - CHANGED_ONLY
    assert (added["cases"], added["decisions"], added["case_events"], added["audit_records"]) == (2, 2, 10, 10)
    for way in WAYS:
        theirs, their_characters = _play(places[way], way)
        assert theirs == added, way
        assert characters * 0.8 < their_characters < characters * 1.25, way


@pytest.mark.long
@pytest.mark.parametrize("places", [SQLITE], indirect=True)
def test_statements_are_counted_request_by_request(places: dict[str, Ground]) -> None:
    ground = places[CASEWORK]
    with application(ground) as app:
        client = InsideClient(app, tokens_for(ground))
        first, second = Counting(client), Counting(client)
        for run in (first, second):
            job.play(run, meeting_of(ground))
    assert len(first.sent) == job.REQUESTS
    assert first.sent == second.sent  # what was done before costs nothing more


@pytest.mark.long
def test_servers_play_the_job_over_kept_connections(tmp_path: Path) -> None:
    with grounds(SQLITE, (CASEWORK, ORM), tmp_path) as places:
        for name, ground in places.items():
            with servers.casework(ground) if name == CASEWORK else servers.bare(name, ground) as server:
                tokens = tokens_for(ground, name == CASEWORK)
                played = load.play(server.port, tokens, meeting_of(ground), clients=2, seconds=0)
            assert (played.jobs, len(played.latencies)) == (2, 2 * job.REQUESTS)
