"""A system that is told, and a message to it that failed, as rows."""

from casework import clock
from casework.database import db
from casework.webhooks.models import STEP_TAKEN, WebhookEndpoint, WebhookMessage

ALLOWED_ON_LOOPBACK = {"webhooks": True, "webhook_private": "127.0.0.0/8"}
"""The settings of an installation that tells systems on its own machine."""


def make_webhook(url: str = "https://127.0.0.8/krok") -> tuple[int, int]:
    """An endpoint of the demo's municipality and its message, by id, in the caller's transaction."""
    now = clock.now()
    endpoint = WebhookEndpoint(authority_id=1, url=url, events=[STEP_TAKEN], salt="a" * 32, status="on", added_at=now)
    endpoint.rest_until = now
    db.session.add(endpoint)
    db.session.flush()
    message = WebhookMessage(endpoint_id=endpoint.id, message_id="msg_1", type=STEP_TAKEN, created_at=now, next_at=now)
    message.body = (
        '{"id":"msg_1","type":"step_taken","at":"2026-03-02T08:30:00+00:00","data":{"case":1,"number":"KS 1"}}'
    )
    message.state, message.attempts, message.tried_at, message.last_error = "failed", 16, now, "svarade 500"
    db.session.add(message)
    db.session.flush()
    return endpoint.id, message.id
