"""Whom to ask, about what and until when; the answer; and what else is filled in on a referral's page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, FormField, HiddenField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from casework import clock
from casework.cases.forms import line, text_area
from casework.cases.models import Attachment
from casework.cases.rows import ROWS, TOO_MANY, Part, Rows
from casework.dispatch.channels import INTERNAL
from casework.dispatch.forms import NAMES, address_lacks
from casework.people.models import Body, DirectoryFunction, Person
from casework.people.queries import persons_by_address
from casework.referrals.asking import AddresseeDraft
from casework.referrals.models import INTERVIEW, SURVEY
from casework.web import Form, form_key, whole

BY_DAY = _("Ange dagen, till exempel 2026-11-30.")
AHEAD = _("Ange en dag framåt i tiden.")
TEXT_OR_FILE = _("Skriv det här, bifoga det som en fil, eller både och.")
LONGEST_SCOPE = 5_000
OUTSIDE = "outside"
CHANNELS = ("mail", "paper")


class AddresseeForm(Part):
    """One to ask. Its own question and last day, where they are not everybody's."""

    to = SelectField(_("Vem"), validate_choice=False, default="")
    name = line(_("Namn eller funktion"))
    channel = SelectField(_("Sätt"), choices=[SelectChoice(name, NAMES[name]) for name in CHANNELS], default="mail")
    address = line(_("Adress"), longest=254, description=_("Lämna tomt för en funktion som står i katalogen."))
    scope = text_area(
        _("Vad just det svaret ska omfatta"),
        longest=LONGEST_SCOPE,
        description=_("Lämna tomt för samma fråga som till alla."),
        render_kw={"rows": 3},
    )
    due = DateField(
        _("Sista dag för just det svaret"),
        description=_("Lämna tomt för samma dag som för alla."),
        validators=[Optional()],
    )

    def is_filled(self) -> bool:
        """Whether somebody is meant."""
        return bool(self.to.data or self.name.data or self.address.data)

    def validate_to(self, field: Any) -> None:
        """Chosen, where a name is written."""
        if not self.is_filled():
            return
        if field.data not in {choice.value for choice in field.choices or () if choice.value}:
            raise ValidationError(gettext("Välj vem som ska få remissen."))

    def validate_name(self, field: Any) -> None:
        """An outside party has a name."""
        if self.to.data == OUTSIDE and not field.data:
            raise ValidationError(gettext("Skriv vem det är."))

    def validate_address(self, field: Any) -> None:
        """An outside party is reached: by what is written here, or by the directory."""
        if self.to.data != OUTSIDE:
            return
        if not field.data and (self.name.data or "").casefold() not in self.known:
            raise ValidationError(gettext("Skriv adressen, eller välj en funktion som står i katalogen."))
        if (lacks := address_lacks(self.channel.data, field.data)) is not None:
            raise ValidationError(lacks)

    def validate_due(self, field: Any) -> None:
        """A day ahead."""
        if field.data and field.data <= clock.today():
            raise ValidationError(str(AHEAD))

    known: Mapping[str, DirectoryFunction] = {}  # each form gets its own by `offer`


