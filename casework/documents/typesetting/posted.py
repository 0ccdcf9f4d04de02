"""A letter for the post: a page for the window envelope, then the decision's own document as it was sent by mail."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pypdf import PdfWriter

from casework.clock import local
from casework.documents.typesetting.press import PRESS
from casework.documents.typesetting.sheets import as_line, day_in_words, says_something, short_line


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedData:
    """What the letter says. `address`: the lines below the recipient's name; `text`: plain, its lines as they stand.

    Refused with ValueError: no recipient, no address, no text, a time without zone.
    """

    authority_name: str
    recipient: str
    address: tuple[str, ...]
    case_number: str
    subject: str
    text: str
    enclosures: tuple[str, ...]
    sent_at: datetime

    def __post_init__(self) -> None:
        if not says_something(self.recipient) or not any(says_something(line) for line in self.address):
            raise ValueError("Ett brev måste ha mottagare och adress.")
        if not says_something(self.text):
            raise ValueError("Ett brev måste ha en text.")
        if self.sent_at.tzinfo is None:
            raise ValueError("Brevets tidpunkt måste ha en tidszon.")


def typeset_posted(data: PostedData, enclosure: bytes | None) -> bytes:
    """Return the letter with the enclosed PDF after it, ready to print. Raises TypesettingError."""
    letter = PRESS.pdf("posted.typ", _sheet(data), data.sent_at)
    if enclosure is None:
        return letter
    whole = PdfWriter(io.BytesIO(letter), full=True)
    whole.append(io.BytesIO(enclosure))
    made = io.BytesIO()
    whole.write(made)
    return made.getvalue()


def _sheet(data: PostedData) -> dict[str, Any]:
    return {
        "title": as_line(data.subject),
        "authority_name": as_line(data.authority_name),
        "recipient": as_line(data.recipient),
        "address": [as_line(line) for line in data.address if says_something(line)],
        "day": day_in_words(local(data.sent_at).date()),
        "case_number": as_line(data.case_number),
        "running": short_line(f"{data.case_number}: {data.subject}"),
        "paragraphs": [[as_line(line) for line in part.split("\n")] for part in _parts(data.text)],
        "enclosures": [as_line(name) for name in data.enclosures],
    }


def _parts(text: str) -> list[str]:
    return [part.strip("\n") for part in text.replace("\r\n", "\n").split("\n\n") if says_something(part)]
