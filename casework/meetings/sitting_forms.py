"""What is filled in while a meeting is prepared and held: matters, guests, who approves at once."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, SelectMultipleField, widgets

from casework.cases.forms import line, text_area
from casework.law.attending import GUESTS, NO_STAFF, STAFF
from casework.meetings.matters import Matter
from casework.meetings.models import OF_CASE, AgendaItem
from casework.web import Form
from workflows._meeting_rules import decided_points
from workflows._vocabulary import ITEM_KINDS


class MatterForm(Form):
    """A matter that is no case, to stand on the agenda."""

    kind = SelectField(_("Vad punkten är"))
    title = line(_("Rubrik"), longest=300, required=_("Skriv punktens rubrik."))
    proposal = text_area(
        _("Förslag till beslut"),
        longest=20_000,
        description=_("En punkt i varje stycke, med en tom rad emellan. Tomt om inget ska beslutas."),
    )
    closed_doors = BooleanField(_("Behandlas bakom stängda dörrar"))
    routine = BooleanField(_("Rutinärende"), description=_("Kan beslutas i ett block tillsammans med andra."))
    version = HiddenField()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        rows = [SelectChoice(code, gettext(label)) for code, label in ITEM_KINDS.items() if code != OF_CASE]
        self.kind.choices = rows

    def matter(self) -> Matter:
        """As the operation takes it."""
        points = decided_points(self.proposal.data or "")
        flags = {"closed_doors": self.closed_doors.data, "routine": self.routine.data}
        return Matter(self.kind.data, title=self.title.data, proposal=points, **flags)


class FlagsForm(Form):
    """What may be changed of a case's place on the agenda."""

    closed_doors = BooleanField(_("Behandlas bakom stängda dörrar"))
    routine = BooleanField(_("Rutinärende"), description=_("Kan beslutas i ett block tillsammans med andra."))
    version = HiddenField()

    def matter(self) -> Matter:
        """As the operation takes it."""
        return Matter(OF_CASE, closed_doors=self.closed_doors.data, routine=self.routine.data)


def form_of(item: AgendaItem, *, sent: bool = False, **kwargs: Any) -> MatterForm | FlagsForm:
    """The form that changes the item: as it stands but for the version that was seen, or as it was sent.

    A matter's kind stays.
    """
    now: dict[str, Any] = {} if sent else {"closed_doors": item.closed_doors, "routine": item.routine}
    if item.case_id is not None:
        return FlagsForm(data=now, **kwargs)
    if not sent:
        now |= {"kind": item.kind, "title": item.title, "proposal": "\n\n".join(item.proposal)}
    form = MatterForm(data=now, **kwargs)
    form.kind.choices = [SelectChoice(item.kind, gettext(ITEM_KINDS[item.kind]))]
    return form


class GuestForm(Form):
    """Somebody who is there without a seat."""

    name = line(_("Namn"), required=_("Skriv personens namn."))
    kind = SelectField(_("Deltar som"))
    remote = BooleanField(_("Deltar på distans"))

    def offer(self, body_kind: str) -> None:
        """Fill the choices: whom the law lets be there."""
        kinds = [(code, rights) for code, rights in GUESTS.items() if code != STAFF or body_kind not in NO_STAFF]
        self.kind.choices = [SelectChoice(code, gettext(rights.label)) for code, rights in kinds]


class ApprovalForm(Form):
    """Who approves a paragraph at once, beside who leads."""

    approvers = SelectMultipleField(
        _("Justerare"), option_widget=widgets.CheckboxInput(), widget=widgets.ListWidget(prefix_label=False)
    )

    def offer(self, names: Sequence[str]) -> None:
        """Fill the choices."""
        self.approvers.choices = [SelectChoice(name, name) for name in names]
