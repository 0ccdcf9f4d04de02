"""Who sits where, from when: a change never touches what was, and never puts two in one place."""

from datetime import timedelta

import pytest
from flask import Flask

from casework import clock
from casework.audit import AuditRecord
from casework.database import db, write
from casework.meetings.models import Attendance, Meeting
from casework.meetings.queries import attendance_of, get_meeting, meeting_facts
from casework.meetings.roll import Present, call_roll
from casework.people.models import Person, Seat
from casework.people.queries import substitutes_in_turn
from tests.conftest import Visitors
from tests.factories import call_roll_of, make_meeting, make_neighbour, reader_of
from tests.observing import fingerprint, one, rows
from tests.people.seated import KSAU, change, in_days, seat_of, since_long, told_in, who_sits
from tests.world import token
from workflows import StepRefused

NEW = f"/organ/{KSAU}/platser/ny"


def test_a_seat_passes_to_another_from_a_day_on(app: Flask, visitors: Visitors) -> None:
    old, today = seat_of(app, "Tredje ledamoten"), clock.today()
    person = str(one(app, Person, name="Chefen").id)
    assert change(visitors["registrator"], old, day=in_days(10), person=person, party="V") == 200
    assert ("member", "Tredje ledamoten") in who_sits(app, today + timedelta(days=9))
    then = who_sits(app, today + timedelta(days=10))
    assert (("member", "Chefen") in then, ("member", "Tredje ledamoten") in then) == (True, False)
    assert seat_of(app, "Tredje ledamoten").id == old.id
    assert rows(app, AuditRecord)[-1].event == "seat_changed"


def test_a_substitute_who_steps_up_leaves_the_substitutes_seat(app: Flask, visitors: Visitors) -> None:
    since_long(app)
    person = str(one(app, Person, name="Första ersättaren").id)
    seat = seat_of(app, "Andra ledamoten")
    assert change(visitors["registrator"], seat, day=in_days(0), person=person, role="member") == 200
    then = who_sits(app, clock.today())
    assert [role for role, name in then if name == "Första ersättaren"] == ["member"]
    assert "1 vakant" in visitors["registrator"].open("/organ").text


def test_a_new_chair_leaves_the_members_seat_vacant(app: Flask, visitors: Visitors) -> None:
    person = str(one(app, Person, name="Ledamoten").id)
    assert change(visitors["registrator"], seat_of(app, "Ordföranden"), day=in_days(1), person=person) == 200
    then = who_sits(app, clock.today() + timedelta(days=1))
    assert [name for role, name in then if role == "chair"] == ["Ledamoten"]
    assert (len([role for role, _name in then if role != "substitute"]), len(then)) == (4, 6)


def test_a_vacant_seat_is_shown_and_counts_for_the_quorum(app: Flask, visitors: Visitors) -> None:
    registrar = visitors["registrator"]
    for name in ("Tredje ledamoten", "Andra ledamoten"):
        assert change(registrar, seat_of(app, name), day=in_days(1), person="nobody") == 200
    meeting = make_meeting(app, days=2)
    call_roll_of(app, meeting, ["Ordföranden", "Ledamoten"])
    with app.app_context():
        facts = meeting_facts(db.session.get_one(Meeting, meeting))
    assert (facts.seats, facts.serving, facts.quorum) == (5, 2, 3)
    registrar.open(NEW)
    assert (
        registrar.press("Lägg till platsen", name="Nya", person="other", role="member", day=in_days(5)).status_code
        == 200
    )
    page = registrar.open(f"/organ/{KSAU}").text
    assert ("Kommande platser" in page, "Nya" in page) == (True, True)


def test_meetings_to_come_get_the_new_seats_and_those_held_keep_theirs(app: Flask, visitors: Visitors) -> None:
    held, coming, before = make_meeting(app, days=0), make_meeting(app, days=9), make_meeting(app, days=2)
    call_roll_of(app, held)
    person = str(one(app, Person, name="Chefen").id)
    kept = [(row.id, row.person_id) for row in rows(app, Attendance) if row.meeting_id in {held, before}]
    assert change(visitors["registrator"], seat_of(app, "Tredje ledamoten"), day=in_days(5), person=person) == 200
    assert [(row.id, row.person_id) for row in rows(app, Attendance) if row.meeting_id in {held, before}] == kept
    names = [row.person.name for row in rows(app, Attendance, meeting_id=coming)]
    assert ("Chefen" in names, "Tredje ledamoten" in names, len(names)) == (True, False, 7)


