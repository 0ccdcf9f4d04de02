"""Channels: how a delivery leaves the house. One interface, providers behind it; no database, no Flask.

A new channel is one new provider and one new line in `channel_for`.
"""

from casework.dispatch.channels.mail import compose
from casework.dispatch.channels.parcel import Channel, Outcome, Parcel, Receipt
from casework.dispatch.channels.smtp import SmtpChannel

__all__ = ["Channel", "Outcome", "Parcel", "Receipt", "SmtpChannel", "channel_for", "compose"]


def channel_for(name: str, *, smtp_url: str | None) -> Channel | None:
    """Return the provider of the channel `name`, or None when there is none: not built, or not set up here.

    Only "mail" is built, and it needs `smtp_url` (the setting CASEWORK_SMTP_URL). Raises ValueError, with
    one sentence that names the setting, when the URL cannot be used.
    """
    return SmtpChannel(smtp_url) if name == SmtpChannel.name and smtp_url else None
