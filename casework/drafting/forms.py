"""The officer report as a form: what is typed, and what it is as content."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, Field, FormField, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import TextArea

from casework.cases.forms import line, prose
from casework.cases.operations import RecipientDraft
from casework.cases.pages import ORIGINS
from casework.cases.rows import ROWS, TOO_MANY, Part, Rows
from casework.dispatch.forms import NAMES, address_lacks
from casework.drafting.fields import Row, kept, kind_form
from casework.drafting.parts import OPTIONS, Layout, is_written, outline, part_of, with_missing
from casework.drafting.parts import Part as TemplatePart
from casework.people.models import Body, DirectoryFunction
from casework.web import Form, choice, clean, clean_line, form_key, whole
from workflows import WORKFLOWS

DATED = re.compile(r"(?P<text>.*\S),?\s+(?P<day>\d{4}-\d{2}-\d{2})")


class PointForm(Row):
    """One point of the proposed decision, and the body that decides it: "" for the one that the case goes to."""

    text = prose(_("Beslutspunkt"), longest=20_000, render_kw={"rows": 4})
    body = SelectField(_("Beslutas av"), filters=[clean_line], validators=[Length(max=200)], validate_choice=False)


def _words(label: Any) -> Any:
    return prose(label, longest=20_000, render_kw={"rows": 3})


OptionForm = (
    type(  # not a class statement: its fields have the names that the report keeps, and "for" is a word of Python
        "OptionForm",
        (Part,),
        {
            "title": line(_("Alternativ")),
            "for": _words(_("Talar för")),
            "against": _words(_("Talar emot")),
            "consequence": _words(_("Konsekvens")),
        },
    )
)
"""One of the ways that the report weighs."""


class SectionForm(Part):
    """One part of the report: text under a heading, or options beside each other."""

    code = HiddenField(filters=[clean_line], validators=[Length(max=40)])
    position = HiddenField()
    heading = line(_("Rubrik"))
    text = prose(_("Text"), render_kw={"rows": 8})
    options = Rows(FormField(OptionForm), label=_("Alternativ"))
    recommended = StringField(_("Förordas"))

    def process(self, *arguments: Any, **more: Any) -> None:
        """The option that is recommended was sent by its number, which may be another once the gaps are closed."""
        super().process(*arguments, **more)
        sent = [entry for entry in self.options.entries if str(entry.sent_index) == self.recommended.data]
        self.recommended.data = str(sent[0].index) if sent else ""

    def has_options(self) -> bool:
        """Whether ways are weighed here."""
        return self.code.data == "ALTERNATIVES" or bool(self.options.entries)

    def section(self) -> dict[str, Any]:
        """The section as the report keeps it."""
        found: dict[str, Any] = {"heading": self.heading.data, "text": self.text.data}
        if self.code.data:
            found["code"] = self.code.data
        options = [
            {**entry.data, "recommended": str(entry.index) == self.recommended.data} for entry in self.options.entries
        ]
        options = [option for option in options if any(value for key, value in option.items() if key != "recommended")]
        return {**found, "options": options} if options else found


class BasisForm(Row):
    """One paper of the basis, and its day."""

    text = line(_("Handling"), longest=500)
    day = DateField(_("Daterad"), validators=[Optional()])


OFFERED = ("paper", "internal")
"""The channels that are chosen; "" is mail."""


class RecipientForm(Part):
    """One on the distribution list. Its channel and address may be left to the directory; "" is mail."""

    name = line(_("Namn eller funktion"))
    channel = SelectField(
        _("Sätt"),
        choices=[SelectChoice("", NAMES["mail"]), *(SelectChoice(name, NAMES[name]) for name in OFFERED)],
        default="",
    )
    address = line(_("Adress"), longest=254)
    deadline = DateField(_("Ska ha beslutet senast"), validators=[Optional()])

    def validate_address(self, field: Field) -> None:
        """An address, where one is written, is one of the chosen channel."""
        if (lacks := address_lacks(self.channel.data or "mail", field.data)) is not None:
            raise ValidationError(lacks)


class FileForm(Form):
    """An officer report as a file."""

    class Meta(Form.Meta):
        """It takes files."""

        files = True

    file = FileField(_("Tjänsteskrivelse som fil"), validators=[FileRequired(_("Välj en fil först."))])


class ReportForm(Form):
    """The officer report. A draft may be incomplete: only its title is required to save it."""

    kind = SelectField(
        _("Ärendetyp"), filters=[clean_line], validators=[InputRequired(_("Välj vilken typ av ärende det är."))]
    )
    title = line(_("Rubrik"), longest=500, required=_("Skriv ärendets rubrik."), widget=TextArea())
    body = SelectField(_("Organ som ska besluta"), coerce=choice)
    origin = SelectField(_("Ärendets ursprung"), default="administration")
    origin_sender = line(_("Avsändare"))
    origin_received = DateField(_("Inkom den"), validators=[Optional()])
    proposal = Rows(FormField(PointForm), label=_("Förslag till beslut"), min_entries=1)
    summary = prose(_("Sammanfattning av ärendet"), render_kw={"rows": 8})
    sections = Rows(FormField(SectionForm), label=_("Beskrivning av ärendet"))
    basis = Rows(FormField(BasisForm), label=_("Beslutsunderlag"))
    recipients = Rows(FormField(RecipientForm), label=_("Beslutet ska skickas till"), min_entries=1)
    version = HiddenField()
    creation_key = HiddenField(filters=[form_key], validators=[Length(max=64)])
    base = HiddenField()
    template = HiddenField()
    before = HiddenField()
    draft_revision = HiddenField()

    def process(self, *arguments: Any, **more: Any) -> None:
        """Put the sections in the order that they were given on the page."""
        super().process(*arguments, **more)
        places = {id(row): whole(row.position.data) for row in self.sections.entries}
        numbered = list(enumerate(self.sections.entries))
        numbered.sort(key=lambda row: (number if (number := places[id(row[1])]) is not None else row[0], row[0]))
        self._order([row for _number, row in numbered])

    def _order(self, entries: list[Any]) -> None:
        self.sections.entries = entries
        for number, entry in enumerate(entries):
            entry.position.data = str(number)

    def offer(self, bodies: Sequence[Body]) -> None:
        """Fill the choices. Who decides a point: the body of the case and those above it first, then the others."""
        self.kind.choices = [
            SelectChoice("", gettext("Välj ärendetyp")),
            *(SelectChoice(kind, gettext(workflow.label)) for kind, workflow in WORKFLOWS.items()),
        ]
        self.body.choices = [
            SelectChoice("0", gettext("Välj organ")),
            *(SelectChoice(str(body.id), body.name) for body in bodies),
        ]
        self.origin.choices = [SelectChoice(name, gettext(label)) for name, label in ORIGINS.items()]
        self._names = [body.name for body in by_nearness(bodies, self.body.data)]
        self._own = next((body.name for body in bodies if body.id == self.body.data), "")
        self.offer_deciders()

    def offer_deciders(self) -> None:
        """Fill the choices of each point."""
        first = gettext("Ärendets organ (%(name)s)", name=self._own) if self._own else gettext("Ärendets organ")
        for entry in self.proposal.entries:
            if entry.body.data == self._own:
                entry.body.data = ""
            names = self._names if entry.body.data in ("", *self._names) else [entry.body.data, *self._names]
            others = [SelectChoice(name, name) for name in names if name != self._own]
            entry.body.choices = [SelectChoice("", first), *others]

    def validate_proposal(self, field: Field) -> None:
        """A list has an end."""
        lists = [self.proposal, self.sections, self.basis, self.recipients]
        lists += [entry.options for entry in self.sections.entries]
        if any(len(rows.entries) > ROWS for rows in lists):
            raise ValidationError(gettext(TOO_MANY))

    def pressed(self, sent: Mapping[str, str], parts: Sequence[TemplatePart]) -> bool:
        """Change the form where the reader has no script; True when a button for that was pressed."""
        for name in sent:
            act, _under, what = name.partition("_")
            if act in ("add", "remove") and self._list(what) is not None:
                self._change(act, self._list(what), sent[name])
            elif name in ("up_sections", "down_sections"):
                self._move(whole(sent[name]), -1 if act == "up" else 1)
            elif name == "insert_phrase":
                self._insert(sent[name], clean(sent.get(f"phrase-{sent[name]}")))
            elif name == "offer_parts":
                self.offer_parts(parts)
            else:
                continue
            self._order(self.sections.entries)
            self.offer_deciders()
            return True
        return False

    def _list(self, name: str) -> Rows | None:
        if name in ("proposal", "sections", "basis", "recipients"):
            return self[name]
        return next((entry.options for entry in self.sections.entries if entry.options.name == name), None)

    def _change(self, act: str, rows: Any, value: str) -> None:
        index = whole(value)
        if act == "remove":
            if index is not None and index < len(rows.entries):
                rows.entries.pop(index)
        elif len(rows.entries) < ROWS:
            rows.append_entry()
        else:
            rows.errors = [gettext(TOO_MANY)]

    def _move(self, index: int | None, by: int) -> None:
        rows = self.sections.entries
        if index is not None and 0 <= index < len(rows) and 0 <= index + by < len(rows):
            rows[index], rows[index + by] = rows[index + by], rows[index]

    def _insert(self, target: str, phrase: str) -> None:
        """Put the phrase at the end of the text, in a point of its own among the points."""
        if target == "proposal":
            if all(entry.text.data for entry in self.proposal.entries) and len(self.proposal.entries) < ROWS:
                self.proposal.append_entry()
            field = next((entry.text for entry in self.proposal.entries if not entry.text.data), None)
        else:
            texts = [self.summary, *(entry.text for entry in self.sections.entries)]
            field = next((text for text in texts if text.name == target), None)
        if field is not None and phrase:
            field.data = f"{field.data}\n\n{phrase}" if field.data else phrase

    def offer_parts(self, parts: Sequence[TemplatePart]) -> None:
        """Add the template's parts that are missing, each where it belongs. What is written stays as it is."""
        entries = self.sections.entries
        rows = [{**entry.form.section(), "entry": number} for number, entry in enumerate(entries)]
        found = []
        for row in with_missing(rows, parts):
            if "entry" in row:
                entries[row["entry"]].code.data = row["code"]
                found.append(entries[row["entry"]])
            elif len(self.sections.entries) < ROWS:
                found.append(self.sections.append_entry({key: row[key] for key in ("code", "heading", "text")}))
                self.sections.entries = entries
        self._order(found)

    def content(self, officer: tuple[str, str], bodies: Sequence[Body], layout: Layout) -> dict[str, Any]:
        """The report in the shape of `report read`; empty rows are left out. `officer`: name and title."""
        body = next((body.name for body in bodies if body.id == self.body.data), None)
        points = [entry.form for entry in self.proposal.entries if entry.text.data]
        sections = [entry.form.section() for entry in self.sections.entries]
        found: dict[str, Any] = {
            "title": self.title.data,
            "case_number": None,
            "date": None,
            "to_body": body,
            "proposal": [point.text.data for point in points],
            "proposal_bodies": [point.body.data or None for point in points],
            "summary": self.summary.data or None,
            "sections": [row for row in sections if is_written(row)],
            "basis": [_basis(entry.form) for entry in self.basis.entries if entry.text.data],
            "attachments": [],
            "recipients": [draft["name"] for draft in self.recipients.data if draft["name"]],
            "recipients_deadline": _earliest([row["deadline"] for row in self.recipients.data if row["name"]]),
            "officer_name": officer[0],
            "officer_title": officer[1] or None,
            "signatories": [],
        }
        if "fields" in self and (values := kept(self["fields"].data)):
            found["fields"] = values
        if layout.id is not None:
            found |= {"template": layout.id, "parts": outline(layout.parts)}
        return found

    def plain(self) -> dict[str, Any]:
        """What stands in the form, as another form takes it; rows are numbered anew."""
        rows = [(entry.code.data, entry.form.section()) for entry in self.sections.entries]
        sections = sections_data([{**row, "code": code} for code, row in rows])
        return {**{name: value for name, value in self.data.items() if name != "csrf_token"}, **sections}

    def origins(self) -> dict[str, Any]:
        """Where the case comes from, as create_case and save_report take it."""
        return {name: self[name].data for name in ("origin", "origin_sender", "origin_received")}

    def recipient_drafts(self, directory: list[DirectoryFunction]) -> list[RecipientDraft]:
        """The distribution list; a name that the directory knows is tied to its function, so that it follows it."""
        known = {function.name.casefold(): function for function in directory}
        drafts = []
        for row in self.recipients.data:
            if not row["name"]:
                continue
            function = known.get(row["name"].casefold())
            own = row["address"] or ""
            if function is not None and own == function.address:
                own = ""
            channel = row["channel"] or "mail"
            drafts.append(RecipientDraft(row["name"], own, channel, row["deadline"], function.id if function else None))
        return drafts


