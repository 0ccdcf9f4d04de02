"""The only doorway for changing a case: creating, saving the report, taking a step. Callers commit (database.write)."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import delete, insert, select

from casework import audit, clock
from casework.cases.models import Case, CaseEvent, Consultation, Recipient, ReportVersion
from casework.cases.numbering import take_case_number
from casework.cases.queries import (
    entered_from,
    facts_for,
    latest_report,
    recipients_of,
    search_key,
    writes_along,
)
from casework.database import db
from casework.errors import StaleVersion
from casework.people.models import Authority
from casework.permissions import Reader
from workflows import WORKFLOWS, Reason, Step, StepRefused
from workflows._facts import Facts, MeetingFacts
from workflows._vocabulary import BACK, N_

CREATED = "create"
SAVED = "save_report"
REASONS = ("note", "undelivered", "open_referrals")
"""What history keeps of what a step asked for."""


@dataclass(frozen=True)
class RecipientDraft:
    """One line of the distribution list as typed: the function it was matched to, if any."""

    name: str
    address: str = ""
    channel: str = "mail"
    deadline: date | None = None
    function_id: int | None = None


@dataclass
class StepContext:
    """What an effect may know and leave behind. `subject` is what the step was about, such as an agenda item."""

    case: Case
    step: Step
    event: CaseEvent
    report: ReportVersion
    recipients: list[Recipient]
    actor: Reader
    facts: Facts
    given: Mapping[str, str]
    subject: Any = None
    made: dict[str, Any] = field(default_factory=dict)


Effect = Callable[[StepContext], None]


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 over the report's content as canonical JSON; it follows the text into decision, extract and archive."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def create_case(  # noqa: PLR0913  # where a case comes from is three of its columns
    kind: str,
    content: dict[str, Any],
    recipients: Sequence[RecipientDraft],
    *,
    actor: Reader,
    authority: Authority,
    body_id: int | None,
    creation_key: str,
    origin: str = "administration",
    origin_sender: str = "",
    origin_received: date | None = None,
) -> Case:
    """A new case in its first state, with its number and the report's first version. ValueError for an unknown kind."""
    if kind not in WORKFLOWS:
        raise ValueError(f"unknown kind {kind}")
    now = clock.now()
    number = take_case_number(authority, body_id, clock.local(now).year)
    case = Case(
        authority_id=authority.id,
        number=number,
        kind=kind,
        title=content["title"],
        search_key=search_key(number, content["title"], [draft.name for draft in recipients]),
        state=WORKFLOWS[kind].initial,
        origin=origin,
        origin_sender=origin_sender,
        origin_received=origin_received,
        officer_id=actor.person_id,
        body_id=body_id,
        created_at=now,
        updated_at=now,
        creation_key=creation_key,
    )
    db.session.add(case)
    db.session.flush()
    report = _add_version(case, content, actor, 1)
    _add_recipients(case, recipients)
    _add_event(case, CREATED, None, actor, report)
    db.session.flush()
    return case


def save_report(
    case: Case,
    content: dict[str, Any],
    recipients: Sequence[RecipientDraft],
    *,
    actor: Reader,
    body_id: int | None,
    expected_version: int,
    origin: str | None = None,
    origin_sender: str = "",
    origin_received: date | None = None,
) -> ReportVersion:
    """A new version of the report and the distribution list, in a state where the officer writes.

    Where the case comes from stays as it was unless `origin` is told.

    Raises StaleVersion when the case has changed since `expected_version`, StepRefused when it may not be edited.
    The same text again makes no new version.
    """
    _refuse_stale(case, expected_version)
    if reasons := editing_refused(case, actor):
        raise StepRefused(reasons)
    before = latest_report(case.id)
    if before is None or before.content_hash != content_hash(content):
        before = _add_version(case, content, actor, before.number + 1 if before else 1)
    db.session.execute(delete(Recipient).where(Recipient.case_id == case.id))
    _add_recipients(case, recipients)
    case.title, case.body_id, case.updated_at = content["title"], body_id, clock.now()
    moved = _set_origin(case, (origin, origin_sender, origin_received)) if origin is not None else {}
    case.search_key = search_key(case.number, case.title, [draft.name for draft in recipients])
    db.session.flush()
    _audit(case, SAVED, actor, None, report=before.number, hash=before.content_hash, **moved)
    return before


def _set_origin(case: Case, origin: tuple[str, str, date | None]) -> dict[str, Any]:
    """Where the case comes from; for the audit record, what it was and is where it changed."""
    before = case.origin, case.origin_sender, case.origin_received
    if before == origin:
        return {}
    case.origin, case.origin_sender, case.origin_received = origin
    return {"origin": [[str(part or "") for part in parts] for parts in (before, origin)]}


def editing_refused(case: Case, actor: Reader) -> list[Reason]:
    """Why the actor may not edit the report now; [] when he may: the officer of the case, or one who writes along."""
    state = WORKFLOWS[case.kind].states[case.state]
    if not state.editable:
        return [Reason(N_("Tjänsteskrivelsen är låst i läget ”%(state)s”."), {"state": (state.label,)})]
    if case.officer_id != actor.person_id and not writes_along(case.id, actor.person_id):
        text = N_("Bara ärendets handläggare, %(officer)s, kan göra det här.")
        return [Reason(text, {"officer": case.officer.name})]
    return []


