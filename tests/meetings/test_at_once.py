"""Two people, or one with two windows, at the same item of the agenda."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from casework import clock
from casework.audit import first_broken
from casework.cases.models import CaseEvent
from casework.dispatch.models import Delivery
from casework.meetings import handling_views, operations, queries, views
from casework.meetings.models import AgendaItem, Decision
from tests.conftest import Visitors
from tests.factories import call_roll_of, decide, item_of, make_account, make_case, make_meeting, state_of, step_of
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import PageForm, Visitor

pytestmark = pytest.mark.both

DECIDE, UNLIST = "Besluta enligt förslaget", "Ta bort från föredragningslistan"
ASSIGNMENT = {"owner": "Socialchef", "due": (clock.today() + timedelta(days=120)).isoformat()}
GIVEN = {f"approve-{name}": value for name, value in ASSIGNMENT.items()}


@pytest.fixture
def case(app: Flask) -> int:
    """A case on the agenda of a meeting with every member there."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    return make_case(app, "on_agenda", meeting=meeting)


@pytest.fixture
def chair(app: Flask, visitors: Visitors, case: int) -> Visitor:
    """The chair at the item's page."""
    visitor = visitors["ordforande"]
    visitor.open(f"/sammantraden/arende/{item_of(app, case)}")
    return visitor


