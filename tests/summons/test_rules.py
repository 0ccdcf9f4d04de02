"""When a summons may go: the assembly's week, what is urgent, and a meeting that is cancelled."""

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar

from casework import clock
from casework.database import write
from casework.meetings.matters import Matter, add_matter, remove_matter
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.queries import get_item, get_meeting
from casework.meetings.sitting import take_meeting_step
from casework.summons.models import Summons
from casework.summons.operations import AgendaChangedError, Seen, issue, preview
from tests.conftest import Visitors
from tests.factories import make_meeting, reader_of, step_of
from tests.meetings.sitting import refused
from tests.observing import fingerprint, one, rows
from tests.summons.conftest import Seeded, send
from tests.support.pages import Visitor
from tests.support.smtp import ReceivedMail

MEETING_DAY = date(2030, 6, 17)
"""A Monday: a week before is the 10th, the weekday nearest before Saturday the 15th."""

Worker = Callable[[], list[ReceivedMail]]


@pytest.fixture
def assembly(app: Flask) -> int:
    """A meeting of the assembly with one matter on its agenda."""
    with time_machine.travel(at(date(2030, 5, 1)), tick=True):
        meeting = make_meeting(app, body="KF", day=MEETING_DAY)
        put(app, meeting, "Information om budgeten")
    return meeting


def at(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, time(9, 0)))


def put(app: Flask, meeting: int, title: str) -> int:
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        row = get_meeting(meeting, actor, lock=True)
        assert row is not None
        return add_matter(row, Matter("information", title), actor=actor).id


def summon(app: Flask, meeting: int, day: date, why: str = "") -> Summons:
    """The secretary sends what the preview shows that day."""
    with time_machine.travel(at(day), tick=True), app.app_context(), write():
        actor = reader_of("sekreterare")
        row = get_meeting(meeting, actor)
        assert row is not None
        issue(meeting, actor=actor, seen=preview(row, actor).seen, why=why)
    return rows(app, Summons)[-1]


def test_the_assembly_is_summoned_a_week_before_at_the_latest(app: Flask, assembly: int) -> None:
    told = refused(app, lambda: summon(app, assembly, date(2030, 6, 11), "Det brådskar."))
    assert told[0] == (
        "Kallelsen till fullmäktige ska nå alla ledamöter och ersättare minst en vecka före sammanträdesdagen (5 kap. "
        "15 § kommunallagen). Den skulle ha skickats senast den 10 juni 2030. Planera sammanträdet till en senare dag."
    )
    assert summon(app, assembly, date(2030, 6, 10)).latest_day == date(2030, 6, 10)
    assert one(app, Meeting, id=assembly).state == "summoned"


def test_what_is_added_in_time_needs_no_reason(app: Flask, assembly: int) -> None:
    summon(app, assembly, date(2030, 6, 3))
    put(app, assembly, "Val av revisor")
    assert summon(app, assembly, date(2030, 6, 10)).urgent_reason == ""


def test_what_is_added_to_the_assembly_later_is_urgent_for_a_reason(app: Flask, assembly: int) -> None:
    summon(app, assembly, date(2030, 6, 10))
    put(app, assembly, "Skadad bro")
    told = refused(app, lambda: summon(app, assembly, date(2030, 6, 15), "  "))
    assert told == ["Skriv varför ärendet är så brådskande att det inte kan vänta till nästa sammanträde."]
    row = summon(app, assembly, date(2030, 6, 15), "Bron kan rasa.")
    assert (row.number, row.urgent_reason, row.late_reason) == (2, "Bron kan rasa.", "")
    assert [item.announced_at is not None for item in rows(app, AgendaItem)] == [True, True]


def test_the_day_before_is_too_late_when_it_is_a_sunday(app: Flask, assembly: int) -> None:
    summon(app, assembly, date(2030, 6, 10))
    put(app, assembly, "Skadad bro")
    told = refused(app, lambda: summon(app, assembly, date(2030, 6, 16), "Bron kan rasa."))
    assert told[0] == (
        "Ett brådskande ärende kan läggas till senast vardagen närmast före sammanträdesdagen, den 15 juni 2030 "
        "(5 kap. 14 och 15 §§ kommunallagen). Ta ärendet till nästa sammanträde."
    )


