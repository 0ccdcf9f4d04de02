"""The API's calls that write a report: a new case, a new version, the distribution list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal
from uuid import uuid4

from flask_babel import gettext
from pydantic import Field

from casework.api.answers import made
from casework.api.routes import route
from casework.api.shapes import Id, Query, Sent
from casework.cases.models import Case, Recipient, ReportVersion
from casework.cases.operations import RecipientDraft, content_hash, save_report
from casework.cases.operations import create_case as create
from casework.cases.pages import difference
from casework.cases.queries import get_case, latest_report, recipients_of
from casework.cases.rows import ROWS
from casework.cases.told import CaseTold, RecipientTold, case_row, case_told, report_told
from casework.database import db, write
from casework.drafting.given import ReportSent, form_of
from casework.drafting.pages import Desk
from casework.errors import StaleVersion, found
from casework.people.models import Authority, Body, DirectoryFunction
from casework.permissions import current_reader
from casework.problems import Changed, Invalid
from casework.web import clean_line
from workflows import WORKFLOWS

BodyNamed = Id | Annotated[str, Field(max_length=200)]
"""A body by its key, its name or its short name."""


class NewCase(Sent):
    """A new case. `title` goes before the report's own; `body` before the body that the report names."""

    kind: Annotated[str, Field(max_length=60, json_schema_extra={"enum": sorted(WORKFLOWS)})]
    title: str | None = None
    report: ReportSent = Field(default_factory=ReportSent)
    body: BodyNamed | None = None
    origin: str | None = None
    origin_sender: str | None = None
    origin_received: date | None = None


class CaseChange(Sent):
    """The report from now on, at that version of the case. What is left out of it stays as it is."""

    version: Id
    report: ReportSent
    body: BodyNamed | None = None


class RecipientSent(Sent):
    """One on the distribution list; without an address of its own it goes where the directory says."""

    name: str
    function: str | None = None
    channel: Literal["mail", "paper", "internal"] = "mail"
    address: str | None = None
    deadline: date | None = None


class VersionAsked(Query):
    """The version of the case that the program has read; left out, whichever stands."""

    version: Id | None = None


@route("POST", "/cases", answer=CaseTold, takes=NewCase, status=201, keyed=True)
def create_case(sent: NewCase) -> Any:
    """Skapa ett ärende med tjänsteskrivelse och mottagare."""
    actor, desk = current_reader(), Desk()
    given = sent.report.content()
    content = given | {"title": sent.title or given.get("title")}
    body = _body(sent.body, content, desk.bodies)
    rows = [{"name": name, "deadline": content.get("recipients_deadline")} for name in content.get("recipients", [])]
    beside = {"body": body.id if body else 0, "origin": sent.origin or "administration"}
    beside |= {"origin_sender": sent.origin_sender, "origin_received": sent.origin_received}
    form = form_of(content, rows, desk.bodies, kind=sent.kind, beside=beside)
    layout = desk.layout(form.body.data, sent.kind)
    report = form.content((actor.name, actor.title), desk.bodies, layout)
    drafts, origins = form.recipient_drafts(desk.functions), form.origins()
    recipients = _recipients_told(drafts, desk.functions)
    authority_id, body_id, body_name = found(desk.authority(form.body.data)).id, None, None
    if body is not None:
        body_id, body_name = body.id, body.name

    def work() -> CaseTold:
        authority = db.session.get_one(Authority, authority_id)
        key = uuid4().hex
        case = create(
            sent.kind, report, drafts, actor=actor, authority=authority, body_id=body_id, creation_key=key, **origins
        )
        return CaseTold(
            **case_row(case, actor.name, body_name),
            report=report_told(report),
            report_version=1,
            report_hash=content_hash(report),
            recipients=recipients,
        )

    return made(work, sent.model_dump_json().encode())


@route("PATCH", "/cases/<int:case_id>", answer=CaseTold, takes=CaseChange, refuses=(409,))
def change_case(case_id: int, sent: CaseChange) -> CaseTold:
    """Spara en ny version av tjänsteskrivelsen."""
    stored, report, rows = _read(case_id)
    given = sent.report.content()
    return _saved(stored, report, given, _rows(given, rows), version=sent.version, body=sent.body)


@route(
    "PUT",
    "/cases/<int:case_id>/recipients",
    answer=list[RecipientTold],
    takes=Annotated[list[RecipientSent], Field(max_length=ROWS)],
    query=VersionAsked,
    refuses=(409,),
)
def set_recipients(case_id: int, sent: list[RecipientSent], query: VersionAsked) -> list[RecipientTold]:
    """Ersätt listan över mottagare."""
    stored, report, _rows = _read(case_id)
    rows = [row.model_dump() for row in sent]
    if nameless := [number for number, row in enumerate(rows) if not clean_line(row["name"])]:
        raise Invalid(*((f"{number}.name", gettext("Skriv mottagarens namn.")) for number in nameless))
    try:
        told = _saved(stored, report, {}, rows, version=query.version or stored.version)
    except Invalid as error:
        raise Invalid(*((place.removeprefix("report.recipients."), text) for place, text in error.errors)) from None
    return told.recipients


