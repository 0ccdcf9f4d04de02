"""The officer report as a form."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, EmailField, Field, FieldList, FormField, HiddenField, SelectChoice, SelectField
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from casework.cases.forms import TOO_LONG, line, text_area
from casework.cases.models import Recipient
from casework.cases.operations import RecipientDraft
from casework.people.models import Body, DirectoryFunction
from casework.web import DIGITS, Form, choice, clean_line, form_key, whole
from workflows import WORKFLOWS
from workflows._vocabulary import N_

ROWS = 100
TOO_MANY = N_("För många rader: högst 100.")


class Rows(FieldList):
    """A list whose rows are counted before they are made: one more than it may hold is enough to refuse it."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> list[int]:
        """WTForms asks here which rows were sent; its own way fails on a number such as "²"."""
        names = (name[len(prefix) + 1 :].split("-", 1)[0] for name in formdata if name.startswith(f"{prefix}-"))
        numbers = {int(name) for name in names if name.isascii() and name.isdecimal() and len(name) <= DIGITS}
        return sorted(numbers)[: ROWS + 1]


class SectionForm(Form):
    """One part of the report."""

    class Meta:
        """Its token is the whole form's."""

        csrf = False

    heading = line(_("Rubrik"))
    text = text_area(_("Text"), render_kw={"rows": 14})


class RecipientForm(Form):
    """One on the distribution list. Its address may be left to the directory."""

    class Meta:
        """Its token is the whole form's."""

        csrf = False

    name = line(_("Namn eller funktion"))
    address = EmailField(
        _("E-postadress"),
        filters=[clean_line],
        validators=[
            Optional(),
            Length(max=254, message=TOO_LONG),
            Email(_("Adressen ska se ut som namn@kommun.se.")),
        ],
    )
    deadline = DateField(_("Ska ha beslutet senast"), validators=[Optional()])


class FileForm(Form):
    """An officer report as a file."""

    class Meta(Form.Meta):
        """It takes files."""

        files = True

    file = FileField(_("Tjänsteskrivelse som fil"), validators=[FileRequired(_("Välj en fil först."))])


class ReportForm(Form):
    """The officer report. A draft may be incomplete: only its title is required to save it."""

    kind = SelectField(_("Ärendetyp"), validators=[InputRequired(_("Välj vilken typ av ärende det är."))])
    title = line(_("Rubrik"), longest=500, required=_("Skriv ärendets rubrik."))
    body = SelectField(_("Organ som ska besluta"), coerce=choice)
    proposal = Rows(
        text_area(_("Beslutspunkt"), longest=20_000, render_kw={"rows": 4}),
        label=_("Förslag till beslut"),
        min_entries=1,
        description=_("En åtgärd i varje punkt, skriven så att den kan föras in i protokollet."),
    )
    summary = text_area(_("Sammanfattning av ärendet"), render_kw={"rows": 8})
    sections = Rows(FormField(SectionForm), label=_("Beskrivning av ärendet"), min_entries=1)
    basis = Rows(line(_("Handling"), longest=500), label=_("Beslutsunderlag"))
    recipients = Rows(FormField(RecipientForm), label=_("Beslutet ska skickas till"), min_entries=1)
    version = HiddenField()
    creation_key = HiddenField(filters=[form_key], validators=[Length(max=64)])

    def offer(self, bodies: list[Body]) -> None:
        """Fill the choices."""
        self.kind.choices = [
            SelectChoice("", gettext("Välj ärendetyp")),
            *(SelectChoice(kind, gettext(workflow.label)) for kind, workflow in WORKFLOWS.items()),
        ]
        self.body.choices = [
            SelectChoice("0", gettext("Välj organ")),
            *(SelectChoice(str(body.id), body.name) for body in bodies),
        ]

    def validate_proposal(self, field: Field) -> None:
        """A list has an end."""
        if any(len(rows.entries) > ROWS for rows in (self.proposal, self.sections, self.basis, self.recipients)):
            raise ValidationError(gettext(TOO_MANY))

    def change_rows(self, pressed: Any) -> bool:
        """Add or remove a row where the reader has no script; True when a button for that was pressed."""
        for name in ("proposal", "sections", "basis", "recipients"):
            rows = self[name]
            if f"add_{name}" in pressed:
                if len(rows.entries) < ROWS:
                    rows.append_entry()
                else:
                    rows.errors = [gettext(TOO_MANY)]
                return True
            if f"remove_{name}" in pressed:
                index = whole(pressed[f"remove_{name}"])
                if index is not None and index < len(rows.entries):
                    rows.entries.pop(index)
                return True
        return False

    def content(self, officer_name: str, officer_title: str, bodies: list[Body]) -> dict[str, Any]:
        """The report in the shape of `report read`; empty rows are left out."""
        body = next((body.name for body in bodies if body.id == self.body.data), None)
        points = [point for point in self.proposal.data if point]
        return {
            "title": self.title.data,
            "case_number": None,
            "date": None,
            "to_body": body,
            "proposal": points,
            "proposal_bodies": [body for _ in points],
            "summary": self.summary.data or None,
            "sections": [dict(row) for row in self.sections.data if row["heading"] or row["text"]],
            "basis": [row for row in self.basis.data if row],
            "attachments": [],
            "recipients": [draft["name"] for draft in self.recipients.data if draft["name"]],
            "recipients_deadline": _earliest([row["deadline"] for row in self.recipients.data if row["name"]]),
            "officer_name": officer_name,
            "officer_title": officer_title or None,
            "signatories": [],
        }

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
            drafts.append(RecipientDraft(row["name"], own, "mail", row["deadline"], function.id if function else None))
        return drafts


def _earliest(days: list[date | None]) -> str | None:
    given = [day for day in days if day]
    return min(given).isoformat() if given else None


def form_data(
    content: Mapping[str, Any], recipients: list[Recipient] | None, directory: list[DirectoryFunction]
) -> dict[str, Any]:
    """What ReportForm(data=...) takes for a saved report (with its recipients) or one just read from a file."""
    known = {function.name.casefold(): function for function in directory}
    deadline = content.get("recipients_deadline")
    if recipients is None:
        rows = [
            {
                "name": name,
                "address": known[name.casefold()].address if name.casefold() in known else "",
                "deadline": date.fromisoformat(deadline) if deadline else None,
            }
            for name in content.get("recipients", [])
        ]
    else:
        rows = [{"name": row.name, "address": row.address, "deadline": row.deadline} for row in recipients]
    return {
        "title": content.get("title") or "",
        "proposal": content.get("proposal") or [""],
        "summary": content.get("summary") or "",
        "sections": content.get("sections") or [{"heading": "Ärende", "text": ""}],
        "basis": content.get("basis") or [],
        "recipients": rows or [{}],
    }
