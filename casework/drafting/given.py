"""A report as a program gives it: read as if it were typed in the form, so that there is one set of rules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date as iso_day
from typing import Annotated, Any

from flask_babel import gettext
from pydantic import Field
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField

from casework.api.shapes import Sent
from casework.cases.rows import ROWS
from casework.documents.figures.amounts import written
from casework.drafting.fields import Row
from casework.drafting.forms import OFFERED, ReportForm, report_form
from casework.people.models import Body
from casework.problems import Invalid
from workflows import WORKFLOWS
from workflows._vocabulary import LINES, MONEY, N_

Pairs = list[tuple[str, str]]

TYPED: dict[str, tuple[type, Callable[[Any], str], str]] = {
    MONEY: (int, written, N_("Ska vara ett belopp i hela öre.")),
    LINES: (list, "\n".join, N_("Ska vara en lista av texter.")),
}
"""Of a kind's data by type: how programs give it, and how it is typed in the form; the others are texts."""

BESIDE = {"kind", "body", "origin", "origin_sender", "origin_received"}
"""What the form has beside the report."""


class OptionSent(Sent):
    """One of the ways that a section weighs."""

    title: str = ""
    for_: Annotated[str, Field(alias="for")] = ""
    against: str = ""
    consequence: str = ""
    recommended: bool = False


class SectionSent(Sent):
    """A part of the report under its heading. `code`: which part of the template it is."""

    heading: str = ""
    text: str = ""
    code: str | None = None
    options: Annotated[list[OptionSent], Field(max_length=ROWS)] | None = None


class SignatorySent(Sent):
    """Who signs the report by its file."""

    name: str | None = None
    title: str | None = None


class ReportSent(Sent):
    """The officer report in the shape of `casework report read`, without `found`. Texts may be Markdown.

    Number, date, officer, signatories and attachments are the case's own: what a file says of them is not taken over.
    """

    title: str | None = None
    case_number: str | None = None
    date: str | None = None
    to_body: str | None = None
    proposal: Annotated[list[str], Field(max_length=ROWS)] = Field(default_factory=list)
    proposal_bodies: Annotated[list[str | None], Field(max_length=ROWS)] | None = None
    summary: str | None = None
    sections: Annotated[list[SectionSent], Field(max_length=ROWS)] = Field(default_factory=list)
    basis: Annotated[list[str], Field(max_length=ROWS)] = Field(default_factory=list)
    attachments: Annotated[list[str], Field(max_length=ROWS)] = Field(default_factory=list)
    recipients: Annotated[list[str], Field(max_length=ROWS)] = Field(default_factory=list)
    recipients_deadline: iso_day | None = None
    officer_name: str | None = None
    officer_title: str | None = None
    signatories: Annotated[list[SignatorySent], Field(max_length=ROWS)] = Field(default_factory=list)
    fields: Annotated[dict[str, str | int | list[str] | None], Field(max_length=ROWS)] = Field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """What was sent, by name."""
        return self.model_dump(exclude_unset=True, by_alias=True)


def form_of(
    content: Mapping[str, Any],
    recipients: Iterable[Mapping[str, Any]],
    bodies: Sequence[Body],
    *,
    kind: str,
    beside: Mapping[str, Any],
) -> ReportForm:
    """The report's form filled in with that content and distribution list, validated. Raises Invalid.

    `beside`: what the form has beside the report, such as body and origin; None is left out.
    """
    pairs: Pairs = [("kind", kind), ("title", content.get("title") or ""), ("summary", content.get("summary") or "")]
    pairs += [(name, str(value)) for name, value in beside.items() if value is not None]
    pairs += [*_points(content), *_sections(content.get("sections") or [])]
    pairs += [(f"basis-{number}", text) for number, text in enumerate(content.get("basis") or [])]
    for number, row in enumerate(recipients):
        pairs += [(f"recipients-{number}-{name}", str(row.get(name) or "")) for name in ("name", "address", "deadline")]
        if row.get("channel") in OFFERED:
            pairs.append((f"recipients-{number}-channel", row["channel"]))
    pairs += _fields(content.get("fields") or {}, kind)
    form = report_form(kind)(formdata=MultiDict(pairs), meta={"csrf": False})
    form.offer(bodies)
    if not form.validate():
        raise Invalid(*_told(form))
    return form


def _points(content: Mapping[str, Any]) -> Pairs:
    points, deciders = content.get("proposal") or [], content.get("proposal_bodies") or []
    if deciders and len(deciders) != len(points):
        raise Invalid(("report.proposal_bodies", gettext("Ska ha en rad för varje punkt i förslaget.")))
    pairs = [(f"proposal-{number}", text) for number, text in enumerate(points)]
    return pairs + [(f"proposal-{number}-body", name or "") for number, name in enumerate(deciders)]


def _sections(sections: Iterable[Mapping[str, Any]]) -> Pairs:
    pairs: Pairs = []
    for number, section in enumerate(sections):
        place = f"sections-{number}"
        pairs += [(f"{place}-{name}", section.get(name) or "") for name in ("code", "heading", "text")]
        for index, option in enumerate(section.get("options") or []):
            parts = ("title", "for", "against", "consequence")
            pairs += [(f"{place}-options-{index}-{name}", option.get(name) or "") for name in parts]
            if option.get("recommended"):
                pairs.append((f"{place}-recommended", str(index)))
    return pairs


def _fields(values: Mapping[str, Any], kind: str) -> Pairs:
    """The kind's own data as it is typed: amounts, which programs give in whole öre, as documents write them."""
    known = WORKFLOWS[kind].fields if kind in WORKFLOWS else {}
    pairs: Pairs = []
    wrong = []
    for name, value in values.items():
        if name not in known:
            wrong.append((f"report.fields.{name}", gettext("Ärendetypen har inget sådant fält.")))
        elif value is not None:
            type_, typed, expected = TYPED.get(known[name].type, (str, str, N_("Ska vara text.")))
            if isinstance(value, type_):
                pairs.append((f"fields-{name}", typed(value)))
            else:
                wrong.append((f"report.fields.{name}", gettext(expected)))
    if wrong:
        raise Invalid(*wrong)
    return pairs


def _told(form: ReportForm) -> list[tuple[str, str]]:
    """Each error of the form with its place in what the program sent."""
    return [(_place(name), text) for name, text in _errors(form, "")]


def _errors(form: Any, before: str) -> Iterable[tuple[str, str]]:
    for field in form:
        name = before + field.short_name
        if isinstance(field, FormField):
            yield from _errors(field.form, f"{name}.")
        elif isinstance(field, FieldList):
            yield from ((name, str(text)) for text in field.errors if isinstance(text, str))
            for number, entry in enumerate(field.entries):
                yield from _row_errors(entry.form, f"{name}.{number}")
        else:
            yield from ((name, str(text)) for text in field.errors[:1])


def _row_errors(form: Any, place: str) -> Iterable[tuple[str, str]]:
    """A row whose text has the row's own name, or a row of parts."""
    if not isinstance(form, Row):
        yield from _errors(form, f"{place}.")
        return
    for name, field in form._fields.items():
        yield from ((place if name == "text" else f"{place}.{name}", str(text)) for text in field.errors[:1])


def _place(name: str) -> str:
    return name if name.partition(".")[0] in BESIDE else f"report.{name}"
