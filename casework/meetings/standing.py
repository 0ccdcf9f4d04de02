"""The items that stand on every agenda of a body, and the order of its agendas. Callers commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import select

from casework import audit
from casework.database import db
from casework.errors import StaleVersion
from casework.law.bodies import ASSEMBLY, KINDS, NEVER, OWN
from casework.meetings.matters import Matter, add_item
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.ordering import ENDING, LISTED, Listed, by_rule
from casework.meetings.planning_models import AgendaOrder, StandingItem
from casework.people.models import Body
from casework.permissions import Reader
from workflows import Reason, StepRefused
from workflows._vocabulary import ADMIN, ITEM_KINDS, N_, REGISTRAR, SECRETARY

KEEPERS = (SECRETARY, REGISTRAR, ADMIN)
PROPOSALS = {
    "announcement": N_("Sammanträdet är utlyst i rätt tid."),
    "agenda": N_("Föredragningslistan godkänns."),
    "previous_minutes": N_("Föregående protokoll läggs till handlingarna."),
    "delegated": N_("Redovisningen av delegationsbeslut läggs till handlingarna."),
    "notices": N_("Meddelandena läggs till handlingarna."),
}

ROUTINE = ("previous_minutes", "delegated", "notices")


@dataclass(frozen=True)
class StandingDraft:
    """A standing item as it is to be; the columns of StandingItem."""

    kind: str
    title: str
    proposal: Sequence[str]
    at_the_end: bool
    position: int
    active: bool = True


def may_keep(reader: Reader, body: Body) -> bool:
    """Whether the reader keeps the body's standing items: its secretary, the registrar, the administrator."""
    return bool(reader.roles_for(body.authority_id, body.id) & set(KEEPERS))


def standing_of(body_id: int, *, active: bool = False) -> list[StandingItem]:
    """The body's standing items: those that open a meeting, then those that end it, each in order."""
    query = select(StandingItem).where(StandingItem.body_id == body_id)
    query = query.where(StandingItem.active) if active else query
    order = (StandingItem.at_the_end, StandingItem.position, StandingItem.id)
    return list(db.session.scalars(query.order_by(*order)))


def usual_items(body: Body) -> list[StandingDraft]:
    """What a body of that kind usually has on every agenda (R-48), in words that the body may change.

    Not "other business" in the assembly, which decides only what was announced (R-42); delegated decisions only where
    the body delegates.
    """
    kind = KINDS[body.kind]
    opening = ["roll_call", "approvers", "agenda", "previous_minutes"]
    ending = [*(["delegated"] if kind.power == OWN else []), "notices", "other"]
    if kind.code == ASSEMBLY:
        opening, ending = ["roll_call", "announcement", "approvers", "agenda"], ["notices"]
    elif kind.power == NEVER:
        opening, ending = ["agenda", "previous_minutes"], ["other"]
    with force_locale("sv"):  # what stands on an agenda is in Swedish, whoever presses the button
        return [
            StandingDraft(
                name,
                gettext(ITEM_KINDS[name]),
                [gettext(PROPOSALS[name])] if name in PROPOSALS else [],
                at_the_end=name in ENDING,
                position=place,
            )
            for place, name in enumerate([*opening, *ending], start=1)
        ]


def add_usual_items(body: Body, *, actor: Reader) -> None:
    """Give the body, whose row the caller holds, the usual items. Refused where it has some already."""
    if standing_of(body.id):
        raise StepRefused([Reason(N_("Organet har redan stående punkter. Ändra dem, eller lägg till fler."))])
    for draft in usual_items(body):
        add_standing(body, draft, actor=actor)


def add_standing(body: Body, draft: StandingDraft, *, actor: Reader) -> StandingItem:
    """A standing item more; agendas of meetings that are planned already stay as they are."""
    item = StandingItem(body_id=body.id, version=1)
    _fill(item, draft)
    db.session.add(item)
    db.session.flush()
    _audit("standing_item_added", body, actor, item=item.id)
    return item


def change_standing(
    item: StandingItem, body: Body, draft: StandingDraft, *, actor: Reader, expected_version: int
) -> None:
    """Change a standing item for the meetings that are planned from now on. StaleVersion when it changed meanwhile."""
    if item.version != expected_version:
        raise StaleVersion(item.version)
    _fill(item, draft)
    item.version += 1
    db.session.flush()
    _audit("standing_item_changed", body, actor, item=item.id)


def _fill(item: StandingItem, draft: StandingDraft) -> None:
    item.kind, item.title, item.proposal = draft.kind, draft.title, list(draft.proposal)
    item.at_the_end, item.position, item.active = draft.at_the_end, draft.position, draft.active


def put_standing_items(meeting: Meeting) -> None:
    """The body's standing items on the agenda of a meeting that is being planned.

    What is usually only laid to the files may be decided in a block; the secretary may change that at the item.
    """
    for row in standing_of(meeting.body_id, active=True):
        matter = Matter(row.kind, row.title, row.proposal, routine=row.kind in ROUTINE and bool(row.proposal))
        add_item(meeting, matter, at_the_end=row.at_the_end)


def order_of(body_id: int) -> str:
    """In which order the body has its cases."""
    row = db.session.get(AgendaOrder, body_id)
    return row.cases if row else LISTED


def set_order(body: Body, cases: str, *, actor: Reader) -> None:
    """In which order the body, whose row the caller holds, has its cases from now on."""
    row = db.session.get(AgendaOrder, body.id) or AgendaOrder(body_id=body.id)
    row.cases = cases
    db.session.add(row)
    db.session.flush()
    _audit("agenda_order_set", body, actor, order=cases)


def ordered(items: Sequence[AgendaItem], body_id: int) -> list[int]:
    """Those items' ids in the order of the body's rule."""
    standing = {(row.kind, row.title): (place, row) for place, row in enumerate(standing_of(body_id))}
    listed = []
    for item in items:
        place, row = standing.get((item.kind, item.title), (None, None))
        number = item.case.number if item.case else ""
        listed.append(Listed(item.id, item.kind, number, item.routine, place, row.at_the_end if row else None))
    return by_rule(listed, order_of(body_id))


def _audit(event: str, body: Body, actor: Reader, **data: Any) -> None:
    ids = {"authority_id": body.authority_id, "actor_id": actor.person_id}
    audit.record(event, **ids, body=body.id, **data)
