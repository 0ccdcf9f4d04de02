"""The roll-call: who may call it, who may serve for whom, and two who call it at once."""

import pytest
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.audit import AuditRecord
from casework.database import db, write
from casework.errors import StaleVersion
from casework.meetings.models import Attendance, Meeting
from casework.meetings.queries import attendance_of, get_meeting, meeting_facts
from casework.meetings.roll import Present, call_roll
from casework.people.models import Seat
from tests.conftest import Visitors
from tests.factories import KSAU, call_roll_of, make_meeting, reader_of
from tests.observing import fingerprint, one, rows
from tests.support.pages import Visitor
from workflows import StepRefused


@pytest.fixture
def meeting(app: Flask) -> int:
    """A planned meeting of the committee."""
    return make_meeting(app)


@pytest.fixture
def people(app: Flask, meeting: int) -> dict[str, int]:
    """The ids of those who have a seat, by name."""
    return {row.person.name: row.person_id for row in rows(app, Attendance)}


def _present(people: dict[str, int], *names: str, **serving: str) -> dict[str, str]:
    marked = {f"present-{number}": "present" if name in names else "absent" for name, number in people.items()}
    return marked | {f"serving-{people[name.replace('_', ' ')]}": str(people[who]) for name, who in serving.items()}


def _there(app: Flask) -> dict[str, str]:
    return {
        row.person.name: row.serving_for.name if row.serving_for else "" for row in rows(app, Attendance) if row.present
    }


@pytest.mark.parametrize("who", ["sekreterare", "ordforande"])
def test_the_secretary_and_the_chair_call_the_roll(
    app: Flask, visitors: Visitors, meeting: int, people: dict[str, int], who: str
) -> None:
    visitors[who].open(f"/sammantraden/{meeting}")
    page = visitors[who].press("Spara uppropet", **_present(people, *KSAU[:3]))
    assert ("Uppropet är sparat." in page.text, "3 av 5 tjänstgör, beslutsfört" in page.text) == (True, True)
    assert (_there(app), one(app, Meeting).version) == (dict.fromkeys(KSAU[:3], ""), 2)
    record = rows(app, AuditRecord)[-1]
    assert (record.event, record.data["present"]) == ("roll_called", sorted(people[name] for name in KSAU[:3]))


def test_a_member_may_read_the_roll_but_not_call_it(
    app: Flask, visitors: Visitors, meeting: int, people: dict[str, int]
) -> None:
    call_roll_of(app, meeting, ["Ordföranden"])
    member, before = visitors["ledamot"], fingerprint(app)
    page = member.open(f"/sammantraden/{meeting}")
    assert (page.text.count("<p>Närvarande</p>"), "Spara uppropet" in page.text) == (1, False)
    token = dict(member.forms()[0].values)["csrf_token"]
    answer = member.post(
        f"/sammantraden/{meeting}/upprop", csrf_token=token, version="2", **_present(people, "Ledamoten")
    )
    assert (answer.status_code, "Uppropet görs av sekreteraren eller ordföranden." in answer.text) == (403, True)
    assert fingerprint(app) == before


def test_a_stale_roll_is_not_saved_and_the_page_shows_what_holds(
    app: Flask, visitors: Visitors, meeting: int, people: dict[str, int]
) -> None:
    chair, secretary = visitors["ordforande"], visitors["sekreterare"]
    for visitor in (chair, secretary):
        visitor.open(f"/sammantraden/{meeting}")
    chair.press("Spara uppropet", **_present(people, *KSAU))
    before = fingerprint(app)
    page = secretary.press("Spara uppropet", **_present(people, "Ledamoten"))
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert "Någon annan har ändrat uppropet." in page.text
    assert "5 av 5 tjänstgör" in page.text
    secretary.press("Spara uppropet", **_present(people, *KSAU[:4]))
    assert _there(app) == dict.fromkeys(KSAU[:4], "")


def test_a_substitute_serves_for_a_member_who_is_absent(
    app: Flask, visitors: Visitors, meeting: int, people: dict[str, int]
) -> None:
    secretary = visitors["sekreterare"]
    secretary.open(f"/sammantraden/{meeting}")
    names = ("Ordföranden", "Ledamoten", "Första ersättaren", "Andra ersättaren")
    page = secretary.press("Spara uppropet", **_present(people, *names, Första_ersättaren="Andra ledamoten"))
    assert "3 av 5 tjänstgör, beslutsfört" in page.text
    assert _there(app) == {
        "Ordföranden": "",
        "Ledamoten": "",
        "Första ersättaren": "Andra ledamoten",
        "Andra ersättaren": "",  # follows the meeting
    }


ABSENT = "{} kan bara tjänstgöra för en ledamot som är frånvarande."


@pytest.mark.parametrize(
    ("names", "serving", "sentence"),
    [
        (
            ("Ordföranden", "Ledamoten", "Första ersättaren"),
            {"Första_ersättaren": "Ledamoten"},
            ABSENT.format("Första ersättaren"),
        ),
        (
            ("Första ersättaren", "Andra ersättaren"),
            {"Första_ersättaren": "Ledamoten", "Andra_ersättaren": "Ledamoten"},
            "Två ersättare kan inte tjänstgöra för samma ledamot.",
        ),
    ],
)
def test_an_impossible_substitution_is_refused(
    app: Flask,
    visitors: Visitors,
    meeting: int,
    people: dict[str, int],
    names: tuple[str, ...],
    serving: dict[str, str],
    sentence: str,
) -> None:
    secretary, before = visitors["sekreterare"], fingerprint(app)
    secretary.open(f"/sammantraden/{meeting}")
    page = secretary.press("Spara uppropet", **_present(people, *names, **serving))
    assert (page.status_code, sentence in page.text, fingerprint(app)) == (422, True, before)


