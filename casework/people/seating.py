"""Who sits where, from when: a change ends the seat and adds another, so that what was held by it stands.

Callers hold the body's row and commit. Meetings that are to come follow by `app.extensions["casework.seats_changed"]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from casework import audit
from casework.database import db
from casework.people.bodies import A_DAY, before_a_meeting, most_at_once
from casework.people.models import Body, Person, Seat
from casework.people.queries import account_by_email, rules_on, seats_of
from casework.web import day as written
from workflows import Reason, StepRefused
from workflows._vocabulary import CHAIR, N_, SUBSTITUTE


@dataclass(frozen=True)
class SeatDraft:
    """A seat as it is to be; the columns of Seat. `position` 0: last among those of its role."""

    person_id: int
    role: str
    party: str
    position: int
    valid_from: date
    valid_to: date | None = None


def find_person(name: str, email: str) -> Person:
    """Who is meant: whose account has that address, or where none is told a new person of that name, without account.

    ValueError with a Swedish sentence where nobody is told, or nobody has that address.
    """
    if email:
        account = account_by_email(email)
        if account is None:
            raise ValueError(N_("Det finns inget konto med den adressen. Lämna fältet tomt för en person utan konto."))
        return account.person
    if not name:
        raise ValueError(N_("Välj en person, eller skriv namnet på en ny."))
    person = Person(name=name, title="")
    db.session.add(person)
    db.session.flush()
    return person


def add_seat(body: Body, draft: SeatDraft, *, actor_id: int | None) -> Seat:
    """A seat more. Raises StepRefused with every reason.

    Two chairs at a time, one person twice, no seat left, a day before a meeting was held or outside the body's time.
    """
    _refuse(_against(body, draft, seats_of(body.id)))
    seat = _new(body, draft)
    _changed(body, "seat_added", draft.valid_from, actor_id, seat=seat.id)
    return seat


def change_seat(seat: Seat, day: date, draft: SeatDraft | None, *, actor_id: int) -> None:
    """From `day` on the seat is as the draft says, or vacant where there is none; up to the day before it is as it was.

    Who gets it and has another seat in the body leaves that one at the same time, as a substitute does who steps up. A
    seat that had not begun is changed as a whole, or taken away. Raises StepRefused, as `add_seat`, and for a day on
    which it is nobody's.
    """
    body = seat.body
    if not seat.holds_on(day):
        _refuse([_holds_when(seat)])
    others = [row for row in seats_of(body.id) if row.id != seat.id]
    left = [row for row in others if draft and _is_left_for(row, draft)]
    _refuse(before_a_meeting(body, day) if draft is None else _against(body, draft, others, left))
    for row in left:
        row.valid_to = day - A_DAY
    withdrawn = None
    if seat.valid_from < day:
        seat.valid_to = day - A_DAY
        if draft is not None:
            _new(body, draft)
    elif draft is not None:
        _fill(seat, body, draft)
    else:
        withdrawn = seat
    _changed(body, "seat_changed", day, actor_id, seat=seat.id, without=withdrawn)
    if withdrawn is not None:
        db.session.delete(withdrawn)
        db.session.flush()


def _holds_when(seat: Seat) -> Reason:
    first = written(seat.valid_from)
    if seat.valid_to is None:
        return Reason(N_("Platsen gäller från den %(first)s. Ange den dagen eller en senare."), {"first": first})
    text = N_("Platsen gäller från den %(first)s till den %(last)s. Ange en av de dagarna, eller en däremellan.")
    return Reason(text, {"first": first, "last": written(seat.valid_to)})


def _is_left_for(row: Seat, draft: SeatDraft) -> bool:
    """Whether it is the person's own seat, which he leaves for the new one."""
    return row.person_id == draft.person_id and row.valid_from < draft.valid_from and row.holds_on(draft.valid_from)


def _new(body: Body, draft: SeatDraft) -> Seat:
    seat = Seat(body_id=body.id)
    _fill(seat, body, draft)
    db.session.add(seat)
    db.session.flush()
    return seat


def _fill(seat: Seat, body: Body, draft: SeatDraft) -> None:
    seat.person_id, seat.role, seat.party = draft.person_id, draft.role, draft.party
    seat.valid_from, seat.valid_to = draft.valid_from, draft.valid_to
    beside = [row.position for row in seats_of(body.id) if row.role == draft.role and row is not seat]
    seat.position = draft.position or max(beside, default=0) + 1


def _against(body: Body, draft: SeatDraft, others: Sequence[Seat], left: Sequence[Seat] = ()) -> list[Reason]:
    """Why the seat cannot be added beside the others, of which those in `left` end the day before it begins."""
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        return [Reason(N_("Sista dagen kan inte vara före den första."))]
    beside = [row for row in others if row not in left and _meet(row, draft)]
    return [
        *_outside(body, draft),
        *before_a_meeting(body, draft.valid_from),
        *_second_chair(draft, beside),
        *_seated_twice(draft, beside),
        *_no_seat_left(body, draft, beside),
    ]


def _meet(row: Seat, draft: SeatDraft) -> bool:
    """Whether there is a day on which both hold."""
    first = max(row.valid_from, draft.valid_from)
    return row.holds_on(first) and (draft.valid_to is None or first <= draft.valid_to)


def _outside(body: Body, draft: SeatDraft) -> list[Reason]:
    if body.valid_from is not None and draft.valid_from < body.valid_from:
        return [
            Reason(N_("Organet börjar den %(day)s. Ange den dagen eller en senare."), {"day": written(body.valid_from)})
        ]
    if body.valid_to is not None and (draft.valid_to is None or draft.valid_to > body.valid_to):
        text = N_("Organet upphör den %(day)s. Platsen kan inte gälla längre.")
        return [Reason(text, {"day": written(body.valid_to)})]
    return []


def _second_chair(draft: SeatDraft, beside: Sequence[Seat]) -> list[Reason]:
    chair = next((row for row in beside if row.role == CHAIR), None)
    if draft.role != CHAIR or chair is None:
        return []
    text = N_("%(name)s är ordförande under den tiden. Ändra den platsen i stället för att lägga till en.")
    return [Reason(text, {"name": chair.person.name})]


def _seated_twice(draft: SeatDraft, beside: Sequence[Seat]) -> list[Reason]:
    own = next((row for row in beside if row.person_id == draft.person_id), None)
    if own is None:
        return []
    return [Reason(N_("%(name)s har redan en plats i organet under den tiden."), {"name": own.person.name})]


def _no_seat_left(body: Body, draft: SeatDraft, beside: Sequence[Seat]) -> list[Reason]:
    """The body has as many seats as its rules say on the first day."""
    rules = rules_on(body, draft.valid_from)
    substitute = draft.role == SUBSTITUTE
    count = rules.substitutes if substitute else rules.members
    taken = [row for row in beside if (row.role == SUBSTITUTE) == substitute]
    if count is None or most_at_once(taken, draft.valid_from) < count:
        return []
    if substitute:
        return [Reason(N_("Organet har %(count)s ersättare, och alla platser är tagna."), {"count": count})]
    return [Reason(N_("Organet har %(count)s ledamöter, och alla platser är tagna."), {"count": count})]


def _changed(
    body: Body, event: str, day: date, actor_id: int | None, *, seat: int, without: Seat | None = None
) -> None:
    audit.record(event, authority_id=body.authority_id, actor_id=actor_id, body=body.id, seat=seat, day=day.isoformat())
    db.session.flush()
    current_app.extensions["casework.seats_changed"](body, day, without=without)


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise StepRefused(reasons)
