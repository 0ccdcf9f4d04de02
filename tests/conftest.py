"""The ground that tests stand on: a migrated database with the demo's people, copied anew for each test."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, update

from casework import create_app
from casework.cli import main
from casework.database import db, write
from casework.demo.people import DOMAIN, populate
from casework.people.models import Account
from casework.people.queries import account_by_email
from casework.serving import migrate
from casework.settings import Settings
from tests.support.compiled import compile_once
from tests.support.pages import Visitor
from tests.support.postgres import create_database, drop_database
from tests.support.postgres_server import new_folder, quick_place

PASSWORD = "lösenord för prov"
DATABASES = ("sqlite", "postgresql")


def make_settings(folder: Path, url: str, **more: object) -> Settings:
    """Settings for a test: everything below its own folder, cheap passwords, no mail server."""
    given = {
        "secret_key": "x" * 40,
        "data_dir": folder,
        "database_url": url,
        "password_cost": "test",
        "log_level": "error",
        "live_seconds": 0,  # a stream says how it stands and ends; tests/live lets it last
    }
    return Settings(**(given | more), mail_from=f"Ekedals kommun <arende@{DOMAIN}>")


compile_once()
FIRST: dict[str, Engine] = {}


def share_what_is_compiled(app: Flask) -> None:
    """Statements are compiled once a worker too, not once a test; nothing of the data is shared."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name not in FIRST:
        FIRST[engine.dialect.name] = engine
        engine.connect().close()  # a dialect learns of its server at the first connection of its own engine
    first = FIRST[engine.dialect.name]
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


def close(app: Flask) -> None:
    """Give back every connection of the application."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _prepare(folder: Path, url: str) -> None:
    app = create_app(make_settings(folder, url))
    with app.app_context():
        migrate()
        with write():
            populate(PASSWORD)
            db.session.execute(update(Account).values(mail_notices=False))  # `letters_wanted` where they are tried
    close(app)


def pytest_sessionfinish() -> None:
    """Leave no database behind on a server that was given."""
    from tests.made_once import forget  # it stands on this file

    forget()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated and populated SQLite file."""
    folder = tmp_path_factory.mktemp("template")
    _prepare(folder, f"sqlite:///{folder / 'template.sqlite3'}")
    return folder / "template.sqlite3"


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated and populated PostgreSQL database, named after this worker."""
    name = f"template_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    _prepare(tmp_path_factory.mktemp("template"), create_database(name))
    yield name
    drop_database(name)


@pytest.fixture(scope="session")
def sqlite_folder() -> Iterator[Path]:
    """In memory where there is room, as PostgreSQL's data is: no test waits for a disk."""
    folder = new_folder(quick_place())
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh copy of the populated database: the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        folder = request.getfixturevalue("sqlite_folder") / "casework"
        folder.mkdir()
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "casework.sqlite3")
        yield f"sqlite:///{folder / 'casework.sqlite3'}"
        shutil.rmtree(folder)
        return
    name = f"test_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**9}"
    yield create_database(name, template=request.getfixturevalue("postgresql_template"))
    drop_database(name)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """The settings of `app`; a test that needs others makes its own from these."""
    return make_settings(tmp_path, database_url)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on a fresh database. Open no context round a visitor's clicks: they would share `g`."""
    app = create_app(settings)
    share_what_is_compiled(app)
    yield app
    close(app)


class Sessions(dict[str, dict[str, Any] | None]):
    """What a log-in through the page leaves in a person's session, tried once a worker; None for who has no account."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __missing__(self, email: str) -> dict[str, Any] | None:
        with self.app.app_context():
            known = account_by_email(email) is not None
        self[email] = _logged_in(Visitor(self.app), email) if known else None
        return self[email]


def _logged_in(visitor: Visitor, email: str) -> dict[str, Any]:
    page = visitor.log_in(email, PASSWORD)
    assert page.request.path == "/", f"{email} could not log in: {page.status}"
    with visitor.client.session_transaction() as session:
        return dict(session)


@pytest.fixture(scope="session")
def sessions(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    """The sessions of the demo's people. Their accounts are the same in every test's database."""
    folder = tmp_path_factory.mktemp("sessions")
    shutil.copy(sqlite_template, folder)
    app = create_app(make_settings(folder, f"sqlite:///{folder / sqlite_template.name}"))
    yield Sessions(app)
    close(app)


Here = Callable[..., tuple[int, str, str]]


def on(settings: Settings) -> dict[str, str]:
    """The environment of an installation on the test's database."""
    return {
        "CASEWORK_SECRET_KEY": settings.secret_key,
        "CASEWORK_DATA_DIR": str(settings.data_dir),
        "CASEWORK_DATABASE_URL": settings.database_url,
        "CASEWORK_PASSWORD_COST": "test",
    }


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Settings, app: Flask) -> Here:
    """The command in this process, on the test's database: (exit code, stdout, stderr)."""
    for name, value in on(settings).items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["casework", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def letters_wanted(app: Flask) -> None:
    """Everybody is told by mail too, as it is from the start outside tests."""
    with app.app_context(), write():
        db.session.execute(update(Account).values(mail_notices=True))


@pytest.fixture
def visitors(app: Flask, sessions: Sessions) -> "Visitors":
    """People at their own screens: visitors["chef"] is logged in as chef@demo.example."""
    return Visitors(app, sessions)


class Visitors(dict[str, Visitor]):
    """Logs a person in the first time that he is asked for."""

    def __init__(self, app: Flask, sessions: Sessions) -> None:
        self.app, self.sessions = app, sessions

    def __missing__(self, name: str) -> Visitor:
        visitor = self[name] = Visitor(self.app)
        kept = self.sessions[f"{name}@{DOMAIN}"]
        if kept is None:
            _logged_in(visitor, f"{name}@{DOMAIN}")
        else:
            with visitor.client.session_transaction() as session:
                session.update(kept)
        return visitor
