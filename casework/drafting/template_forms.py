"""A template of officer reports as a form: its parts in order, each with what it says to the writer."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, Field, FormField, HiddenField, SelectChoice, SelectField
from wtforms.validators import InputRequired, ValidationError

from casework.cases.forms import line
from casework.cases.rows import ROWS, TOO_MANY, Rows
from casework.cases.rows import Part as PartialForm
from casework.drafting.fields import LinesField
from casework.drafting.parts import CODES, FIXED, OTHER, STANDARD, Part
from casework.people.models import Body
from casework.web import Form, choice, whole
from workflows import WORKFLOWS
from workflows._vocabulary import N_

TWICE = N_("”%(heading)s” finns två gånger.")


class PartForm(PartialForm):
    """One part of the template."""

    position = HiddenField()
    code = SelectField(_("Avsnitt"), choices=[SelectChoice(code, name) for code, name in CODES.items()])
    heading = line(_("Rubrik i skrivelsen"))
    help = line(_("Hjälp till den som skriver"), longest=500)
    phrases = LinesField(_("Fraser att infoga"), description=_("En på varje rad."), render_kw={"rows": 3})
    required = BooleanField(_("Ska finnas"))
    copy_to_minutes = BooleanField(_("Förs in i protokollet"))

    def part(self) -> Part:
        """The part as typed; without a heading of its own it has the usual one."""
        code = self.code.data or OTHER
        return Part(
            code,
            self.heading.data or CODES.get(code, ""),
            self.required.data,
            self.copy_to_minutes.data,
            self.help.data,
            tuple(self.phrases.data or ()),
        )


class TemplateForm(Form):
    """A template, or the next version of one."""

    name = line(_("Mallens namn"), required=_("Skriv mallens namn."))
    body = SelectField(_("Organ"), coerce=choice)
    kind = SelectField(_("Ärendetyp"))
    valid_from = DateField(_("Gäller från"), validators=[InputRequired(_("Ange från vilken dag mallen gäller."))])
    parts = Rows(FormField(PartForm), label=_("Avsnitt i ordning"), min_entries=1)
    number = HiddenField()

    def process(self, *arguments: Any, **more: Any) -> None:
        """Put the parts in the order that they were given on the page."""
        super().process(*arguments, **more)
        numbered = [(whole(row.position.data), number, row) for number, row in enumerate(self.parts.entries)]
        numbered.sort(key=lambda row: (row[1] if row[0] is None else row[0], row[1]))
        self._order([row for *_places, row in numbered])

    def _order(self, entries: list[Any]) -> None:
        self.parts.entries = entries
        for number, entry in enumerate(entries):
            entry.position.data = str(number)

    def offer(self, bodies: Sequence[Body]) -> None:
        """Fill the choices."""
        self.body.choices = [
            SelectChoice("0", gettext("Alla organ")),
            *(SelectChoice(str(body.id), body.name) for body in bodies),
        ]
        self.kind.choices = [
            SelectChoice("", gettext("Alla ärendetyper")),
            *(SelectChoice(kind, gettext(workflow.label)) for kind, workflow in WORKFLOWS.items()),
        ]

    def validate_parts(self, field: Field) -> None:
        """A list has an end, and a part is there once."""
        parts = self.parts_typed()
        if len(parts) > ROWS:
            raise ValidationError(gettext(TOO_MANY))
        keys = [part.heading.casefold() if part.code == OTHER else part.code for part in parts]
        twice = next((part for number, part in enumerate(parts) if keys[number] in keys[:number]), None)
        if twice:
            raise ValidationError(gettext(TWICE) % {"heading": twice.heading})

    def parts_typed(self) -> list[Part]:
        """The parts in their order."""
        return [entry.form.part() for entry in self.parts.entries]

    def pressed(self, sent: Mapping[str, str]) -> bool:
        """Add, remove or move a part; True when a button for that was pressed."""
        rows = self.parts.entries
        for act in ("add_parts", "remove_parts", "up_parts", "down_parts"):
            if act not in sent:
                continue
            index = whole(sent[act])
            if act == "add_parts":
                if len(rows) < ROWS:
                    self.parts.append_entry({"code": OTHER})
                    rows = self.parts.entries
            elif index is not None and index < len(rows):
                row = rows.pop(index)
                if act != "remove_parts":
                    rows.insert(max(index - 1, 0) if act == "up_parts" else index + 1, row)
            self._order(rows)
            return True
        return False


def template_data(parts: Sequence[Part] = STANDARD) -> list[dict[str, Any]]:
    """The form's data for the parts."""
    rows = [part.row() for part in parts]
    for row in rows:
        row["required"] = row["required"] or (parts is STANDARD and row["code"] in FIXED)
    return rows