def test_a_seat_that_has_not_begun_is_taken_away_or_given_to_another(app: Flask, visitors: Visitors) -> None:
    registrar, meeting = visitors["registrator"], make_meeting(app, days=9)
    change(registrar, seat_of(app, "Tredje ledamoten"), day=in_days(2), person="nobody")
    registrar.open(NEW)
    registrar.press("Lägg till platsen", name="Nya", person="other", role="member", day=in_days(3))
    seat = seat_of(app, "Nya")
    assert "Nya" in [row.person.name for row in rows(app, Attendance, meeting_id=meeting)]
    chief = str(one(app, Person, name="Chefen").id)
    assert change(registrar, seat, day=in_days(3), person=chief) == 200
    assert [row.id for row in rows(app, Seat, person_id=int(chief))] == [seat.id]
    assert change(registrar, seat_of(app, "Chefen"), day=in_days(3), person="nobody") == 200
    assert rows(app, Seat, person_id=int(chief)) == []
    assert "Chefen" not in [row.person.name for row in rows(app, Attendance, meeting_id=meeting)]


def test_who_has_an_account_is_found_by_its_address(app: Flask, visitors: Visitors) -> None:
    registrar = visitors["registrator"]
    change(registrar, seat_of(app, "Första ersättaren"), day=in_days(1), person="nobody")
    registrar.open(NEW)
    given = {"person": "other", "role": "substitute", "day": in_days(1)}
    assert registrar.press("Lägg till platsen", email="arkivarie@demo.example", **given).status_code == 200
    assert seat_of(app, "Arkivarien").role == "substitute"


def test_a_refused_change_leaves_the_seats_as_they_were(app: Flask, visitors: Visitors) -> None:
    refused = {
        "two chairs": (
            "Andra ledamoten",
            {"role": "chair"},
            "Ordföranden är ordförande under den tiden. Ändra den platsen i stället för att lägga till en.",
        ),
        "two chairs, of whom one is new": (  # and no person is left of it
            "Andra ledamoten",
            {"role": "chair", "person": "other", "name": "Nya"},
            "Ordföranden är ordförande under den tiden. Ändra den platsen i stället för att lägga till en.",
        ),
        "an end before the beginning": (
            "Andra ledamoten",
            {"valid_to": in_days(1)},
            "Sista dagen kan inte vara före den första.",
        ),
        "a day before it began": (
            "Andra ledamoten",
            {"day": in_days(-1)},
            f"Platsen gäller från den {told_in(app, 0)}. Ange den dagen eller en senare.",
        ),
        "no day": ("Andra ledamoten", {"day": ""}, "Ange dagen, till exempel 2026-11-30."),
        "a day that is none": ("Andra ledamoten", {"day": "2026-02-30"}, "Inte ett giltigt datum"),
        "a seat too many": (
            "Första ersättaren",
            {"role": "member"},
            "Organet har 5 ledamöter, och alla platser är tagna.",
        ),
        "a substitute too many": (
            "Andra ledamoten",
            {"role": "substitute"},
            "Organet har 2 ersättare, och alla platser är tagna.",
        ),
        "nobody named": (
            "Andra ledamoten",
            {"person": "other", "name": ""},
            "Välj en person, eller skriv namnet på en ny.",
        ),
        "an address that nobody has": (
            "Andra ledamoten",
            {"person": "other", "email": "ingen@demo.example"},
            "Det finns inget konto med den adressen. Lämna fältet tomt för en person utan konto.",
        ),
        "somebody unknown": ("Andra ledamoten", {"person": "999999"}, "Inte ett giltigt val"),
        "a task that is none": ("Andra ledamoten", {"role": "king"}, "Inte ett giltigt val"),
        "a long party": ("Andra ledamoten", {"party": "x" * 41}, "Texten är för lång: högst 40 tecken."),
        "no place": ("Andra ledamoten", {"position": "0"}, "Ange ett helt tal från 1 till 999."),
    }
    registrar, before = visitors["registrator"], fingerprint(app)
    for why, (name, given, told) in refused.items():
        status = change(registrar, seat_of(app, name), **{"day": in_days(4)} | given)
        assert (why, status, told in registrar.page.text) == (why, 422, True)
    assert fingerprint(app) == before


def test_a_seat_is_within_its_own_days_and_its_bodys(app: Flask, visitors: Visitors) -> None:
    """The body goes on until a day, and one of its seats is given up before it begins to be another's."""
    registrar, person = visitors["registrator"], str(one(app, Person, name="Chefen").id)
    given_up = seat_of(app, "Tredje ledamoten")
    change(registrar, given_up, day=in_days(8), person="nobody")
    registrar.open(f"/organ/{KSAU}/uppgifter")
    registrar.press("Spara", valid_from=in_days(0), valid_to=in_days(20))
    before = fingerprint(app)
    to_come = f"Platsen gäller från den {told_in(app, 0)} till den {told_in(app, 7)}."
    told = f"{to_come} Ange en av de dagarna, eller en däremellan."
    assert (change(registrar, given_up, day=in_days(9), person=person), told in registrar.page.text) == (422, True)
    wrong = {
        f"Organet börjar den {told_in(app, 0)}. Ange den dagen eller en senare.": {"day": in_days(-1)},
        f"Organet upphör den {told_in(app, 20)}. Platsen kan inte gälla längre.": {"day": in_days(9), "valid_to": ""},
    }
    for told, days in wrong.items():
        registrar.open(NEW)
        answer = registrar.press("Lägg till platsen", person=person, role="member", **days)
        assert (answer.status_code, told in answer.text) == (422, True), told
    assert fingerprint(app) == before
    registrar.open(NEW)
    given = {"person": person, "role": "member", "day": in_days(9), "valid_to": in_days(20)}
    assert registrar.press("Lägg till platsen", **given).status_code == 200


