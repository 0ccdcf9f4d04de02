"""The form of a comment, and that of an answer to one."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from casework.cases.parts import Part
from casework.reviewing.operations import CommentDraft
from casework.web import TOO_LONG, Form, clean, form_key

LONGEST = 20_000
PREFIX = "comment-"


class WordsOrSuggestion:
    """The comment says something, or suggests a text."""

    field_flags = {"required": True}  # noqa: RUF012  # WTForms' own name and shape

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse neither words nor suggestion."""
        if not (field.data or form.suggestion.data or form.strike.data):
            raise ValidationError(gettext("Skriv en synpunkt, eller föreslå en ny text."))


def _words(label: Any, *checks: Any, rows: int, **kwargs: Any) -> TextAreaField:
    bound = Length(max=LONGEST, message=TOO_LONG)
    # only the server knows whether it is needed, so the browser is not told that it is
    return TextAreaField(
        label, filters=[clean], validators=[*checks, bound], render_kw={"rows": rows, "required": False}, **kwargs
    )


class CommentForm(Form):
    """A comment on a part of the report, or on a passage of it."""

    part = SelectField(
        _("Del av tjänsteskrivelsen"),
        validators=[InputRequired(_("Välj vilken del det gäller."))],
        validate_choice=False,
    )
    quote = _words(
        _("Stycke"),
        rows=3,
        description=_("Klistra in eller skriv stycket som synpunkten gäller. Lämna tomt för hela delen."),
    )
    text = _words(_("Synpunkt"), WordsOrSuggestion(), rows=4)
    suggestion = _words(_("Förslag till ny text"), rows=3, description=_("Texten som ska stå i stället för stycket."))
    strike = BooleanField(_("Föreslå att stycket stryks"))
    creation_key = HiddenField(filters=[form_key], validators=[Length(max=64)])

    def offer(self, parts: Sequence[Part]) -> None:
        """Fill the choices with the parts of the version that is commented on."""
        self.part.choices = [
            SelectChoice("", gettext("Välj del")),
            *(SelectChoice(part.key, part.label) for part in parts),
        ]

    def validate_part(self, field: SelectField) -> None:
        """The part is in the newest version; it may have been taken away since the page was opened."""
        if field.data not in {value for value, *_ in field.iter_choices()}:
            raise ValidationError(gettext("Delen finns inte längre i tjänsteskrivelsen. Välj en annan."))

    def validate_strike(self, field: BooleanField) -> None:
        """A passage is struck or replaced."""
        if field.data and self.suggestion.data:
            raise ValidationError(gettext("Välj det ena: en ny text, eller att stycket stryks."))

    def draft(self) -> CommentDraft:
        """What was typed."""
        suggestion = "" if self.strike.data else self.suggestion.data or None
        return CommentDraft(
            self.part.data, self.quote.data or "", self.text.data or "", suggestion, self.creation_key.data
        )


class AnswerForm(Form):
    """An answer to one comment; each on the page has a prefix of its own."""

    text = TextAreaField(
        _("Svar"),
        filters=[clean],
        validators=[Length(max=LONGEST, message=TOO_LONG)],
        render_kw={"rows": 3},
        description=_("Behövs när du svarar eller avböjer."),
    )
    creation_key = HiddenField(filters=[form_key], validators=[Length(max=64)])

    def validate_text(self, field: TextAreaField) -> None:
        """What is declined is declined for a reason, and a reply has words."""
        missing = {
            "declined": gettext("Skriv varför förslaget avböjs."),
            "reply": gettext("Skriv svaret."),
        }
        if not field.data and self.meant in missing:
            raise ValidationError(missing[self.meant])

    meant = ""
    """Which button was pressed."""


def answer_form(comment_id: int, meant: str = "", **kwargs: Any) -> AnswerForm:
    """The form of the answers to that comment; `meant` is the button that was pressed."""
    form = AnswerForm(prefix=f"answer{comment_id}-", **kwargs)
    form.meant = meant
    return form
