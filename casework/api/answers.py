"""What a call made, kept under the key that its program gave it: sent again, it is answered the same, and made once.

The answer is kept in the transaction that made the thing. A refused call keeps nothing: it is judged anew.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Response, g, request
from flask_babel import gettext
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from casework import clock
from casework.database import Base, UtcDateTime, db, upsert, write
from casework.permissions import current_reader
from casework.problems import Invalid
from workflows._vocabulary import N_

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT = timedelta(hours=48)

BAD_KEY = N_("Nyckeln ska vara 1 till 200 synliga tecken ur ASCII.")
TAKEN = N_("Nyckeln är redan använd för ett annat anrop. Ta en ny nyckel.")


class KeptAnswer(Base):
    """The answer to one call of a person under that key; empty only while the call is being carried out."""

    __tablename__ = "kept_answers"
    __table_args__ = (
        CheckConstraint("length(key) > 0", name="has_a_key"),
        CheckConstraint("length(request_hash) = 64", name="request_hash_is_sha256"),
        CheckConstraint("(status IS NULL) = (body IS NULL)", name="answered_as_a_whole"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def made(work: Callable[[], Any], sent: bytes) -> Response:
    """The answer to what `work` makes, in one writing transaction; the kept one where the call came before.

    `sent` is what tells this call from another to the same address. Two at the same moment: the key's row lets the
    second wait for the first. Invalid where the key was used for another call.
    """
    key = request.headers.get(HEADER)
    if key is None:
        with write():
            return _respond(work())
    if not KEY.fullmatch(key):
        raise Invalid((HEADER, gettext(BAD_KEY)))
    mine = {"person_id": current_reader().person_id, "key": key}
    told = hashlib.sha256(b"\n".join((request.method.encode(), request.path.encode(), sent))).hexdigest()
    with write():
        row = {**mine, "request_hash": told, "made_at": clock.now()}
        taking = upsert(KeptAnswer).values(row).on_conflict_do_nothing().returning(KeptAnswer.key)
        if db.session.execute(taking).first() is None:
            return _kept(mine, told)
        response = _respond(work())
        answer = {"status": response.status_code, "body": response.get_data(as_text=True)}
        db.session.execute(update(KeptAnswer).filter_by(**mine).values(answer))
        return response


def _respond(thing: Any) -> Response:
    response: Response = g.operation.respond(thing)
    return response


def _kept(mine: dict[str, Any], told: str) -> Response:
    row = db.session.execute(
        select(KeptAnswer.request_hash, KeptAnswer.status, KeptAnswer.body).filter_by(**mine)
    ).one()
    if row.request_hash != told:
        raise Invalid((HEADER, gettext(TAKEN)))
    return Response(row.body, row.status, content_type="application/json")


def forget() -> int:
    """Forget the answers that are older than KEPT; how many there were."""
    with write():
        old = delete(KeptAnswer).where(KeptAnswer.made_at < clock.now() - KEPT)
        return len(db.session.execute(old.returning(KeptAnswer.key)).all())
