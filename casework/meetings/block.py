"""Routine matters decided in one press: each as proposed, with a paragraph of its own; all of them or none."""

from collections.abc import Sequence

from sqlalchemy import select

from casework.database import db
from casework.errors import StaleVersion
from casework.meetings.models import AgendaItem, Decision
from casework.meetings.operations import record_outcome
from casework.meetings.queries import hold_item
from casework.permissions import Reader
from workflows import Reason, StepRefused
from workflows._vocabulary import N_


def routine_items(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """Those of an agenda that wait and are marked as routine, in its order."""
    return [item for item in items if item.routine and item.outcome is None]


def decide_block(meeting_id: int, seen: Sequence[int], *, actor: Reader) -> list[Decision]:
    """Decide the meeting's routine items as proposed, in order. Callers commit.

    `seen`: the items that the reader saw in the block; StaleVersion when they are others now. StepRefused, with the
    item's name, when one may not be decided; then none is.
    """
    query = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id, AgendaItem.taken_off_at.is_(None))
    query = query.where(AgendaItem.routine, AgendaItem.outcome.is_(None)).order_by(AgendaItem.position)
    now = list(db.session.scalars(query))
    if now != list(seen):
        raise StaleVersion(len(now))
    if not now:
        raise StepRefused([Reason(N_("Inget rutinärende väntar."))])
    held = {item_id: hold_item(item_id, actor) for item_id in sorted(now)}  # the order in which anybody holds rows
    decided = []
    for item_id in now:
        item = held[item_id]
        if item is None:
            raise StaleVersion(len(now))
        try:
            decided.append(record_outcome(item, "approve", actor=actor, expected_version=item.version, given={}))
        except StepRefused as refused:
            text = N_("Inget i blocket är beslutat, eftersom det inte går att besluta %(item)s.")
            raise StepRefused([Reason(text, {"item": item.name}), *refused.reasons]) from None
    return decided
