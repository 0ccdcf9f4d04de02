"""Mail through an SMTP server (RFC 5321): one recipient a conversation, every answer classified."""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Self

from casework.dispatch.channels.addresses import mailbox, named_mailbox, wrong
from casework.dispatch.channels.channel import BY_WORKER, Channel
from casework.dispatch.channels.mail import compose
from casework.dispatch.channels.parcel import Outcome, Parcel, Receipt
from casework.dispatch.channels.signing import Signer
from casework.dispatch.channels.smtp_errors import explain, quoted
from casework.dispatch.channels.smtp_url import parse_smtp_url

_GOODBYE = 5.0  # seconds for QUIT: the message is already accepted or refused
_LONGEST_TALK = 120.0  # seconds until the content goes out: a slow server must not outlive a worker's lease
_ANSWER_TIMES = 4  # how much longer the answer after the content may take than others
_MOST_A_CONNECTION = 50  # letters: servers end conversations that do not end
_POSITIVE, _PERMANENT = range(200, 300), range(500, 600)  # RFC 5321 section 4.2.1
_SENDER_MUST_LOG_IN = 530  # RFC 4954 section 6
_TOO_LARGE = 552
_GO_AHEAD = 354
_ANSWER_LOST = "Serverns svar kom bort. Brevet kan ha kommit fram; nästa försök har samma Message-ID."
_NO_UTF8 = "Servern tar inte emot adresser med å, ä, ö eller liknande före @-tecknet."


MAIL = Channel("mail", BY_WORKER, wrong)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A message as the server gets it."""

    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


class SmtpSender:
    """Carries the channel "mail", one thread at a time. A parcel has its own connection; inside `with` all share one.

    `timeout` seconds for each answer (the URL's where not given), `answer_timeout` for the one that says whether the
    message was taken (servers look for viruses before it; giving up there too early sends the message twice).
    """

    def __init__(
        self,
        url: str,
        timeout: float | None = None,
        *,
        answer_timeout: float | None = None,
        signer: Signer | None = None,
    ) -> None:
        """Raise ValueError, with one sentence that names CASEWORK_SMTP_URL, when `url` cannot be used."""
        self._server = parse_smtp_url(url)
        self._timeout = timeout or self._server.timeout
        self._answer_timeout = answer_timeout or self._timeout * _ANSWER_TIMES
        self._signer = signer
        self._keeps = False
        self._open: smtplib.SMTP | None = None
        self._sent = 0

    def __repr__(self) -> str:
        return f"SmtpSender({self._server.host}:{self._server.port}, encryption={self._server.encryption})"

    def __enter__(self) -> Self:
        self._keeps = True
        return self

    def __exit__(self, *_error: object) -> None:
        self._keeps = False
        self._part()

    def send(self, parcel: Parcel) -> Receipt:
        """Send the parcel. Never raises for what the parcel, the network or the server does.

        "sent": the server took it (2xx). "failed": it refused recipient or content for good (5xx), or the
        parcel cannot be a message. "deferred": all else, also what an administrator can mend (log-in, TLS,
        the sender's address) and a lost answer after the content: the message may have arrived, and a retry
        has the same Message-ID.
        """
        try:
            letter = _letter(parcel, self._signer)
        except ValueError as error:
            return Receipt("failed", str(error))
        receipt = None
        try:
            latest = monotonic() + _LONGEST_TALK
            receipt = self._hand_over(self._connection(), letter, latest)
            self._sent += 1
        except OSError as error:  # smtplib's own errors are OSErrors too
            return Receipt("deferred", explain(error, self._server))
        finally:
            if receipt is None:
                self._hang_up()
            elif receipt.outcome != "sent" or not self._keeps or self._sent >= _MOST_A_CONNECTION:
                self._part()
        return receipt

    def _connection(self) -> smtplib.SMTP:
        """The conversation that goes on, where the server still listens, or a new one."""
        if self._open is not None:
            with suppress(OSError):
                if self._open.sock is not None:
                    self._open.sock.settimeout(self._timeout)
                if self._open.noop()[0] in _POSITIVE:
                    return self._open
            self._hang_up()
        self._open, self._sent = self._connect(), 0
        self._enter(self._open)
        return self._open

    def _part(self) -> None:
        """End politely; what happens now changes nothing."""
        if self._open is not None:
            with suppress(OSError):
                if self._open.sock is not None:
                    self._open.sock.settimeout(_GOODBYE)
                self._open.quit()
        self._hang_up()

    def _hang_up(self) -> None:
        connection, self._open = self._open, None
        if connection is not None:
            connection.close()

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


def _letter(parcel: Parcel, signer: Signer | None) -> _Letter:
    content = compose(parcel).as_bytes()
    if signer is not None:
        content = signer.signed(content)
    sender = mailbox(parcel.envelope_sender) if parcel.envelope_sender else named_mailbox(parcel.sender)
    recipient = mailbox(parcel.to_address).addr_spec
    return _Letter(sender.addr_spec, recipient, content, not (sender.addr_spec + recipient).isascii())


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


@cache
def _own_name() -> str:
    """Return the name to greet with, looked up once: that may take seconds where DNS is slow."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"
