"""Queueing deliveries and sending them: claim, commit, send, mark.

No transaction is open while a server is spoken to.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parseaddr
from typing import Protocol

from flask import current_app
from sqlalchemy import and_, or_, select

from casework import audit, clock
from casework.database import db, write
from casework.dispatch.channels import Channel, Parcel, Receipt, channel_for
from casework.dispatch.models import DECISION, NOTICE, Delivery, DeliveryAttempt, Dispatch
from casework.logs import log
from casework.register.operations import read_file
from workflows import PROCEDURES

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
MAX_ATTEMPTS = 24  # with the pauses above some three days, as long as mail servers usually try


@dataclass(frozen=True)
class Message:
    """What every recipient of one occasion gets: a decision with its extract, a notice without a file.

    Messages of the same `thread`, a word without blanks, are shown together by mail programs.
    """

    subject: str
    text: str
    html: str
    file_sha256: str | None = None
    file_name: str | None = None
    thread: str = ""


class Addressee(Protocol):
    """A row of a distribution list."""

    @property
    def name(self) -> str:
        """Who gets it."""

    @property
    def channel(self) -> str:
        """How it goes."""

    @property
    def address(self) -> str:
        """Where it goes today."""

    @property
    def deadline(self) -> date | None:
        """When it is to be there."""


def dispatch(
    authority_id: int,
    case_id: int,
    message: Message,
    recipients: Iterable[Addressee],
    *,
    state: str,
    purpose: str = DECISION,
) -> Dispatch:
    """One row for the occasion and one delivery per recipient, "queued" or "held", in the caller's transaction."""
    sender = current_app.extensions["casework.settings"].mail_from
    domain = parseaddr(sender)[1].rpartition("@")[2]
    now = clock.now()
    row = Dispatch(
        authority_id=authority_id,
        case_id=case_id,
        purpose=purpose,
        sender=sender,
        subject=message.subject,
        text=message.text,
        html=message.html,
        file_sha256=message.file_sha256,
        file_name=message.file_name,
        thread=f"<{message.thread}@{domain}>" if message.thread else "",
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    for position, recipient in enumerate(recipients, start=1):
        delivery = Delivery(dispatch_id=row.id, position=position, recipient=recipient.name, next_at=now, state=state)
        delivery.channel, delivery.address = recipient.channel, recipient.address
        delivery.deadline = recipient.deadline
        delivery.message_id = f"<{uuid.uuid4()}@{domain}>"
        db.session.add(delivery)
    db.session.flush()
    return row


def drain(*, limit: int = 100) -> int:
    """Send what is due, one delivery at a time, at most `limit`; how many were tried. Safe beside other workers."""
    settings = current_app.extensions["casework.settings"]
    if not settings.smtp_url:
        return 0  # the rows stay queued, and the pages say so
    tried = 0
    while tried < limit and (claimed := _claim()) is not None:
        delivery_id, token = claimed
        receipt = _send(delivery_id, lambda name: channel_for(name, smtp_url=settings.smtp_url))
        _mark(delivery_id, token, receipt)
        tried += 1
    return tried


def send_again(delivery: Delivery, address: str, *, actor_id: int) -> None:
    """Queue a failed delivery once more, to a mended address; its attempts stay as its trace."""
    _move(delivery, "send_again")
    delivery.address, delivery.next_at, delivery.attempts = address, clock.now(), 0
    _record(delivery, actor_id)


def _claim() -> tuple[int, str] | None:
    now = clock.now()
    due = or_(
        and_(Delivery.state.in_(["queued", "deferred"]), Delivery.next_at <= now),
        and_(
            Delivery.state == "sending", Delivery.lease_until < now
        ),  # its worker died: the same Message-ID goes again
    )
    query = select(Delivery).where(due).order_by(Delivery.next_at, Delivery.id).limit(1)
    if db.session.scalar(select(Delivery.id).where(due).limit(1)) is None:
        db.session.rollback()
        return None  # an idle worker takes no lock
    with write():
        delivery = db.session.scalar(query.with_for_update(of=Delivery, skip_locked=True))
        if delivery is None:
            return None
        _move(delivery, "claim")
        delivery.lease_token, delivery.attempts = uuid.uuid4().hex, delivery.attempts + 1
        delivery.lease_until = now + LEASE
        return delivery.id, delivery.lease_token


def _send(delivery_id: int, provider: Callable[[str], Channel | None]) -> Receipt:
    delivery = db.session.get_one(Delivery, delivery_id)
    channel = provider(delivery.channel)
    if channel is None:
        return Receipt("failed", "kanalen finns inte i den här installationen")
    message = delivery.dispatch
    try:
        attachments = _attachments(message)
    except OSError as error:
        return Receipt("deferred", f"bilagan kan inte läsas: {type(error).__name__}")
    parcel = Parcel(
        message_id=delivery.message_id,
        sender=message.sender,
        to_name=delivery.recipient,
        to_address=delivery.address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        date=message.created_at,
        attachments=attachments,
        thread=message.thread,
    )
    db.session.rollback()  # nothing is held open while the server answers
    return channel.send(parcel)


def _attachments(message: Dispatch) -> tuple[tuple[str, str, bytes], ...]:
    if message.file_sha256 is None or message.file_name is None:
        return ()
    return ((message.file_name, "application/pdf", read_file(message.file_sha256)),)


def _mark(delivery_id: int, token: str, receipt: Receipt) -> None:
    with write():
        query = select(Delivery).where(Delivery.id == delivery_id).with_for_update(of=Delivery)
        delivery = db.session.execute(query).scalar_one()
        now = clock.now()
        attempt = DeliveryAttempt(delivery_id=delivery_id, at=now, outcome=receipt.outcome, detail=receipt.detail)
        db.session.add(attempt)
        if delivery.state != "sending" or delivery.lease_token != token:
            return  # the lease ran out and another worker took it over; the attempt stays as its trace
        outcome = receipt.outcome
        if outcome == "deferred" and delivery.attempts >= MAX_ATTEMPTS:
            outcome = "failed"
        _move(delivery, {"sent": "succeed", "deferred": "defer", "failed": "fail"}[outcome])
        delivery.lease_until, delivery.lease_token = None, ""
        delivery.last_error = "" if outcome == "sent" else receipt.detail
        delivery.sent_at = now if outcome == "sent" else None
        delivery.next_at = now + min(FIRST_PAUSE * 2 ** (delivery.attempts - 1), LONGEST_PAUSE)
        _record(delivery, None)
    log.info("delivery_tried", delivery=delivery_id, outcome=outcome)


def _move(delivery: Delivery, step: str) -> None:
    delivery.state = PROCEDURES["delivery"].move(step, delivery.state)


def _record(delivery: Delivery, actor_id: int | None) -> None:
    if delivery.dispatch.purpose == NOTICE:
        return  # a word within the house is no act of the authority; its attempts are its trace
    audit.record(
        f"delivery_{delivery.state}",
        authority_id=delivery.dispatch.authority_id,
        case_id=delivery.dispatch.case_id,
        actor_id=actor_id,
        delivery=delivery.id,
        attempts=delivery.attempts,
    )
