"""A real SMTP server on loopback that refuses, stalls and breaks off when it is told to."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING, Self

from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    from types import TracebackType

    from aiosmtpd.smtp import Envelope, Session

START_SECONDS = 10
ALWAYS = None
"""As `times`: until `reset()`."""


@dataclass(frozen=True)
class ReceivedMail:
    """One message as it came in: the envelope's sender and recipients, the bytes, and the parsed message."""

    envelope_from: str
    envelope_to: tuple[str, ...]
    message: EmailMessage
    raw: bytes

    @property
    def text(self) -> str:
        """What a reader without HTML reads, on one line; "" where there is nothing for him."""
        body = self.message.get_body(("plain",))
        return " ".join(body.get_content().split()) if body else ""


@dataclass
class _Plan:
    """What the server will do instead of answering "250 OK"; each entry counts down its `times`."""

    refusals: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    stall: tuple[float, int | None] = (0.0, 0)
    drops: int | None = 0


class SmtpServer:
    """Accepts mail on a free port of 127.0.0.1 while the `with` block lasts; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._plan = _Plan()
        self._received: list[ReceivedMail] = []
        self._connections: set[SMTP] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="smtp-server")

    # What a test reads

    @property
    def port(self) -> int:
        """The TCP port, chosen by the system."""
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        """The address in the form of the setting CASEWORK_SMTP_URL: smtp://127.0.0.1:PORT."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[ReceivedMail]:
        """A copy of everything received, in order of arrival."""
        with self._lock:
            return list(self._received)

    def wait_for(self, count: int, *, seconds: float = 10) -> list[ReceivedMail]:
        """Return the messages once there are at least `count`; TimeoutError after `seconds`."""
        with self._lock:
            if not self._lock.wait_for(lambda: len(self._received) >= count, seconds):
                message = f"{len(self._received)} of {count} messages came within {seconds} s"
                raise TimeoutError(message)
            return list(self._received)

    # What a test plans

    def refuse(self, address: str, code: int, text: str, *, times: int | None = ALWAYS) -> None:
        """Answer RCPT TO `address` with `code text` (5xx for ever, 4xx for now), `times` times or always."""
        with self._lock:
            self._plan.refusals[address.lower()] = (f"{code} {text}", times)

    def stall(self, seconds: float, *, times: int | None = ALWAYS) -> None:
        """Wait `seconds` before a message is taken and answered; who gives up earlier has sent nothing."""
        with self._lock:
            self._plan.stall = (seconds, times)

    def drop_after_data(self, *, times: int | None = ALWAYS) -> None:
        """Take the message but break the connection before the answer, so that the client cannot know."""
        with self._lock:
            self._plan.drops = times

    def reset(self) -> None:
        """Forget the plan: from now on everything is accepted. The messages stay."""
        with self._lock:
            self._plan = _Plan()

    # The server

    def __enter__(self) -> Self:
        """Bind, listen and return when the server answers."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            message = f"the SMTP server did not start within {START_SECONDS} s"
            raise TimeoutError(message)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening and cut whatever connection is still open."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        server = await self._loop.create_server(self._connection, sock=self._socket)
        self._ready.set()
        await self._stop.wait()
        server.close()
        for connection in self._connections:
            _break_off(connection)
        await asyncio.sleep(0)  # the aborted transports close their sockets in the loop's next turn

    def _connection(self) -> SMTP:
        connection = SMTP(self, enable_SMTPUTF8=True, loop=self._loop, hostname="localhost")
        self._connections.add(connection)
        return connection

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd finds its hooks by the command's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept the recipient, or give the refusal that was planned for it."""
        if refusal := self._take_refusal(address.lower()):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 -- see handle_RCPT
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the message, unless the client leaves while the server stalls."""
        await asyncio.sleep(self._take_stall())
        self._keep(envelope)
        if self._take_drop():
            _break_off(server)
        return "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        content = envelope.original_content or b""
        mail = ReceivedMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), message, content)
        with self._lock:
            self._received.append(mail)
            self._lock.notify_all()

    def _take_refusal(self, address: str) -> str | None:
        with self._lock:
            answer, times = self._plan.refusals.get(address, ("", 0))
            self._plan.refusals[address] = (answer, _one_less(times))
            return answer if times != 0 else None

    def _take_stall(self) -> float:
        with self._lock:
            seconds, times = self._plan.stall
            self._plan.stall = (seconds, _one_less(times))
            return seconds if times != 0 else 0.0

    def _take_drop(self) -> bool:
        with self._lock:
            times = self._plan.drops
            self._plan.drops = _one_less(times)
            return times != 0


def _break_off(connection: SMTP) -> None:
    if isinstance(connection.transport, asyncio.WriteTransport):
        connection.transport.abort()


def _one_less(times: int | None) -> int | None:
    return None if times is None else max(times - 1, 0)
