"""The page on which a report is written, put together: the form, its template, what there is to look over."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import current_app, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from casework import clock
from casework.cases.models import Case, ReportVersion
from casework.cases.pages import ORIGINS
from casework.drafting.fields import typed
from casework.drafting.filling import form_data
from casework.drafting.forms import ReportForm, is_options, report_form
from casework.drafting.looking import Looked, anchor, look_over
from casework.drafting.models import UnsavedDraft
from casework.drafting.parts import Layout, outline, part_of
from casework.drafting.queries import layout_for, layout_of, template_of
from casework.people.queries import active_bodies, default_authority, directory
from casework.permissions import current_reader
from casework.web import clean_line, whole
from workflows._vocabulary import OFFICER

EDITOR = "vendor/editor/editor.js"
Pairs = Sequence[Sequence[str]]
BESIDE = ("origin", "origin_sender", "origin_received")
"""What the form has that is no part of the report's content."""


class Desk:
    """What the form needs to know of the house, asked for once a page: bodies, template, directory."""

    def __init__(self, case: Case | None = None) -> None:
        reader = current_reader()
        self.case = case
        self.authorities = [case.authority_id] if case else reader.authorities(OFFICER)
        self.bodies = active_bodies(self.authorities, also=case.body_id if case else None)
        self._functions: list[Any] | None = None

    @property
    def functions(self) -> list[Any]:
        """The directory of functions."""
        if self._functions is None:
            self._functions = directory(self.authorities)
        return self._functions

    def authority(self, body_id: int | None) -> Any:
        """Whose case it is, or will be: that of the body, else the writer's first."""
        chosen = next((body.authority for body in self.bodies if body.id == body_id), None)
        return self.case.authority if self.case else chosen or default_authority(current_reader(), OFFICER)

    def layout(self, body_id: int | None, kind: str) -> Layout:
        """The template for that body and kind of ärende."""
        authority = self.authority(body_id)
        return layout_for(authority.id if authority else None, body_id, kind, clock.today())

    def layout_used(self, form: ReportForm) -> Layout:
        """The template that the page was drawn by; where it is none of ours, the one for what is chosen."""
        used = whole(form.template.data)
        found = template_of(used, self.authorities) if used else None
        return layout_of(found) if found else self.layout(form.body.data, form.kind.data or "")

    def empty(self, data: Mapping[str, Any], kind: str = "") -> ReportForm:
        """A form with that data, not sent."""
        kind = self.case.kind if self.case else kind
        form = report_form(kind)(formdata=None, data={"creation_key": uuid4().hex, **data})
        form.offer(self.bodies)
        return form

    def sent(self) -> ReportForm:
        """The form as it was sent."""
        kind = self.case.kind if self.case else clean_line(request.form.get("kind"))
        form = report_form(kind)()
        form.offer(self.bodies)
        if self.case:
            form.kind.data = self.case.kind
        return form

    def as_typed(self, pairs: Pairs) -> ReportForm:
        """The form as it was typed earlier."""
        sent = MultiDict([(str(pair[0]), str(pair[1])) for pair in pairs])
        kind = self.case.kind if self.case else clean_line(sent.get("kind"))
        form = report_form(kind)(formdata=sent)
        form.offer(self.bodies)
        if self.case:
            form.kind.data = self.case.kind
        return form

    def stored(self, report: ReportVersion, recipients: Sequence[Any], layout: Layout) -> dict[str, Any]:
        """The form's data for the case as that version of its report has it, and what it began with."""
        assert self.case is not None
        data = form_data(report.content, layout.parts, recipients)
        data["fields"] = typed(self.case.kind, report.content.get("fields") or {})
        beside = {name: getattr(self.case, name) for name in BESIDE}
        before = {"recipients": data["recipients"], **beside, "body": self.case.body_id or 0}
        data |= {**beside, "kind": self.case.kind, "body": self.case.body_id or 0, "base": report.number}
        return {**data, "before": json.dumps(before, default=str), "version": self.case.version}

    def began_with(self, report: ReportVersion, before: str, layout: Layout) -> dict[str, Any]:
        """The form's data for a version that somebody began with; what no version keeps, the page kept: `before`."""
        assert self.case is not None
        data = form_data(report.content, layout.parts, [])
        data["fields"] = typed(self.case.kind, report.content.get("fields") or {})
        return {**data, **_beside(before)}