def take_step(  # noqa: PLR0913  # what the caller has at hand need not be read again
    case: Case,
    name: str,
    *,
    actor: Reader,
    expected_version: int,
    given: Mapping[str, str] | None = None,
    on_behalf_of_id: int | None = None,
    report: ReportVersion | None = None,
    meeting: MeetingFacts | None = None,
    subject: Any = None,
    made: Mapping[str, Any] | None = None,
) -> StepContext:
    """Take one step of the case, whose row the caller holds locked: state, event, effects, audit record, dispatch.

    All in the caller's transaction; nothing is sent inside it. Raises StaleVersion when the case has changed since
    `expected_version`, StepRefused with every reason when a rule says no. Either leaves nothing written.

    What the caller has read under the lock need not be read again: the newest `report`, the facts of the `meeting`, and
    under `made` what the effects of `subject` look for.
    """
    _refuse_stale(case, expected_version)
    given = {key: value.strip() for key, value in (given or {}).items()}
    report, recipients = report or latest_report(case.id), recipients_of(case.id)
    workflow = WORKFLOWS[case.kind]
    facts = facts_for(case, actor, report=report, recipients=recipients, meeting=meeting, given=given)
    step = workflow.take(name, facts)
    assert report is not None  # a case has a version of its report from its first moment
    before = case.state
    came_from = entered_from(case.id, before) if step.to == BACK else ""
    case.state, case.updated_at = workflow.move(name, before, came_from), clock.now()
    event = _add_event(
        case,
        name,
        before,
        actor,
        report,
        note="\n\n".join(text for name in REASONS if _asks(step, name) and (text := given.get(name))),
        until=given.get("until") if _asks(step, "until") else None,
        deputy_for=on_behalf_of_id,
        body_id=case.body_id,
    )
    context = StepContext(case, step, event, report, recipients, actor, facts, given, subject, dict(made or {}))
    effects: dict[str, Effect] = current_app.extensions["casework.effects"]
    with db.session.no_autoflush:  # rows are written together; an effect whose rows are read at once flushes them
        for effect in step.then:
            effects[effect](context)
        if step.dispatch:
            effects[step.dispatch](context)
    db.session.flush()
    for told in current_app.extensions["casework.step_taken"]:
        told(context)
    return context


def begin_review(context: StepContext) -> None:
    """Effect: the review begins at the body's first level; nobody has approved this text."""
    context.case.approved_by, context.case.approved_hash = [], ""


def approve_level(context: StepContext) -> None:
    """Effect: the actor has approved at this level."""
    context.case.approved_by = [*context.case.approved_by, context.actor.person_id]


def lock_text(context: StepContext) -> None:
    """Effect: the last level has approved; from now on the text before the bodies is this one, by its hash."""
    approve_level(context)
    context.case.approved_hash = context.report.content_hash


def to_parent_body(context: StepContext) -> None:
    """Effect: the body above handles the case from now on."""
    assert context.case.body is not None  # judged by body_prepares
    context.case.body_id = context.case.body.parent_id
    db.session.flush()


def to_first_body(context: StepContext) -> None:
    """Effect: the case begins anew at the body that handled it first; nothing changes where none has."""
    query = select(Consultation.body_id).where(Consultation.case_id == context.case.id)
    body_id = db.session.scalar(query.order_by(Consultation.id).limit(1))
    if body_id is not None:
        context.case.body_id = body_id
        db.session.flush()


def consult(case: Case, body_id: int, role: str) -> None:
    """Note that a body takes part in the case."""
    db.session.add(Consultation(case_id=case.id, body_id=body_id, role=role))


def _asks(step: Step, name: str) -> bool:
    """Whether the step's own rules have judged what was given under that name."""
    return any(ask.name == name for ask in step.asks)


def _refuse_stale(case: Case, expected_version: int) -> None:
    if case.version != expected_version:
        raise StaleVersion(case.version)


def _add_version(case: Case, content: dict[str, Any], actor: Reader, number: int) -> ReportVersion:
    version = ReportVersion(
        case_id=case.id,
        number=number,
        content=content,
        content_hash=content_hash(content),
        author_id=actor.person_id,
        saved_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def _add_recipients(case: Case, recipients: Sequence[RecipientDraft]) -> None:
    """In one statement: the rows are many, and nobody looks at them here."""
    rows = [
        {
            "case_id": case.id,
            "position": position,
            "name": draft.name,
            "own_channel": draft.channel,
            "own_address": draft.address,
            "deadline": draft.deadline,
            "function_id": draft.function_id,
        }
        for position, draft in enumerate(recipients, start=1)
    ]
    if rows:
        db.session.execute(insert(Recipient), rows)


def _add_event(
    case: Case,
    step: str,
    before: str | None,
    actor: Reader,
    report: ReportVersion,
    *,
    note: str = "",
    until: str | None = None,
    deputy_for: int | None = None,
    body_id: int | None = None,
) -> CaseEvent:
    event = CaseEvent(
        case_id=case.id,
        at=clock.now(),
        actor_id=actor.person_id or None,  # the system is no person
        body_id=body_id,
        on_behalf_of_id=deputy_for,
        step=step,
        from_state=before,
        to_state=case.state,
        note=note,
        until=date.fromisoformat(until) if until else None,
        report_version_id=report.id,
    )
    db.session.add(event)
    _audit(case, step, actor, deputy_for, **{"from": before, "to": case.state, "report": report.content_hash})
    return event


def _audit(case: Case, event: str, actor: Reader, deputy_for: int | None, **data: Any) -> None:
    audit.record(
        event,
        authority_id=case.authority_id,
        case_id=case.id,
        actor_id=actor.person_id or None,
        on_behalf_of_id=deputy_for,
        **data,
    )
