"""Who sits in a body, from when. The routes are among those of `people`."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework import clock
from casework.database import write
from casework.errors import found
from casework.people.body_forms import NOBODY, SeatForm
from casework.people.body_views import EDITORS
from casework.people.models import Body, Seat
from casework.people.queries import body_for, persons_of, seat_for
from casework.people.seating import add_seat as add
from casework.people.seating import change_seat as change
from casework.people.seating import find_person
from casework.people.views import people
from casework.permissions import current_reader
from workflows import StepRefused

__all__ = ["people"]


@people.route("/organ/<int:body_id>/platser/ny", methods=["GET", "POST"])
def add_seat(body_id: int) -> Any:
    """Give somebody a seat in a body."""
    row: Body = found(body_for(body_id, _authorities()))
    form = SeatForm() if request.method == "POST" else SeatForm(formdata=None, data={"day": clock.today()})
    form.offer(persons_of(row.authority_id), vacant=False)
    if form.validate_on_submit() and _saved(form, body_id, None):
        flash(_("Platsen är tillagd."), "ok")
        return redirect(url_for("people.body", body_id=body_id, _anchor="seats"))
    return _page(form, body_id, None)


@people.route("/organ/platser/<int:seat_id>", methods=["GET", "POST"])
def change_seat(seat_id: int) -> Any:
    """Change a seat from a day on: another person, another task, or nobody."""
    seat: Seat = found(seat_for(seat_id, _authorities()))
    body_id = seat.body_id
    form = SeatForm(obj=seat if request.method == "GET" else None)  # what is not sent is not taken from the row
    if request.method == "GET":
        form.person.data, form.day.data = str(seat.person_id), max(clock.today(), seat.valid_from)
    form.offer(persons_of(seat.body.authority_id), vacant=True)
    if form.validate_on_submit() and _saved(form, body_id, seat_id):
        flash(_("Platsen är ändrad. Sammanträden som har hållits behåller den som var."), "ok")
        return redirect(url_for("people.body", body_id=body_id, _anchor="seats"))
    return _page(form, body_id, found(seat_for(seat_id, _authorities())))


def _saved(form: SeatForm, body_id: int, seat_id: int | None) -> bool:
    """Whether the seat is stored as the form says; else the form says why."""
    actor_id = current_reader().person_id
    try:
        with write():
            body = found(body_for(body_id, _authorities(), lock=True))
            draft = None if form.leaves_it_vacant else form.draft(_person_of(form))
            if seat_id is None:
                add(body, found(draft), actor_id=actor_id)
            else:
                change(found(seat_for(seat_id, _authorities())), form.day.data, draft, actor_id=actor_id)
    except StepRefused as refused:
        form.form_errors = [reason.worded(_) for reason in refused.reasons]
    except ValueError as error:
        form.person.errors = [_(str(error))]
    else:
        return True
    return False


def _person_of(form: SeatForm) -> int:
    return form.person_id or find_person(form.name.data or "", form.email.data or "").id


def _page(form: SeatForm, body_id: int, seat: Seat | None) -> Any:
    body = found(body_for(body_id, _authorities()))
    page = render_template("people/seat.html", form=form, body=body, seat=seat, nobody=NOBODY)
    return page, 422 if form.is_submitted() else 200


def _authorities() -> list[int]:
    return current_reader().authorities(*EDITORS)
