"""Channels: how a delivery reaches its recipient. One interface, providers behind it; no database, no Flask.

A new channel is one new provider, one new line in CHANNELS, and where the worker carries it one in `sender_for`.
"""

from casework.dispatch.channels.channel import BY_OFFICER, BY_READER, BY_WORKER, Channel
from casework.dispatch.channels.internal import INTERNAL, NO_ACCOUNT
from casework.dispatch.channels.mail import compose
from casework.dispatch.channels.paper import PAPER
from casework.dispatch.channels.parcel import Outcome, Parcel, Receipt, Sender
from casework.dispatch.channels.signing import Signer
from casework.dispatch.channels.smtp import MAIL, SmtpSender

__all__ = [
    "BY_OFFICER",
    "BY_READER",
    "BY_WORKER",
    "CHANNELS",
    "INTERNAL",
    "MAIL",
    "NO_ACCOUNT",
    "PAPER",
    "Channel",
    "Outcome",
    "Parcel",
    "Receipt",
    "Sender",
    "Signer",
    "SmtpSender",
    "compose",
    "sender_for",
]

CHANNELS: dict[str, Channel] = {channel.name: channel for channel in (MAIL, PAPER, INTERNAL)}
"""The channels that are built. A recipient may have another (domain.md R-174): then nothing can be sent to him yet."""


def sender_for(name: str, *, smtp_url: str | None, signer: Signer | None = None) -> Sender | None:
    """Return what carries the channel `name`, or None: people carry it, it is not built, or not set up here.

    "mail" needs `smtp_url` (the setting CASEWORK_SMTP_URL). Raises ValueError, with one sentence that names the
    setting, when the URL cannot be used.
    """
    return SmtpSender(smtp_url, signer=signer) if name == MAIL.name and smtp_url else None
