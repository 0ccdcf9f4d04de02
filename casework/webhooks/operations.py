"""Keeping who is told of what, and telling: the row in the transaction of its cause, the sending by the worker."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask import current_app

from casework import audit, clock
from casework.database import db, write
from casework.settings import Settings
from casework.webhooks.models import EVENTS, ON, REMOVED, WebhookEndpoint, WebhookMessage
from casework.webhooks.queries import lock_endpoint, on_in, waiting_for
from casework.webhooks.reaching import Refused, place_of
from casework.webhooks.signing import secret_for
from workflows import PROCEDURES
from workflows._vocabulary import N_


def add_endpoint(authority_id: int, url: str, events: Iterable[str], *, actor_id: int | None) -> WebhookEndpoint:
    """Tell the system at `url` of `events` from now on. Refused, a sentence, where that may not be.

    In a transaction of its own, which begins when the name has been looked up.
    """
    settings = _settings()
    if not settings.webhooks:
        raise Refused(N_("Webbkrokar är avstängda i den här installationen. Sätt CASEWORK_WEBHOOKS=true."))
    wanted = [event for event in EVENTS if event in set(events)]
    if not wanted:
        raise Refused(N_("Välj minst en händelse."))
    place_of(url, settings.webhook_networks)
    with write():
        if any(row.url == url for row in on_in(authority_id)):
            raise Refused(N_("Adressen finns redan. Ta bort den först."))
        now = clock.now()
        endpoint = WebhookEndpoint(authority_id=authority_id, url=url, events=wanted, status=ON, added_at=now)
        endpoint.salt, endpoint.rest_until, endpoint.added_by_id = uuid.uuid4().hex, now, actor_id
        db.session.add(endpoint)
        db.session.flush()
        _record("webhook_added", endpoint, actor_id, events=wanted)
    return endpoint


def remove_endpoint(endpoint: WebhookEndpoint, *, actor_id: int | None) -> None:
    """Tell it nothing more; what was on its way has failed."""
    leave(endpoint, REMOVED, "webbkroken togs bort")
    _record("webhook_removed", endpoint, actor_id)


def secret_of(endpoint: WebhookEndpoint) -> str:
    """What its system checks our signatures with. Shown once, to who added it."""
    return secret_for(endpoint.salt, _settings().secret_key)


def try_again(message: WebhookMessage) -> None:
    """Queue a message that failed once more. Refused, a sentence, where it did not fail or nobody is to get it."""
    if message.state != "failed":
        raise Refused(N_("Bara det som inte gick att skicka kan skickas igen."))
    if message.endpoint.status != ON:
        raise Refused(N_("Mottagaren är avstängd. Lägg till den igen."))
    move(message, "try_again")
    message.next_at, message.attempts = clock.now(), 0


def leave(endpoint: WebhookEndpoint, status: str, why: str) -> None:
    """The endpoint gets nothing more; whatever was on its way to it has failed, for that reason."""
    lock_endpoint(endpoint.id).status = status
    for message in waiting_for(endpoint.id):
        move(message, "give_up")
        message.lease_until, message.lease_token, message.last_error = None, "", why


def move(message: WebhookMessage, step: str) -> None:
    """The only place that changes a message's state; MachineError where the table has no such road."""
    message.state = PROCEDURES["webhook"].move(step, message.state)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["casework.settings"]
    return settings


def _record(event: str, endpoint: WebhookEndpoint, actor_id: int | None, **data: Any) -> None:
    audit.record(event, authority_id=endpoint.authority_id, actor_id=actor_id, endpoint=endpoint.id, **data)
