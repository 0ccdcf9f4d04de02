"""The audit trail: append-only records, chained by hash per case (per authority for what belongs to no case).

Written in the same transaction as what it tells of. One chain over everything would put every commit in a queue.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from casework import clock
from casework.database import Base, UtcDateTime, db, upsert

GENESIS = "0" * 64


class AuditHead(Base):
    """The newest link of each chain; its row is the chain's lock."""

    __tablename__ = "audit_heads"
    chain: Mapped[str] = mapped_column(String(60), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditRecord(Base):
    """One link: what happened, by whom, to what. Holds ids and states, never texts or personal data."""

    __tablename__ = "audit_records"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        CheckConstraint("seq > 0", name="seq_is_counted_from_one"),
        CheckConstraint("length(hash) = 64 AND length(previous) = 64", name="hashes_are_sha256"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(String(60))
    seq: Mapped[int]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    event: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


def record(
    event: str,
    *,
    authority_id: int,
    case_id: int | None = None,
    actor_id: int | None = None,
    on_behalf_of_id: int | None = None,
    **data: Any,
) -> None:
    """Add one link to the chain of the case, or of the authority where there is no case. `data` must be JSON.

    Written at once, past the session: what is pending there is not flushed for its sake. The case's row must be there.
    """
    chain = f"case:{case_id}" if case_id is not None else f"authority:{authority_id}"
    connection = db.session.connection()
    head = connection.execute(_taking(db.engine.dialect.name), {"of": chain}).one()  # locked until the end
    link = {
        "chain": chain,
        "seq": head.seq,
        "authority_id": authority_id,
        "case_id": case_id,
        "at": clock.now(),
        "actor_id": actor_id,
        "on_behalf_of_id": on_behalf_of_id,
        "event": event,
        "data": data,
        "previous": head.hash,
    }
    link["hash"] = digest(AuditRecord(**link))
    connection.execute(_SETTING, {"of": chain, "newest": link["hash"]})
    connection.execute(_ADDING, link)


# Made once: they are sent with every act.


@cache
def _taking(dialect: str) -> Any:
    """Gives the number of the next link and the hash before it; makes the head where the chain has none."""
    statement = upsert(AuditHead).values(chain=bindparam("of"), seq=1, hash=GENESIS)
    statement = statement.on_conflict_do_update(index_elements=["chain"], set_={"seq": AuditHead.seq + 1})
    return statement.returning(AuditHead.seq, AuditHead.hash)


_SETTING = update(AuditHead).where(AuditHead.chain == bindparam("of")).values(hash=bindparam("newest"))
_ADDING = insert(AuditRecord)


def digest(link: AuditRecord) -> str:
    """SHA-256 over the link's fields and the hash of the link before it, as canonical JSON."""
    fields = [
        link.chain,
        link.seq,
        link.authority_id,
        link.case_id,
        link.at.isoformat(),
        link.actor_id,
        link.on_behalf_of_id,
        link.event,
        link.data,
        link.previous,
    ]
    canonical = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Broken:
    """Where a chain does not hold: the link's number, and the row found in its place; None where none is left."""

    chain: str
    seq: int
    record_id: int | None

    def __str__(self) -> str:
        return f"{self.chain}/{self.seq}"


def first_broken() -> Broken | None:
    """The first place, by chain and number, where a link is changed, missing or added; None when every chain holds.

    A chain that ends before its head says is found too: its last link cannot be taken away unseen.
    """
    query = select(AuditRecord, AuditHead.seq, AuditHead.hash)
    query = query.outerjoin(AuditHead, AuditHead.chain == AuditRecord.chain)  # one statement sees one moment
    rows = db.session.execute(query.order_by(AuditRecord.chain, AuditRecord.seq))
    for _, links in groupby(rows, key=lambda row: row[0].chain):
        if broken := _broken_in(list(links)):
            return broken
    lost = select(AuditHead.chain).where(AuditHead.chain.not_in(select(AuditRecord.chain))).order_by(AuditHead.chain)
    emptied = db.session.scalar(lost.limit(1))
    return Broken(emptied, 1, None) if emptied else None


def _broken_in(links: Sequence[tuple[AuditRecord, int | None, str | None]]) -> Broken | None:
    """The first fault of one chain, whose head's number and hash stand beside each link."""
    previous = GENESIS
    for seq, (link, _, _) in enumerate(links, start=1):
        if link.seq != seq or link.previous != previous or link.hash != digest(link):
            return Broken(link.chain, seq, link.id)
        previous = link.hash
    last, head_seq, head_hash = links[-1]
    if head_seq is not None and head_seq > last.seq:
        return Broken(last.chain, last.seq + 1, None)
    return None if (head_seq, head_hash) == (last.seq, last.hash) else Broken(last.chain, last.seq, last.id)


def count() -> int:
    """How many links there are."""
    return db.session.scalar(select(func.count()).select_from(AuditRecord)) or 0
