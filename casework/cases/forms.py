"""The form of any step, drawn from what its rules ask for, the form of attachments, and fields that text is kept by."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileRequired, MultipleFileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from casework.documents.markup import tidy
from casework.problems import Invalid
from casework.web import TOO_LONG, Form, clean, clean_line
from workflows import Step, Workflow
from workflows._facts import Facts
from workflows._vocabulary import DAY, LONG_TEXT, YES

LONG = 200_000


def text_area(label: Any, *, longest: int = LONG, required: Any = None, **kwargs: Any) -> TextAreaField:
    """A field for text in paragraphs."""
    checks = [DataRequired(required)] if required else []
    return TextAreaField(label, filters=[clean], validators=[*checks, Length(max=longest, message=TOO_LONG)], **kwargs)


def prose(label: Any, **kwargs: Any) -> TextAreaField:
    """A text of the report, in the subset of Markdown that documents.markup knows; tidied on the way in."""
    field = text_area(label, **kwargs)
    field.kwargs["filters"] = [clean, tidy]
    field.kwargs["render_kw"] = {"data-markup": True, **(field.kwargs.get("render_kw") or {})}
    return field


def line(label: Any, *, longest: int = 200, required: Any = None, **kwargs: Any) -> StringField:
    """A field for text on one line."""
    checks = [DataRequired(required)] if required else []
    return StringField(
        label, filters=[clean_line], validators=[*checks, Length(max=longest, message=TOO_LONG)], **kwargs
    )


class AttachmentForm(Form):
    """Files to add to the case, as the page draws it; `attachments.judged` says what may be added."""

    files = MultipleFileField(_("Lägg till filer"), validators=[FileRequired()])


def step_form(step: Step, choices: dict[str, list[tuple[str, str]]], facts: Facts | None = None, **kwargs: Any) -> Form:
    """The form of one step: a field for each thing that its rules ask for; what depends on the facts, by `facts`.

    `choices` by type, such as meetings: what is asked for by one of these types is chosen from them.
    """
    fields: dict[str, Any] = {"version": HiddenField()}
    for ask in step.asks:
        if ask.when is not None and (facts is None or not ask.when(facts)):
            continue
        label, help_ = gettext(ask.label), gettext(ask.help) if ask.help else ""
        if facts is not None and ask.about is not None and (about := ask.about(facts)):
            help_ = " ".join((help_, gettext("Det gäller: ”%(text)s”", text=about))).strip()
        needed = None if ask.optional else gettext("Fyll i fältet ”%(label)s”.", label=label)
        checks = [InputRequired(needed)] if needed else [Optional()]
        if ask.type in choices:
            offered = [SelectChoice(value, text) for value, text in choices[ask.type]]
            fields[ask.name] = SelectField(label, description=help_, choices=offered, validators=checks)
        elif ask.type == DAY:
            fields[ask.name] = DateField(label, description=help_, validators=checks)
        elif ask.type == YES:
            fields[ask.name] = BooleanField(label, description=help_, validators=checks)
        elif ask.type == LONG_TEXT:
            fields[ask.name] = text_area(label, longest=20_000, required=needed, description=help_)
        else:
            fields[ask.name] = line(label, required=needed, description=help_)
    form_class = type("StepForm", (Form,), fields)
    return form_class(**kwargs)


def given_in(form: Form) -> dict[str, str]:
    """What was filled in, as the rules take it: text by name, days in ISO form."""
    given = {}
    for field in form:
        if field.short_name not in {"version", "csrf_token"}:
            value = "yes" if field.data is True else field.data
            given[field.short_name] = value.isoformat() if isinstance(value, date) else str(value or "")
    return given


def given_as(table: Workflow, state: str, name: str, values: Mapping[str, str]) -> dict[str, str]:
    """What a program fills in for the step, cleaned and bounded as in its form. Raises Invalid, field by field.

    What is left out is judged by the step's rules, which say it better; so is a step that does not leave the state.
    A note may be given with any step.
    """
    step = table.step(name, state)
    if step is None or state not in step.sources:
        return {}
    asks = {ask.name for ask in step.asks}
    if unknown := sorted(set(values) - asks - {"note"}):
        raise Invalid(*((name, gettext("Steget frågar inte efter det här.")) for name in unknown))
    if not asks:
        return {"note": clean(values.get("note"))}
    form = step_form(step, {}, formdata=MultiDict(values), meta={"csrf": False})
    form.validate()
    wrong = {field.short_name: str(field.errors[0]) for field in form if field.errors}
    if filled := [(name, told) for name, told in wrong.items() if values.get(name, "").strip()]:
        raise Invalid(*filled)
    depending = {ask.name: clean(values[ask.name]) for ask in step.asks if ask.when is not None and ask.name in values}
    return {"note": clean(values.get("note")), **depending, **given_in(form)}
