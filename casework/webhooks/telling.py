"""What is told of: the hooks that other rooms call, and the message that each makes for each endpoint.

This room knows no cases: it is told, through the shapes below.
"""

import json
import uuid
from datetime import datetime
from typing import Any, Protocol

from flask import current_app

from casework import clock
from casework.database import db
from casework.webhooks.models import DELIVERY_FAILED, STEP_TAKEN, WebhookMessage
from casework.webhooks.queries import on_in


class _Case(Protocol):
    id: Any
    authority_id: Any
    number: Any
    kind: Any
    version: Any


class _Event(Protocol):
    at: Any
    step: Any
    from_state: Any
    to_state: Any


class StepTaken(Protocol):
    """What is told of a step."""

    @property
    def case(self) -> _Case:
        """Whose step it was."""

    @property
    def event(self) -> _Event:
        """What happened."""


class _Dispatch(Protocol):
    id: Any
    authority_id: Any
    case_id: Any
    purpose: Any


class DeliveryFailed(Protocol):
    """What is told of a delivery."""

    id: Any
    channel: Any
    state: Any
    attempts: Any

    @property
    def dispatch(self) -> _Dispatch:
        """What was to be delivered."""


def step_taken(context: StepTaken) -> None:
    """A case has taken a step: told in the caller's transaction."""
    case, event = context.case, context.event
    moved = {"step": event.step, "from": event.from_state, "to": event.to_state}
    of_case = {"case": case.id, "number": case.number, "kind": case.kind, "version": case.version}
    _tell(STEP_TAKEN, case.authority_id, event.at, {**of_case, **moved, "url": _address(case.id)})


def delivery_failed(delivery: DeliveryFailed) -> None:
    """A delivery could not be made, for good: told in the caller's transaction."""
    dispatch = delivery.dispatch
    data = {
        "case": dispatch.case_id,
        "dispatch": dispatch.id,
        "purpose": dispatch.purpose,
        "delivery": delivery.id,
        "channel": delivery.channel,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "url": _address(dispatch.case_id),
    }
    _tell(DELIVERY_FAILED, dispatch.authority_id, clock.now(), data)


def _tell(event: str, authority_id: int, at: datetime, data: dict[str, Any]) -> None:
    """A row for each endpoint that wants it; none at all where webhooks are off."""
    if not current_app.extensions["casework.settings"].webhooks:
        return
    for endpoint in (row for row in on_in(authority_id) if event in row.events):
        message_id = f"msg_{uuid.uuid4().hex}"
        body = {"id": message_id, "type": event, "at": at.isoformat(), "data": data}
        db.session.add(
            WebhookMessage(
                endpoint_id=endpoint.id,
                message_id=message_id,
                type=event,
                body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
                created_at=clock.now(),
                state="queued",
                next_at=clock.now(),
            )
        )


def _address(case_id: int) -> str:
    return f"{current_app.extensions['casework.settings'].base_url}/api/v1/cases/{case_id}"
