"""The databases that tests get: created, copied from a template, dropped."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.support import postgres_server
from tests.support.postgres import GIVEN, create_database, database_url, drop_database, server_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def connect(name: str) -> psycopg.Connection:
    return psycopg.connect(database_url(name).replace("+psycopg", ""), autocommit=True)


@pytest.fixture
def name() -> Iterator[str]:
    name = f"support_{os.getpid()}"
    yield name
    drop_database(f"{name}_copy")
    drop_database(name)


def test_create_database_returns_the_url_sqlalchemy_wants(name: str) -> None:
    assert create_database(name) == database_url(name)
    assert database_url(name).startswith("postgresql+psycopg://")


def test_a_copy_holds_the_rows_of_its_template(name: str) -> None:
    create_database(name)
    with connect(name) as connection:
        connection.execute("CREATE TABLE matter (title text); INSERT INTO matter VALUES ('Ökat bidrag')")
    connection.close()

    create_database(f"{name}_copy", template=name)

    with connect(f"{name}_copy") as copy:
        assert copy.execute("SELECT title FROM matter").fetchall() == [("Ökat bidrag",)]


def test_a_name_that_is_taken_is_refused(name: str) -> None:
    create_database(name)
    with pytest.raises(psycopg.errors.DuplicateDatabase):
        create_database(name)


def test_drop_throws_out_whoever_is_connected(name: str) -> None:
    create_database(name)
    with connect(name) as connection:
        drop_database(name)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(name)


def test_drop_of_an_absent_database_does_nothing(name: str) -> None:
    drop_database(name)
    drop_database(name)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_given_server_is_used_whatever_its_scheme(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(GIVEN, f"{scheme}://anna:hemlig@db.example:5433/casework")
    assert server_url() == "postgresql+psycopg://anna:hemlig@db.example:5433/casework"
    assert database_url("prov") == "postgresql+psycopg://anna:hemlig@db.example:5433/prov"


def test_the_server_lowers_swedish_letters(name: str) -> None:
    create_database(name)
    with connect(name) as connection:
        assert connection.execute("SELECT lower('ÅÄÖ')").fetchone() == ("åäö",)


def test_folders_of_killed_runs_are_found_and_those_of_living_runs_are_not(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name in (f"casework-pg-{ended.pid}-a1", f"casework-pg-{os.getpid()}-a1", "casework-pg-old", "other"):
        (tmp_path / name).mkdir()
    assert list(postgres_server._left_behind(tmp_path)) == [tmp_path / f"casework-pg-{ended.pid}-a1"]


@pytest.mark.long
def test_a_server_of_its_own_starts_and_leaves_nothing_behind() -> None:
    server = postgres_server.start_server()
    assert all(folder.exists() for folder in server.folders)
    server.stop()
    assert [folder for folder in server.folders if folder.exists()] == []
    server.stop()
