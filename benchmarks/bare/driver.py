"""The rows by the bare driver: sqlite3 or psycopg, a connection a thread, statements as text."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from psycopg.types.json import Json
from sqlalchemy import MetaData
from sqlalchemy.engine import make_url

from benchmarks.bare.tables import tables
from casework.database import BUSY_MS

KEYS = {name: [column.name for column in table.primary_key] for name, table in tables(MetaData()).items()}


class Connections(threading.local):
    """A connection for each thread, opened when it is first asked for."""

    def __init__(self, url: str) -> None:
        self.sqlite = url.startswith("sqlite")
        self._url = url
        self._open: Any = None

    def mine(self) -> Any:
        """This thread's connection."""
        if self._open is None:
            self._open = _open_sqlite(self._url) if self.sqlite else _open_postgresql(self._url)
        return self._open

    def close(self) -> None:
        """This thread needs none any more."""
        if self._open is not None:
            self._open.close()


class DriverWriter:
    """Writer by a connection; `mark` is how the driver writes a parameter."""

    def __init__(self, connections: Connections) -> None:
        self._sqlite, self._connection = connections.sqlite, connections.mine()
        self._mark = "?" if self._sqlite else "%s"
        self._connection.rollback()  # what a failed request left open
        if self._sqlite:
            self._connection.execute("BEGIN IMMEDIATE")

    def get(self, table: str, *key: Any, lock: bool = False) -> Any:
        """The row."""
        text = _select(table, self._mark) + (" FOR UPDATE" if lock and not self._sqlite else "")
        cursor = self._connection.execute(text, key)
        row = cursor.fetchone()
        return SimpleNamespace(**dict(row)) if self._sqlite else row

    def insert(self, table: str, **values: Any) -> SimpleNamespace:
        """One INSERT."""
        text = _insert(table, tuple(values), self._mark)
        row = self._connection.execute(text, self._adapted(values)).fetchone()
        return SimpleNamespace(id=row[0])

    def insert_all(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """One INSERT with many rows of values."""
        rows = list(rows)
        text = _insert(table, tuple(rows[0]), self._mark, len(rows))
        self._connection.execute(text, [value for row in rows for value in self._adapted(row)]).fetchall()

    def change(self, table: str, *key: Any, **values: Any) -> None:
        """One UPDATE."""
        self._connection.execute(_update(table, tuple(values), self._mark), [*self._adapted(values), *key])

    def flush(self) -> None:
        """Everything is written at once."""

    def commit(self) -> None:
        """COMMIT."""
        self._connection.commit()

    def _adapted(self, values: Mapping[str, Any]) -> list[Any]:
        return [_to_sqlite(value) if self._sqlite else _to_postgresql(value) for value in values.values()]


def _open_sqlite(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _open_postgresql(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url.replace("+psycopg", "", 1), row_factory=namedtuple_row)


@cache
def _select(table: str, mark: str) -> str:
    return f"SELECT * FROM {table} WHERE {_is(table, mark)}"  # noqa: S608  # names of tables, no value


@cache
def _insert(table: str, columns: tuple[str, ...], mark: str, many: int = 1) -> str:
    row = f"({', '.join([mark] * len(columns))})"
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    return f"{into} VALUES {', '.join([row] * many)} RETURNING {KEYS[table][0]}"


@cache
def _update(table: str, columns: tuple[str, ...], mark: str) -> str:
    changed = ", ".join(f"{column} = {mark}" for column in columns)
    return f"UPDATE {table} SET {changed} WHERE {_is(table, mark)}"  # noqa: S608  # names of tables, no value


def _is(table: str, mark: str) -> str:
    return " AND ".join(f"{column} = {mark}" for column in KEYS[table])


def _to_sqlite(value: Any) -> Any:
    """As SQLAlchemy stores it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _to_postgresql(value: Any) -> Any:
    return Json(value) if isinstance(value, dict | list) else value
