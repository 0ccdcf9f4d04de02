"""A mail server that refuses, stalls and breaks off by a seeded plan, and keeps account of what it took.

Written on bare streams, so that a connection can be left at any word of the conversation.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from random import Random
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE = 0.5
"""Seconds that the clients are to wait for an answer: `SHORT` is below it, `LONG` above."""
SHORT, LONG = (0.01, 0.15), (0.6, 0.7)
LARGEST = 4 * 2**20
NOBODY = b"550 5.1.1 no such user"

DEEDS = {
    "take": 10,
    "greet late": 1,
    "leave instead of greeting": 1,
    "refuse the recipient for now": 2,
    "refuse the recipient": 1,
    "leave instead of answering to the recipient": 1,
    "refuse the content for now": 1,
    "refuse the content": 1,
    "answer slowly": 2,
    "stall and never take": 1,
    "leave without taking": 2,
    "take, and answer when nobody waits any more": 1,
    "take, and leave without an answer": 2,
}
"""What may happen to one letter, by weight; the greetings only to the first of a connection."""


@dataclass
class Taken:
    """A message that the server took. `answered`: it said so, which a client that was killed has perhaps not heard."""

    message_id: str
    recipients: tuple[str, ...]
    answered: bool = False


class UnreliableServer:
    """Listens on a free port of 127.0.0.1 while the `with` block lasts. `nobody`: addresses refused for good."""

    def __init__(self, seed: int, *, nobody: frozenset[str] = frozenset()) -> None:
        self.taken: list[Taken] = []
        self._random = Random(seed)  # noqa: S311  # a plan, no secret
        self._nobody = nobody
        self._moments = 0
        self._changed = threading.Condition()
        self._ready = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="unreliable-server")

    @property
    def url(self) -> str:
        """The address in the form of the setting CASEWORK_SMTP_URL."""
        return f"smtp://127.0.0.1:{self._socket.getsockname()[1]}"

    def wait_for_moments(self, count: int, *, seconds: float) -> None:
        """Return when so many more words were exchanged with clients, at the latest after `seconds`."""
        with self._changed:
            goal = self._moments + count
            self._changed.wait_for(lambda: self._moments >= goal, seconds)

    def __enter__(self) -> Self:
        """Return when the server listens."""
        self._thread.start()
        assert self._ready.wait(10), "the mail server did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening and leave every client."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connected, sock=self._socket, limit=LARGEST)
        self._ready.set()
        await self._stop.wait()
        server.close()  # asyncio.run then ends the conversations that still go on

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Talk(self, reader, writer).go_on()
        finally:
            writer.transport.abort()

    def draw(self) -> str:
        """What happens to the next letter."""
        (deed,) = self._random.choices(list(DEEDS), list(DEEDS.values()))
        return deed

    async def pause(self, bounds: tuple[float, float]) -> None:
        """Stall for a while within the bounds."""
        await asyncio.sleep(self._random.uniform(*bounds))

    def knows(self, address: str) -> bool:
        """Whether somebody lives there."""
        return address not in self._nobody

    def note_moment(self) -> None:
        """Something has been said."""
        with self._changed:
            self._moments += 1
            self._changed.notify_all()


class _Leave(Exception):
    """No error: the plan says to break off the connection now."""


class _Talk:
    """One conversation, about one letter or several; each one's deed is done when its word comes."""

    def __init__(self, server: UnreliableServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.deed = server.draw()
        self.letters = 0
        self.recipients: list[str] = []

    async def go_on(self) -> None:
        """Talk until one of the two leaves."""
        try:
            await self._greet()
            while line := await self.reader.readline():
                await self._say(await self._answer(line))
        except (_Leave, ConnectionError, asyncio.IncompleteReadError):
            return  # planned, or the client was killed or lost its patience

    async def _say(self, answer: bytes) -> None:
        self.writer.write(answer + b"\r\n")
        await self.writer.drain()
        self.server.note_moment()

    async def _greet(self) -> None:
        self.server.note_moment()
        if self.deed == "leave instead of greeting":
            raise _Leave
        if self.deed == "greet late":
            await self.server.pause(SHORT)
        await self._say(b"220 localhost")

    async def _answer(self, line: bytes) -> bytes:
        word = line[:4].upper()
        if word == b"MAIL":
            self._next_letter()
        if word == b"RCPT":
            return self._recipient(line.split(b"<")[1].split(b">")[0].decode())
        if word == b"DATA":
            await self._say(b"354 go ahead")
            return await self._content(await self.reader.readuntil(b"\r\n.\r\n"))
        return b"250-localhost\r\n250 SMTPUTF8" if word == b"EHLO" else b"250 OK"

    def _next_letter(self) -> None:
        self.letters += 1
        self.recipients = []
        if self.letters > 1:
            self.deed = self.server.draw()

    def _recipient(self, address: str) -> bytes:
        if self.deed == "leave instead of answering to the recipient":
            raise _Leave
        if not self.server.knows(address):
            return NOBODY
        refusal = {"refuse the recipient": b"550 5.2.1 closed", "refuse the recipient for now": b"452 4.2.2 full"}
        self.recipients.append(address)
        return refusal.get(self.deed, b"250 OK")

    async def _content(self, data: bytes) -> bytes:
        self.server.note_moment()
        refusal = {"refuse the content": b"554 5.7.1 no", "refuse the content for now": b"451 4.3.0 busy"}
        if self.deed in refusal:
            return refusal[self.deed]
        if self.deed == "stall and never take":
            await self.server.pause(LONG)
        if self.deed in {"stall and never take", "leave without taking"}:
            raise _Leave
        message = Taken(str(message_from_bytes(data, policy=default)["Message-ID"]), tuple(self.recipients))
        self.server.taken.append(message)
        self.server.note_moment()
        if self.deed == "take, and leave without an answer":
            raise _Leave
        if self.deed == "take, and answer when nobody waits any more":
            await self.server.pause(LONG)
            raise _Leave
        if self.deed == "answer slowly":
            await self.server.pause(SHORT)
        message.answered = True
        return b"250 2.0.0 taken"
