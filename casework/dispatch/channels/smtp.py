"""Mail through an SMTP server (RFC 5321): one connection and one message at a time, every answer classified."""

import re
import smtplib
import socket
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from time import monotonic

from casework.dispatch.channels.addresses import mailbox, named_mailbox
from casework.dispatch.channels.mail import compose
from casework.dispatch.channels.parcel import Outcome, Parcel, Receipt
from casework.dispatch.channels.smtp_url import parse_smtp_url

_GOODBYE = 5.0  # seconds for QUIT: the message is already accepted or refused
_LONGEST_TALK = (
    120.0  # seconds until the content goes out: a server that answers drop by drop must not outlive a lease
)
_SENDER_MUST_LOG_IN = 530  # RFC 4954 section 6
_TOO_LARGE = 552
_GO_AHEAD = 354


@dataclass(frozen=True, slots=True)
class _Letter:
    """A message as the server gets it."""

    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


class SmtpChannel:
    """The channel "mail". Safe to share between threads: each parcel has its own connection.

    `timeout` seconds for each answer, `answer_timeout` for the one that says whether the message was taken (servers
    look for viruses before it; giving up there too early sends the message twice).
    """

    name: str = "mail"

    def __init__(self, url: str, timeout: float = 30.0, *, answer_timeout: float = 120.0) -> None:
        """Raise ValueError, with one sentence that names CASEWORK_SMTP_URL, when `url` cannot be used."""
        self._server = parse_smtp_url(url)
        self._timeout = timeout
        self._answer_timeout = answer_timeout

    def __repr__(self) -> str:
        return f"SmtpChannel({self._server.host}:{self._server.port}, encryption={self._server.encryption})"

    def send(self, parcel: Parcel) -> Receipt:
        """Send the parcel. Never raises for what the parcel, the network or the server does.

        "sent": the server took it (2xx). "failed": it refused recipient or content for good (5xx), or the parcel cannot
        be a message. "deferred": all else, also what an administrator can mend (log-in, TLS, the sender's address) and
        a lost answer after the content, when the message may have arrived and a retry has the same Message-ID.
        """
        try:
            letter = _letter(parcel)
        except ValueError as error:
            return Receipt("failed", str(error))
        try:
            with closing(self._connect()) as connection:
                self._enter(connection)
                receipt = self._hand_over(connection, letter)
                _say_goodbye(connection)
                return receipt
        except (OSError, smtplib.SMTPException) as error:
            return Receipt("deferred", self._why(error))

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.encryption == "whole":
            return smtplib.SMTP_SSL(
                server.host,
                server.port,
                _own_name(),
                timeout=self._timeout,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(server.host, server.port, _own_name(), timeout=self._timeout)

    def _enter(self, connection: smtplib.SMTP) -> None:
        """Encrypt and log in as the setting says."""
        connection.ehlo_or_helo_if_needed()
        offered = connection.has_extn("starttls")
        if self._server.encryption == "required" and not offered:
            raise smtplib.SMTPNotSupportedError(
                "Servern erbjuder inte STARTTLS, som CASEWORK_SMTP_URL kräver."
            )
        if self._server.encryption == "required" or (self._server.encryption == "offered" and offered):
            connection.starttls(context=_starttls_context(verified=self._server.encryption == "required"))
            connection.ehlo()
        if self._server.user:
            self._log_in(connection)

    def _log_in(self, connection: smtplib.SMTP) -> None:
        try:
            connection.login(self._server.user, self._server.password)
        except (
            smtplib.SMTPResponseException
        ) as error:  # the answer's text is left out: it may hold what was sent
            raise smtplib.SMTPNotSupportedError(
                f"Servern godkände inte inloggningen ({error.smtp_code}). Kontrollera CASEWORK_SMTP_URL."
            ) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException:
            raise smtplib.SMTPNotSupportedError(
                "Servern erbjuder ingen inloggning med lösenord. Kontrollera CASEWORK_SMTP_URL."
            ) from None

    def _hand_over(self, connection: smtplib.SMTP, letter: _Letter) -> Receipt:
        began = monotonic()
        if letter.needs_utf8 and not connection.has_extn("smtputf8"):
            return Receipt(
                "failed", "Servern kan inte ta emot adresser med å, ä, ö eller liknande före @-tecknet."
            )
        code, answer = connection.mail(letter.sender, _mail_options(connection, letter))
        if not _positive(code):
            permanent = code == _TOO_LARGE
            return self._receipt(
                "failed" if permanent else "deferred", "Servern tog inte emot avsändaren", code, answer
            )
        code, answer = connection.rcpt(letter.recipient)
        if not _positive(code):
            return self._receipt(_refusal(code), "Servern tog inte emot mottagaren", code, answer)
        code, answer = connection.docmd("DATA")
        if code != _GO_AHEAD:
            return self._receipt(_refusal(code), "Servern tog inte emot brevet", code, answer)
        if monotonic() - began > _LONGEST_TALK:
            raise TimeoutError
        connection.send(_dot_stuffed(letter.content))
        return self._answer(connection)

    def _answer(self, connection: smtplib.SMTP) -> Receipt:
        """Read the answer after the content: the server's word on whether it has the message."""
        if connection.sock is not None:
            connection.sock.settimeout(self._answer_timeout)
        try:
            code, answer = connection.getreply()
        except (OSError, smtplib.SMTPException):
            return Receipt(
                "deferred",
                "Serverns svar på brevet kom bort. Brevet kan ha kommit fram; nästa försök har samma Message-ID.",
            )
        if _positive(code):
            return self._receipt("sent", "Mottaget av servern", code, answer)
        return self._receipt(_refusal(code), "Servern tog inte emot brevet", code, answer)

    def _receipt(self, outcome: Outcome, what: str, code: int, answer: bytes) -> Receipt:
        """Return the receipt with the server's answer; a password that a server repeats is struck out."""
        text = answer.decode(errors="replace")
        if self._server.password:
            text = text.replace(self._server.password, "***")
        return Receipt(outcome, f"{what}: {code} {text}")

    def _why(self, error: Exception) -> str:
        """Return why the conversation came to nothing, for the one who minds the server."""
        where = f"{self._server.host}:{self._server.port}"
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            return f"Servern {where} svarade inte i tid."
        match error:
            case smtplib.SMTPNotSupportedError():
                return str(error)
            case smtplib.SMTPServerDisconnected():
                return f"Servern {where} bröt anslutningen."
            case smtplib.SMTPResponseException():
                return self._receipt(
                    "deferred", f"Servern {where} avbröt", error.smtp_code, _bytes(error)
                ).detail
            case ssl.SSLCertVerificationError():
                return f"Certifikatet hos {where} godkändes inte: {error.verify_message}."
            case ssl.SSLError():
                return f"Krypteringen (TLS) med {where} misslyckades: {error.reason or 'okänt fel'}."
            case socket.gaierror():
                return f"Namnet {self._server.host} kan inte slås upp."
            case ConnectionRefusedError():
                return f"Ingen server tar emot på {where}."
            case OSError():
                return f"Nätverksfel mot {where}: {error.strerror or type(error).__name__}."
        return f"Servern {where} svarade så att samtalet inte kunde fortsätta."


def _letter(parcel: Parcel) -> _Letter:
    message = compose(parcel)
    sender, recipient = named_mailbox(parcel.sender), mailbox(parcel.to_address)
    return _Letter(sender.addr_spec, recipient.addr_spec, message.as_bytes(), message.policy.utf8)


def _mail_options(connection: smtplib.SMTP, letter: _Letter) -> list[str]:
    options = [f"size={len(letter.content)}"] if connection.has_extn("size") else []
    return [*options, "SMTPUTF8", "BODY=8BITMIME"] if letter.needs_utf8 else options


def _starttls_context(*, verified: bool) -> ssl.SSLContext:
    """Return the TLS context. Where encryption was merely offered, an unknown certificate still beats clear text."""
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _dot_stuffed(content: bytes) -> bytes:
    """Return the content as it stands after DATA (RFC 5321 section 4.5.2); it ends with CRLF already."""
    return re.sub(rb"(?m)^\.", b"..", content) + b".\r\n"


def _positive(code: int) -> bool:
    return 200 <= code < 300  # noqa: PLR2004 -- the classes of RFC 5321 section 4.2.1


def _refusal(code: int) -> Outcome:
    """Return "failed" for 5xx; 4xx and what is no answer at all may pass. 530 asks for a log-in: mendable."""
    return "failed" if 500 <= code < 600 and code != _SENDER_MUST_LOG_IN else "deferred"  # noqa: PLR2004 -- as above


def _say_goodbye(connection: smtplib.SMTP) -> None:
    """End politely; what happens now changes nothing."""
    with suppress(OSError, smtplib.SMTPException):
        if connection.sock is not None:
            connection.sock.settimeout(_GOODBYE)
        connection.quit()


def _bytes(error: smtplib.SMTPResponseException) -> bytes:
    return error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()


@cache
def _own_name() -> str:
    """Return the name this machine greets with, looked up once: the look-up may take seconds where DNS is slow."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"
