"""Mending an address, and the day when a letter was posted."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from casework.dispatch.channels import CHANNELS
from casework.dispatch.channels.paper import INCOMPLETE
from casework.web import TOO_LONG, Form, clean_line

LABELS = {"mail": _("E-postadress"), "paper": _("Postadress"), "internal": _("Kollegans e-postadress")}
"""By channel: what its address is called."""

NAMES = {
    "mail": _("E-post"),
    "paper": _("Papper med posten"),
    "internal": _("Internt, på kollegans skrivbord"),
    "digital_post": _("Digital post"),
    "sdk": _("Säker digital kommunikation (SDK)"),
}
"""By channel: what it is called."""

SHORT = {"mail": _("e-post"), "paper": _("papper"), "internal": _("internt")}


class AddressForm(Form):
    """Where a delivery that failed is to go instead, by the channel that it has."""

    address = StringField(
        _("Adress"),
        filters=[clean_line],
        validators=[
            DataRequired(_("Skriv adressen.")),
            Length(max=254, message=TOO_LONG),
        ],
    )
    channel = "mail"

    def validate_address(self, field: Any) -> None:
        """An address of the delivery's channel."""
        if (lacks := address_lacks(self.channel, field.data)) is not None:
            raise ValidationError(lacks)


class PostedForm(Form):
    """The day when the letter was put in the post."""

    day = DateField(_("Postad den"), validators=[InputRequired(_("Ange den dag då brevet postades."))])


def address_lacks(channel: str, address: str | None) -> str | None:
    """What an address that somebody has typed lacks, in one sentence; None where nothing, or where none is typed."""
    if not address or channel not in CHANNELS or not CHANNELS[channel].lacks(address):
        return None
    if channel == "paper":
        return gettext(INCOMPLETE)
    return gettext("Adressen ska se ut som namn@kommun.se.")
