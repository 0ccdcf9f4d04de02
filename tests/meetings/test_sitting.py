"""A meeting from its roll to its closing: the steps, who takes them, what they leave behind, what they refuse."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from transitions import MachineError

from casework.audit import AuditRecord, first_broken
from casework.cases.models import Case
from casework.database import db, write
from casework.errors import StaleVersion
from casework.meetings.models import Decision, Meeting, MeetingChange, MeetingEvent, PresenceSpan
from casework.meetings.queries import get_meeting
from casework.meetings.sitting import events_of, move, take_meeting_step
from casework.permissions import Reader
from tests.factories import (
    KSAU,
    call_roll_of,
    decide,
    item_of,
    make_account,
    make_case,
    make_meeting,
    reader_of,
    step_of,
)
from tests.meetings.sitting import (
    handle,
    holding,
    matter_at,
    refused,
    roll,
    spans,
    state_of,
    step_at,
    take_up_at,
)
from tests.observing import amount, fingerprint, one, rows

TITLE = "Översyn av medlemskapet"
NOT_THERE = "Steget kan inte tas i läget ”{}”."


@pytest.fixture
def planned(app: Flask) -> int:
    """A meeting that nobody has come to yet."""
    return make_meeting(app)


def _events(app: Flask, meeting: int) -> list[tuple[str, str, str, str]]:
    with app.app_context():
        return [(row.step, row.from_state, row.to_state, row.note) for row in events_of(meeting)]


def test_the_roll_opens_the_meeting_once(app: Flask, planned: int) -> None:
    call_roll_of(app, planned, [])
    assert (state_of(app, planned), amount(app, MeetingEvent)) == ("planned", 0)  # nobody is there
    call_roll_of(app, planned, KSAU[:3])
    opened = one(app, Meeting, id=planned).opened_at
    event = one(app, MeetingEvent)
    with app.app_context():
        secretary = reader_of("sekreterare").person_id
    assert (event.step, event.from_state, event.to_state, event.actor_id) == ("open", "planned", "open", secretary)
    assert event.at == opened
    call_roll_of(app, planned, KSAU)
    assert (one(app, Meeting, id=planned).opened_at, amount(app, MeetingEvent)) == (opened, 1)
    assert [row.event for row in rows(app, AuditRecord) if row.event.startswith("meeting_")][-1] == "meeting_open"


def test_a_meeting_is_adjourned_resumed_and_closed(app: Flask, meeting: int) -> None:
    step_at(app, meeting, "adjourn", note=" Lunch till klockan ett. ")
    assert state_of(app, meeting) == "adjourned"
    step_at(app, meeting, "resume", "sekreterare")
    opened = one(app, Meeting, id=meeting).opened_at
    step_at(app, meeting, "close")
    row = one(app, Meeting, id=meeting)
    assert (row.state, row.ended, row.opened_at) == ("closed", True, opened)
    assert _events(app, meeting) == [
        ("open", "planned", "open", ""),
        ("adjourn", "open", "adjourned", "Lunch till klockan ett."),
        ("resume", "adjourned", "open", ""),
        ("close", "open", "closed", ""),
    ]
    assert row.closed_at == rows(app, MeetingEvent)[-1].at
    records = [row.event for row in rows(app, AuditRecord) if row.event.startswith("meeting_")]
    assert records[-4:] == ["meeting_open", "meeting_adjourn", "meeting_resume", "meeting_close"]
    with app.app_context():
        assert first_broken() is None


@pytest.mark.parametrize("who", ["ordforande", "vice", "sekreterare"])
def test_who_leads_or_keeps_the_minutes_closes(app: Flask, meeting: int, who: str) -> None:
    make_account(app, "Vice ordföranden", "vice")
    step_at(app, meeting, "close", who)
    assert state_of(app, meeting) == "closed"


def test_a_member_takes_no_step_of_the_meeting(app: Flask, meeting: int, planned: int) -> None:
    for number, name, whose in (
        (meeting, "adjourn", "ordföranden"),
        (meeting, "close", "ordföranden"),
        (planned, "cancel", "sekreteraren"),
    ):
        told = refused(app, partial(step_at, app, number, name, "ledamot", note="Därför."))
        assert told == [f"Det här steget tas av {whose}."]
    told = refused(app, partial(step_at, app, planned, "cancel", "ordforande", note="Därför."))
    assert told == ["Det här steget tas av sekreteraren."]


@pytest.mark.parametrize("name", ["adjourn", "close", "resume", "cancel"])
def test_a_stale_version_takes_no_step(app: Flask, meeting: int, name: str) -> None:
    version, before = one(app, Meeting, id=meeting).version, fingerprint(app)
    for stale in (version - 1, version + 1):
        with app.app_context(), pytest.raises(StaleVersion) as told, write():
            actor = reader_of("ordforande")
            row = get_meeting(meeting, actor, lock=True)
            assert row is not None
            take_meeting_step(row, name, actor=actor, expected_version=stale, given={"note": "Därför."})
        assert told.value.current == version
    assert fingerprint(app) == before


def test_each_step_makes_what_others_have_read_stale(app: Flask, meeting: int) -> None:
    version = one(app, Meeting, id=meeting).version
    step_at(app, meeting, "adjourn", note="Paus.")
    step_at(app, meeting, "resume")
    assert one(app, Meeting, id=meeting).version == version + 2


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("adjourn", {}, "Skriv skälet, så att handläggaren förstår."),
        ("adjourn", {"note": " \n "}, "Skriv skälet, så att handläggaren förstår."),
        ("resume", {}, NOT_THERE.format("Pågår")),
        ("cancel", {"note": "Därför."}, NOT_THERE.format("Pågår")),
        ("summon", {}, NOT_THERE.format("Pågår")),
        ("open", {}, NOT_THERE.format("Pågår")),
        ("dissolve", {}, "Steget ”dissolve” finns inte för den här ärendetypen."),
    ],
)
def test_what_an_open_meeting_refuses(
    app: Flask, meeting: int, name: str, given: dict[str, str], sentence: str
) -> None:
    assert refused(app, partial(step_at, app, meeting, name, "sekreterare", **given)) == [sentence]
    assert state_of(app, meeting) == "open"


@pytest.mark.parametrize("name", ["adjourn", "close", "resume"])
def test_what_was_not_opened_is_neither_adjourned_nor_closed(app: Flask, planned: int, name: str) -> None:
    told = refused(app, partial(step_at, app, planned, name, note="Därför."))
    assert told == [NOT_THERE.format("Planerat")]


def test_nobody_opens_an_empty_room(app: Flask, planned: int) -> None:
    assert refused(app, partial(step_at, app, planned, "open")) == ["Ingen är närvarande. Gör upprop först."]


def test_the_table_is_asked_where_a_state_changes(app: Flask, meeting: int) -> None:
    """`move` judges nobody, and yet goes no way that the table lacks."""
    before = fingerprint(app)

    def work(row: Meeting, actor: Reader) -> None:
        move(row, "resume", actor=actor)

    with pytest.raises(MachineError, match="resume"):
        holding(app, meeting, "ordforande", work)
    assert fingerprint(app) == before


# Closing


def test_a_meeting_with_an_undecided_case_is_not_closed(app: Flask, meeting: int, case: int) -> None:
    told = refused(app, partial(step_at, app, meeting, "close"))
    assert told == [f"Sammanträdet kan inte avslutas: {TITLE} är inte avgjort. Besluta, bordlägg eller ta bort det."]
    assert (state_of(app, meeting), one(app, Case, id=case).state) == ("open", "on_agenda")
    decide(app, case)
    step_at(app, meeting, "close")
    assert state_of(app, meeting) == "closed"


def test_a_meeting_with_an_undecided_matter_is_not_closed_either(app: Flask, meeting: int, case: int) -> None:
    matters = [matter_at(app, meeting, title) for title in ("Läget", "Val av justerare", "Övrigt")]
    told = refused(app, partial(step_at, app, meeting, "close"))
    assert told == [f"Sammanträdet kan inte avslutas: 4 ärenden är inte avgjorda. Det första är {TITLE}."]
    decide(app, case, "defer")
    told = refused(app, partial(step_at, app, meeting, "close"))
    many = "Läget, Val av justerare och Övrigt är inte avgjorda. Besluta, bordlägg eller ta bort dem."
    assert told == [f"Sammanträdet kan inte avslutas: {many}"]
    for number in matters:
        handle(app, number)
    step_at(app, meeting, "close")
    assert (state_of(app, meeting), amount(app, Decision)) == ("closed", 4)


def test_closing_decides_nothing(app: Flask, meeting: int, case: int) -> None:
    decide(app, case, "defer")
    before = fingerprint(app, "meetings", "meeting_events", "meeting_changes", "presence_spans")
    step_at(app, meeting, "close")
    after = fingerprint(app, "meetings", "meeting_events", "meeting_changes", "presence_spans")
    assert {name for name, print_ in after.items() if print_ != before[name]} == {"audit_records", "audit_heads"}


def test_closing_ends_everybodys_stay(app: Flask, meeting: int) -> None:
    step_at(app, meeting, "close")
    closed = one(app, Meeting, id=meeting).closed_at
    assert {name for name, cause, _, _ in spans(app, meeting) if cause == "closed"} == set(KSAU)
    ended = [row.until for row in rows(app, PresenceSpan)]
    assert all(until is not None and closed is not None and until >= closed for until in ended)


def test_nothing_happens_at_a_closed_meeting(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting)
    handle(app, item)
    step_at(app, meeting, "close")
    case = make_case(app, "ready")
    for step in ("adjourn", "resume", "close", "open", "summon", "cancel"):
        told = refused(app, partial(step_at, app, meeting, step, "sekreterare", note="Därför."))
        assert told == [NOT_THERE.format("Avslutat")]
    assert refused(app, partial(roll, app, meeting, KSAU[:3])) == [
        "Sammanträdet är avslutat. Uppropet kan inte ändras."
    ]
    assert refused(app, partial(matter_at, app, meeting)) == ["Sammanträdet är avslutat. Listan kan inte ändras."]
    assert refused(app, partial(take_up_at, app, meeting, item)) == [
        "Sammanträdet pågår inte. Gör upprop, eller återuppta det, först."
    ]
    assert "Välj ett kommande sammanträde" in refused(app, partial(_list, app, case, meeting))[0]


def _list(app: Flask, case: int, meeting: int) -> None:
    step_of(app, case, "list", "sekreterare", meeting=str(meeting))


# Adjourned


def test_nothing_is_decided_while_the_meeting_rests(app: Flask, meeting: int, case: int) -> None:
    matter = matter_at(app, meeting)
    step_at(app, meeting, "adjourn", note="Lunch.")
    rests = ["Sammanträdet är ajournerat. Återuppta det först."]
    assert refused(app, partial(decide, app, case)) == rests
    assert refused(app, partial(handle, app, matter)) == rests
    assert refused(app, partial(take_up_at, app, meeting, matter)) == [
        "Sammanträdet pågår inte. Gör upprop, eller återuppta det, först."
    ]
    step_at(app, meeting, "resume")
    assert handle(app, matter) == 1


# Cancelled


def test_a_meeting_is_cancelled_with_its_matters_but_never_with_a_case(app: Flask, planned: int) -> None:
    case = make_case(app, "on_agenda", meeting=planned)
    matter_at(app, planned, "Val av justerare")
    told = refused(app, partial(step_at, app, planned, "cancel", "sekreterare", note="För få ärenden."))
    assert told == [
        f"Sammanträdet har ärenden på föredragningslistan. Ta bort dem först, så att de inte blir liggande: {TITLE}."
    ]
    step_of(app, case, "unlist", "sekreterare", note="Sammanträdet ställs in.")
    told = refused(app, partial(step_at, app, planned, "cancel", "sekreterare"))
    assert told == ["Skriv skälet, så att handläggaren förstår."]
    step_at(app, planned, "cancel", "sekreterare", note="För få ärenden.")
    row = one(app, Meeting, id=planned)
    assert (row.state, row.ended, row.opened_at) == ("cancelled", True, None)
    assert _events(app, planned) == [("cancel", "planned", "cancelled", "För få ärenden.")]
    assert refused(app, partial(roll, app, planned, KSAU)) == ["Sammanträdet är avslutat. Uppropet kan inte ändras."]


# What is handled now


def test_the_current_item_is_taken_up_and_left(app: Flask, meeting: int, case: int) -> None:
    item, matter = item_of(app, case), matter_at(app, meeting)
    for who, number in (("ordforande", item), ("sekreterare", matter), ("ordforande", None), ("ordforande", item)):
        take_up_at(app, meeting, number, who)
        assert one(app, Meeting, id=meeting).current_item_id == number
    decide(app, case)
    handle(app, matter)
    step_at(app, meeting, "close")
    assert one(app, Meeting, id=meeting).current_item_id is None


def test_the_same_item_again_is_no_change(app: Flask, meeting: int, case: int) -> None:
    take_up_at(app, meeting, item_of(app, case))
    before = fingerprint(app)
    take_up_at(app, meeting, item_of(app, case), "sekreterare")
    assert fingerprint(app) == before


def test_who_may_not_and_what_is_not_there_is_not_taken_up(app: Flask, meeting: int, case: int, planned: int) -> None:
    item, elsewhere = item_of(app, case), matter_at(app, planned)
    assert refused(app, partial(take_up_at, app, meeting, item, "ledamot")) == [
        "Ärendena tas upp av ordföranden eller sekreteraren."
    ]
    for number in (elsewhere, 10**6):
        told = refused(app, partial(take_up_at, app, meeting, number))
        assert told == ["Ärendet står inte på föredragningslistan."]
    assert refused(app, partial(take_up_at, app, planned, elsewhere)) == [
        "Sammanträdet pågår inte. Gör upprop, eller återuppta det, först."
    ]


# What screens follow


def test_every_change_that_screens_show_is_told_once_and_a_refused_one_never(app: Flask, meeting: int) -> None:
    def told() -> int:
        return amount(app, MeetingChange, meeting_id=meeting)

    seen = told()
    for work in (
        partial(matter_at, app, meeting),
        partial(roll, app, meeting, KSAU[:4]),
        partial(step_at, app, meeting, "adjourn", note="Paus."),
        partial(step_at, app, meeting, "resume"),
    ):
        work()
        assert told() == seen + 1, work
        seen = told()
    refused(app, partial(step_at, app, meeting, "close"))
    assert told() == seen


def test_a_meeting_is_history_and_its_events_stand(app: Flask, meeting: int) -> None:
    before = fingerprint(app)
    for change in (update(MeetingEvent).values(note="x"), delete(MeetingEvent)):
        with app.app_context(), pytest.raises(DBAPIError, match="meeting_events is append-only"), write():
            db.session.execute(change)
    assert fingerprint(app) == before
