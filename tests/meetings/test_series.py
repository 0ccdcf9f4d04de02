"""Planning a series, an extra meeting, and changing or cancelling one that is to come."""

from datetime import date, timedelta
from functools import partial

import time_machine
from flask import Flask

from casework import clock
from casework.meetings.models import AgendaItem, Attendance, Meeting, MeetingEvent
from casework.meetings.planning_models import MeetingSeries
from casework.meetings.series import MeetingDraft, change_meeting
from casework.permissions import Reader
from tests.conftest import Visitors
from tests.factories import call_roll_of, make_case, make_cases, make_meeting
from tests.meetings.sitting import holding, refused
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

KSAU, KF = "2", "3"
WEEKLY = {"body": KSAU, "frequency": "weeks", "every": "2", "time": "08:30", "place": "Salen", "count": "4"}


def _day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def _shown(secretary: Visitor, **given: str) -> str:
    secretary.open("/sammantraden/serie")
    return secretary.press("Visa dagarna", **WEEKLY | {"first_day": _day(7)} | given).text


def test_a_series_is_shown_before_it_is_saved(app: Flask, visitors: Visitors) -> None:
    secretary, before = visitors["sekreterare"], fingerprint(app)
    page = _shown(secretary)
    assert (page.count('name="days"'), fingerprint(app)) == (4, before)
    days = [_day(7), _day(35)]
    assert secretary.press("Spara serien", days=days).status_code == 200
    assert "2 sammanträden är planerade." in secretary.page.text
    series = one(app, MeetingSeries)
    assert [(row.series_id, clock.local(row.starts_at).date().isoformat()) for row in rows(app, Meeting)] == [
        (series.id, day) for day in days
    ]
    assert amount(app, Attendance) == 14


def test_a_series_falls_on_days_off_only_where_somebody_says_so(app: Flask, visitors: Visitors) -> None:
    first = date(clock.today().year + 1, 12, 24)
    page = _shown(visitors["sekreterare"], first_day=first.isoformat(), every="1", count="3")
    assert ("Julafton" in page, "Nyårsafton" in page) == (True, True)
    visitors["sekreterare"].press("Spara serien")
    assert [clock.local(row.starts_at).date() for row in rows(app, Meeting)] == [first + timedelta(days=14)]


def test_the_same_form_sent_twice_makes_one_series(app: Flask, visitors: Visitors) -> None:
    secretary = visitors["sekreterare"]
    _shown(secretary)
    form = secretary.form("Spara serien").filled()
    assert [secretary.post("/sammantraden/serie", **form).status_code for _ in range(2)] == [200, 200]
    assert (amount(app, MeetingSeries), amount(app, Meeting)) == (1, 4)


def test_days_that_are_not_those_that_were_shown_are_shown_again(app: Flask, visitors: Visitors) -> None:
    secretary, before = visitors["sekreterare"], fingerprint(app)
    _shown(secretary)
    page = secretary.press("Spara serien", every="3").text
    assert ("Spara serien" in page, fingerprint(app)) == (True, before)


TOO_FAR = "Serien går mer än fem år framåt. Ange en tidigare sista dag, eller färre sammanträden."
WRONG = {
    "no end": ({"count": ""}, "Ange en sista dag eller ett antal sammanträden."),
    "two ends": ({"until": _day(90)}, "Ange antingen en sista dag eller ett antal, inte båda."),
    "an end before the beginning": ({"count": "", "until": _day(1)}, "Sista dagen kan inte vara före den första."),
    "no first day": ({"first_day": ""}, "Ange första dagen, till exempel 2026-11-30."),
    "a day that has been": ({"first_day": _day(-1)}, "Ange en dag från i dag och högst fem år framåt."),
    "no days given": ({"frequency": "given", "given": ""}, "Skriv minst en dag, till exempel 2026-11-30."),
    "more than five years by number": ({"every": "52", "count": "6"}, TOO_FAR),
    "more than five years by its end": ({"count": "", "every": "52", "until": "9999-12-31"}, TOO_FAR),
    "months without end": ({"frequency": "months", "every": "52", "count": "60"}, TOO_FAR),
    "too many": ({"count": "61"}, "Ange ett helt tal från 1 till 60."),
    "no interval": ({"every": "0"}, "Ange ett helt tal från 1 till 52."),
    "what is no day": ({"frequency": "given", "given": "i morgon"}, "”i morgon” är ingen dag."),
    "a body of nobody's": ({"body": "99"}, "Inte ett giltigt val"),
}


def test_a_series_that_cannot_be_is_refused(app: Flask, visitors: Visitors) -> None:
    before = fingerprint(app)
    for why, (given, told) in WRONG.items():
        page = _shown(visitors["sekreterare"], **given)
        assert (why, told in page, visitors["sekreterare"].page.status_code) == (why, True, 422)
    assert fingerprint(app) == before


