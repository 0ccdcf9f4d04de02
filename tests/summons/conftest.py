"""A meeting of the working committee with two cases on its agenda, its secretary, and the worker that sends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from casework import create_app
from casework.dispatch.sending import drain
from casework.settings import Settings
from casework.summons import packets
from tests.conftest import Visitors, close
from tests.factories import make_account, make_cases, make_meeting
from tests.support.pages import Visitor
from tests.support.smtp import ReceivedMail, SmtpServer

ADDRESSES = {
    "Vice ordföranden": "vice",
    "Andra ledamoten": "andra",
    "Tredje ledamoten": "tredje",
    "Första ersättaren": "forsta",
}
"""Who of the committee gets an account; the second substitute has none, and is told in another way."""

PAPERS = [("Underlag å.txt", b"Ett underlag."), ("Karta.pdf", b"%PDF-1.7 broken")]


@dataclass(frozen=True)
class Seeded:
    """The meeting and its cases, by id."""

    meeting: int
    cases: list[int]

    @property
    def url(self) -> str:
        """The summons's page."""
        return f"/sammantraden/{self.meeting}/kallelse"


@pytest.fixture
def seeded(app: Flask) -> Seeded:
    """A meeting in a fortnight, its people with accounts, and two cases on its agenda; the first has papers."""
    for name, local in ADDRESSES.items():
        make_account(app, name, local)
    meeting = make_meeting(app, days=14)
    first = make_cases(app, ["on_agenda"], meeting=meeting, attachments=PAPERS, title="Översyn av medlemskapet")
    return Seeded(meeting, first + make_cases(app, ["on_agenda"], meeting=meeting, title="Lokaler för skolan"))


@pytest.fixture
def secretary(visitors: Visitors, seeded: Seeded) -> Visitor:
    """The secretary at the preview."""
    visitor = visitors["sekreterare"]
    visitor.open(f"{seeded.url}/forhandsvisning")
    return visitor


def send(secretary: Visitor, seeded: Seeded, **given: str) -> None:
    """The secretary sends what the preview shows."""
    secretary.open(f"{seeded.url}/forhandsvisning")
    button = next(label for form in secretary.forms() for label in form.labels if label.startswith("Skicka "))
    answer = secretary.press(button, **given)
    assert answer.status_code == 200, answer.text
    assert answer.request.path == seeded.url


@pytest.fixture
def worker(app: Flask, settings: Settings, smtp_server: SmtpServer) -> Iterator[Callable[[], list[ReceivedMail]]]:
    """Sends what is in the queue; what the mail server has got since the last time."""
    sender = create_app(settings.model_copy(update={"smtp_url": smtp_server.url}))
    seen = 0

    def run() -> list[ReceivedMail]:
        nonlocal seen
        with sender.app_context():
            drain()
        new = smtp_server.messages[seen:]
        seen += len(new)
        return new

    yield run
    close(sender)


def make_packets(app: Flask) -> int:
    """The worker puts together what is due."""
    with app.app_context():
        return packets.drain()
