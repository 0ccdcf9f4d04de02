"""Mail servers on loopback that answer what a test wants, and a parcel to send them."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from casework.dispatch.channels import Parcel, Receipt, SmtpSender

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aiosmtpd.smtp import SMTP, Session

PARCEL = Parcel(
    message_id="<2c9e0f4a@kommun.example>",
    date=datetime(2026, 6, 14, 6, 45, tzinfo=UTC),
    sender="Exempelkommunen <arende@kommun.example>",
    to_names=("Socialnämnden",),
    to_address="socialnamnden@kommun.example",
    subject="Beslut § 41/2026: Ökat bidrag åäö",
    text="Hej\n.\n.punkt först på raden\n",
    html="<p>Hej</p>",
    attachments=(("Protokollsutdrag § 41 åäö.pdf", "application/pdf", bytes(range(256)) * 300),),
)
PASSWORD = "HEMLIGT-1"


@dataclass
class Mailroom:
    """What the server answers to each command (None: as usual), and what it got."""

    answers: dict[str, str] = field(default_factory=dict)
    envelopes: list[Envelope] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd finds its hooks by the command's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from, envelope.mail_options = address, options
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802 -- see handle_MAIL
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(  # noqa: N802 -- see handle_MAIL
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        self.encrypted.append(session.ssl is not None)
        if self.answers.get("DATA") == "hang up" and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return self.answers.get("DATA", "250 2.0.0 kvitto 4711")

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: LoginPassword
    ) -> AuthResult:
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == PASSWORD.encode(), handled=False)


class Loopback(Controller):
    """A controller on a socket that is bound already, so that no other process can take its port."""

    def __init__(self, mailroom: Mailroom, **options: Any) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        super().__init__(mailroom, "127.0.0.1", self.listener.getsockname()[1], **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.listener, ssl=self.ssl_context)


@contextmanager
def serving(mailroom: Mailroom, **options: Any) -> Iterator[int]:
    """Run a server for `mailroom`; the port."""
    controller = Loopback(mailroom, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def scripted(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Run a server that says what `talk` says to its one connection; the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(10)
                talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)
        assert not thread.is_alive()


def say(connection: socket.socket, *answers: bytes) -> None:
    """Say the first answer, then each next one after a command."""
    for number, answer in enumerate(answers):
        if number:
            connection.recv(4096)
        connection.sendall(answer + b"\r\n")


def send_to(port: int, parcel: Parcel = PARCEL, *, login: str = "", query: str = "", **seconds: float) -> Receipt:
    limits = {"timeout": 5.0, "answer_timeout": 5.0} | seconds
    return SmtpSender(f"smtp://{login}127.0.0.1:{port}{query}", **limits).send(parcel)