def _together(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, begun only when both have come so far, or when one has waited in vain for the other."""
    both = threading.Barrier(2)

    def wrapped(*arguments: Any, **more: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return function(*arguments, **more)

    return wrapped


def _at_once(*presses: Callable[[], object]) -> None:
    threads = [threading.Thread(target=press) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _sender(app: Flask, visitor: Visitor, form: PageForm, into: list[int], **given: str) -> Callable[[], None]:
    """Another window of the visitor, about to send the form."""
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    client = app.test_client()
    client.set_cookie("session", cookie.value)
    return lambda: into.append(client.post(form.action, data=form.filled(**given)).status_code)


def test_a_decision_pressed_in_two_windows_is_one(app: Flask, chair: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handling_views, "record_outcome", _together(operations.record_outcome))
    answers: list[int] = []
    form = chair.form(DECIDE)
    _at_once(*(_sender(app, chair, form, answers, **GIVEN) for _ in range(2)))
    assert (answers, amount(app, Decision), amount(app, Delivery)) == ([302, 302], 1, 2)
    assert amount(app, CaseEvent, step="approve") == 1
    assert "Beslutet var redan infört." in chair.post(form.action, **form.filled(**GIVEN)).text
    with app.app_context():
        assert first_broken() is None


def test_two_people_who_record_at_once_make_one_decision(
    app: Flask, chair: Visitor, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vice chair's page is from before the chair came; whoever is first, only one decision is made."""
    make_account(app, "Vice ordföranden", "vice")
    visitors["vice"].open("/")
    form = chair.form(DECIDE)
    theirs = PageForm(form.action, "post", [*form.values, ("csrf_token", "")])
    theirs.values[-1] = ("csrf_token", dict(visitors["vice"].forms()[0].values)["csrf_token"])
    monkeypatch.setattr(handling_views, "record_outcome", _together(operations.record_outcome))
    first: list[int] = []
    second: list[int] = []
    token = {"csrf_token": theirs.values[-1][1]}
    _at_once(
        _sender(app, chair, form, first, **GIVEN),
        _sender(app, visitors["vice"], form, second, **GIVEN, **token),
    )
    assert (first, second[0] in {409, 422}, amount(app, Decision)) == ([302], True, 1)
    before = fingerprint(app)
    late: list[int] = []
    _sender(app, visitors["vice"], form, late, **GIVEN, **token)()
    assert (late, fingerprint(app)) == ([409], before)


def test_a_decision_on_a_page_that_has_grown_old_is_refused(app: Flask, chair: Visitor, case: int) -> None:
    """Taken off the agenda and listed again: it is another item, and the old one is gone."""
    step_of(app, case, "unlist", "sekreterare", note="Fel möte.")
    before = fingerprint(app)
    assert chair.press(DECIDE, **GIVEN).status_code == 404
    assert fingerprint(app) == before


def test_a_decision_needs_the_version_that_was_read(app: Flask, chair: Visitor) -> None:
    before = fingerprint(app)
    for version in ("", "0", "2", "x", "9" * 40):
        chair.open("/sammantraden/arende/1")
        page = chair.press(DECIDE, approve__version=version, **GIVEN)
        assert (page.status_code, dict(chair.form(DECIDE).values)["approve-owner"]) == (409, "Socialchef"), version
        assert "Ärendet har ändrats sedan sidan öppnades. Läs det igen." in page.text
    assert fingerprint(app) == before


def test_deciding_and_taking_off_at_once_is_one_of_the_two(
    app: Flask, chair: Visitor, visitors: Visitors, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has begun, and needs what the other holds: no deadlock, no half."""
    secretary = visitors["sekreterare"]
    secretary.open(f"/arenden/{case}")
    wait = _together(lambda: None)

    def lock_case(case_id: int) -> Any:
        wait()
        return locked(case_id)

    def open_item_of(case_id: int) -> Any:
        wait()
        return opened(case_id)

    locked, opened = queries.lock_case, operations.open_item_of
    monkeypatch.setattr(queries, "lock_case", lock_case)
    monkeypatch.setattr(operations, "open_item_of", open_item_of)
    decided: list[int] = []
    taken_off: list[int] = []
    _at_once(
        _sender(app, chair, chair.form(DECIDE), decided, **GIVEN),
        _sender(app, secretary, secretary.form(UNLIST), taken_off, note="Fel möte."),
    )
    outcome = (decided[0], taken_off[0], state_of(app, case), amount(app, Decision))
    assert outcome in {(302, 409, "decided", 1), (404, 302, "ready", 0)}
    item = one(app, AgendaItem)
    assert (item.outcome is None) is not (item.taken_off_at is None)


def test_two_cases_put_on_one_agenda_at_once_have_places_of_their_own(
    app: Flask, visitors: Visitors, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    secretary = visitors["sekreterare"]
    for _ in range(2):
        make_case(app, "ready")
    secretary.open("/sammantraden/1")
    forms = [form for form in secretary.forms() if form.action == "/sammantraden/1/arenden"]
    monkeypatch.setattr(views, "take_step", _together(views.take_step))
    answers: list[int] = []
    _at_once(*(_sender(app, secretary, form, answers) for form in forms))
    assert (answers, sorted(row.position for row in rows(app, AgendaItem))) == ([302, 302], [1, 2, 3])


def test_the_roll_cannot_change_under_a_decision(
    app: Flask, chair: Visitor, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Members leave while the chair presses: the decision counts the same people as it names, and they are enough."""
    secretary = visitors["sekreterare"]
    secretary.open("/sammantraden/1")
    roll = secretary.form("Spara uppropet")
    absent = {name: "absent" for name, _ in roll.values if name.startswith("present-")}
    wait = _together(lambda: None)

    def facts(*arguments: Any, **more: Any) -> Any:
        judged = meeting_facts(*arguments, **more)
        if more.get("deciding"):
            wait()
        return judged

    def call(*arguments: Any, **more: Any) -> Any:
        called = call_roll(*arguments, **more)
        wait()
        return called

    meeting_facts, call_roll = operations.meeting_facts, views.call_roll
    monkeypatch.setattr(operations, "meeting_facts", facts)
    monkeypatch.setattr(views, "call_roll", call)
    decided: list[int] = []
    called: list[int] = []
    _at_once(
        _sender(app, chair, chair.form(DECIDE), decided, **GIVEN),
        _sender(app, secretary, roll, called, **absent),
    )
    assert called == [302]
    decisions = rows(app, Decision)
    assert (decided[0], len(decisions)) in {(302, 1), (422, 0)}
    assert [(row.serving, len(row.present)) for row in decisions] in ([], [(5, 5)])


def test_the_queue_of_decisions_has_no_gap(app: Flask, chair: Visitor, case: int) -> None:
    """Two items of one meeting recorded from two windows take two numbers in a row."""
    other = make_case(app, "on_agenda", meeting=1)
    chair.open(f"/sammantraden/arende/{item_of(app, other)}")
    second = chair.form(DECIDE)
    chair.open(f"/sammantraden/arende/{item_of(app, case)}")
    answers: list[int] = []
    _at_once(_sender(app, chair, chair.form(DECIDE), answers, **GIVEN), _sender(app, chair, second, answers, **GIVEN))
    third = make_case(app, "on_agenda", meeting=1)
    decide(app, third)
    assert (answers, [row.paragraph for row in rows(app, Decision)]) == ([302, 302], [1, 2, 3])
