"""What goes through a channel and what comes back."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, Self

Outcome = Literal["sent", "deferred", "failed"]

_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message to one address. Sent again, it is the same message: same Message-ID, same bytes.

    `to_names`: whom it is for, several where they share the address. `message_id` with its angle brackets; `sender`
    and `reply_to` as "name <address>" or an address alone; `envelope_sender`: the address that refusals go to, the
    sender's own where it is ""; `date` with its zone; attachments as (file name, media type, content), where the media
    type may have parameters (text/calendar; method=PUBLISH). `thread`, with its angle brackets, is the Message-ID that
    it is shown as an answer to. `unsubscribe`: the page where the reader chooses not to get such letters; "" for what
    nobody can decline, such as a decision.
    """

    message_id: str
    date: datetime
    sender: str
    to_names: tuple[str, ...]
    to_address: str
    subject: str
    text: str
    html: str
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    reply_to: str = ""
    thread: str = ""
    envelope_sender: str = ""
    unsubscribe: str = ""


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


class Sender(Protocol):
    """What carries parcels through a channel of the worker's; inside `with` it may keep what it has opened."""

    def __enter__(self) -> Self:
        """Begin a round of sendings."""

    def __exit__(self, *_error: object) -> None:
        """End it."""

    def send(self, parcel: Parcel) -> Receipt:
        """Send the parcel and return what came of it. Does not raise for what parcel or receiver do."""


def one_line(text: str) -> str:
    """Fold blanks, line ends and control characters to single blanks."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return re.sub(r"\s+", " ", printable).strip()
