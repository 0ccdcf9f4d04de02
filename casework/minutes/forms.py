"""Prose, remarks, signatures, who approves, corrections, and how a decision is appealed."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, SelectChoice, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from casework.law.appeals import ROUTES
from casework.minutes.operations import LONGEST
from casework.minutes.remarks import LABELS
from casework.minutes.routing import NATURES
from casework.web import TOO_LONG, Form, choice, clean, form_key

WHY = _("Varför texten ändras")


class TextForm(Form):
    """The secretary's prose at one place, over the version that was read; why, while the minutes are being signed."""

    place = HiddenField()
    version = HiddenField()
    text = TextAreaField(_("Text"), filters=[clean], validators=[Length(max=LONGEST, message=TOO_LONG)])
    why = TextAreaField(
        WHY,
        filters=[clean],
        validators=[Length(max=2000, message=TOO_LONG)],
        description=_("Underskrifter som redan är lämnade gäller inte längre, och alla ser varför."),
    )


class SignForm(Form):
    """The signature on the text with that hash, confirmed once more."""

    content_hash = HiddenField()
    method = HiddenField()
    password = PasswordField(
        _("Ditt lösenord"),
        validators=[InputRequired(_("Skriv ditt lösenord för att bekräfta underskriften."))],
        description=_("Det bekräftar att det är du som undertecknar."),
    )


class RemarkForm(Form):
    """What a signer says of the minutes, or of one paragraph."""

    key = HiddenField(filters=[form_key], validators=[Length(max=64, message=TOO_LONG)])
    kind = SelectField(_("Vad det gäller"))
    paragraph = SelectField(_("Paragraf"), coerce=choice)
    text = TextAreaField(_("Vad du vill säga"), filters=[clean], validators=[Length(max=2000, message=TOO_LONG)])

    def offer(self, paragraphs: Iterable[tuple[int, str]], kinds: Sequence[str]) -> None:
        """Fill the choices: the paragraphs by their decisions."""
        self.kind.choices = [SelectChoice(kind, gettext(LABELS[kind])) for kind in kinds]
        rows = [SelectChoice(str(number), name) for number, name in paragraphs]
        self.paragraph.choices = [SelectChoice("0", gettext("Hela protokollet")), *rows]


class AnswerForm(Form):
    """What came of a remark."""

    text = TextAreaField(_("Svar"), filters=[clean], validators=[Length(max=2000, message=TOO_LONG)])


class ApproverForm(Form):
    """Who approves the minutes beside who led the meeting."""

    person = SelectField(_("Justerare"), coerce=choice)

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """Fill the choices."""
        self.person.choices = [SelectChoice(str(number), name) for number, name in people]


class ReasonForm(Form):
    """Why something is taken back or somebody else is chosen, over the version that was read."""

    version = HiddenField()
    note = TextAreaField(_("Skäl"), filters=[clean], validators=[Length(max=2000, message=TOO_LONG)])


class CorrectionForm(Form):
    """What is wrong in an approved paragraph, and how it is to be."""

    key = HiddenField(filters=[form_key], validators=[Length(max=64, message=TOO_LONG)])
    text = TextAreaField(
        _("Rättelsens text"),
        filters=[clean],
        validators=[Length(max=5000, message=TOO_LONG)],
        description=_("Skriv vad som står fel och hur det ska stå. Den justerade texten ändras inte."),
    )


class RouteForm(Form):
    """How a decision is appealed."""

    route = SelectField(_("Hur beslutet överklagas"))
    natures = SelectMultipleField(_("Beslutets art"), validate_choice=False)  # set_route knows them
    why = TextAreaField(WHY, filters=[clean], validators=[Length(max=2000, message=TOO_LONG)])

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.route.choices = [SelectChoice(code, gettext(label)) for code, label in ROUTES.items()]
        self.natures.choices = [SelectChoice(code, gettext(label)) for code, label in NATURES.items()]
