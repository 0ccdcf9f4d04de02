"""The rows by SQLAlchemy's Core: statements on tables, no objects."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import MetaData, and_, insert, select, update

from benchmarks.bare.orm import db
from benchmarks.bare.tables import tables

TABLES = tables(MetaData())


class Written:
    """A new row's key."""

    def __init__(self, key: Any) -> None:
        self.id = key


class CoreWriter:
    """Writer by the session's connection."""

    def __init__(self) -> None:
        self._connection = db.session.connection()

    def get(self, table: str, *key: Any, lock: bool = False) -> Any:
        """The row as Core gives it."""
        query = select(TABLES[table]).where(_is(table, key))
        return self._connection.execute(query.with_for_update() if lock else query).one()

    def insert(self, table: str, **values: Any) -> Written:
        """One INSERT."""
        made = self._connection.execute(insert(TABLES[table]).values(values))
        key = made.inserted_primary_key
        return Written(key[0] if key else None)

    def insert_all(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """One INSERT with many rows of parameters."""
        self._connection.execute(insert(TABLES[table]), list(rows))

    def change(self, table: str, *key: Any, **values: Any) -> None:
        """One UPDATE."""
        self._connection.execute(update(TABLES[table]).where(_is(table, key)).values(values))

    def flush(self) -> None:
        """Everything is written at once."""

    def commit(self) -> None:
        """COMMIT."""
        db.session.commit()


def _is(table: str, key: tuple[Any, ...]) -> Any:
    return and_(*(column == value for column, value in zip(TABLES[table].primary_key, key, strict=True)))
