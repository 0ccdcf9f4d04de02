"""Mail through an SMTP server (RFC 5321): one connection a message, every answer classified."""

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
from casework.dispatch.channels.smtp_errors import explain, quoted
from casework.dispatch.channels.smtp_url import parse_smtp_url

_GOODBYE = 5.0  # seconds for QUIT: the message is already accepted or refused
_LONGEST_TALK = 120.0  # seconds until the content goes out: a slow server must not outlive a worker's lease
_POSITIVE, _PERMANENT = range(200, 300), range(500, 600)  # RFC 5321 section 4.2.1
_SENDER_MUST_LOG_IN = 530  # RFC 4954 section 6
_TOO_LARGE = 552
_GO_AHEAD = 354
_ANSWER_LOST = "Serverns svar kom bort. Brevet kan ha kommit fram; nästa försök har samma Message-ID."
_NO_UTF8 = "Servern tar inte emot adresser med å, ä, ö eller liknande före @-tecknet."


@dataclass(frozen=True, slots=True)
class _Letter:
    """A message as the server gets it."""

    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


class SmtpChannel:
    """The channel "mail". Safe to share between threads: each parcel has its own connection.

    `timeout` seconds for each answer, `answer_timeout` for the one that says whether the message was taken
    (servers look for viruses before it; giving up there too early sends the message twice).
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

        "sent": the server took it (2xx). "failed": it refused recipient or content for good (5xx), or the
        parcel cannot be a message. "deferred": all else, also what an administrator can mend (log-in, TLS,
        the sender's address) and a lost answer after the content: the message may have arrived, and a retry
        has the same Message-ID.
        """
        try:
            letter = _letter(parcel)
        except ValueError as error:
            return Receipt("failed", str(error))
        try:
            latest = monotonic() + _LONGEST_TALK
            with closing(self._connect()) as connection:
                self._enter(connection)
                receipt = self._hand_over(connection, letter, latest)
                _say_goodbye(connection)
                return receipt
        except OSError as error:  # smtplib's own errors are OSErrors too
            return Receipt("deferred", explain(error, self._server))

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.encryption != "whole":
            return smtplib.SMTP(host, port, _own_name(), timeout=self._timeout)
        verified = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, _own_name(), timeout=self._timeout, context=verified)

    def _enter(self, connection: smtplib.SMTP) -> None:
        """Encrypt and log in as the setting says."""
        connection.ehlo_or_helo_if_needed()
        offered = connection.has_extn("starttls")
        if self._server.encryption == "required" and not offered:
            raise smtplib.SMTPNotSupportedError("Servern erbjuder inte STARTTLS som CASEWORK_SMTP_URL kräver.")
        if self._server.encryption == "required" or (self._server.encryption == "offered" and offered):
            connection.starttls(context=_starttls_context(verified=self._server.encryption == "required"))
            connection.ehlo()
        if self._server.user:
            self._log_in(connection)

    def _log_in(self, connection: smtplib.SMTP) -> None:
        try:
            connection.login(self._server.user, self._server.password)
        except smtplib.SMTPResponseException as error:
            # The answer's text is left out, since it may hold what was sent.
            raise smtplib.SMTPNotSupportedError(
                f"Servern godkände inte inloggningen ({error.smtp_code}). Kontrollera CASEWORK_SMTP_URL."
            ) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException:
            raise smtplib.SMTPNotSupportedError(
                "Servern erbjuder ingen inloggning med lösenord. Kontrollera CASEWORK_SMTP_URL."
            ) from None

    def _hand_over(self, connection: smtplib.SMTP, letter: _Letter, latest: float) -> Receipt:
        """Offer sender, recipient and content in turn; the first refusal ends it."""
        if letter.needs_utf8 and not connection.has_extn("smtputf8"):
            return Receipt("failed", _NO_UTF8)
        code, answer = connection.mail(letter.sender, _mail_options(connection, letter))
        if code not in _POSITIVE:  # ours to mend, unless the message is too large
            outcome: Outcome = "failed" if code == _TOO_LARGE else "deferred"
            return self._receipt(outcome, "Servern tog inte emot avsändaren", code, answer)
        code, answer = connection.rcpt(letter.recipient)
        if code not in _POSITIVE:
            return self._receipt(_refusal(code), "Servern tog inte emot mottagaren", code, answer)
        code, answer = connection.docmd("DATA")
        if code != _GO_AHEAD:
            return self._receipt(_refusal(code), "Servern tog inte emot brevet", code, answer)
        if monotonic() > latest:
            raise TimeoutError
        connection.send(_dot_stuffed(letter.content))
        return self._answer(connection)

    def _answer(self, connection: smtplib.SMTP) -> Receipt:
        """Read the answer after the content: the server's word on whether it has the message."""
        if connection.sock is not None:
            connection.sock.settimeout(self._answer_timeout)
        try:
            code, answer = connection.getreply()
        except OSError:
            return Receipt("deferred", _ANSWER_LOST)
        if code in _POSITIVE:
            return self._receipt("sent", "Mottaget av servern", code, answer)
        return self._receipt(_refusal(code), "Servern tog inte emot brevet", code, answer)

    def _receipt(self, outcome: Outcome, what: str, code: int, answer: bytes) -> Receipt:
        return Receipt(outcome, f"{what}: {quoted(code, answer, self._server)}")


def _letter(parcel: Parcel) -> _Letter:
    message = compose(parcel)
    sender, recipient = named_mailbox(parcel.sender).addr_spec, mailbox(parcel.to_address).addr_spec
    return _Letter(sender, recipient, message.as_bytes(), not (sender + recipient).isascii())


def _mail_options(connection: smtplib.SMTP, letter: _Letter) -> list[str]:
    options = [f"size={len(letter.content)}"] if connection.has_extn("size") else []
    return [*options, "SMTPUTF8", "BODY=8BITMIME"] if letter.needs_utf8 else options


def _starttls_context(*, verified: bool) -> ssl.SSLContext:
    """Return the TLS context. Where TLS was merely offered, an unknown certificate still beats clear text."""
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _dot_stuffed(content: bytes) -> bytes:
    """Return the content as it stands after DATA (RFC 5321 section 4.5.2); it ends with CRLF already."""
    return re.sub(rb"(?m)^\.", b"..", content) + b".\r\n"


def _refusal(code: int) -> Outcome:
    """Return "failed" for 5xx. 4xx and what is no answer may pass; 530 asks for a log-in: mendable."""
    return "failed" if code in _PERMANENT and code != _SENDER_MUST_LOG_IN else "deferred"


def _say_goodbye(connection: smtplib.SMTP) -> None:
    """End politely; what happens now changes nothing."""
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.settimeout(_GOODBYE)
        connection.quit()


@cache
def _own_name() -> str:
    """Return the name to greet with, looked up once: that may take seconds where DNS is slow."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"
