"""The demo's working committee as tests of its seats see it and change it."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.database import db, write
from casework.people.models import Person, Seat
from casework.people.queries import seats_on
from casework.web import day
from tests.observing import one, rows
from tests.support.pages import Visitor

KSAU, KS, KF = 2, 1, 3


def in_days(days: int) -> str:
    """A day as a form takes it."""
    return (clock.today() + timedelta(days=days)).isoformat()


def told_in(app: Flask, days: int) -> str:
    """A day as a page writes it: 1 juni 2030."""
    with app.app_context():
        return day(clock.today() + timedelta(days=days))


def since_long(app: Flask) -> None:
    """The seats of the demo's people have held for a month."""
    with app.app_context(), write():
        db.session.execute(update(Seat).values(valid_from=clock.today() - timedelta(days=30)))


def seat_of(app: Flask, name: str, body: int = KSAU) -> Seat:
    """The person's newest seat in the body."""
    return rows(app, Seat, person_id=one(app, Person, name=name).id, body_id=body)[-1]


def who_sits(app: Flask, on: date, body: int = KSAU) -> list[tuple[str, str]]:
    """(role, name) of those who hold a seat that day, in order."""
    with app.app_context():
        return [(seat.role, seat.person.name) for seat in seats_on(body, on)]


def change(visitor: Visitor, seat: Seat, **given: str) -> int:
    """Fill in the page of the seat and press; the status of the answer."""
    visitor.open(f"/organ/platser/{seat.id}")
    return visitor.press("Ändra platsen", **given).status_code
