"""What is filled in about assignments and raised matters beside the steps' own forms (cases.forms.step_form)."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectChoice, SelectField

from casework.assignments.models import RaisedMatter
from casework.assignments.queries import ALL, MINE, NOT_DONE, OVERDUE, Filters
from casework.cases.forms import text_area
from casework.meetings.models import Meeting
from casework.meetings.wishes import named
from casework.people.models import Body
from casework.web import Form, choice, whole

SHOWN = {NOT_DONE: _("Pågår"), OVERDUE: _("Försenade"), MINE: _("Mina"), ALL: _("Alla")}


class FilterForm(Form):
    """What of the register is shown; it is in the address, so it has no token."""

    class Meta(Form.Meta):
        """Asked by WTForms."""

        csrf = False

    shown = SelectField(_("Läge"), choices=[SelectChoice(word, label) for word, label in SHOWN.items()])
    body = SelectField(_("Organ"), validate_choice=False, default="")
    year = SelectField(_("Givet år"), validate_choice=False, default="")

    def offer(self, bodies: Iterable[Body], years: Iterable[int]) -> None:
        """Fill the choices."""
        self.body.choices = [
            SelectChoice("", gettext("Alla organ")),
            *(SelectChoice(str(row.id), row.name) for row in bodies),
        ]
        self.year.choices = [SelectChoice("", gettext("Alla år")), *(SelectChoice(str(one), str(one)) for one in years)]

    def filters(self) -> Filters:
        """What was chosen; what is none of the choices is as if nothing was."""
        shown = self.shown.data if self.shown.data in SHOWN else NOT_DONE
        return Filters(shown, _chosen(self.body), _chosen(self.year))


def _chosen(field: SelectField) -> int | None:
    known = {one.value for one in field.choices or ()}
    return whole(field.data) if field.data in known else None


class PutForm(Form):
    """Which meeting is to hear of it."""

    version = HiddenField()
    meeting = SelectField(_("Sammanträde"), coerce=choice)

    def offer(self, meetings: Sequence[Meeting]) -> None:
        """Fill the choices."""
        self.meeting.choices = [SelectChoice(str(row.id), named(row)) for row in meetings]


class UnreadyForm(PutForm):
    """What came out of each matter that will not be ready: a text for those that are to be told of."""

    def texts(self) -> dict[int, str]:
        """What was written, by case."""
        fields = {name.removeprefix("text-"): field for name, field in self._fields.items() if name.startswith("text-")}
        return {int(number): field.data for number, field in fields.items() if field.data}


def unready_form(matters: Sequence[RaisedMatter], **kwargs: object) -> UnreadyForm:
    """The form with a field for each matter."""
    fields = {
        f"text-{row.case_id}": text_area(
            _("%(number)s: vad som har kommit fram", number=row.case.number),
            longest=5_000,
            description=_("Lämna tomt om ärendet inte ska redovisas nu."),
            render_kw={"rows": 3},
        )
        for row in matters
    }
    form_class: type[UnreadyForm] = type("UnreadyFormOfMatters", (UnreadyForm,), fields)
    return form_class(**kwargs)
