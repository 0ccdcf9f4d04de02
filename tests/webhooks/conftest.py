"""A system that is told, on loopback, and a worker whose installation allows it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework import clock
from casework.settings import Settings
from casework.webhooks.models import DELIVERY_FAILED, STEP_TAKEN, WebhookEndpoint, WebhookMessage
from casework.webhooks.operations import add_endpoint, secret_of
from casework.webhooks.sending import drain
from tests.observing import rows
from tests.webhooks.rows import ALLOWED_ON_LOOPBACK


@dataclass
class Got:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers with `answers` in turn, then 204. A callable answers for itself."""

    server: ThreadingHTTPServer
    got: list[Got] = field(default_factory=list)
    answers: list[int | tuple[int, dict[str, str]] | Callable[[BaseHTTPRequestHandler], None]] = field(
        default_factory=list
    )

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}/krok?system=1"


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        receiver.got.append(Got(self.path, {key.lower(): value for key, value in self.headers.items()}, body))
        answer = receiver.answers.pop(0) if receiver.answers else 204
        if callable(answer):
            answer(self)
            return
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A system that is told."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.receiver = receiver = Receiver(server)  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Webhooks on, and the machine itself allowed."""
    return settings.model_copy(update=ALLOWED_ON_LOOPBACK)


@pytest.fixture
def secret(app: Flask, receiver: Receiver) -> str:
    """The receiver is told of everything; what it was told to check the signatures with."""
    with app.app_context():
        return secret_of(add_endpoint(1, receiver.url, [STEP_TAKEN, DELIVERY_FAILED], actor_id=None))


def work(app: Flask, *, after: timedelta = timedelta(0)) -> int:
    """Drain once, as the clock will stand `after`."""
    with time_machine.travel(clock.now() + after, tick=True), app.app_context():
        return drain()


def messages(app: Flask) -> list[WebhookMessage]:
    """Every message, oldest first."""
    return rows(app, WebhookMessage)


def states(app: Flask) -> list[str]:
    """Where they stand."""
    return [message.state for message in messages(app)]


def statuses(app: Flask) -> list[str]:
    """Where the endpoints stand."""
    return [endpoint.status for endpoint in rows(app, WebhookEndpoint)]
