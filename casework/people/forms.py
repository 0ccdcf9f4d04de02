"""Log-in and the directory of functions."""

from flask import current_app
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from casework.web import TOO_LONG, Form, clean_line


class LoginForm(Form):
    """A local account's address and password."""

    email = EmailField(
        _("E-postadress"),
        filters=[clean_line],
        validators=[DataRequired(_("Skriv din e-postadress.")), Length(max=254, message=TOO_LONG)],
    )
    password = PasswordField(
        _("Lösenord"),
        validators=[InputRequired(_("Skriv ditt lösenord.")), Length(max=1000, message=TOO_LONG)],
    )


class SettingsForm(Form):
    """What a person chooses for himself."""

    mail_notices = BooleanField(
        _("Brev när något händer i mina ärenden"),
        description=_(
            "När någon annan skickar tillbaka, godkänner, sätter upp eller beslutar om ditt ärende, och när en "
            "tjänsteskrivelse väntar på din granskning. På skrivbordet står det alltid."
        ),
    )
    language = RadioField(
        _("Språk"),
        choices=[SelectChoice("sv", "Svenska"), SelectChoice("en", "English")],
        description=_("Gäller sidorna. Beslut, protokoll och brev är alltid på svenska."),
        validators=[InputRequired(_("Välj språk."))],
    )


def _channels() -> list[SelectChoice]:
    """Every way to reach a function, those that are not built too: the directory may know them already."""
    return [SelectChoice(name, label) for name, label in current_app.extensions["casework.channel_names"].items()]


class FunctionForm(Form):
    """A function that decisions are sent to."""

    name = StringField(
        _("Funktion"),
        filters=[clean_line],
        description=_("Som den skrivs på sändlistan, till exempel Socialchef."),
        validators=[DataRequired(_("Skriv funktionens namn.")), Length(max=200, message=TOO_LONG)],
    )
    organisation = StringField(_("Organisation"), filters=[clean_line], validators=[Length(max=200, message=TOO_LONG)])
    channel = SelectField(_("Sätt"), choices=_channels)
    address = StringField(
        _("Adress"),
        filters=[clean_line],
        description=_(
            "Funktionens brevlåda, inte en persons. Papper: gata, postnummer och ort. Internt: kollegans e-postadress."
        ),
        validators=[Length(max=254, message=TOO_LONG)],
    )
    version = HiddenField()

    def validate_address(self, field: Field) -> None:
        """An address, where one is written, is one of the chosen channel."""
        if (lacks := current_app.extensions["casework.address_lacks"](self.channel.data, field.data)) is not None:
            raise ValidationError(lacks)
