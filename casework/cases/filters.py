"""The form by which the list of cases is narrowed. It stands in the address, so a list can be kept and passed on."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, SelectField
from wtforms.fields import SearchField

from casework.cases.listing import ENDED, MINE, OPEN, WAITING, Filters, people_and_bodies, states_called
from casework.permissions import Reader
from casework.web import Form, clean_line, whole
from workflows import WORKFLOWS

LONGEST = 100


class FilterForm(Form):
    """What the list shows. A value that is none of the choices narrows nothing, and the form shows that."""

    class Meta(Form.Meta):
        """It is read, and changes nothing."""

        csrf = False

    q = SearchField(_("Sök"), filters=[lambda text: clean_line(text)[:LONGEST]])
    whose = SelectField(_("Visa"))
    state = SelectField(_("Läge"))
    stage = SelectField(_("Skede"))
    kind = SelectField(_("Ärendetyp"))
    officer = SelectField(_("Handläggare"))
    body = SelectField(_("Organ"))

    def offer(self, reader: Reader) -> None:
        """Fill the choices."""
        officers, bodies = people_and_bodies(reader)
        self.whose.choices = _offered([(MINE, gettext("Mina ärenden")), (WAITING, gettext("Det som väntar på mig"))])
        self.stage.choices = _offered([(OPEN, gettext("Pågår")), (ENDED, gettext("Avslutat"))])
        self.kind.choices = _offered([(kind, gettext(workflow.label)) for kind, workflow in WORKFLOWS.items()])
        self.state.choices = [*_offered([]), *_states()]
        self.officer.choices = _offered([(str(number), name) for number, name in officers])
        self.body.choices = _offered([(str(number), name) for number, name in bodies])

    def chosen(self) -> dict[str, str]:
        """What narrows the list, by the name under which it stands in the address."""
        self.validate()
        found = {field.short_name: field.data for field in self if field.data and not field.errors}
        for field in self:
            field.errors = []
        return found

    def filters(self) -> Filters:
        """The same for the query."""
        chosen = self.chosen()
        return Filters(
            kind=chosen.get("kind", ""),
            states=states_called(chosen["state"]) if "state" in chosen else None,
            officer=whole(chosen.get("officer")),
            body=whole(chosen.get("body")),
            q=chosen.get("q", ""),
            whose=chosen.get("whose", ""),
            stage=chosen.get("stage", ""),
        )


def filter_form(reader: Reader, sent: Mapping[str, Any]) -> FilterForm:
    """The form as it stands in the address."""
    values = MultiDict(sent)
    pairs = states_called(values.get("state", ""))
    if pairs:  # by its name, as programs say it
        values["state"] = WORKFLOWS[pairs[0][0]].states[pairs[0][1]].label
    form = FilterForm(formdata=values)
    form.offer(reader)
    return form


def _offered(rows: list[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice("", gettext("Alla")), *(SelectChoice(value, label) for value, label in rows)]


def _states() -> list[SelectChoice]:
    """Each label once, whatever kinds have it: those on the way, then those at an end."""
    finals: dict[str, bool] = {}
    for workflow in WORKFLOWS.values():
        for state in workflow.states.values():
            finals.setdefault(state.label, state.final)
    groups = (gettext("Pågår"), False), (gettext("Avslutat"), True)
    return [
        SelectChoice(label, gettext(label), optgroup=group)
        for group, final in groups
        for label, is_final in finals.items()
        if is_final == final
    ]
