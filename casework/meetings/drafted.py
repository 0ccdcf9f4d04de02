"""What is drafted of an outcome before the meeting; seen by who leads the body or keeps its minutes, by nobody else.

Kept version by version; the newest counts until the outcome is recorded, and then none is shown. Callers commit.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from casework import audit, clock
from casework.database import db
from casework.errors import StaleVersion
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.planning_models import DraftedOutcome
from casework.permissions import Reader
from workflows import Reason, Step, StepRefused
from workflows._vocabulary import CHAIR, N_, SECRETARY, VICE_CHAIR


def may_see(reader: Reader, meeting: Meeting) -> bool:
    """The chair, the vice chairs and the secretary of the meeting's body."""
    return bool(reader.roles_for(meeting.authority_id, meeting.body_id) & {CHAIR, VICE_CHAIR, SECRETARY})


def may_write(reader: Reader, meeting: Meeting, leader_id: int | None) -> bool:
    """The chair and the secretary, and a vice chair while he leads."""
    if reader.roles_for(meeting.authority_id, meeting.body_id) & {CHAIR, SECRETARY}:
        return True
    return may_see(reader, meeting) and leader_id == reader.person_id


def draft_of(item: AgendaItem, reader: Reader) -> DraftedOutcome | None:
    """The newest draft, for who may see it, while the item has no outcome."""
    if item.outcome is not None or not may_see(reader, item.meeting):
        return None
    query = select(DraftedOutcome).where(DraftedOutcome.item_id == item.id)
    return db.session.scalar(query.order_by(DraftedOutcome.version.desc()).limit(1))


def refused(item: AgendaItem, actor: Reader, leader_id: int | None) -> list[Reason]:
    """Why the actor may write no draft of the item; [] when he may."""
    if item.outcome is not None or item.meeting.ended:
        return [Reason(N_("Ärendet är redan avgjort på det här sammanträdet."))]
    if not may_write(actor, item.meeting, leader_id):
        return [Reason(N_("Utkast skrivs av ordföranden eller sekreteraren."))]
    return []


def save_draft(
    item: AgendaItem,
    step: Step,
    given: Mapping[str, str],
    *,
    actor: Reader,
    leader_id: int | None,
    expected_version: int,
) -> DraftedOutcome:
    """A new version of the item's draft: the outcome and what was filled in, which may be incomplete.

    The caller holds the rows of case and item. Raises StaleVersion when another version than `expected_version` (0 for
    none) is the newest, StepRefused for a recorded item and for who may not write. The same again is no new version.
    """
    if reasons := refused(item, actor, leader_id):
        raise StepRefused(reasons)
    always = {ask.name for ask in step.asks if ask.when is None and not ask.optional}
    asked = {ask.name: given.get(ask.name, "") for ask in step.asks if ask.name in always or given.get(ask.name)}
    before = draft_of(item, actor)
    if before is not None and _same(before, step.name, asked, actor):
        return before
    if (before.version if before else 0) != expected_version:
        raise StaleVersion(before.version if before else 0)
    row = DraftedOutcome(
        item_id=item.id,
        version=expected_version + 1,
        outcome=step.name,
        given=asked,
        author_id=actor.person_id,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    ids: dict[str, Any] = {"authority_id": item.meeting.authority_id, "actor_id": actor.person_id}
    audit.record("outcome_drafted", **ids, case_id=item.case_id, item=item.id, draft=row.version)
    return row


def _same(before: DraftedOutcome, outcome: str, asked: Mapping[str, str], actor: Reader) -> bool:
    return (before.outcome, before.given, before.author_id) == (outcome, dict(asked), actor.person_id)
