"""A system to tell."""

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from casework.web import TOO_LONG, Form, clean_line
from casework.webhooks.models import DELIVERY_FAILED, STEP_TAKEN
from casework.webhooks.reaching import LONGEST

LABELS = {STEP_TAKEN: _("Ett steg är taget i ett ärende"), DELIVERY_FAILED: _("En expediering misslyckades")}


class EndpointForm(Form):
    """Where to send, and what to tell of."""

    address = StringField(
        _("Adress"),
        filters=[clean_line],
        description=_("Börjar med https://. Systemet där ska svara inom tio sekunder."),
        validators=[
            DataRequired(_("Skriv adressen.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
    )
    events = SelectMultipleField(
        _("Händelser"),
        choices=[SelectChoice(*choice) for choice in LABELS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[DataRequired(_("Välj minst en händelse."))],
    )
