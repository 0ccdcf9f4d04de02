"""Planning a meeting and calling its roll."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, SelectChoice, SelectField, StringField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from casework import clock
from casework.meetings.models import Attendance
from casework.people.models import Body
from casework.web import Form, choice, clean_line, form_key, whole


class MeetingForm(Form):
    """A meeting of a body."""

    body = SelectField(_("Organ"), coerce=choice)
    day = DateField(_("Dag"), validators=[InputRequired(_("Ange dagen, till exempel 2026-11-30."))])
    time = TimeField(_("Tid"), validators=[InputRequired(_("Ange tiden, till exempel 08:30."))])
    place = StringField(
        _("Plats"),
        filters=[clean_line],
        validators=[
            DataRequired(_("Ange platsen.")),
            Length(max=200, message=_("Texten är för lång: högst %(max)d tecken.")),
        ],
    )
    creation_key = HiddenField(filters=[form_key], validators=[Length(max=64)])

    def offer(self, bodies: list[Body]) -> None:
        """Fill the choices."""
        self.body.choices = [SelectChoice(str(body.id), body.name) for body in bodies]

    def starts_at(self) -> datetime:
        """When it starts, in UTC."""
        return clock.from_local(datetime.combine(self.day.data, self.time.data))

    def validate_day(self, field: Any) -> None:
        """A meeting is planned ahead; years that no calendar of ours reaches are a slip of the keyboard."""
        if field.data is not None and not clock.today() <= field.data <= clock.today().replace(
            day=1, year=clock.today().year + 5
        ):
            raise ValidationError(gettext("Ange en dag från i dag och högst fem år framåt."))


class RollForm(Form):
    """The roll-call; its rows are read by `present_in`, one a seat."""

    version = HiddenField()


def present_in(pressed: Mapping[str, str], rows: list[Attendance]) -> dict[int, int | None]:
    """Who was marked as present, and for whom a substitute serves: person id to member's id or None."""
    present: dict[int, int | None] = {}
    members = {row.person_id for row in rows if row.role != "substitute"}
    for row in rows:
        if pressed.get(f"present-{row.person_id}") == "present":
            serves = whole(pressed.get(f"serving-{row.person_id}"))
            present[row.person_id] = serves if serves in members else None
    return present
