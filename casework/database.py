"""The database: one declarative base, types, and the hooks without which SQLite loses updates silently.

Reads run in read-only transactions and writes say so first (`write()`): GET never writes, by the database's own word.
On SQLite a write opens with BEGIN IMMEDIATE, since the driver's own way lost 296 of 400 increments without an error.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

BUSY_MS = 30_000

_writing: ContextVar[bool] = ContextVar("casework_writing", default=False)
_kept: ContextVar[dict[Callable[[list[Any]], None], list[Any]]] = ContextVar("casework_kept_for_the_end")


class Base(DeclarativeBase):
    """Every constraint has a name, so that migrations can speak of it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with zone, in UTC. A naive value is refused: it would be read as another time elsewhere."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: with its zone, which SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@contextmanager
def write() -> Iterator[None]:
    """One writing transaction: committed at the end, rolled back on any exception. The only place that commits.

    What was read before is read again inside, since the reading transaction ends here. Nested calls join the outer.
    """
    if _writing.get():
        yield
        return
    db.session.rollback()
    with writing():
        token = _kept.set({})
        try:
            yield
            for work, things in _kept.get().items():
                work(things)
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            _kept.reset(token)


def at_the_end(work: Callable[[list[Any]], None], thing: Any) -> None:
    """Keep `thing` for `work`, which gets all that was kept for it, last in this `write()` and before it commits.

    So that what belongs together makes one row, such as the letter about everything that one press caused.
    LookupError outside `write()`.
    """
    _kept.get().setdefault(work, []).append(thing)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions that begin inside may write. For migrations and tools; rooms use `write()`."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def upsert(table: Any) -> Any:
    """An INSERT into `table` that knows ON CONFLICT: one statement makes the row or takes its lock."""
    if db.engine.dialect.name == "sqlite":
        return sqlite_insert(table)
    return postgresql_insert(table)


def hook(engine: Engine) -> None:
    """Install the transaction rules on `engine`; called once an engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        event.listen(engine, "begin", _postgresql_begin)


def _sqlite_connect(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver stays out of transactions; "begin" below opens them
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # without it INSERT OR REPLACE deletes a row of history past its trigger
        f"busy_timeout={BUSY_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writing = _writing.get()
    connection.exec_driver_sql(f"PRAGMA query_only={0 if writing else 1}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql_begin(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    driver.read_only = not _writing.get()  # sent with BEGIN, so it costs no round trip
