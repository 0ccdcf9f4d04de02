"""The meeting that an officer wishes for: who may, until when, and who sees it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from casework import clock
from casework.audit import AuditRecord
from casework.database import db, write
from casework.meetings.planning_models import MeetingWish
from casework.meetings.wishes import may_be_listed
from casework.people.models import Body, Seat
from tests.conftest import PASSWORD, Visitors
from tests.factories import make_body, make_case, make_meeting, make_person, reader_of, state_of, step_of, wish_for
from tests.meetings.conftest import token
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor
from workflows import WORKFLOWS

PROPOSE = "Föreslå sammanträde"


@pytest.fixture
def meetings(app: Flask) -> tuple[int, int]:
    """Two coming meetings of the committee."""
    return make_meeting(app, days=7), make_meeting(app, days=14)


@pytest.fixture
def draft(app: Flask, meetings: tuple[int, int]) -> int:
    """A draft to the committee."""
    return make_case(app)


def _send(visitor: Visitor, case: int, meeting: object) -> tuple[int, str]:
    answer = visitor.post(f"/sammantraden/onskemal/{case}", csrf_token=token(visitor), meeting=meeting)
    return answer.status_code, answer.text


def test_an_officer_proposes_a_meeting_and_changes_his_mind(
    app: Flask, visitors: Visitors, meetings: tuple[int, int], draft: int
) -> None:
    officer = visitors["handlaggare"]
    officer.open(f"/arenden/{draft}")
    assert dict(officer.form(PROPOSE).values)["meeting"] == "0"
    page = officer.press(PROPOSE, meeting=meetings[1])
    assert "Önskemålet är sparat. Sekreteraren ser det när ärendet är klart att sätta upp." in page.text
    assert dict(officer.form(PROPOSE).values)["meeting"] == str(meetings[1])
    officer.press(PROPOSE, meeting=meetings[0])
    officer.press(PROPOSE, meeting="0")
    assert [row.meeting_id for row in rows(app, MeetingWish)] == [meetings[1], meetings[0], None]
    assert dict(officer.form(PROPOSE).values)["meeting"] == "0"
    record = rows(app, AuditRecord)[-1]
    assert (record.event, record.data, record.case_id) == ("meeting_wished", {"meeting": None}, draft)


def test_the_same_wish_again_is_no_new_one(
    app: Flask, visitors: Visitors, meetings: tuple[int, int], draft: int
) -> None:
    officer = visitors["handlaggare"]
    assert _send(officer, draft, 0)[0] == 200
    assert amount(app, MeetingWish) == 0
    assert _send(officer, draft, meetings[0])[0] == 200
    before = fingerprint(app)
    assert (_send(officer, draft, meetings[0])[0], fingerprint(app)) == (200, before)


def test_meetings_of_the_body_and_of_those_above_it_are_offered(app: Flask, visitors: Visitors, draft: int) -> None:
    """Not another body's, nor one that has been."""
    other = make_meeting(app, body=_another_body(app))
    officer = visitors["handlaggare"]
    page = officer.open(f"/arenden/{draft}").text
    assert (page.count("KSAU "), f'value="{other}"' in page.partition('id="wish"')[2]) == (2, False)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=10)):
        later = Visitor(app)
        later.log_in("handlaggare@demo.example", PASSWORD)
        assert later.open(f"/arenden/{draft}").text.count("KSAU ") == 1


def _another_body(app: Flask) -> str:
    make_body(app, "NN")
    return "NN"


def test_a_meeting_of_the_body_above_may_be_wished_for(app: Flask, visitors: Visitors, draft: int) -> None:
    _seat_in_the_board(app)
    board = make_meeting(app, body="KS", days=21)
    officer = visitors["handlaggare"]
    officer.open(f"/arenden/{draft}")
    officer.press(PROPOSE, meeting=board)
    assert one(app, MeetingWish).meeting_id == board


def _seat_in_the_board(app: Flask) -> None:
    with app.app_context(), write():
        board = db.session.query(Body).filter_by(short_name="KS").one()
        seat = Seat(body_id=board.id, person_id=reader_of("ordforande").person_id, role="chair", position=1)
        seat.valid_from = clock.today()
        db.session.add(seat)


def test_what_is_not_offered_is_refused(app: Flask, visitors: Visitors, draft: int) -> None:
    before = fingerprint(app)
    for meeting in ("", "x", "99", "-1", "2;3", "9" * 30):
        status, page = _send(visitors["handlaggare"], draft, meeting)
        assert (meeting, status, "Välj ett kommande sammanträde i listan." in page) == (meeting, 422, True)
    assert fingerprint(app) == before


