"""Keeping the bodies: what they are, their dated rules, and how reports to them are reviewed. Callers commit.

What a higher room knows of a body is asked for by `app.extensions`: when it last met, what of its meetings follows.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app

from casework import audit
from casework.database import db
from casework.errors import StaleVersion
from casework.law.bodies import Rules, against_the_law
from casework.people.models import Authority, Body, BodyRules, Seat
from casework.people.queries import bodies_of, rules_of, seats_of
from casework.web import day as written
from workflows import Reason, StepRefused
from workflows._vocabulary import N_, SUBSTITUTE

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class BodyDraft:
    """A body as it is to be; the columns of Body."""

    kind: str
    name: str
    short_name: str
    parent_id: int | None = None
    own_register: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


def add_body(authority: Authority, draft: BodyDraft, *, actor_id: int | None) -> Body:
    """A body more of the authority. Raises StepRefused with every reason."""
    body = Body(authority_id=authority.id, version=1)
    body.authority = authority
    _refuse([*_names_taken(authority, draft, None), *_wrong_times(draft)])
    _fill(body, draft)
    db.session.add(body)
    db.session.flush()
    audit.record("body_added", authority_id=authority.id, actor_id=actor_id, body=body.id)
    return body


def change_body(body: Body, draft: BodyDraft, *, actor_id: int, expected_version: int) -> None:
    """Change the body, whose row the caller holds. A last day ends the seats that are longer.

    Raises StaleVersion, or StepRefused: a name that is taken, a circle of parents, another kind once it has met, an end
    while bodies under it or meetings planned go on.
    """
    if body.version != expected_version:
        raise StaleVersion(body.version)
    _refuse(
        [
            *_names_taken(body.authority, draft, body.id),
            *_wrong_times(draft),
            *_seats_outside(body, draft),
            *_circle(body, draft.parent_id),
            *_has_met(body, draft),
            *_goes_on(body, draft.valid_to),
        ]
    )
    ended = draft.valid_to is not None and draft.valid_to != body.valid_to
    _fill(body, draft)
    if ended:
        _end_seats(body)
    _changed(body, "body_changed", actor_id)


def _fill(body: Body, draft: BodyDraft) -> None:
    body.kind, body.name, body.short_name = draft.kind, draft.name, draft.short_name
    body.parent_id, body.own_register = draft.parent_id, draft.own_register
    body.valid_from, body.valid_to = draft.valid_from, draft.valid_to


def _names_taken(authority: Authority, draft: BodyDraft, own_id: int | None) -> list[Reason]:
    """A report names bodies by their name, and numbers name them by their short name."""
    wanted = {draft.name.casefold(), draft.short_name.casefold()}
    others = [other for other in bodies_of([authority.id]) if other.id != own_id]
    taken = [name for other in others for name in (other.name, other.short_name) if name.casefold() in wanted]
    found = [Reason(N_("Det finns redan ett organ som heter %(name)s."), {"name": name}) for name in taken]
    if draft.own_register and draft.short_name.casefold() == authority.short_name.casefold():
        text = N_("Ett eget diarium behöver en annan beteckning än myndighetens, %(unit)s.")
        found.append(Reason(text, {"unit": authority.short_name}))
    return found


def _wrong_times(draft: BodyDraft) -> list[Reason]:
    if draft.valid_from and draft.valid_to and draft.valid_to < draft.valid_from:
        return [Reason(N_("Sista dagen kan inte vara före den första."))]
    return []


def _seats_outside(body: Body, draft: BodyDraft) -> list[Reason]:
    """A seat begins while its body is there; one that is longer is ended with it."""
    seats = seats_of(body.id)
    if draft.valid_from and any(seat.valid_from < draft.valid_from for seat in seats):
        return [Reason(N_("En plats i organet börjar före den första dagen. Ange en tidigare dag."))]
    if draft.valid_to and any(seat.valid_from > draft.valid_to for seat in seats):
        return [Reason(N_("En plats i organet börjar efter den sista dagen. Ta bort den platsen först."))]
    return []


def _circle(body: Body, parent_id: int | None) -> list[Reason]:
    """No body stands over itself."""
    parent = db.session.get(Body, parent_id) if parent_id else None
    if parent is None or body not in [parent, *parent.above()]:
        return []
    text = N_("%(parent)s hör själv till %(body)s. Välj ett annat organ närmast över.")
    return [Reason(text, {"parent": parent.name, "body": body.name})]


def _has_met(body: Body, draft: BodyDraft) -> list[Reason]:
    held: date | None = current_app.extensions["casework.last_held"](body.id)
    if held is None:
        return []
    found = []
    if draft.kind != body.kind:
        text = N_("Organet har sammanträtt, och dess slag ändras inte. Avsluta det och lägg till ett nytt.")
        found.append(Reason(text))
    if draft.valid_to is not None and draft.valid_to < held:
        found.append(Reason(N_("Organet sammanträdde den %(day)s. Ange en senare sista dag."), {"day": written(held)}))
    return found


def _goes_on(body: Body, last: date | None) -> list[Reason]:
    """What still needs the body after its last day."""
    if last is None:
        return []
    under = [
        other.name
        for other in bodies_of([body.authority_id])
        if other.parent_id == body.id and (other.valid_to is None or other.valid_to > last)
    ]
    found = []
    if under:
        text = N_("Under organet finns %(names)s. Avsluta dem först, eller låt dem höra till ett annat organ.")
        found.append(Reason(text, {"names": under}))
    return found + list(current_app.extensions["casework.body_needed"](body.id, last))


def _end_seats(body: Body) -> None:
    for seat in seats_of(body.id):
        if body.valid_to is not None and (seat.valid_to is None or seat.valid_to > body.valid_to):
            seat.valid_to = body.valid_to


def set_rules(body: Body, rules: Rules, day: date, *, actor_id: int | None, expected_version: int) -> None:
    """The rules of the body, whose row the caller holds, from that day on: what holds then ends the day before.

    Rules from the same day are replaced; rules from a later day stand. Raises StaleVersion, or StepRefused: against the
    law, back in time before a meeting was held, fewer seats than are taken.
    """
    if body.version != expected_version:
        raise StaleVersion(body.version)
    _refuse(
        [
            *(Reason(text) for _name, text in against_the_law(body.kind, rules)),
            *before_a_meeting(body, day),
            *_too_few(seats_of(body.id), rules, day),
        ]
    )
    rows = rules_of(body.id)
    for row in rows:
        if row.valid_from < day and (row.valid_to is None or row.valid_to >= day):
            row.valid_to = day - A_DAY
    kept = next((row for row in rows if row.valid_from == day), None)
    later = next((row for row in rows if row.valid_from > day), None)
    row = kept or BodyRules(body_id=body.id, valid_from=day)
    row.members, row.substitutes, row.notice_days = rules.members, rules.substitutes, rules.notice_days
    row.approver_count, row.remote_allowed = rules.approver_count, rules.remote_allowed
    row.alternating_service, row.open_meetings = rules.alternating_service, rules.open_meetings
    row.substitute_notes, row.citizen_proposals = rules.substitute_notes, rules.citizen_proposals
    row.party_orders = {party: list(after) for party, after in rules.party_orders.items()}
    row.valid_to = later.valid_from - A_DAY if later else None
    db.session.add(row)
    _changed(body, "body_rules_set", actor_id, day=day.isoformat())
    current_app.extensions["casework.seats_changed"](body, day)


def before_a_meeting(body: Body, day: date) -> list[Reason]:
    """A meeting was held by what held then: no change reaches back to it."""
    held: date | None = current_app.extensions["casework.last_held"](body.id)
    if held is None or day > held:
        return []
    text = N_("Organet sammanträdde den %(day)s. En ändring kan gälla tidigast från dagen efter.")
    return [Reason(text, {"day": written(held)})]


def _too_few(seats: Sequence[Seat], rules: Rules, day: date) -> list[Reason]:
    members = most_at_once([seat for seat in seats if seat.role != SUBSTITUTE], day)
    substitutes = most_at_once([seat for seat in seats if seat.role == SUBSTITUTE], day)
    found = []
    if rules.members is not None and members > rules.members:
        text = N_("Organet har %(taken)s ledamöter. Avsluta platser innan antalet blir %(count)s.")
        found.append(Reason(text, {"taken": members, "count": rules.members}))
    if rules.substitutes is not None and substitutes > rules.substitutes:
        text = N_("Organet har %(taken)s ersättare. Avsluta platser innan antalet blir %(count)s.")
        found.append(Reason(text, {"taken": substitutes, "count": rules.substitutes}))
    return found


def most_at_once(seats: Sequence[Seat], day: date) -> int:
    """How many of the seats hold at most on any one day from `day` on."""
    days = [day, *(seat.valid_from for seat in seats if seat.valid_from > day)]
    return max(sum(seat.holds_on(at) for seat in seats) for at in days)


def set_review_levels(body: Body, levels: list[dict[str, str]], *, actor_id: int, expected: str) -> None:
    """How reports to the body are reviewed from now on. StaleVersion when they are others than those `expected`."""
    if levels_key(body.review_levels) != expected:
        raise StaleVersion(0)
    body.review_levels = levels
    db.session.flush()
    audit.record(
        "review_levels_set", authority_id=body.authority_id, actor_id=actor_id, body=body.id, levels=len(levels)
    )


def levels_key(levels: list[dict[str, str]]) -> str:
    """What tells one set of levels from another, in a form that was sent."""
    return hashlib.sha256(json.dumps(levels, sort_keys=True).encode()).hexdigest()[:16]


def _changed(body: Body, event: str, actor_id: int | None, **data: Any) -> None:
    body.version += 1
    db.session.flush()
    audit.record(event, authority_id=body.authority_id, actor_id=actor_id, body=body.id, **data)


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise StepRefused(reasons)
