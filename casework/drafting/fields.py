"""Fields that the report's form needs: rows with companions, money, lines, a kind's own data."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from casework.cases.forms import line, text_area
from casework.cases.rows import ROWS, TOO_MANY, Part
from casework.documents.figures.amounts import Unclear, parse_amount, written
from casework.web import Form, clean, clean_line
from workflows import WORKFLOWS
from workflows._vocabulary import DAY, LINES, LONG_TEXT, MONEY, Field

LONGEST = 500  # characters of a line


class Row(Part):
    """A row whose text has the row's own name ("basis-0"); its companions hang on that ("basis-0-day")."""

    text: Any

    def process(self, *arguments: Any, **more: Any) -> None:
        """Name the text before it is read."""
        self.text.name = self.text.id = self.text.label.field_id = str(self._prefix).removesuffix("-")
        super().process(*arguments, **more)


class MoneyField(StringField):
    """An amount, typed as people write it and kept as whole öre."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Refuse what could be two amounts, with a sentence."""
        typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if typed:
            try:
                self.data = parse_amount(typed)
            except Unclear as unclear:
                raise ValueError(unclear.reason.worded(gettext)) from None

    def _value(self) -> str:
        if self.raw_data:
            return clean_line(self.raw_data[0])
        return written(self.data) if self.data is not None else ""


class LinesField(TextAreaField):
    """Texts, one a line."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Empty lines are none."""
        typed = clean(valuelist[0]).split("\n") if valuelist else []
        self.data = [text for one in typed if (text := clean_line(one))]

    def pre_validate(self, form: Any) -> None:
        """A list has an end, and so has a line."""
        lines = self.data or []
        if len(lines) > ROWS:
            raise ValidationError(gettext(TOO_MANY))
        if any(len(text) > LONGEST for text in lines):
            raise ValidationError(gettext("Varje rad får ha högst %(max)d tecken.", max=LONGEST))

    def _value(self) -> str:
        return "\n".join(self.data or [])


def _field(field: Field) -> Any:
    label, help_ = _(field.label), _(field.help) if field.help else ""
    if field.type == MONEY:
        return MoneyField(
            label, description=help_ or _("Till exempel 121 tkr eller 1,2 mnkr."), validators=[Optional()]
        )
    if field.type == LINES:
        help_ = help_ or _("En på varje rad.")
        return LinesField(label, description=help_, validators=[Optional()], render_kw={"rows": 4})
    if field.type == DAY:
        return DateField(label, description=help_, validators=[Optional()])
    if field.type == LONG_TEXT:
        return text_area(label, description=help_)
    return line(label, description=help_)


@cache
def kind_form(kind: str) -> type[Form] | None:
    """The form of what the kind knows of itself as data; None for a kind without any."""
    fields = WORKFLOWS[kind].fields if kind in WORKFLOWS else {}
    return type("KindForm", (Part,), {name: _field(field) for name, field in fields.items()}) if fields else None


def kept(data: Mapping[str, Any]) -> dict[str, Any]:
    """The kind's data as the report keeps it: days in ISO form, nothing where nothing is filled in."""
    found = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def typed(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the kind's form takes for `values` as kept."""
    fields = WORKFLOWS[kind].fields if kind in WORKFLOWS else {}
    found = {name: values[name] for name in fields if name in values}
    return {name: date.fromisoformat(value) if fields[name].type == DAY else value for name, value in found.items()}