def _read(case_id: int) -> tuple[Case, ReportVersion, list[Recipient]]:
    case = found(get_case(case_id, current_reader()))
    return case, found(latest_report(case_id)), recipients_of(case_id)


def _rows(given: Mapping[str, Any], before: Iterable[Recipient]) -> list[dict[str, Any]]:
    """The distribution list that the report means: a name that was there keeps address, day and function."""
    stored: list[dict[str, Any]] = [
        {
            "name": row.name,
            "function": row.function.name if row.function else None,
            "channel": row.channel,
            "address": row.own_address,
            "deadline": row.deadline,
        }
        for row in before
    ]
    known = {row["name"].casefold(): row for row in stored}
    names = given.get("recipients")
    rows = stored if names is None else [known.get(name.casefold(), {"name": name}) for name in names]
    if "recipients_deadline" in given:
        rows = [{**row, "deadline": given["recipients_deadline"]} for row in rows]
    return rows


def _saved(
    stored: Case,
    report: ReportVersion,
    given: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    *,
    version: int,
    body: int | str | None = None,
) -> CaseTold:
    """The case with what is `given` of the report laid over the version that stands, and that distribution list."""
    actor, desk, case_id = current_reader(), Desk(stored), stored.id
    content = {**report.content, **_with_deciders(given, report.content)}
    moved = given.get("to_body") != report.content.get(
        "to_body"
    )  # a step may have moved the case on since it was named
    chosen = _body(body, given if moved else {}, desk.bodies)
    beside = {"body": chosen.id if chosen else stored.body_id or 0, "template": content.get("template")}
    beside |= {name: getattr(stored, name) for name in ("origin", "origin_sender", "origin_received")}
    form = form_of(content, rows, desk.bodies, kind=stored.kind, beside=beside)
    author = stored.officer.name, stored.officer.title
    typed = form.content(author, desk.bodies, desk.layout_used(form))
    drafts = _drafts(form.recipient_drafts(desk.functions), rows, desk.functions)
    before, kind, body_id = dict(report.content), stored.kind, form.body.data or None
    try:
        with write():
            case = found(get_case(case_id, actor, lock=True))
            save_report(case, typed, drafts, actor=actor, body_id=body_id, expected_version=version)
            return case_told(case)
    except StaleVersion as stale:
        told = gettext("Ärendet har ändrats sedan du läste det. Ingenting är sparat.")
        parts = [
            {"part": label, "runs": [{"kind": what, "text": text} for what, text in runs]}
            for label, runs in difference(before, typed, kind)
        ]
        raise Changed(stale.current, told, parts) from None


def _with_deciders(given: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Where points come without who decides them, a point that stood there keeps its body."""
    if "proposal" not in given or given.get("proposal_bodies") is not None:
        return dict(given)
    known = dict(zip(before["proposal"], before.get("proposal_bodies") or [], strict=False))
    return {**given, "proposal_bodies": [known.get(point) for point in given["proposal"]]}


def _body(named: int | str | None, content: Mapping[str, Any], bodies: Sequence[Body]) -> Body | None:
    """The body that is asked for, or else the one that the report names, if it is one of ours. Raises Invalid."""
    if isinstance(named, int):
        chosen = next((body for body in bodies if body.id == named), None)
    else:
        name = (named or content.get("to_body") or "").strip().casefold()
        chosen = next((body for body in bodies if name in (body.name.casefold(), body.short_name.casefold())), None)
    if named is not None and chosen is None:
        raise Invalid(("body", gettext("Organet finns inte.")))
    return chosen


def _recipients_told(drafts: Sequence[RecipientDraft], functions: Sequence[DirectoryFunction]) -> list[RecipientTold]:
    """The distribution list as it will be read, without reading it."""
    known = {function.id: function for function in functions}
    rows = []
    for draft in drafts:
        function = known.get(draft.function_id or 0)
        rows.append(
            RecipientTold(
                name=draft.name,
                function=function.name if function else None,
                channel=draft.channel,
                address=draft.address or (function.address if function else ""),
                deadline=draft.deadline,
            )
        )
    return rows


def _drafts(
    drafts: Sequence[RecipientDraft], rows: Sequence[Mapping[str, Any]], functions: Sequence[DirectoryFunction]
) -> list[RecipientDraft]:
    """The drafts with the channel and the function of the directory that the program named. Raises Invalid."""
    known = {function.name.casefold(): function.id for function in functions}
    named = [row for row in rows if clean_line(row["name"])]
    found_, wrong = [], []
    for number, (draft, row) in enumerate(zip(drafts, named, strict=True)):
        function = (row.get("function") or "").strip()
        if function and function.casefold() not in known:
            wrong.append((f"{number}.function", gettext("Funktionen finns inte i katalogen.")))
        tied = known.get(function.casefold(), draft.function_id)
        found_.append(replace(draft, channel=row.get("channel") or draft.channel, function_id=tied))
    if wrong:
        raise Invalid(*wrong)
    return found_