def test_a_series_is_planned_as_a_whole_or_not_at_all(app: Flask, visitors: Visitors) -> None:
    registrar, secretary = visitors["registrator"], visitors["sekreterare"]
    registrar.open("/organ/2/uppgifter")
    registrar.press("Spara", valid_to=_day(30))
    before = fingerprint(app)
    _shown(secretary)
    page = secretary.press("Spara serien").text
    assert ("har inga ledamöter den" in page, "Stryk den dagen." in page, fingerprint(app)) == (True, True, before)
    page = secretary.press("Spara serien", days=[])
    assert (page.status_code, "Välj minst en dag." in page.text, fingerprint(app)) == (422, True, before)


def _new(secretary: Visitor, **given: str) -> int:
    secretary.open("/sammantraden/nytt")
    values = {"body": KSAU, "day": _day(9), "time": "08:30", "place": "Salen"}
    return secretary.press("Spara sammanträdet", **values | given).status_code


def test_an_extra_meeting_says_who_demanded_it(app: Flask, visitors: Visitors) -> None:
    secretary = visitors["sekreterare"]
    assert _new(secretary, demanded_by="third", demand_names="Ledamoten\nandra ledamoten") == 200
    row = one(app, Meeting)
    assert (row.is_extra, row.demanded_by, row.demand_note) == (True, "third", "Ledamoten, andra ledamoten")
    assert "begärt av en tredjedel av ledamöterna: Ledamoten, andra ledamoten" in secretary.page.text
    assert _new(secretary, demanded_by="executive", body=KF) == 200
    assert "begärt av styrelsen" in secretary.page.text


NOT_A_THIRD = (
    "Minst en tredjedel av ledamöterna behöver begära sammanträdet (kommunallagen 5 kap. 12 § och 6 kap. 23 §). "
    "Skriv namnen på dem som har gjort det."
)
STRANGERS = "finns inte bland organets ledamöter den dagen."
NOT_DEMANDED = (
    ({"demanded_by": "third", "demand_names": "Ledamoten"}, NOT_A_THIRD),
    ({"demanded_by": "third", "demand_names": "Ledamoten\nLedamoten"}, NOT_A_THIRD),
    ({"demanded_by": "third", "demand_names": "Ledamoten\nChefen"}, f"Chefen {STRANGERS}"),
    (
        {"demanded_by": "third", "demand_names": "Chefen\nFörsta ersättaren"},
        f"Chefen och Första ersättaren {STRANGERS}",
    ),
    ({"demanded_by": "third", "demand_names": "x" * 5001}, "Texten är för lång: högst 5000 tecken."),
    (
        {"demanded_by": "executive"},
        "Styrelsen kan begära ett extra sammanträde bara med fullmäktige (kommunallagen 5 kap. 12 §).",
    ),
    ({"demanded_by": "mayor"}, "Inte ett giltigt val"),
)


def test_an_extra_meeting_that_nobody_may_demand_is_refused(app: Flask, visitors: Visitors) -> None:
    before, secretary = fingerprint(app), visitors["sekreterare"]
    for given, told in NOT_DEMANDED:
        assert (given, _new(secretary, **given), told in secretary.page.text) == (given, 422, True)
    assert fingerprint(app) == before


def test_what_is_listed_after_papers_were_due_is_late(app: Flask, visitors: Visitors) -> None:
    assert _new(visitors["sekreterare"], papers_days="2", papers_time="12:00") == 200
    meeting = one(app, Meeting)
    due = clock.local(meeting.papers_due_at)
    assert (due.date().isoformat(), due.hour) == (_day(7), 12)
    make_case(app, "on_agenda", meeting=meeting.id)
    with time_machine.travel(due + timedelta(hours=1)):
        make_case(app, "on_agenda", meeting=meeting.id)
    assert [row.late for row in rows(app, AgendaItem)] == [False, True]
    assert visitors["sekreterare"].open(f"/sammantraden/{meeting.id}").text.count("sent inkommet") == 1


def _change(secretary: Visitor, meeting: int, **given: str) -> int:
    secretary.open(f"/sammantraden/{meeting}/andra")
    return secretary.press("Spara ändringen", **given).status_code


def test_a_meeting_is_moved_with_its_reason_and_its_seats(app: Flask, visitors: Visitors) -> None:
    secretary, meeting = visitors["sekreterare"], make_meeting(app)
    visitors["registrator"].open("/organ/platser/3")
    visitors["registrator"].press("Ändra platsen", day=_day(10), person="nobody")
    assert amount(app, Attendance, meeting_id=meeting) == 7
    assert _change(secretary, meeting, day=_day(12), place="Stora salen", note="Salen är upptagen.") == 200
    row, event = one(app, Meeting), one(app, MeetingEvent)
    assert (clock.local(row.starts_at).date().isoformat(), row.place, row.vacant_seats) == (_day(12), "Stora salen", 1)
    assert (event.step, event.note, amount(app, Attendance, meeting_id=meeting)) == ("change", "Salen är upptagen.", 6)
    assert "Salen är upptagen." in secretary.page.text


