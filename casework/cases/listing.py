"""The list of cases: filtered, the one that changed last first, paged by key in both directions.

A page is told by the key (updated_at, id) of the row beside which it begins, so what changes meanwhile moves nothing:
every case that did not change is met once, and one that did stands first when the list is opened again.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import gettext
from sqlalchemy import ColumnElement, Tuple, and_, exists, func, literal, not_, select, tuple_, union_all

from casework.cases.models import Case
from casework.cases.queries import visible_to
from casework.cases.waiting import ended, in_states, waiting_for
from casework.database import UtcDateTime, db
from casework.people.models import Body, Person
from casework.people.queries import swedish
from casework.permissions import Reader
from workflows import WORKFLOWS
from workflows._vocabulary import MANAGER, OFFICER, REGISTRAR, SECRETARY

PAGE = 50
MOST_COUNTED = 1000
MOST_WORDS = 10
MINE, WAITING = "mine", "waiting"
OPEN, ENDED = "open", "ended"
OFFICE = (OFFICER, MANAGER, REGISTRAR, SECRETARY)

_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_CURSOR = re.compile(r"([no])([0-9]{1,16})\.([0-9]{1,9})")


class BadCursor(ValueError):
    """The place in the list was told by something that no list gave; the message is a sentence."""


@dataclass(frozen=True)
class Filters:
    """Which cases are asked for; each that is left out asks for nothing. `states` are (kind, state)."""

    kind: str = ""
    states: tuple[tuple[str, str], ...] | None = None
    officer: int | None = None
    body: int | None = None
    q: str = ""
    whose: str = ""
    stage: str = ""


@dataclass(frozen=True)
class Page:
    """Some of the cases, the one that changed last first; the places where it goes on, None where it does not."""

    rows: list[Case]
    next: str | None
    previous: str | None


@dataclass(frozen=True)
class _Place:
    """Beside which row a page begins, and in which direction it goes."""

    newer: bool
    at: datetime
    case_id: int

    def __str__(self) -> str:
        told = f"{'n' if self.newer else 'o'}{(self.at - _EPOCH) // _TICK}.{self.case_id}"
        return urlsafe_b64encode(told.encode()).decode().rstrip("=")


def list_cases(reader: Reader, filters: Filters, cursor: str = "", *, limit: int = PAGE) -> Page:
    """The cases of one page that exist for `reader`; one statement. BadCursor for a place that no list gave."""
    place = _read(cursor) if cursor else None
    asked = _asked(reader, filters)
    newer = place is not None and place.newer
    order = (Case.updated_at.asc(), Case.id.asc()) if newer else (Case.updated_at.desc(), Case.id.desc())
    here = [] if place is None else [_key() > _key_of(place) if newer else _key() < _key_of(place)]
    nearest = [
        select(select(Case.id).where(part, *asked, *here).order_by(*order).limit(limit + 1).subquery())
        for part in _parts(reader, filters)
    ]
    query = select(Case, _behind(asked, place)).where(Case.id.in_(union_all(*nearest)))
    found = db.session.execute(query.order_by(*order).limit(limit + 1)).all()
    rows = [row[0] for row in found[:limit]]
    ahead, behind = len(found) > limit, any(row[1] for row in found[:1])
    if newer:
        rows, ahead, behind = rows[::-1], behind, ahead
    return Page(
        rows,
        next=_beside(rows[-1], newer=False) if rows and ahead else None,
        previous=_beside(rows[0], newer=True) if rows and behind else None,
    )


def count_cases(reader: Reader, filters: Filters) -> int:
    """How many there are in all, at most one more than MOST_COUNTED."""
    found = select(Case.id).where(*_asked(reader, filters)).limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def states_called(name: str) -> tuple[tuple[str, str], ...]:
    """The (kind, state) of that name, or with that label."""
    return tuple(
        (kind, state.name)
        for kind, workflow in WORKFLOWS.items()
        for state in workflow.states.values()
        if name in (state.name, state.label)
    )


def people_and_bodies(reader: Reader) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """By whom the list can be narrowed: officers of cases that exist for `reader`, and bodies. One statement."""
    has_cases = exists().where(Case.officer_id == Person.id, visible_to(reader)).correlate(Person)
    officers = select(literal(OFFICER), Person.id, Person.name).where(has_cases)
    bodies = select(literal("body"), Body.id, Body.name).where(Body.authority_id.in_(reader.authorities(*OFFICE)))
    found = sorted(db.session.execute(officers.union_all(bodies)), key=lambda row: swedish(row[2]))
    people = [(number, name) for what, number, name in found if what == OFFICER]
    return people, [(number, name) for what, number, name in found if what != OFFICER]


def _asked(reader: Reader, filters: Filters) -> list[ColumnElement[bool]]:
    """The conditions; never without what the reader may see."""
    rules = [visible_to(reader)]
    if filters.kind:
        rules.append(Case.kind == filters.kind)
    if filters.states is not None:
        rules.append(in_states(filters.states))
    if filters.officer is not None:
        rules.append(Case.officer_id == filters.officer)
    if filters.body is not None:
        rules.append(Case.body_id == filters.body)
    if filters.stage:
        rules.append(ended() if filters.stage == ENDED else not_(ended()))
    if filters.whose:
        rules.append(Case.officer_id == reader.person_id if filters.whose == MINE else waiting_for(reader))
    words = filters.q.casefold().split()[:MOST_WORDS]
    return rules + [Case.search_key.contains(word, autoescape=True) for word in words]


def _parts(reader: Reader, filters: Filters) -> list[ColumnElement[bool]]:
    """The cases parted by authority, each in the order of an index; and his own where he holds no role any more.

    One officer's are few: they are looked up as his. In the order of all cases they would be met one here, one there.
    """
    officer = reader.person_id if filters.whose == MINE else filters.officer
    if officer is not None:
        return [Case.officer_id == officer]
    places = reader.authorities(*OFFICE)
    elsewhere = and_(Case.officer_id == reader.person_id, Case.authority_id.not_in(places))
    return [*(Case.authority_id == place for place in places), elsewhere]


def _key() -> Tuple:
    return tuple_(Case.updated_at, Case.id)


def _key_of(place: _Place) -> Tuple:
    return tuple_(literal(place.at, UtcDateTime()), literal(place.case_id))


def _behind(asked: list[ColumnElement[bool]], place: _Place | None) -> ColumnElement[bool]:
    """Whether there is a row on the side from which the page was turned."""
    if place is None:
        return literal(False)
    side = _key() <= _key_of(place) if place.newer else _key() >= _key_of(place)
    return select(Case.id).where(*asked, side).correlate(None).exists()


def _beside(case: Case, *, newer: bool) -> str:
    return str(_Place(newer, case.updated_at, case.id))


def _read(cursor: str) -> _Place:
    try:
        told = _CURSOR.fullmatch(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
    except (NotBase64, ValueError):
        told = None
    if told is None:
        raise BadCursor(gettext("Sidan finns inte i listan. Börja om från listans början."))
    return _Place(told[1] == "n", _EPOCH + int(told[2]) * _TICK, int(told[3]))
