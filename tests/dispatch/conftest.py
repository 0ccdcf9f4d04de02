"""A case that has been decided on, with four deliveries in the queue."""

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


@pytest.fixture
def worker(settings: Settings, app: Flask, smtp_server: SmtpServer) -> Iterator[Flask]:
    """The worker's application, on the database of `app`, where the demo's first case has just been decided."""
    with app.app_context(), write():
        play_reviews()
    sending = create_app(settings.model_copy(update={"smtp_url": smtp_server.url}))
    yield sending
    close(sending)


@pytest.fixture
def states(app: Flask) -> Callable[[], list[str]]:
    """The deliveries' states, in the order of the distribution list."""

    def read() -> list[str]:
        with app.app_context():
            return [row.state for row in db.session.query(Delivery).order_by(Delivery.id)]

    return read
