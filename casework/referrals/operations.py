"""Every step of what was asked. `take` is the only place that moves a referral. Callers commit (database.write)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from casework import audit, clock
from casework.cases.attachments import FileDraft
from casework.cases.models import Case
from casework.database import db
from casework.errors import StaleVersion
from casework.permissions import Reader
from casework.referrals.letters import EXTENDED, WITHDRAWN, send
from casework.referrals.models import REFERRAL, Referral, ReferralAnswer, ReferralDraft, ReferralEvent
from casework.referrals.queries import facts_of
from casework.register.operations import keep_file
from workflows import PROCEDURES
from workflows._vocabulary import N_

TABLE = PROCEDURES["referral"]


@dataclass
class Taken:
    """A step as it is taken, for what follows of it."""

    referral: Referral
    step: str
    actor: Reader
    given: Mapping[str, str]
    file: FileDraft | None
    event: ReferralEvent = field(init=False)


def take(
    referral: Referral,
    name: str,
    *,
    actor: Reader,
    expected_version: int,
    given: Mapping[str, str] | None = None,
    file: FileDraft | None = None,
) -> None:
    """Take one step with the referral, whose row the caller holds: state, event, audit record, and what follows.

    Raises StaleVersion when it has changed since `expected_version`, StepRefused with every reason when a rule says no.
    Either leaves nothing written.
    """
    if referral.version != expected_version:
        raise StaleVersion(referral.version)
    given = {key: value.strip() for key, value in (given or {}).items()}
    facts = facts_of(referral, actor, given | ({"file": file.sha256} if file else {}))
    TABLE.take(name, facts)
    before = referral.state
    referral.state = TABLE.move(name, before)
    referral.version += 1
    taken = Taken(referral, name, actor, given, file)
    if name != "draft" or before != referral.state:  # a draft that is saved again is nobody else's news
        taken.event = add_event(referral, name, before, actor, note=given.get("note", ""))
    FOLLOWS[name](taken)
    db.session.flush()


def _keep_draft(taken: Taken) -> None:
    row = db.session.get(ReferralDraft, taken.referral.id)
    if row is None:
        row = ReferralDraft(referral_id=taken.referral.id)
        db.session.add(row)
    row.text, row.saved_by_id, row.saved_at = taken.given.get("text", ""), taken.actor.person_id, clock.now()


def _keep_answer(taken: Taken) -> None:
    """The answer, with its file; its draft is gone, and the officer is told unless he recorded it himself."""
    referral, file = taken.referral, taken.file
    if file is not None:
        keep_file(file.content, file.kind.media_type)
    received = taken.given.get("received")
    answer = ReferralAnswer(
        referral_id=referral.id,
        no_view=referral.state == "no_view",
        text=taken.given.get("text", ""),
        sha256=file.sha256 if file else None,
        file_name=file.name if file else "",
        media_type=file.kind.media_type if file else "",
        received_on=date.fromisoformat(received) if received else clock.today(),
        recorded_by_id=taken.actor.person_id,
        recorded_at=clock.now(),
    )
    db.session.add(answer)
    if (draft := db.session.get(ReferralDraft, referral.id)) is not None:
        db.session.delete(draft)
    if referral.kind == REFERRAL:
        text = N_("%(name)s har inget att invända.") if answer.no_view else N_("%(name)s har svarat på remissen.")
        tell_officer(referral, text, taken.actor)


def _extend(taken: Taken) -> None:
    """The new last day; it is reminded of and told of anew."""
    referral = taken.referral
    referral.due = taken.event.due = date.fromisoformat(taken.given["due"])
    referral.reminded_at = referral.overdue_told_at = None
    send(referral, EXTENDED)


def _withdraw(taken: Taken) -> None:
    send(taken.referral, WITHDRAWN, note=taken.given["note"])


def _nothing(taken: Taken) -> None:
    """The step is all."""


FOLLOWS: dict[str, Callable[[Taken], None]] = {
    "draft": _keep_draft,
    "answer": _keep_answer,
    "no_objection": _keep_answer,
    "receive": _keep_answer,
    "receive_no_objection": _keep_answer,
    "extend": _extend,
    "withdraw": _withdraw,
    "leave_unanswered": _nothing,
}
"""By step: what follows of it."""


def tell_officer(referral: Referral, text: str, actor: Reader | None) -> None:
    """Tell the case's officer a sentence about the referral, unless he is the `actor`; None is the clock."""
    case = referral.case
    with force_locale("sv"):
        told = gettext(text) % {"name": referral.name}
    tell: Callable[..., None] = current_app.extensions["casework.tell"]
    tell(case.officer_id, case.id, "referral", told, actor_id=actor.person_id if actor else None)


def add_event(referral: Referral, step: str, before: str | None, actor: Reader, *, note: str = "") -> ReferralEvent:
    """One more row of its history, with the audit record. It stands in its new state already."""
    event = ReferralEvent(
        referral_id=referral.id,
        at=clock.now(),
        actor_id=actor.person_id or None,  # the system is no person
        step=step,
        from_state=before,
        to_state=referral.state,
        note=note,
    )
    db.session.add(event)
    case = db.session.get_one(Case, referral.case_id)
    data: dict[str, Any] = {"referral": referral.id, "from": before, "to": referral.state}
    authority_id, actor_id = case.authority_id, actor.person_id or None
    audit.record(f"referral_{step}", authority_id=authority_id, case_id=case.id, actor_id=actor_id, **data)
    return event