class AskForm(Form):
    """A referral to several at once."""

    scope = text_area(
        _("Vad svaret ska omfatta"),
        longest=LONGEST_SCOPE,
        required=_("Skriv vad svaret ska omfatta."),
        description=_("Gäller alla som inte får en egen fråga."),
        render_kw={"rows": 4},
    )
    due = DateField(
        _("Svar senast"), description=_("Gäller alla som inte får en egen dag."), validators=[InputRequired(BY_DAY)]
    )
    papers = SelectMultipleField(
        _("Handlingar som följer med"),
        coerce=lambda value: whole(str(value)) or 0,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    addressees = Rows(FormField(AddresseeForm), label=_("Vem som ska få remissen"), min_entries=1)
    creation_key = HiddenField()

    def offer(
        self,
        bodies: Sequence[Body],
        persons: Sequence[Person],
        functions: Sequence[DirectoryFunction],
        papers: Sequence[Attachment],
    ) -> None:
        """Fill the choices."""
        self.papers.choices = [SelectChoice(str(row.id), row.name) for row in papers]
        own, others = gettext("Organ"), gettext("Kollegor")
        choices = [
            SelectChoice("", gettext("Välj vem")),
            SelectChoice(OUTSIDE, gettext("Utomstående: namn och adress")),
            *(SelectChoice(f"body:{body.id}", body.name, optgroup=own) for body in bodies),
            *(SelectChoice(f"person:{row.id}", _who(row), optgroup=others) for row in persons),
        ]
        known = {row.name.casefold(): row for row in functions}
        for entry in self.addressees.entries:
            entry.form.to.choices, entry.form.known = choices, known

    def pressed(self, sent: Mapping[str, str]) -> bool:
        """Change the rows where the reader has no script; True when a button for that was pressed."""
        rows = self.addressees
        if "add_addressees" in sent and len(rows.entries) < ROWS:
            rows.append_entry()
            return True
        number = whole(sent.get("remove_addressees"))
        if number is not None and number < len(rows.entries):
            rows.entries.pop(number)
        return number is not None

    def validate_due(self, field: Any) -> None:
        """A day ahead."""
        if field.data and field.data <= clock.today():
            raise ValidationError(str(AHEAD))

    def validate_addressees(self, field: Any) -> None:
        """Somebody is asked, and the list has an end."""
        if len(field.entries) > ROWS:
            raise ValidationError(gettext(TOO_MANY))
        if not any(entry.form.is_filled() for entry in field.entries):
            raise ValidationError(gettext("Välj minst en som ska få remissen."))

    def key(self) -> str:
        """What tells that the form is sent twice."""
        return form_key(self.creation_key.data)[:64]

    def drafts(self) -> list[AddresseeDraft]:
        """Whom it asks, each about what and until when."""
        return [self._draft(entry.form) for entry in self.addressees.entries if entry.form.is_filled()]

    def _draft(self, row: AddresseeForm) -> AddresseeDraft:
        asked: dict[str, Any] = {"scope": row.scope.data or self.scope.data, "due": row.due.data or self.due.data}
        kind, _sep, value = row.to.data.partition(":")
        if kind == "body":
            return AddresseeDraft(**asked, body_id=whole(value))
        if kind == "person":
            return AddresseeDraft(**asked, person_id=whole(value))
        function = row.known.get(row.name.data.casefold())
        channel, address = row.channel.data, row.address.data
        if function is not None and not address:
            channel, address = function.channel, function.address
        if channel == INTERNAL.name:  # the directory says that a colleague reads it: she answers it too
            colleague = persons_by_address([address]).get(address.strip().casefold())
            return AddresseeDraft(**asked, person_id=colleague or 0)
        return AddresseeDraft(**asked, name=row.name.data, channel=channel, address=address)


def _who(person: Person) -> str:
    return f"{person.name}, {person.title}" if person.title else person.name


class WithFile(Form):
    """A form that takes a file."""

    class Meta(Form.Meta):
        """Asked by WTForms."""

        files = True


class NoteForm(WithFile):
    """What a survey or an interview gave."""

    kind = SelectField(
        _("Vad det var"), choices=[SelectChoice(INTERVIEW, _("Intervju")), SelectChoice(SURVEY, _("Enkät"))]
    )
    name = line(_("Vem som svarade"), required=_("Skriv vem som svarade."))
    scope = line(_("Vad det gällde"), longest=500, required=_("Skriv vad det gällde."))
    received = DateField(_("Dag"), validators=[InputRequired(BY_DAY)])
    text = text_area(_("Vad som sades"), longest=50_000, description=TEXT_OR_FILE, render_kw={"rows": 8})
    file = FileField(_("Fil"))
    creation_key = HiddenField()

    def key(self) -> str:
        """What tells that the form is sent twice."""
        return form_key(self.creation_key.data)[:64]


class DraftForm(Form):
    """An answer that is being written; it may be empty."""

    version = HiddenField()
    text = text_area(_("Svaret"), longest=50_000, render_kw={"rows": 10})


class AnswerForm(WithFile):
    """The answer of who was asked."""

    version = HiddenField()
    text = text_area(_("Svaret"), longest=50_000, description=TEXT_OR_FILE, render_kw={"rows": 10})
    file = FileField(_("Svaret som fil"))


class ReceivedForm(AnswerForm):
    """An answer that came from outside, and the day it came."""

    received = DateField(_("Svaret kom in den"), validators=[InputRequired(BY_DAY)])


class NoViewForm(Form):
    """That there is nothing to object."""

    version = HiddenField()


class NoViewReceivedForm(NoViewForm):
    """The same from outside, and the day it came."""

    received = DateField(_("Svaret kom in den"), validators=[InputRequired(BY_DAY)])


class ExtendForm(Form):
    """A later last day."""

    version = HiddenField()
    due = DateField(_("Ny sista svarsdag"), validators=[InputRequired(BY_DAY)])


class WithdrawForm(Form):
    """Why the referral is withdrawn."""

    version = HiddenField()
    note = text_area(
        _("Skäl"),
        longest=5_000,
        required=_("Skriv varför remissen återkallas."),
        description=_("Skälet syns för den som fick remissen och i remissens historik."),
        render_kw={"rows": 3},
    )


FORMS: dict[str, type[Form]] = {
    "draft": DraftForm,
    "answer": AnswerForm,
    "no_objection": NoViewForm,
    "receive": ReceivedForm,
    "receive_no_objection": NoViewReceivedForm,
    "extend": ExtendForm,
    "withdraw": WithdrawForm,
    "leave_unanswered": NoViewForm,
}
"""By step of the table: what it asks for."""


def given_in(form: Form) -> dict[str, str]:
    """What was filled in, as the rules take it."""
    given = {}
    for field in form:
        if field.short_name not in {"version", "csrf_token", "file"}:
            given[field.short_name] = field.data.isoformat() if isinstance(field.data, date) else str(field.data or "")
    return given
