"""Planning a meeting, and who sees it."""

import threading
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from casework import clock
from casework.audit import AuditRecord
from casework.database import db, write
from casework.meetings import views
from casework.meetings.models import Attendance, Meeting
from casework.people.models import Seat
from tests.conftest import Visitors
from tests.factories import make_body, make_meeting, make_neighbour
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

PLAN = {"body": "2", "day": "2031-01-14", "time": "08:30", "place": " Lilla  salen "}
NEW_YEAR = datetime(2031, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def secretary(visitors: Visitors) -> Visitor:
    """The secretary at the empty form."""
    visitor = visitors["sekreterare"]
    visitor.open("/sammantraden/nytt")
    return visitor


def _days_from_today(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def test_a_planned_meeting_has_a_row_for_every_seat(app: Flask, secretary: Visitor) -> None:
    page = secretary.press("Spara sammanträdet", **PLAN)
    meeting = one(app, Meeting)
    assert ("Sammanträdet är planerat." in page.text, page.request.path) == (True, f"/sammantraden/{meeting.id}")
    assert (meeting.starts_at, meeting.place, meeting.state) == (
        datetime(2031, 1, 14, 7, 30, tzinfo=UTC),
        "Lilla salen",
        "planned",
    )
    assert [(row.person.name, row.role, row.present, row.serving_for_id) for row in rows(app, Attendance)] == [
        ("Ordföranden", "chair", False, None),
        ("Vice ordföranden", "vice_chair", False, None),
        ("Ledamoten", "member", False, None),
        ("Andra ledamoten", "member", False, None),
        ("Tredje ledamoten", "member", False, None),
        ("Första ersättaren", "substitute", False, None),
        ("Andra ersättaren", "substitute", False, None),
    ]
    record = rows(app, AuditRecord)[-1]
    assert (record.event, record.chain, record.data) == ("meeting_planned", "authority:1", {"meeting": meeting.id})


def test_summer_time_is_the_clocks_on_the_wall(app: Flask, secretary: Visitor) -> None:
    secretary.press("Spara sammanträdet", **PLAN | {"day": "2031-07-01"})
    assert one(app, Meeting).starts_at == datetime(2031, 7, 1, 6, 30, tzinfo=UTC)


def test_a_meeting_can_be_planned_for_today(app: Flask, secretary: Visitor) -> None:
    secretary.press("Spara sammanträdet", **PLAN | {"day": _days_from_today(0)})
    assert amount(app, Meeting) == 1


RANGE = "Ange en dag från i dag och högst fem år framåt."


WRONG = (
    ({"day": _days_from_today(-1)}, RANGE),
    ({"day": _days_from_today(6 * 365)}, RANGE),
    ({"day": "0001-01-01"}, RANGE),
    ({"day": "9999-12-31"}, RANGE),
    ({"day": ""}, "Ange dagen, till exempel 2026-11-30."),
    ({"day": "2031-02-30"}, "Inte ett giltigt datum"),
    ({"time": ""}, "Ange tiden, till exempel 08:30."),
    ({"time": "25:00"}, "Inte ett giltigt tidsvärde."),
    ({"place": " "}, "Ange platsen."),
    ({"place": "x" * 201}, "Texten är för lång: högst 200 tecken."),
    ({"body": "99"}, "Inte ett giltigt val"),
    ({"body": "KSAU"}, "Inte ett giltigt val"),
)


def test_a_meeting_that_cannot_be_is_refused_in_one_sentence(app: Flask, secretary: Visitor) -> None:
    before, told = fingerprint(app), []
    for wrong, sentence in WRONG:
        secretary.open("/sammantraden/nytt")
        page = secretary.press("Spara sammanträdet", **PLAN | wrong)
        told.append((wrong, page.status_code, page.text.count(sentence)))
    assert told == [(wrong, 422, 2) for wrong, _ in WRONG]  # at the top, and under its field
    assert fingerprint(app) == before


def test_a_body_without_members_has_no_meeting(app: Flask, secretary: Visitor) -> None:
    with app.app_context(), write():
        db.session.execute(delete(Seat).where(Seat.body_id == 1))
    before = fingerprint(app)
    page = secretary.press("Spara sammanträdet", **PLAN | {"body": "1"})
    assert (page.status_code, page.text.count("Kommunstyrelsen har inga ledamöter den dagen.")) == (422, 2)
    assert fingerprint(app) == before


def test_the_same_form_sent_twice_is_one_meeting(app: Flask, secretary: Visitor) -> None:
    form = secretary.form("Spara sammanträdet").filled(**PLAN)
    first = secretary.post("/sammantraden", follow=False, **form)
    before = fingerprint(app)
    second = secretary.post("/sammantraden", follow=False, **form)
    assert (first.status_code, second.status_code, first.location) == (302, 302, second.location)
    assert fingerprint(app) == before


def test_the_same_form_sent_twice_at_once_is_one_meeting(
    app: Flask, secretary: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = secretary.form("Spara sammanträdet").filled(**PLAN)
    both, made_by, answers = threading.Barrier(2), views.meeting_made_by, []
    cookie = secretary.client.get_cookie("session")
    assert cookie is not None

    def look(key: str) -> Meeting | None:
        found = made_by(key)
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return found

    def send() -> None:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        answers.append(client.post("/sammantraden", data=form))

    monkeypatch.setattr(views, "meeting_made_by", look)
    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The one refused may have taken the number that the other would have had: which number, is not asked.
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert (amount(app, Meeting), amount(app, Attendance)) == (1, 7)


def test_a_secretary_of_one_body_plans_only_its_meetings(app: Flask, visitors: Visitors) -> None:
    make_neighbour(app)
    visitors["granne-sekreterare"].open("/sammantraden/nytt")
    before = fingerprint(app)
    page = visitors["granne-sekreterare"].press("Spara sammanträdet", **PLAN)
    assert (page.status_code, fingerprint(app)) == (422, before)


def test_only_the_seated_and_the_secretary_see_a_meeting(app: Flask, visitors: Visitors) -> None:
    committee, other = make_meeting(app), make_meeting(app, body=_named(app, make_body(app, "NN")))
    seen = {
        name: [visitors[name].open(f"/sammantraden/{meeting}").status_code for meeting in (committee, other)]
        for name in ("sekreterare", "ordforande", "ledamot", "handlaggare", "registrator")
    }
    assert seen == {
        "sekreterare": [200, 200],
        "ordforande": [200, 200],
        "ledamot": [200, 404],
        "handlaggare": [403, 403],
        "registrator": [403, 403],
    }
    assert visitors["ledamot"].open("/sammantraden").text.count('class="row"') == 1


def _named(app: Flask, body_id: int) -> str:
    from casework.people.models import Body

    return one(app, Body, id=body_id).short_name


def test_the_days_of_a_meeting_are_those_of_stockholm(app: Flask, visitors: Visitors) -> None:
    """A meeting of today stays among the coming ones until midnight there, and is gone a minute later."""
    with time_machine.travel(NEW_YEAR, tick=False) as now:
        make_meeting(app, day=date(2031, 1, 1))
        shown = []
        for moment in (clock_time(22, 59), clock_time(23, 0)):
            now.move_to(datetime.combine(date(2031, 1, 1), moment, tzinfo=UTC))
            shown.append('href="/sammantraden/1"' in Visitors(app, visitors.sessions)["ledamot"].open("/").text)
    assert shown == [True, False]
