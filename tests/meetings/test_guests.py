"""Who is at a meeting without a seat: who may be there, and from when to when."""

from functools import partial

import pytest
from flask import Flask

from casework.audit import AuditRecord
from casework.meetings.guests import guest_leaves
from casework.meetings.models import Guest
from casework.people.models import Body
from tests.conftest import Visitors
from tests.factories import make_meeting
from tests.meetings.sitting import guest_at, holding, refused, roll, step_at
from tests.observing import amount, fingerprint, one, rows

STAFF_NOT_HERE = "Personalföreträdare får inte närvara i kommunstyrelsen (kommunallagen 7 kap. 10 §)."
THREE = "Högst tre personalföreträdare får närvara (kommunallagen 7 kap. 12 §)."


def _leaves(app: Flask, meeting: int, guest: int, who: str = "sekreterare") -> None:
    holding(app, meeting, who, lambda row, actor: guest_leaves(row, guest, actor=actor))


def test_a_guestguest_at_and_leaves_on_the_page(app: Flask, visitors: Visitors, meeting: int) -> None:
    secretary = visitors["sekreterare"]
    secretary.open(f"/sammantraden/{meeting}")
    form = next(form for form in secretary.forms() if form.action.endswith("/deltagare"))
    page = secretary.press(form.labels[0], form.action, guest__name="Revisorn", guest__kind="auditor")
    assert "Revisorn är införd som närvarande." in page.text
    guest = one(app, Guest)
    assert (guest.name, guest.kind, guest.remote, guest.until) == ("Revisorn", "auditor", False, None)
    leave = next(form for form in secretary.forms() if form.action.endswith(f"/deltagare/{guest.id}/gar"))
    secretary.press(leave.labels[0], leave.action)
    left = one(app, Guest).until
    assert left is not None
    assert left >= guest.since
    assert [row.event for row in rows(app, AuditRecord)][-2:] == ["guest_came", "guest_left"]
    before = fingerprint(app)
    _leaves(app, meeting, guest.id)  # twice is once
    assert fingerprint(app) == before


def test_the_staff_is_three_at_most_and_one_that_leaves_makes_room(app: Flask, meeting: int) -> None:
    staff = [guest_at(app, meeting, f"Facket {number}", "staff") for number in range(3)]
    assert refused(app, partial(guest_at, app, meeting, "Facket 4", "staff")) == [THREE]
    guest_at(app, meeting, "Experten", "expert")
    _leaves(app, meeting, staff[0])
    guest_at(app, meeting, "Facket 4", "staff")
    assert amount(app, Guest) == 5


def test_the_staff_is_not_in_the_executive_committee(app: Flask) -> None:
    board = make_meeting(app, body="KS")
    roll(app, board, ["Ordföranden", "Ledamoten"])
    assert one(app, Body, short_name="KS").kind == "executive_committee"
    assert refused(app, partial(guest_at, app, board, "Facket", "staff")) == [STAFF_NOT_HERE]
    guest_at(app, board, "Revisorn", "auditor")


@pytest.mark.parametrize(("name", "kind"), [("", "auditor"), ("Revisorn", "king"), ("Revisorn", "")])
def test_a_guest_has_a_name_and_a_known_part(app: Flask, meeting: int, name: str, kind: str) -> None:
    told = refused(app, partial(guest_at, app, meeting, name, kind))
    assert told == ["Skriv namnet och välj i vilken egenskap personen deltar."]


@pytest.mark.parametrize("who", ["ledamot"])
def test_who_does_not_call_the_roll_notes_no_guest(app: Flask, meeting: int, who: str) -> None:
    guest = guest_at(app, meeting)
    not_yours = ["Närvaron förs av sekreteraren eller ordföranden."]
    assert refused(app, partial(guest_at, app, meeting, who=who)) == not_yours
    assert refused(app, partial(_leaves, app, meeting, guest, who)) == not_yours


def test_guests_come_only_while_the_meeting_goes_on_and_leave_with_it(app: Flask, meeting: int) -> None:
    planned = make_meeting(app, days=20)
    assert refused(app, partial(guest_at, app, planned)) == ["Sammanträdet pågår inte."]
    guest_at(app, meeting)
    step_at(app, meeting, "close")
    assert one(app, Guest).until is not None
    assert refused(app, partial(guest_at, app, meeting)) == ["Sammanträdet pågår inte."]


def test_a_guest_of_another_meeting_does_not_leave_here(app: Flask, visitors: Visitors, meeting: int) -> None:
    other = make_meeting(app, days=20)
    roll(app, other, ["Ordföranden"])
    guest = guest_at(app, other)
    secretary, before = visitors["sekreterare"], fingerprint(app)
    secretary.open(f"/sammantraden/{meeting}")
    token = dict(secretary.forms()[0].values)["csrf_token"]
    answer = secretary.post(f"/sammantraden/{meeting}/deltagare/{guest}/gar", csrf_token=token)
    assert (answer.status_code, fingerprint(app)) == (404, before)
