"""A delivery status notification (RFC 3464) as what it says. Pure: bytes in, words out."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from casework.dispatch.channels.parcel import one_line

_TEXT = 300


@dataclass(frozen=True)
class Report:
    """What a server reports of one recipient.

    `return_to`: the address that the report came to, which tells the delivery. `message_id`: of the letter that it is
    about, where it was sent along. `action` as in RFC 3464 section 2.3.3: failed, delayed, delivered, relayed,
    expanded. `detail`: one line for people.
    """

    return_to: tuple[str, ...]
    message_id: str
    recipient: str
    action: str
    detail: str


def read_reports(content: bytes) -> list[Report]:
    """The reports in a message, one a recipient; [] for one that is none, such as an answer out of the office.

    Also for one that the parser of the standard library stumbles on: it must not keep the others from being read.
    """
    try:
        return _read(content)
    except (ValueError, LookupError, TypeError, AttributeError):
        return []


def _read(content: bytes) -> list[Report]:
    mail = message_from_bytes(content, policy=policy.default)
    if mail.get_content_type() != "multipart/report":
        return []
    return_to = tuple(_addresses(mail))
    message_id = next(iter(_letters(mail)), "")
    return [Report(return_to, message_id, *row) for row in _recipients(mail)]


def _addresses(mail: Message) -> Iterator[str]:
    """Where the report was sent: the envelope's recipient as the server wrote it down, then the header."""
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To"):
        for value in mail.get_all(name, []):
            for part in str(value).replace(",", " ").replace("<", " ").replace(">", " ").split():
                if "@" in part:
                    yield part.strip('";')


def _letters(mail: Message) -> Iterator[str]:
    """The Message-IDs of the letters that were sent along, whole or by their headers (RFC 6522)."""
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            yield from (str(inner["Message-ID"]).strip() for inner in _inner(part) if inner["Message-ID"])
        elif part.get_content_type() == "text/rfc822-headers":
            headers = message_from_bytes(part.get_payload(decode=True) or b"", policy=policy.default)  # type: ignore[arg-type]
            if headers["Message-ID"]:
                yield str(headers["Message-ID"]).strip()


def _recipients(mail: Message) -> Iterator[tuple[str, str, str]]:
    """Recipient, action and reason, for each recipient that the report has a part about."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in _inner(part):
            action = one_line(str(fields["Action"] or "")).casefold()
            if not action:
                continue  # the first part tells of the server, the others of a recipient each
            recipient = str(fields["Original-Recipient"] or fields["Final-Recipient"] or "").partition(";")[2]
            reason = str(fields["Diagnostic-Code"] or "").partition(";")[2] or str(fields["Status"] or "")
            yield one_line(recipient), action[:20], one_line(reason)[:_TEXT]


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return (
        [inner for inner in payload if isinstance(inner, EmailMessage | Message)] if isinstance(payload, list) else []
    )
