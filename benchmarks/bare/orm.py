"""The rows by SQLAlchemy's ORM, as Flask-SQLAlchemy gives it: a class a table, no relationships to load."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_sqlalchemy import SQLAlchemy

from benchmarks.bare.tables import tables

db = SQLAlchemy()
CLASSES: dict[str, Any] = {
    name: type(name, (db.Model,), {"__table__": table}) for name, table in tables(db.metadata).items()
}


class OrmWriter:
    """Writer by db.session."""

    def get(self, table: str, *key: Any, lock: bool = False) -> Any:
        """The row as an object."""
        return db.session.get_one(CLASSES[table], key if len(key) > 1 else key[0], with_for_update=lock or None)

    def insert(self, table: str, **values: Any) -> Any:
        """An object, written by the next flush."""
        row = CLASSES[table](**values)
        db.session.add(row)
        return row

    def insert_all(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Objects, written by the next flush."""
        db.session.add_all([CLASSES[table](**values) for values in rows])

    def change(self, table: str, *key: Any, **values: Any) -> None:
        """The object's attributes, written by the next flush."""
        row = self.get(table, *key)
        for name, value in values.items():
            setattr(row, name, value)

    def flush(self) -> None:
        """What is pending is written."""
        db.session.flush()

    def commit(self) -> None:
        """What is pending is written and committed."""
        db.session.commit()
