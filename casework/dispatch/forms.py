"""Mending an address."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField
from wtforms.validators import Email, InputRequired, Length

from casework.web import Form, clean_line


class AddressForm(Form):
    """Where a failed delivery is to go instead."""

    address = EmailField(
        _("E-postadress"),
        filters=[clean_line],
        validators=[
            InputRequired(_("Skriv adressen.")),
            Length(max=254, message=_("Texten är för lång: högst %(max)d tecken.")),
            Email(_("Adressen ska se ut som namn@kommun.se.")),
        ],
    )
