"""Sending a summons, answering it, and mending an address."""

import re
from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from casework.dispatch.channels.addresses import wrong
from casework.summons.models import ANSWERS
from casework.summons.operations import Seen
from casework.summons.wording import ANSWER_WORDS
from casework.web import TOO_LONG, Form, choice, clean, clean_line, whole

_ITEM = re.compile(r"(\d{1,9}):([0-9a-f]{16})")
MOST_ITEMS = 1000


class IssueForm(Form):
    """The press that sends a summons, with what its sender saw of it; `why` where the rules ask for a reason."""

    number = HiddenField()
    items = HiddenField()
    rest = HiddenField()
    why = TextAreaField(_("Skäl"), filters=[clean], validators=[Length(max=2000, message=TOO_LONG)])

    def show(self, seen: Seen) -> None:
        """Carry what the page shows."""
        self.number.data, self.rest.data = str(seen.number), seen.rest
        self.items.data = ",".join(f"{key}:{print_}" for key, print_ in seen.items.items())

    def seen(self) -> Seen:
        """What the page showed. What no page of ours has written is read as something else than any agenda."""
        rows = [_ITEM.fullmatch(row) for row in (self.items.data or "").split(",", MOST_ITEMS)]
        items = {int(row[1]): row[2] for row in rows if row}
        return Seen(whole(self.number.data) or 0, items, self.rest.data or "")


class AnswerForm(Form):
    """Whether one comes; the button that was pressed says it."""

    answer = HiddenField(filters=[clean_line])
    reason = StringField(
        _("Skäl eller hälsning till sekreteraren"),
        filters=[clean_line],
        validators=[Length(max=500, message=TOO_LONG)],
    )


class NotedAnswerForm(Form):
    """The answer that somebody gave the secretary by telephone."""

    person = SelectField(_("Vem"), coerce=choice)
    answer = SelectField(_("Svar"))
    reason = StringField(_("Skäl"), filters=[clean_line], validators=[Length(max=500, message=TOO_LONG)])

    def offer(self, people: Sequence[tuple[int, str]], words: Sequence[str]) -> None:
        """Fill the choices."""
        self.person.choices = [SelectChoice(str(number), name) for number, name in people]
        self.answer.choices = [SelectChoice(word, gettext(ANSWER_WORDS[word])) for word in ANSWERS if word in words]


class AddressForm(Form):
    """Where a letter that did not arrive goes instead."""

    address = StringField(
        _("E-postadress"),
        filters=[clean_line],
        validators=[DataRequired(_("Ange adressen.")), Length(max=254, message=TOO_LONG)],
    )

    def validate_address(self, field: StringField) -> None:
        """It is one."""
        if lacks := wrong(field.data or ""):
            raise ValidationError(lacks)
