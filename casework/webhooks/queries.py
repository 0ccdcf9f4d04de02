"""Who is told of what, and how it went. One door: the endpoints of the authorities that the reader administers."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from casework import clock
from casework.database import db
from casework.people.models import Authority
from casework.permissions import Reader
from casework.webhooks.models import ON, REMOVED, WebhookEndpoint, WebhookMessage
from workflows._vocabulary import ADMIN

SHOWN = 50


def existing() -> ColumnElement[bool]:
    """Every endpoint that has not been removed: for whoever runs the commands."""
    return WebhookEndpoint.status != REMOVED


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The endpoints that exist for `reader`; one that was removed exists for nobody."""
    return WebhookEndpoint.authority_id.in_(reader.authorities(ADMIN)) & existing()


def endpoints(where: ColumnElement[bool]) -> list[WebhookEndpoint]:
    """The endpoints among `where`, oldest first."""
    return list(db.session.scalars(select(WebhookEndpoint).where(where).order_by(WebhookEndpoint.id)))


def latest_messages(where: ColumnElement[bool], most: int = SHOWN) -> list[WebhookMessage]:
    """The newest messages to the endpoints among `where`."""
    query = select(WebhookMessage).join(WebhookMessage.endpoint).where(where)
    return list(db.session.scalars(query.order_by(WebhookMessage.id.desc()).limit(most)))


def endpoint_for(endpoint_id: int, where: ColumnElement[bool]) -> WebhookEndpoint | None:
    """One of the endpoints among `where`."""
    return db.session.scalar(select(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id, where))


def message_for(message_id: int, where: ColumnElement[bool]) -> WebhookMessage | None:
    """A message to one of the endpoints among `where`, its row held."""
    query = select(WebhookMessage).join(WebhookMessage.endpoint).where(WebhookMessage.id == message_id, where)
    return db.session.scalar(query.with_for_update(of=WebhookMessage))


def on_in(authority_id: int) -> list[WebhookEndpoint]:
    """The endpoints that are told of something in the authority."""
    return endpoints((WebhookEndpoint.authority_id == authority_id) & (WebhookEndpoint.status == ON))


def lock_endpoint(endpoint_id: int) -> WebhookEndpoint:
    """The endpoint, its row held; those who tell it something new need not wait. Taken before its messages' rows."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id)
    return db.session.execute(query.with_for_update(key_share=True)).scalar_one()


def waiting_for(endpoint_id: int) -> list[WebhookMessage]:
    """The messages to the endpoint that are still on their way, their rows held."""
    query = select(WebhookMessage).where(WebhookMessage.endpoint_id == endpoint_id)
    query = query.where(WebhookMessage.state.in_(["queued", "deferred", "sending"]))
    return list(db.session.scalars(query.order_by(WebhookMessage.id).with_for_update(of=WebhookMessage)))


def due() -> Iterable[ColumnElement[bool]]:
    """What a message must be to be sent now: due, or left by a dead worker; to one that is on and does not rest."""
    now = clock.now()
    ready = WebhookMessage.state.in_(["queued", "deferred"]) & (WebhookMessage.next_at <= now)
    left = (WebhookMessage.state == "sending") & (WebhookMessage.lease_until < now)
    return ready | left, WebhookEndpoint.status == ON, WebhookEndpoint.rest_until <= now


def authority_named(name: str | None) -> Authority | None:
    """The authority of that short name; without a name the only one, None where there are several."""
    query = select(Authority).order_by(Authority.id)
    rows = list(db.session.scalars(query.where(Authority.short_name == name) if name else query.limit(2)))
    return rows[0] if len(rows) == 1 else None