def test_when_papers_are_due_is_changed_without_a_reason_and_with_cases_listed(app: Flask, visitors: Visitors) -> None:
    meeting = make_meeting(app)
    make_case(app, "on_agenda", meeting=meeting)
    assert _change(visitors["sekreterare"], meeting, papers_day=_day(3)) == 200
    assert clock.local(one(app, Meeting).papers_due_at).date().isoformat() == _day(3)


TOO_EARLY = "Manusstoppet kan vara högst 90 dagar före sammanträdet."


def test_a_change_that_cannot_be_is_refused(app: Flask, visitors: Visitors) -> None:
    secretary, listed, plain, opened = (
        visitors["sekreterare"],
        make_meeting(app),
        make_meeting(app),
        make_meeting(app, days=0),
    )
    make_case(app, "on_agenda", meeting=listed)
    call_roll_of(app, opened)
    before = fingerprint(app)
    tries = (
        (listed, {"place": "Annan", "note": "Skäl."}, "Ta bort dem först"),
        (plain, {"place": "Annan", "note": ""}, "Skriv skälet"),
        (plain, {"papers_day": _day(8)}, "Manusstoppet kan inte vara efter sammanträdet."),
        (plain, {"papers_day": _day(7 - 91)}, TOO_EARLY),
        (plain, {"papers_day": "0001-01-01", "papers_time": "00:00"}, TOO_EARLY),
        (plain, {"papers_day": "2030-02-30"}, "Inte ett giltigt datum"),
        (plain, {"place": "x" * 201, "note": "Skäl."}, "Texten är för lång: högst 200 tecken."),
        (plain, {"place": "Annan", "note": "x" * 2001}, "Texten är för lång: högst 2000 tecken."),
        (plain, {"day": _day(-1), "note": "Skäl."}, "Ange en dag från i dag och högst fem år framåt."),
        (
            opened,
            {"place": "Annan", "note": "Skäl."},
            "Sammanträdet har öppnats eller är avslutat. Det kan inte ändras.",
        ),
    )
    for meeting, given, told in tries:
        assert (_change(secretary, meeting, **given), told in secretary.page.text) == (422, True), told
    assert fingerprint(app) == before


def test_a_meeting_is_changed_by_its_secretary_whatever_door_is_used(app: Flask) -> None:
    """The page does not exist for others; the operation refuses them all the same."""
    meeting = make_meeting(app)

    def change(row: Meeting, actor: Reader) -> None:
        given = MeetingDraft(row.starts_at, "Stora salen", None)
        change_meeting(row, given, actor=actor, note="Skäl.", expected_version=row.version)

    told = refused(app, partial(holding, app, meeting, "ledamot", change))
    assert told == ["Sammanträdet ändras av sekreteraren."]


def test_a_change_that_came_after_another_is_told(app: Flask, visitors: Visitors) -> None:
    secretary, meeting = visitors["sekreterare"], make_meeting(app)
    secretary.open(f"/sammantraden/{meeting}/andra")
    form = secretary.form("Spara ändringen").filled(place="Annan", note="Skäl.")
    assert secretary.post(f"/sammantraden/{meeting}/andra", **form).status_code == 200
    before = fingerprint(app)
    assert secretary.post(f"/sammantraden/{meeting}/andra", **form | {"place": "Tredje"}).status_code == 409
    told = "Någon annan har just ändrat sammanträdet. Spara igen om din ändring ska gälla."
    assert told in secretary.page.text
    assert fingerprint(app) == before


def test_a_meeting_is_cancelled_with_a_reason_when_no_case_waits_there(app: Flask, visitors: Visitors) -> None:
    secretary, empty, listed = visitors["sekreterare"], make_meeting(app), make_meeting(app, days=8)
    make_cases(app, ["on_agenda"], meeting=listed)
    before = fingerprint(app)
    assert "Ta bort dem först" in secretary.open(f"/sammantraden/{listed}").text
    secretary.open(f"/sammantraden/{empty}")
    form = secretary.form("Ställ in sammanträdet").filled()
    for meeting, note, told in ((listed, "Skäl.", "Ta bort dem först"), (empty, "", "Fyll i fältet ”Skäl”.")):
        url = f"/sammantraden/{meeting}/steg/cancel"
        answer = secretary.post(url, **form | {"cancel-note": note})
        assert (answer.status_code, told in answer.text) == (422, True), told
    assert fingerprint(app) == before
    secretary.open(f"/sammantraden/{empty}")
    assert secretary.press("Ställ in sammanträdet", **{"cancel-note": "För få ärenden."}).status_code == 200
    assert one(app, Meeting, id=empty).state == "cancelled"
    assert ("För få ärenden." in secretary.page.text, "Inställt" in secretary.page.text) == (True, True)