def test_nobody_has_two_seats_of_a_body_at_a_time(app: Flask, visitors: Visitors) -> None:
    registrar, before = visitors["registrator"], fingerprint(app)
    person = str(one(app, Person, name="Ledamoten").id)
    registrar.open(NEW)
    answer = registrar.press("Lägg till platsen", person=person, role="substitute", day=in_days(30))
    assert (answer.status_code, "Ledamoten har redan en plats i organet under den tiden." in answer.text) == (422, True)
    assert fingerprint(app) == before


def test_no_change_reaches_back_to_a_meeting_that_was_held(app: Flask, visitors: Visitors) -> None:
    since_long(app)
    call_roll_of(app, make_meeting(app, days=0))
    registrar, before = visitors["registrator"], fingerprint(app)
    for person in ("nobody", str(one(app, Person, name="Chefen").id)):
        assert change(registrar, seat_of(app, "Tredje ledamoten"), day=in_days(0), person=person) == 422
        told = f"Organet sammanträdde den {told_in(app, 0)}. En ändring kan gälla tidigast från dagen efter."
        assert told in registrar.page.text
    assert fingerprint(app) == before
    assert change(registrar, seat_of(app, "Tredje ledamoten"), day=in_days(1), person="nobody") == 200


def test_the_same_press_twice_changes_a_seat_once(app: Flask, visitors: Visitors) -> None:
    registrar, seat = visitors["registrator"], seat_of(app, "Tredje ledamoten")
    registrar.open(f"/organ/platser/{seat.id}")
    form = registrar.form("Ändra platsen").filled(day=in_days(2), person="nobody")
    assert registrar.post(f"/organ/platser/{seat.id}", **form).status_code == 200
    before = fingerprint(app)
    assert (registrar.post(f"/organ/platser/{seat.id}", **form).status_code, fingerprint(app)) == (422, before)


def test_substitutes_in_turn_follow_the_bodys_own_order(app: Flask) -> None:
    with app.app_context():
        turns = {}
        for name in ("Andra ledamoten", "Vice ordföranden", "Tredje ledamoten"):
            seat = db.session.get_one(Seat, seat_of(app, name).id)
            turns[seat.party] = [row.person.name for row in substitutes_in_turn(seat, clock.today())]
    first, second = "Första ersättaren", "Andra ersättaren"
    assert turns == {"S": [first, second], "M": [second, first], "V": [first, second]}


def test_a_neighbours_seat_does_not_exist(app: Flask, visitors: Visitors) -> None:
    make_neighbour(app)
    neighbour, seat = visitors["granne-registrator"], seat_of(app, "Tredje ledamoten")
    before, own = fingerprint(app), token(neighbour)
    for url in (
        NEW,
        f"/organ/platser/{seat.id}",
        f"/organ/{KSAU}",
        f"/organ/{KSAU}/regler",
        f"/organ/{KSAU}/uppgifter",
    ):
        assert neighbour.open(url).status_code == 404
        if url != f"/organ/{KSAU}":
            assert neighbour.post(url, csrf_token=own, person="nobody", day=in_days(3)).status_code == 404
    assert fingerprint(app) == before


def test_who_is_remote_is_so_by_the_bodys_rules(app: Flask, visitors: Visitors) -> None:
    board, assembly = make_meeting(app, body="KS"), make_meeting(app, body="KF")
    committee = make_meeting(app)
    told = "Fullmäktige har inte beslutat att organets ledamöter får delta på distans."
    for meeting, refused in ((committee, None), (board, told), (assembly, told)):
        with app.app_context(), write():
            row = get_meeting(meeting, reader_of("sekreterare"), lock=True)
            there = {seat.person_id: Present(remote=True) for seat in attendance_of(meeting)}
            before = row.version
            if refused is None:
                call_roll(row, there, actor=reader_of("sekreterare"), expected_version=before)
                continue
            with pytest.raises(StepRefused, match=refused):
                call_roll(row, there, actor=reader_of("sekreterare"), expected_version=before)
            assert row.version == before
