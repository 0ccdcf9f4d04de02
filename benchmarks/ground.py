"""Databases to measure on: the demo's people, a coming meeting whose roll is called, and no case yet."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from flask import Flask
from sqlalchemy import select

from casework import clock, create_app
from casework.database import db, write
from casework.demo.people import DOMAIN, populate
from casework.meetings.operations import plan_meeting
from casework.meetings.queries import attendance_of
from casework.meetings.roll import Present, call_roll
from casework.people.models import Body
from casework.people.queries import account_by_email, reader
from casework.register.operations import take_number
from casework.serving import migrate
from casework.settings import Settings
from tests.support.postgres import GIVEN, STARTED, create_database, drop_database
from tests.support.postgres_server import PLACE, SETTINGS, start_server

PASSWORD = "lösenord för mätning"  # noqa: S105  # of a database that ends with the measuring
SECRET = "x" * 40
SQLITE, POSTGRESQL = DATABASES = ("sqlite", "postgresql")

# As a server is installed, but for what the socket needs: every commit is on disk before it is answered.
DURABLE = {
    name: SETTINGS[name] for name in ("listen_addresses", "unix_socket_permissions", "max_connections", "timezone")
} | {"shared_preload_libraries": "pg_stat_statements"}


@dataclass(frozen=True)
class Ground:
    """A populated database with a folder of its own."""

    folder: Path
    url: str
    smtp_url: str = ""

    @property
    def settings(self) -> Settings:
        """Casework's settings for it; mails are queued, and sent where there is an `smtp_url`."""
        return Settings(
            secret_key=SECRET,
            data_dir=self.folder,
            database_url=self.url,
            smtp_url=self.smtp_url,
            password_cost="test",  # noqa: S106  # how dear a hash is
            log_level="error",
            mail_from=f"Ekedals kommun <arende@{DOMAIN}>",
        )

    @property
    def environment(self) -> dict[str, str]:
        """The same for a process of its own."""
        given = self.settings.model_dump(include={"secret_key", "data_dir", "database_url", "log_level", "mail_from"})
        return os.environ | {f"CASEWORK_{name.upper()}": str(value) for name, value in given.items()}


@contextmanager
def application(ground: Ground) -> Iterator[Flask]:
    """Casework on that ground, in this process."""
    app = create_app(ground.settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def postgresql() -> Iterator[int | None]:
    """A server that puts every commit on disk: its process; None where the environment names one to use."""
    if os.environ.get(GIVEN) or os.environ.get(STARTED):
        yield None
        return
    server = start_server(DURABLE, place=PLACE)
    os.environ[STARTED] = server.url
    try:
        yield server.process.pid
    finally:
        del os.environ[STARTED]
        server.stop()


@contextmanager
def grounds(database: str, names: tuple[str, ...], folder: Path) -> Iterator[dict[str, Ground]]:
    """One ground for each name, all alike, on that one of DATABASES."""
    first = _empty(database, "first", folder)
    _prepare(first)
    copies = {name: _copy(database, first, name, folder) for name in names}
    try:
        yield copies
    finally:
        if database == POSTGRESQL:
            for ground in (*copies.values(), first):
                drop_database(_name(ground))


def meeting_of(ground: Ground) -> int:
    """The meeting whose roll is called: the only one."""
    return 1


def counted_by_postgresql(ground: Ground) -> int:
    """How many statements the server has run in that database, BEGIN and COMMIT among them (pg_stat_statements)."""
    query = "SELECT sum(calls) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE datname = %s"
    url = urlsplit(ground.url.replace("+psycopg", "", 1))._replace(path="/postgres").geturl()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        row = connection.execute(query, [_name(ground)]).fetchone()
    return int(row[0] or 0) if row else 0


def _name(ground: Ground) -> str:
    return urlsplit(ground.url).path.lstrip("/")


def _empty(database: str, name: str, folder: Path) -> Ground:
    place = folder / f"{database}-{name}"
    place.mkdir(parents=True)
    if database == SQLITE:
        return Ground(place, f"sqlite:///{place / 'casework.sqlite3'}")
    return Ground(place, create_database(f"bench_{os.getpid()}_{name}"))


def _copy(database: str, first: Ground, name: str, folder: Path) -> Ground:
    if database == SQLITE:
        ground = _empty(database, name, folder)
        shutil.copy(first.folder / "casework.sqlite3", ground.folder)
        return ground
    place = folder / f"{database}-{name}"
    place.mkdir()
    return Ground(place, create_database(f"bench_{os.getpid()}_{name}", template=_name(first)))


def _prepare(ground: Ground) -> None:
    with application(ground) as app, app.app_context():
        migrate()
        with write():
            populate(PASSWORD)
        with write():
            _hold_meeting()


def _hold_meeting() -> None:
    body = db.session.execute(select(Body).filter_by(short_name="KSAU")).scalar_one()
    account = account_by_email(f"sekreterare@{DOMAIN}")
    assert account is not None, "populate() has made it"
    actor = reader(account.person)
    starts = clock.from_local(datetime.combine(clock.today() + timedelta(days=7), time(8, 30)))
    meeting = plan_meeting(body, starts, "Lilla salen", actor=actor, creation_key="benchmark")
    there = {row.person_id: Present() for row in attendance_of(meeting.id) if row.role != "substitute"}
    call_roll(meeting, there, actor=actor, expected_version=meeting.version)
    for series in ("case", f"paragraph:{body.id}"):  # a series' first row is nothing that a job makes
        take_number(body.authority_id, series, starts.year)