def report_form(kind: str) -> type[ReportForm]:
    """The report's form for that kind of ärende, with what the kind knows of itself as data."""
    own = kind_form(kind)
    return type("ReportForm", (ReportForm,), {"fields": FormField(own)}) if own else ReportForm


def by_nearness(bodies: Sequence[Body], body_id: int | None) -> list[Body]:
    """The body itself, those above it in order, then the others by name."""
    known = {body.id: body for body in bodies}
    chain: list[Body] = []
    while body_id in known and known[body_id] not in chain:
        chain.append(known[body_id])
        body_id = known[body_id].parent_id
    return [*chain, *(body for body in bodies if body not in chain)]


def sections_data(sections: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The form's data for sections as the report keeps them."""
    return {"sections": [_section(section) for section in sections]}


def _section(section: Mapping[str, Any]) -> dict[str, Any]:
    options = section.get("options", [])
    chosen = next((str(number) for number, option in enumerate(options) if option["recommended"]), "")
    texts = [{key: option[key] for key in ("title", "for", "against", "consequence")} for option in options]
    found = {"code": section.get("code") or "", "heading": section["heading"], "text": section["text"]}
    return {**found, "options": texts, "recommended": chosen}


def _basis(row: Any) -> str:
    day = row.day.data.isoformat() if row.day.data else ""
    return f"{row.text.data} {day}" if day and day not in row.text.data else row.text.data


def _earliest(days: list[Any]) -> str | None:
    given = [day for day in days if day]
    return min(given).isoformat() if given else None


def is_options(entry: Any, parts: Sequence[TemplatePart]) -> bool:
    """Whether the section weighs ways, by what it holds or by the template."""
    part = part_of({"heading": entry.heading.data or "", "code": entry.code.data}, parts)
    return entry.form.has_options() or (part is not None and part.kind == OPTIONS)
