"""The worker's part: claim, commit, send, mark. No transaction is open while a server is spoken to."""

import uuid
from contextlib import ExitStack
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import and_, or_, select

from casework import clock
from casework.database import db, write
from casework.dispatch.channels import BY_WORKER, CHANNELS, Parcel, Receipt, Sender, sender_for
from casework.dispatch.models import Delivery, DeliveryAttempt, Dispatch
from casework.dispatch.operations import move, record, tell_failed
from casework.dispatch.queries import files_of
from casework.dispatch.verp import return_path
from casework.logs import log
from casework.register.operations import read_file

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
MAX_ATTEMPTS = 24  # with the pauses above some three days, as long as mail servers usually try
CARRIED = [name for name, channel in CHANNELS.items() if channel.carried == BY_WORKER]


def drain(*, limit: int = 100) -> int:
    """Send what is due, one letter at a time, at most `limit`; how many were tried. Safe beside other workers."""
    settings = current_app.extensions["casework.settings"]
    if not settings.smtp_url:
        return 0  # the rows stay queued, and the pages say so
    tried = 0
    with ExitStack() as stack:
        senders: dict[str, Sender] = {}
        for name in CARRIED:
            sender = sender_for(name, smtp_url=settings.smtp_url, signer=current_app.extensions["casework.signer"])
            if sender is not None:
                senders[name] = stack.enter_context(sender)
        while tried < limit and (claimed := _claim(list(senders))) is not None:
            letter, token = claimed
            _mark(letter, token, _send(letter, senders))
            tried += 1
    return tried


def _claim(channels: list[str]) -> tuple[int, str] | None:
    """Take the next letter: the id of the delivery that carries it, and the token of this worker's lease."""
    now = clock.now()
    due = and_(
        Delivery.with_id.is_(None),
        Delivery.channel.in_(channels),
        or_(
            and_(Delivery.state.in_(["queued", "deferred"]), Delivery.next_at <= now),
            # its worker died: the same letter goes again
            and_(Delivery.state == "sending", Delivery.lease_until < now),
        ),
    )
    if db.session.scalar(select(Delivery.id).where(due).limit(1)) is None:
        db.session.rollback()
        return None  # an idle worker takes no lock
    query = select(Delivery).where(due).order_by(Delivery.next_at, Delivery.id).limit(1)
    with write():
        carrier = db.session.scalar(query.with_for_update(of=Delivery, skip_locked=True))
        if carrier is None:
            return None
        token = uuid.uuid4().hex
        for delivery in [carrier, *_sharing(carrier.id)]:
            move(delivery, "claim")
            delivery.lease_token, delivery.lease_until = token, now + LEASE
            delivery.attempts += 1
        return carrier.id, token


def _sharing(letter: int) -> list[Delivery]:
    """Those who share the letter with the one that carries it. They are moved only by who holds its row."""
    return list(db.session.scalars(select(Delivery).where(Delivery.with_id == letter).order_by(Delivery.position)))


def _send(letter: int, senders: dict[str, Sender]) -> Receipt:
    delivery = db.session.get_one(Delivery, letter)
    sender = senders[delivery.channel]
    try:
        parcel = parcel_of(delivery, _sharing(letter))
    except OSError as error:
        return Receipt("deferred", f"bilagan kan inte läsas: {type(error).__name__}")
    db.session.rollback()  # nothing is held open while the server answers
    return sender.send(parcel)


def parcel_of(delivery: Delivery, sharing: list[Delivery]) -> Parcel:
    """The letter as it is sent. OSError where its attachment cannot be read."""
    settings = current_app.extensions["casework.settings"]
    message = delivery.dispatch
    return Parcel(
        message_id=delivery.message_id,
        sender=message.sender,
        to_names=(delivery.recipient, *(other.recipient for other in sharing)),
        to_address=delivery.address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        date=message.created_at,
        attachments=_attachments(message),
        reply_to=message.reply_to,
        thread=message.thread,
        envelope_sender=return_path(settings.bounce_mailbox, delivery.id, delivery.address, secret=settings.secret_key),
        unsubscribe=message.unsubscribe,
    )


def _attachments(message: Dispatch) -> tuple[tuple[str, str, bytes], ...]:
    files = [(row.name, row.media_type, read_file(row.sha256)) for row in files_of(message.id)]
    if message.file_sha256 is not None and message.file_name is not None:
        files.insert(0, (message.file_name, "application/pdf", read_file(message.file_sha256)))
    return tuple(files)


def _mark(letter: int, token: str, receipt: Receipt) -> None:
    with write():
        query = select(Delivery).where(Delivery.id == letter).with_for_update(of=Delivery)
        carrier = db.session.execute(query).scalar_one()
        mine = carrier.state == "sending" and carrier.lease_token == token
        now = clock.now()
        for delivery in [carrier, *_sharing(letter)]:
            attempt = DeliveryAttempt(delivery_id=delivery.id, at=now, outcome=receipt.outcome, detail=receipt.detail)
            db.session.add(attempt)
            if mine:  # else the lease ran out and another worker took it over; the attempt stays as its trace
                _move_on(delivery, receipt, now)
    log.info("letter_tried", delivery=letter, outcome=receipt.outcome)


def _move_on(delivery: Delivery, receipt: Receipt, now: datetime) -> None:
    outcome = receipt.outcome
    if outcome == "deferred" and delivery.attempts >= MAX_ATTEMPTS:
        outcome = "failed"
    move(delivery, {"sent": "succeed", "deferred": "defer", "failed": "fail"}[outcome])
    delivery.lease_until, delivery.lease_token = None, ""
    delivery.last_error = "" if outcome == "sent" else receipt.detail
    delivery.sent_at = now if outcome == "sent" else None
    delivery.next_at = now + min(FIRST_PAUSE * 2 ** (delivery.attempts - 1), LONGEST_PAUSE)
    record(delivery, None)
    if outcome == "failed":
        tell_failed(delivery)
