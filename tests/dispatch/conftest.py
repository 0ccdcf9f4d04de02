"""Decisions that have been taken, with their deliveries in the queue."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from casework import create_app
from casework.database import db, write
from casework.demo.story import play_reviews
from casework.dispatch.models import Delivery
from casework.settings import Settings
from tests.conftest import close
from tests.support.smtp import SmtpServer

Sending = Callable[..., Flask]


@pytest.fixture
def sending(settings: Settings, smtp_server: SmtpServer) -> Iterator[Sending]:
    """Makes the worker's application, on the database of `app`; with other settings where some are given."""
    made: list[Flask] = []

    def make(**more: object) -> Flask:
        made.append(create_app(settings.model_copy(update={"smtp_url": smtp_server.url, **more})))
        return made[-1]

    yield make
    for app in made:
        close(app)


@pytest.fixture
def worker(app: Flask, sending: Sending) -> Flask:
    """The worker's application, where the demo's first case has just been decided."""
    with app.app_context(), write():
        play_reviews()
    return sending()


@pytest.fixture
def states(app: Flask) -> Callable[[], list[str]]:
    """The deliveries' states, in the order of the distribution list."""

    def read() -> list[str]:
        with app.app_context():
            return [row.state for row in db.session.query(Delivery).order_by(Delivery.id)]

    return read
