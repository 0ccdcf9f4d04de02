"""Where reports are read from: a maildir on this machine, or a mailbox by IMAP. No database, no Flask."""

import imaplib
import mailbox
import re
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT = 30.0  # seconds for each answer
MOST = 100  # messages at a time
LARGEST = 10_000_000  # bytes: a report with the whole letter in it; what is larger is left unread


class Mailbox(Protocol):
    """A mailbox that is open: what is new in it, and what has been read."""

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """What has not been marked as read: its key and the whole message, the oldest first, at most MOST."""

    def mark_read(self, key: str) -> None:
        """It has been taken care of, and is not shown again. It stays in the mailbox."""


@dataclass(frozen=True)
class Place:
    """A mailbox's address, of the setting CASEWORK_BOUNCES_URL."""

    path: Path | None = None
    host: str = ""
    port: int = 0
    encrypted: bool = True
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"


def parse_place(url: str) -> Place:
    """Read `maildir:///folder`, `imaps://user:password@host/INBOX` or, without encryption, `imap://...`.

    Raises ValueError with one Swedish sentence that names the setting and never holds the URL, since that may hold a
    password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # its message may quote the URL
        raise _wrong("värd eller port har fel form") from None
    if parts.query or parts.fragment:
        raise _wrong("tecknen ? och # ska skrivas %3F och %23")
    if parts.scheme == "maildir":
        if parts.netloc or not parts.path.startswith("/") or not parts.path.strip("/"):
            raise _wrong("en maildir anges med hela sökvägen, som i maildir:///var/mail/studsar")
        return Place(path=Path(unquote(parts.path)))
    if parts.scheme not in ("imap", "imaps"):
        raise _wrong("den ska börja med maildir:///, imaps:// eller imap://")
    return _imap(parts, port)


def _imap(parts: SplitResult, port: int | None) -> Place:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not parts.hostname or not user or not password:
        raise _wrong("den ska ange användare, lösenord och värd, som i imaps://namn:lösenord@post.kommun.example/INBOX")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if not re.fullmatch(r"[A-Za-z0-9 ._/\-]+", folder):
        raise _wrong("mappens namn får ha bokstäverna a till z, siffror, blanksteg, punkt och streck")
    encrypted = parts.scheme == "imaps"
    return Place(None, parts.hostname, port or (993 if encrypted else 143), encrypted, user, password, folder)


@contextmanager
def opened(place: Place) -> Iterator[Mailbox]:
    """The mailbox, open. OSError, in one Swedish sentence, when it cannot be opened or the connection breaks."""
    if place.path is not None:
        if not (place.path / "new").is_dir():
            raise OSError(f"CASEWORK_BOUNCES_URL: {place.path} är ingen maildir.")
        yield _Maildir(place.path)
        return
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(_connected(place))
            box = _Imap(connection, place)
        except (imaplib.IMAP4.error, OSError) as error:
            raise _unreadable(place, error) from None
        try:
            yield box
        except (imaplib.IMAP4.error, ConnectionError, TimeoutError, ssl.SSLError) as error:
            raise _unreadable(place, error) from None


@contextmanager
def _connected(place: Place) -> Iterator[imaplib.IMAP4]:
    connection = _connect(place)
    try:
        yield connection
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


def _unreadable(place: Place, error: Exception) -> OSError:
    reason = type(error).__name__  # an answer may repeat the password
    return OSError(f"CASEWORK_BOUNCES_URL: brevlådan på {place.host} kan inte läsas ({reason}).")


def _connect(place: Place) -> imaplib.IMAP4:
    if place.encrypted:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=TIMEOUT)
    return imaplib.IMAP4(place.host, place.port, timeout=TIMEOUT)


class _Maildir:
    """A read message is moved from new to cur with the flag S, as mail programs do."""

    def __init__(self, path: Path) -> None:
        self._box = mailbox.Maildir(path, factory=None, create=False)
        self._path = path

    def unread(self) -> Iterator[tuple[str, bytes]]:
        names = sorted(path.name for path in (self._path / "new").iterdir() if path.is_file())
        for name in names[:MOST]:
            with suppress(FileNotFoundError):
                if (self._path / "new" / name).stat().st_size <= LARGEST:
                    yield name, (self._path / "new" / name).read_bytes()

    def mark_read(self, key: str) -> None:
        (self._path / "new" / key).rename(self._path / "cur" / f"{key.partition(':')[0]}:2,S")


class _Imap:
    """A read message is flagged as seen, as mail programs do."""

    def __init__(self, connection: imaplib.IMAP4, place: Place) -> None:
        self._connection = connection
        connection.login(place.user, place.password)
        self._ask(connection.select(f'"{place.folder}"'))

    def unread(self) -> Iterator[tuple[str, bytes]]:
        (found,) = self._ask(self._connection.uid("SEARCH", "UNSEEN", "SMALLER", str(LARGEST)))
        for uid in (found or b"").split()[:MOST]:
            answer = self._ask(self._connection.uid("FETCH", uid.decode(), "(BODY.PEEK[])"))
            bodies = [part[1] for part in answer if isinstance(part, tuple)]
            if bodies:
                yield uid.decode(), bodies[0]

    def mark_read(self, key: str) -> None:
        self._ask(self._connection.uid("STORE", key, "+FLAGS.SILENT", r"(\Seen)"))

    @staticmethod
    def _ask(answer: tuple[str, Any]) -> Any:  # imaplib's shapes: bytes, None, or pairs of them
        word, data = answer
        if word != "OK":
            raise imaplib.IMAP4.error(word)
        return data


def _wrong(reason: str) -> ValueError:
    return ValueError(f"CASEWORK_BOUNCES_URL kan inte användas: {reason}.")
