"""Planning a meeting, calling its roll, wishing for a meeting, and who takes part in one item."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import Length

from casework.law.serving import grounds_at
from casework.meetings.models import Attendance, Meeting
from casework.meetings.presence import AWAY, DISQUALIFIED, GROUNDS, SERVING, Noted
from casework.meetings.roll import Present
from casework.meetings.wishes import named
from casework.web import TOO_LONG, Form, choice, clean, whole


class RollForm(Form):
    """The roll-call; its rows are read by `present_in`, one a seat."""

    version = HiddenField()


def present_in(pressed: Mapping[str, str], rows: list[Attendance]) -> dict[int, Present]:
    """Who was marked as present, in the room or from afar, and for whom a substitute serves; by person."""
    present: dict[int, Present] = {}
    members = {row.person_id for row in rows if row.role != "substitute"}
    for row in rows:
        how = pressed.get(f"present-{row.person_id}")
        if how in {"present", "remote"}:
            serves = whole(pressed.get(f"serving-{row.person_id}"))
            present[row.person_id] = Present(serves if serves in members else None, remote=how == "remote")
    return present


class WishForm(Form):
    """The meeting that the officer would have the case go to; 0 for none in particular."""

    meeting = SelectField(_("Önskat sammanträde"), coerce=choice)

    def offer(self, meetings: Sequence[Meeting]) -> None:
        """Fill the choices."""
        rows = [SelectChoice(str(row.id), named(row)) for row in meetings]
        self.meeting.choices = [SelectChoice("0", gettext("Inget särskilt")), *rows]


People = Sequence[tuple[int, str]]
"""Whom a form offers: (person id, name)."""


class PresenceForm(Form):
    """What is to hold of somebody at one item. `kind` is what, and the word in the address of the form."""

    kind = ""
    assembly = False
    """Whether the item is before the assembly, which has grounds of its own."""
    person = SelectField(_("Vem"), coerce=choice)
    version = HiddenField()

    def offer(self, people: People, others: People) -> None:
        """Fill the choices: whom it may hold of; `others` who raised it, or who is served for."""
        self.person.choices = [SelectChoice(str(number), name) for number, name in people]

    def noted(self) -> Noted:
        """As the operation takes it."""
        return Noted(self.kind, self.person.data)


class AwayForm(PresenceForm):
    """Somebody goes out while the item is handled."""

    kind = AWAY


class DisqualifiedForm(PresenceForm):
    """Somebody is disqualified from the item (KL 6:28)."""

    kind = DISQUALIFIED
    ground = SelectField(_("Grund"), description=_("Bortse från jäv om opartiskheten uppenbarligen saknar betydelse."))
    raised_by = SelectField(_("Väckt av"), coerce=choice)
    disputed = BooleanField(
        _("Jävet är omtvistat"),
        description=_("Organet prövar frågan innan ärendet avgörs (kommunallagen 6 kap. 30 §)."),
    )
    note = TextAreaField(
        _("Anteckning"),
        filters=[clean],
        validators=[Length(max=2000, message=TOO_LONG)],
        description=_("Syns för sekreteraren och den som leder ärendet. Står inte i protokollet."),
    )

    def offer(self, people: People, others: People) -> None:
        """As PresenceForm; who raised it is the person himself unless another is chosen."""
        super().offer(people, others)
        self.ground.choices = [
            SelectChoice(code, gettext(GROUNDS[code])) for code in grounds_at(assembly=self.assembly)
        ]
        rows = [SelectChoice(str(number), name) for number, name in others]
        self.raised_by.choices = [SelectChoice("0", gettext("Personen själv")), *rows]

    def noted(self) -> Noted:
        """As the operation takes it."""
        raised_by = self.raised_by.data or self.person.data
        noted = Noted(self.kind, self.person.data, self.ground.data, self.note.data, raised_by)
        return replace(noted, disputed=self.disputed.data)


class ServingForm(PresenceForm):
    """A substitute steps in for a member who takes no part in the item."""

    kind = SERVING
    serving_for = SelectField(_("Tjänstgör för"), coerce=choice)

    def offer(self, people: People, others: People) -> None:
        """As PresenceForm; `others` are those for whom somebody may step in."""
        super().offer(people, others)
        self.serving_for.choices = [SelectChoice(str(number), name) for number, name in others]

    def noted(self) -> Noted:
        """As the operation takes it."""
        return Noted(self.kind, self.person.data, serving_for_id=self.serving_for.data)


PRESENCE_FORMS: dict[str, type[PresenceForm]] = {
    "jav": DisqualifiedForm,
    "ute": AwayForm,
    "ersattare": ServingForm,
}
"""By the word in the address."""
