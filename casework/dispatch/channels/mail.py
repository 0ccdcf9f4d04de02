"""A parcel as an e-mail message (RFC 5322), ready to be sent."""

import hashlib
import re
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from html import escape
from typing import Any

from casework.dispatch.channels.addresses import inert, mailbox, named_mailbox
from casework.dispatch.channels.parcel import Parcel, one_line

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]+@[A-Za-z0-9.\-]+>")
_MEDIA_TYPE = re.compile(r"([a-z0-9][a-z0-9!#$&^_.+\-]*)/([a-z0-9][a-z0-9!#$&^_.+\-]*)", re.IGNORECASE)
_PARAMETER = re.compile(r"\s*([a-z][a-z0-9\-]*)=([A-Za-z0-9\-]+)")
_WEB_PAGE = re.compile(r"https?://[!-;=?-~]+")  # printable ASCII without angle brackets
_PLAIN_WORDS = re.compile(r"[A-Za-z0-9 !'()+,\-./:;?_*]*")
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9 !'*+\-/_]*")
_SHORT = 60  # a header with its name stays well below the 78 characters of RFC 5322 section 2.1.1


class _LetterPolicy(EmailPolicy):
    """The SMTP policy with headers folded as whole encoded words.

    Python 3.11's own folding drops blanks in long non-ASCII subjects and the quotes of long display names,
    which lets a comma in a name add a recipient. Here a short plain text stands as it is and all else is
    encoded.
    """

    def fold(self, name: str, value: Any) -> str:
        """Return the header's lines, CRLF included."""
        return self._folded(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return the header's lines as bytes, CRLF included."""
        folded = self._folded(name, value)
        return folded.encode() if folded else super().fold_binary(name, value)

    def _folded(self, name: str, value: Any) -> str:
        if name in {"From", "To", "Reply-To"}:
            return f"{name}: {f',{self.linesep} '.join(map(_written_mailbox, value.addresses))}{self.linesep}"
        if name in {"List-Id", "List-Unsubscribe"}:
            return f"{name}: {value}{self.linesep}"  # an address is not divided
        if name in {"In-Reply-To", "References"}:
            return f"{name}:{self.linesep} {value}{self.linesep}"  # a long one would be folded as an encoded word
        return f"{name}: {_written(str(value), _PLAIN_WORDS)}{self.linesep}" if name == "Subject" else ""


_POLICY = _LetterPolicy(linesep="\r\n", utf8=False)


def compose(parcel: Parcel) -> EmailMessage:
    """Return the parcel as a message: text and HTML as alternatives, attachments, fixed Message-ID and Date.

    Line ends and control characters in subject, names and file names become blanks, so no header can be
    added. Raises ValueError with one Swedish sentence for an address, Message-ID, date or media type that
    cannot stand in a message. The same parcel gives the same bytes. Where an address has a non-ASCII part
    before the @, its headers are UTF-8.
    """
    recipients = [mailbox(parcel.to_address, name) for name in parcel.to_names]
    sender = named_mailbox(parcel.sender)
    message = EmailMessage(policy=_POLICY.clone(utf8=not (recipients[0].username + sender.username).isascii()))
    message["From"] = sender
    message["To"] = recipients
    if parcel.reply_to:
        message["Reply-To"] = named_mailbox(parcel.reply_to)
    message["Subject"] = inert(one_line(parcel.subject))
    _identify(message, parcel)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    if parcel.unsubscribe:
        _as_a_list(message, parcel.unsubscribe, sender)
    text, html = _naming_all(parcel)
    message.set_content(_body(text), cte="quoted-printable")
    if html:
        message.add_alternative(_body(html), subtype="html", cte="quoted-printable")
    for name, media_type, content in parcel.attachments:
        _attach(message, name, media_type, content)
    message["Content-Language"] = "sv"  # last: adding parts moves headers on content into the first part
    _fix_boundaries(message, parcel.message_id)
    return message


def _identify(message: EmailMessage, parcel: Parcel) -> None:
    if not _MESSAGE_ID.fullmatch(parcel.message_id):
        raise ValueError("Brevets Message-ID har fel form.")
    if parcel.date.tzinfo is None:
        raise ValueError("Brevets datum måste ha en tidszon.")
    message["Message-ID"] = parcel.message_id
    message["Date"] = parcel.date
    if parcel.thread:
        if not _MESSAGE_ID.fullmatch(parcel.thread):
            raise ValueError("Brevets tråd har fel form.")
        message["In-Reply-To"] = message["References"] = parcel.thread


def _as_a_list(message: EmailMessage, unsubscribe: str, sender: Address) -> None:
    """RFC 2919 and 2369: what the reader may decline says from what, and where. A decision has neither."""
    if not _WEB_PAGE.fullmatch(unsubscribe):
        raise ValueError("Adressen till sidan för avanmälan har fel form.")
    message["List-Id"] = f"<notices.{sender.domain}>"
    message["List-Unsubscribe"] = f"<{unsubscribe}>"


def _naming_all(parcel: Parcel) -> tuple[str, str]:
    """Text and HTML; a letter for several says for whom, since programs may show the address only once."""
    if len(parcel.to_names) == 1:
        return parcel.text, parcel.html
    *names, last = (one_line(name) for name in parcel.to_names)
    told = f"Till: {', '.join(names)} och {last}"
    return f"{told}\n\n{parcel.text}", parcel.html.replace("<body>", f"<body>\n<p>{escape(told)}</p>", 1)


def _body(text: str) -> str:
    """Return the text without control characters (but line ends and tabs) and lone surrogates."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "", text)


def _attach(message: EmailMessage, name: str, media_type: str, content: bytes) -> None:
    kind, *more = media_type.split(";")
    found, told = _MEDIA_TYPE.fullmatch(kind), [_PARAMETER.fullmatch(part) for part in more]
    if not found or not all(told) or found[1].lower() in {"multipart", "message"}:
        raise ValueError("Bilagans mediatyp har fel form.")
    file_name = inert(one_line(name)).replace("/", "-").replace("\\", "-") or "bilaga"
    parameters = {one[1]: one[2] for one in told if one}
    message.add_attachment(content, maintype=found[1], subtype=found[2], filename=file_name, params=parameters)


def _fix_boundaries(message: EmailMessage, seed: str) -> None:
    """Give each multipart a boundary that a retry repeats; "=_" occurs in neither encoding used here."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary("=_" + hashlib.sha256(f"{seed} {number}".encode()).hexdigest()[:32])


def _written_mailbox(address: Address) -> str:
    name = _written(address.display_name, _PLAIN_PHRASE)
    return f"{name}\r\n <{address.addr_spec}>" if name else address.addr_spec


def _written(text: str, plain: re.Pattern[str]) -> str:
    """Return a header's words: as they are when short and plain, else as encoded words (RFC 2047)."""
    if len(text) <= _SHORT and plain.fullmatch(text):
        return text
    return Header(text, charset="utf-8", maxlinelen=64).encode(linesep="\r\n")
