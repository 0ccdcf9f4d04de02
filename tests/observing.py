"""What a test sees of the database: its rows, a print over all of them, and the statements that reach it."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import event, func, select

from casework.database import Base, db
from casework.dispatch.models import DECISION, Delivery, Dispatch
from tests.support.smtp import ReceivedMail

Row = TypeVar("Row", bound=Base)


def rows(app: Flask, model: type[Row], **where: Any) -> list[Row]:
    """The stored rows in order of their key, with what they load at once; detached."""
    with app.app_context():
        return list(db.session.scalars(select(model).filter_by(**where).order_by(*model.__mapper__.primary_key)))


def one(app: Flask, model: type[Row], **where: Any) -> Row:
    """The only stored row of that kind."""
    (row,) = rows(app, model, **where)
    return row


def amount(app: Flask, model: type[Base], **where: Any) -> int:
    """How many there are."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).filter_by(**where)) or 0


def dispatches(app: Flask, purpose: str = DECISION) -> list[Dispatch]:
    """What was sent on decisions, or for another purpose, such as notices to officers."""
    return rows(app, Dispatch, purpose=purpose)


def deliveries(app: Flask, purpose: str = DECISION) -> list[Delivery]:
    """The same, one a recipient."""
    with app.app_context():
        query = select(Delivery).join(Dispatch).where(Dispatch.purpose == purpose).order_by(Delivery.id)
        return list(db.session.scalars(query))


def decisions_among(mails: Iterable[ReceivedMail]) -> list[ReceivedMail]:
    """The mails that went to a distribution list. Those to officers answer the thread of their case."""
    return [mail for mail in mails if mail.message["In-Reply-To"] is None]


def notices_among(mails: Iterable[ReceivedMail]) -> list[ReceivedMail]:
    """The mails to officers, about what happened to their cases."""
    return [mail for mail in mails if mail.message["In-Reply-To"] is not None]


def fingerprint(app: Flask, *without: str) -> dict[str, str]:
    """One hash a table over everything that it holds; a difference names the table that changed."""
    tables = [table.name for table in Base.metadata.sorted_tables if table.name not in without]
    with app.app_context():
        connection = db.session.connection()
        if connection.dialect.name == "postgresql":  # which does it by itself, in one statement
            rows = "string_agg(held::text, '|' ORDER BY held::text)"
            one = "SELECT '{0}', count(*) || ':' || md5(coalesce({1}, '')) FROM \"{0}\" held"
            found = connection.exec_driver_sql(" UNION ALL ".join(one.format(name, rows) for name in tables))
            return dict(tuple(row) for row in found)
        prints = {}
        for name in tables:
            # past the toolkit, which would spend ten times the time on reading the columns' types
            stored = sorted(repr(tuple(row)) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'))  # noqa: S608
            prints[name] = f"{len(stored)}:{hashlib.sha256(repr(stored).encode()).hexdigest()[:16]}"
        return prints


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL sent while the block lasts, without the words that open and close transactions."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