def test_another_bodys_meeting_is_refused(app: Flask, visitors: Visitors, draft: int) -> None:
    other = make_meeting(app, body=_another_body(app))
    before = fingerprint(app)
    assert (_send(visitors["handlaggare"], draft, other)[0], fingerprint(app)) == (422, before)


def test_a_colleague_sees_the_wish_but_has_none(
    app: Flask, visitors: Visitors, meetings: tuple[int, int], draft: int
) -> None:
    make_person(app, "kollega", "officer")
    wish_for(app, draft, meetings[0])
    step_of(app, draft, "submit", "handlaggare")
    colleague, before = visitors["kollega"], fingerprint(app)
    page = colleague.open(f"/arenden/{draft}").text
    assert ("Handläggaren önskar KSAU" in page, PROPOSE in page) == (True, False)
    status, told = _send(colleague, draft, 0)
    assert (status, "Bara ärendets handläggare, Handläggaren, kan göra det här." in told) == (422, True)
    assert fingerprint(app) == before


def test_a_wish_is_made_until_the_case_is_listed(app: Flask, visitors: Visitors, meetings: tuple[int, int]) -> None:
    for state, offered in (("draft", True), ("review", True), ("ready", True), ("on_agenda", False)):
        case = make_case(app, state, meeting=meetings[0])
        before = fingerprint(app)
        page = visitors["handlaggare"].open(f"/arenden/{case}").text
        status, told = _send(visitors["handlaggare"], case, meetings[1])
        assert (state, PROPOSE in page, status) == (state, offered, 200 if offered else 422)
        if not offered:
            assert "Välj ett kommande sammanträde i listan." in told
            told = _send(visitors["handlaggare"], case, 0)[1]
            assert "Ärendet är inte på väg till ett sammanträde nu." in told
            assert fingerprint(app) == before


@pytest.mark.parametrize(
    ("kind", "states"),
    [
        ("membership_review", {"draft", "review", "ready", "reporting", "result_review", "result_ready"}),
        ("general_matter", {"draft", "review", "ready"}),
    ],
)
def test_the_table_tells_which_states_lead_to_an_agenda(kind: str, states: set[str]) -> None:
    assert {name for name in WORKFLOWS[kind].states if may_be_listed(kind, name)} == states


def test_the_secretary_sees_the_wish_for_this_meeting_first(
    app: Flask, visitors: Visitors, meetings: tuple[int, int]
) -> None:
    plain, later, here = (make_case(app, "ready", title=title) for title in ("Utan", "Senare", "Hit"))
    wish_for(app, later, meetings[1])
    wish_for(app, here, meetings[0])
    page = visitors["sekreterare"].open(f"/sammantraden/{meetings[0]}").text
    ready = page[page.index('id="ready"') :]
    order = [ready.index(f">{title}<") for title in ("Hit", "Utan", "Senare")]
    assert order == sorted(order)
    assert ready.count("Handläggaren önskar det här sammanträdet.") == 1
    assert ready.count("Handläggaren önskar KSAU") == 1
    assert (state_of(app, plain), amount(app, MeetingWish)) == ("ready", 2)


def test_the_wished_meeting_is_chosen_in_the_step_and_the_secretary_may_choose_another(
    app: Flask, visitors: Visitors, meetings: tuple[int, int]
) -> None:
    case, secretary = make_case(app, "ready"), visitors["sekreterare"]
    wish_for(app, case, meetings[1])
    page = secretary.open(f"/arenden/{case}").text
    assert page.count("(handläggarens önskemål)") == 1
    form = next(form for form in secretary.forms() if form.action.endswith("/steg/list"))
    assert dict(form.values)["meeting"] == str(meetings[1])
    secretary.post(form.action, **form.filled(meeting=str(meetings[0])))
    assert state_of(app, case) == "on_agenda"


def test_a_wish_for_a_meeting_that_has_been_is_none(app: Flask, visitors: Visitors, meetings: tuple[int, int]) -> None:
    case = make_case(app, "ready")
    wish_for(app, case, meetings[0])
    with time_machine.travel(datetime.now(UTC) + timedelta(days=10)):
        page = visitors["sekreterare"].open(f"/arenden/{case}").text
    assert ("Handläggaren önskar" in page, "(handläggarens önskemål)" in page) == (False, False)
