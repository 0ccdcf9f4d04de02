"""The worker's part: claim, commit, send, mark, as for deliveries. No transaction is open while a server answers."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from casework import clock
from casework.database import db, write
from casework.logs import log
from casework.webhooks.models import OFF, WebhookMessage
from casework.webhooks.operations import leave, move, secret_of
from casework.webhooks.queries import due, lock_endpoint
from casework.webhooks.reaching import Refused, Unreached, place_of, post
from casework.webhooks.signing import signed_headers

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
MAX_ATTEMPTS = 16  # with the pauses above some two days: a weekend without the receiver's system
REST = timedelta(minutes=1)
"""How long one that did not answer is left alone: the worker has mail to send too."""

GONE = 410


@dataclass(frozen=True)
class Answer:
    """How a try went: the status, None where there was no answer, and what is told of it."""

    status: int | None
    told: str

    @property
    def taken(self) -> bool:
        """Whether the message has arrived."""
        return self.status is not None and 200 <= self.status < 300


def drain(*, limit: int = 20) -> int:
    """Send what is due, one message at a time, at most `limit`; how many were tried. Safe beside other workers."""
    if not current_app.extensions["casework.settings"].webhooks:
        return 0
    tried = 0
    while tried < limit and (claimed := _claim()) is not None:
        message_id, token = claimed
        _mark(message_id, token, _send(message_id))
        tried += 1
    return tried


def _claim() -> tuple[int, str] | None:
    query = select(WebhookMessage).join(WebhookMessage.endpoint).where(*due())
    query = query.order_by(WebhookMessage.next_at, WebhookMessage.id).limit(1)
    if db.session.scalar(query.with_only_columns(WebhookMessage.id)) is None:
        db.session.rollback()
        return None  # an idle worker takes no lock
    with write():
        message = db.session.scalar(query.with_for_update(of=WebhookMessage, skip_locked=True))
        if message is None:
            return None
        move(message, "claim")
        message.lease_token, message.attempts = uuid.uuid4().hex, message.attempts + 1
        message.tried_at = clock.now()
        message.lease_until = message.tried_at + LEASE
        return message.id, message.lease_token


def _send(message_id: int) -> Answer:
    message = db.session.get_one(WebhookMessage, message_id)
    url, body = message.endpoint.url, message.body
    headers = signed_headers(secret_of(message.endpoint), message.message_id, clock.now(), body)
    db.session.rollback()  # nothing is held open while the server answers
    try:
        status = post(place_of(url, current_app.extensions["casework.settings"].webhook_networks), headers, body)
    except (Refused, Unreached) as error:
        return Answer(None, str(error))
    return Answer(status, f"svarade {status}")


def _mark(message_id: int, token: str, answer: Answer) -> None:
    with write():
        query = select(WebhookMessage).where(WebhookMessage.id == message_id)
        endpoint = lock_endpoint(db.session.get_one(WebhookMessage, message_id).endpoint_id)
        message = db.session.execute(
            query.with_for_update(of=WebhookMessage).execution_options(populate_existing=True)
        ).scalar_one()
        if message.state != "sending" or message.lease_token != token:
            return  # the lease ran out and another worker took it over, or the endpoint was removed
        now = clock.now()
        move(message, _road(message, answer))
        message.lease_until, message.lease_token = None, ""
        message.last_error = "" if answer.taken else answer.told
        message.delivered_at = now if answer.taken else None
        message.next_at = now + min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)
        if answer.status is None:
            endpoint.rest_until = now + REST
        elif answer.status == GONE:
            leave(endpoint, OFF, "mottagaren vill inte ha mer (410)")
        state = message.state
    log.info("webhook_tried", message=message_id, status=answer.status, state=state)


def _road(message: WebhookMessage, answer: Answer) -> str:
    if answer.taken:
        return "succeed"
    return "give_up" if answer.status == GONE or message.attempts >= MAX_ATTEMPTS else "defer"