def test_what_is_taken_off_is_told_at_any_time(app: Flask, assembly: int) -> None:
    extra = put(app, assembly, "Val av revisor")
    summon(app, assembly, date(2030, 6, 10))
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        item = get_item(extra, actor, lock=True)
        assert item is not None
        remove_matter(item, actor=actor, expected_version=item.version)
    assert summon(app, assembly, date(2030, 6, 16)).urgent_reason == ""


def test_the_preview_of_an_urgent_matter_asks_why(app: Flask, assembly: int, visitors: Visitors) -> None:
    summon(app, assembly, date(2030, 6, 10))
    put(app, assembly, "Skadad bro")
    url = f"/sammantraden/{assembly}/kallelse/forhandsvisning"
    with time_machine.travel(at(date(2030, 6, 14)), tick=True):
        secretary = visitors["sekreterare"]
        page = secretary.open(url)
        if page.request.path != url:  # the session of today is not one of then
            secretary.log_in("sekreterare@demo.example", "lösenord för prov")
            page = secretary.open(url)
        assert "Fullmäktige får bara ta upp det om det är så brådskande" in page.text
        button = next(label for form in secretary.forms() for label in form.labels if label.startswith("Skicka "))
        assert secretary.press(button, why="").status_code == 422
        secretary.press(button, why="Bron kan rasa.")
    assert rows(app, Summons)[-1].urgent_reason == "Bron kan rasa."


def test_a_committee_is_summoned_late_for_a_reason(app: Flask) -> None:
    """The demo's committee asks for five days."""
    with time_machine.travel(at(date(2030, 5, 1)), tick=True):
        meeting = make_meeting(app, day=MEETING_DAY)
        put(app, meeting, "Information")
    told = refused(app, lambda: summon(app, meeting, date(2030, 6, 13)))
    assert told == ["Skriv varför kallelsen skickas senare än reglerna säger."]
    row = summon(app, meeting, date(2030, 6, 13), "Lokalen blev ledig först i dag.")
    assert (row.late_reason, row.latest_day) == ("Lokalen blev ledig först i dag.", date(2030, 6, 12))


def test_a_meeting_that_has_begun_is_not_summoned_to(app: Flask, assembly: int) -> None:
    told = refused(app, lambda: summon(app, assembly, MEETING_DAY))
    assert told[0] == "Tiden för sammanträdet har passerat. Ingen kan kallas till det längre."


def test_what_no_page_has_shown_is_not_sent(app: Flask, assembly: int) -> None:
    before = fingerprint(app)
    with time_machine.travel(at(date(2030, 6, 3)), tick=True), app.app_context():
        actor = reader_of("sekreterare")
        with pytest.raises(AgendaChangedError), write():
            issue(assembly, actor=actor, seen=Seen(1, {}, ""))
    assert fingerprint(app) == before


def test_a_cancelled_meeting_is_told_and_leaves_the_calendar(
    app: Flask, secretary: Visitor, seeded: Seeded, worker: Worker
) -> None:
    for name in ("Information", "Övrigt"):
        put(app, seeded.meeting, name)
    send(secretary, seeded)
    worker()
    cancel(app, seeded)
    mails = worker()
    assert len(mails) == 6
    assert mails[0].message["Subject"].startswith("Inställt sammanträde: ")
    (part,) = mails[0].message.iter_attachments()
    assert part.get_param("method") == "CANCEL"
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    event = calendar.walk("VEVENT")[0]
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def cancel(app: Flask, seeded: Seeded) -> None:
    """The secretary takes the cases off and cancels."""
    for case in seeded.cases:
        step_of(app, case, "unlist", "sekreterare", note="Utgår.")
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        row = get_meeting(seeded.meeting, actor, lock=True)
        assert row is not None
        take_meeting_step(row, "cancel", actor=actor, expected_version=row.version, given={"note": "För få ärenden."})
