"""What goes through a channel and what comes back."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Outcome = Literal["sent", "deferred", "failed"]

_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message to one recipient. Sent again, it is the same message: same Message-ID, same bytes.

    `message_id` with its angle brackets; `sender` and `reply_to` as "name <address>" or an address alone;
    `date` with its zone; attachments as (file name, media type, content). `thread`, with its angle brackets, is the
    Message-ID that it is shown as an answer to.
    """

    message_id: str
    date: datetime
    sender: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    reply_to: str | None = None
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a parcel: "sent", "deferred" (it may go later) or "failed" (for good).

    `detail` is one line of at most 300 characters for people: the server's answer or the reason, no message
    content. Control characters are taken away.
    """

    outcome: Outcome
    detail: str

    def __post_init__(self) -> None:
        detail = one_line(self.detail)
        if len(detail) > _LONGEST_DETAIL:
            detail = detail[: _LONGEST_DETAIL - 1] + "…"
        object.__setattr__(self, "detail", detail)


class Channel(Protocol):
    """A way to the recipients: mail today, others (paper, Mina meddelanden) by their own providers."""

    name: str

    def send(self, parcel: Parcel) -> Receipt:
        """Send the parcel and return what came of it. Does not raise for what parcel or receiver do."""


def one_line(text: str) -> str:
    """Fold blanks, line ends and control characters to single blanks."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return re.sub(r"\s+", " ", printable).strip()