def test_what_no_seat_can_mean_is_not_taken_up(
    app: Flask, visitors: Visitors, meeting: int, people: dict[str, int]
) -> None:
    """A member serves for nobody, a substitute neither for a substitute nor for a stranger; strangers have no row."""
    secretary = visitors["sekreterare"]
    secretary.open(f"/sammantraden/{meeting}")
    one_, other = people["Första ersättaren"], people["Andra ersättaren"]
    strange = {f"serving-{people['Ordföranden']}": str(people["Ledamoten"]), f"serving-{one_}": str(other)}
    strange |= {f"serving-{other}": "9" * 40, "present-99": "present", "present-x": "present", "present-": "present"}
    secretary.press(
        "Spara uppropet", **_present(people, "Ordföranden", "Första ersättaren", "Andra ersättaren"), **strange
    )
    assert _there(app) == {"Ordföranden": "", "Första ersättaren": "", "Andra ersättaren": ""}


def test_the_operation_refuses_what_the_form_would_not_send(app: Flask, meeting: int, people: dict[str, int]) -> None:
    substitute, member = people["Första ersättaren"], people["Ledamoten"]
    before = fingerprint(app)
    for present, version, expected in (
        ({}, 7, StaleVersion),
        ({substitute: Present(substitute)}, 1, StepRefused),
        ({substitute: Present(99)}, 1, StepRefused),
        ({substitute: Present(member), member: Present()}, 1, StepRefused),
    ):
        with app.app_context(), pytest.raises(expected), write():
            actor = reader_of("sekreterare")
            row = get_meeting(meeting, actor, lock=True)
            assert row is not None
            call_roll(row, present, actor=actor, expected_version=version)
    assert fingerprint(app) == before


def test_a_closed_meeting_keeps_its_roll(app: Flask, visitors: Visitors, meeting: int, people: dict[str, int]) -> None:
    with app.app_context(), write():
        db.session.execute(update(Meeting).values(state="closed", closed_at=clock.now()))
    before, secretary = fingerprint(app), visitors["sekreterare"]
    assert "Spara uppropet" not in secretary.open(f"/sammantraden/{meeting}").text
    token = dict(secretary.forms()[0].values)["csrf_token"]
    url = f"/sammantraden/{meeting}/upprop"
    page = secretary.post(url, csrf_token=token, version="1", **_present(people, *KSAU))
    assert "Sammanträdet är avslutat. Uppropet kan inte ändras." in page.text
    assert (page.status_code, fingerprint(app)) == (422, before)


@pytest.mark.parametrize(
    ("present", "serving", "leader"),
    [
        (KSAU, {}, "Ordföranden"),
        (KSAU[1:], {}, "Vice ordföranden"),
        (KSAU[2:], {}, None),
        (("Vice ordföranden", "Första ersättaren"), {"Första ersättaren": "Ordföranden"}, "Vice ordföranden"),
        ((), {}, None),
    ],
)
def test_the_chair_leads_else_the_vice_chair(
    app: Flask,
    meeting: int,
    people: dict[str, int],
    present: tuple[str, ...],
    serving: dict[str, str],
    leader: str | None,
) -> None:
    call_roll_of(app, meeting, present, serving)
    with app.app_context():
        row = db.session.get_one(Meeting, meeting)
        assert meeting_facts(row).presiding_id == (people[leader] if leader else None)


def test_a_changed_seat_does_not_rewrite_a_meeting_that_was_planned(
    app: Flask, visitors: Visitors, meeting: int, people: dict[str, int]
) -> None:
    call_roll_of(app, meeting)
    before = [(row.person_id, row.role, row.present) for row in rows(app, Attendance)]
    with app.app_context(), write():
        committee = db.session.get_one(Meeting, meeting).body_id
        seat = db.session.query(Seat).filter_by(person_id=people["Tredje ledamoten"], body_id=committee).one()
        seat.valid_to = clock.today()
        new = Seat(body_id=seat.body_id, person_id=people["Första ersättaren"], role="member", position=99)
        new.valid_from = clock.today()
        db.session.add(new)
    assert [(row.person_id, row.role, row.present) for row in rows(app, Attendance)] == before
    page = visitors["sekreterare"].open(f"/sammantraden/{meeting}").text
    assert ("Tredje ledamoten" in page, "5 av 5 tjänstgör" in page) == (True, True)
    later = make_meeting(app, days=8)
    with app.app_context():
        roles = {row.person.name: row.role for row in attendance_of(later) if row.role != "substitute"}
    assert (roles.get("Tredje ledamoten"), roles.get("Första ersättaren")) == (None, "member")


def test_who_loses_his_seat_no_longer_sees_the_meetings(
    app: Flask, visitors: Visitors, meeting: int, people: dict[str, int]
) -> None:
    member: Visitor = visitors["ledamot"]
    assert member.open(f"/sammantraden/{meeting}").status_code == 200
    with app.app_context(), write():
        for seat in db.session.query(Seat).filter_by(person_id=people["Ledamoten"]):
            seat.valid_from = seat.valid_to = clock.today().replace(year=clock.today().year - 1)
    assert member.open(f"/sammantraden/{meeting}").status_code == 403