def officer() -> tuple[str, str]:
    """Name and title of who writes."""
    return current_user.person.name, current_user.person.title


def pairs_sent() -> list[list[str]]:
    """The form as sent, in its order, to be kept; its token is not."""
    return [[name, value] for name, value in request.form.items(multi=True) if name != "csrf_token"]


def looked_over(form: ReportForm, desk: Desk, layout: Layout) -> Looked:
    """What there is to look over in what stands in the form."""
    body = next((body for body in desk.bodies if body.id == form.body.data), None)
    return look_over(
        form.content(officer(), desk.bodies, layout),
        layout,
        kind=form.kind.data or "",
        body=body,
        bodies=lambda: desk.bodies,
        origin=(form.origin.data or "administration", form.origin_received.data),
    )


def report_page(form: ReportForm, desk: Desk, layout: Layout, **more: Any) -> str:
    """The page of a new report or of a saved one."""
    form.template.data = str(layout.id or "")
    if layout.id is not None:  # its headings are the document's words, in whatever language the page is
        for name, part in layout.fixed.items():
            form[name].label.text = part.heading
    known = {field.name for field in form["fields"]} if "fields" in form else set()
    return render_template(
        "drafting/edit.html" if desk.case else "drafting/new.html",
        form=form,
        case=desk.case,
        layout=layout,
        order=outline(layout.parts),
        part_of=lambda entry: part_of({"heading": entry.heading.data or "", "code": entry.code.data}, layout.parts),
        is_options=lambda entry: is_options(entry, layout.parts),
        anchor=lambda entry: anchor({"heading": entry.heading.data or "", "code": entry.code.data}),
        blank=_blank_rows(form),
        blank_option=_blank_option,
        editor=_editor(),
        origin_told=dict(ORIGINS).get(form.origin.data or "", ""),
        functions=desk.functions,
        known_functions={row.name.casefold(): row for row in desk.functions},
        carried=[pair for pair in pairs_sent() if pair[0].startswith("fields-") and pair[0] not in known],
        **{"looked": None, "draft": None, "drafts": [], "found": None, "file_form": None, "merge": None, **more},
    )


def _editor() -> str:
    """Where the script lies that makes editors of the texts; "" where set-up could not build it (scripts/editor.py)."""
    built = Path(str(current_app.static_folder)) / EDITOR
    return url_for("static", filename=EDITOR) if built.exists() else ""


def _blank_rows(form: ReportForm) -> dict[str, Any]:
    """An empty row of each list: the pattern that the script copies. It is no row of the form."""
    found = {}
    for name in ("proposal", "sections", "basis", "recipients"):
        found[name] = form[name].append_entry()
        form.offer_deciders()
        form[name].entries.pop()
    return found


def _blank_option(section: Any) -> Any:
    """An empty option of the section, as above."""
    row = section.form.options.append_entry()
    section.form.options.entries.pop()
    return row


def draft_title(draft: UnsavedDraft) -> str:
    """What the unsaved text is called: its heading as typed."""
    return next((value for name, value in draft.data if name == "title" and value), "")


def _beside(before: str) -> dict[str, Any]:
    """What stood beside the report when the page was opened; it comes from the page, so any of it may be missing."""
    try:
        kept = json.loads(before or "{}")
        found = {name: str(kept.get(name) or "") for name in ("origin", "origin_sender")}
        rows = [{**row, "deadline": _day(row.get("deadline"))} for row in kept.get("recipients", [])]
        return {
            **found,
            "origin_received": _day(kept.get("origin_received")),
            "body": int(kept.get("body") or 0),
            "recipients": rows,
        }
    except (ValueError, TypeError, AttributeError):
        return {}


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value and value != "None" else None
