"""Logging in: what tells nothing, what holds back, where it leads, and how a session ends."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from casework.database import db, write
from casework.people.models import Account, LoginAttempt
from tests.conftest import PASSWORD, Visitors
from tests.observing import amount, fingerprint, one
from tests.support.pages import Visitor

OFFICER = "handlaggare@demo.example"
WRONG = "Adressen eller lösenordet stämmer inte."
WAIT = "För många misslyckade försök. Vänta en kvart och försök igen."
NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    """Somebody at the log-in page."""
    visitor = Visitor(app)
    visitor.open("/logga-in")
    return visitor


def test_the_right_password_leads_to_the_desk(app: Flask, stranger: Visitor) -> None:
    before = fingerprint(app)
    page = stranger.log_in(" Handlaggare@DEMO.example ", PASSWORD)
    assert (page.status_code, page.request.path, "Handläggaren" in page.text) == (200, "/", True)
    assert fingerprint(app) == before


def test_wrong_password_and_unknown_address_are_told_alike(app: Flask, stranger: Visitor) -> None:
    answers = [stranger.log_in(email, "fel") for email in (OFFICER, "ingen@demo.example")]
    assert [(answer.status_code, answer.text.count(WRONG)) for answer in answers] == [(422, 2), (422, 2)]
    assert (stranger.open("/").request.path, amount(app, LoginAttempt)) == ("/logga-in", 2)


def test_a_closed_account_is_told_the_same(app: Flask, stranger: Visitor) -> None:
    _change(app, active=False)
    assert (stranger.log_in(OFFICER, PASSWORD).status_code, WRONG in stranger.open("/").text) == (422, False)


def test_the_address_is_stored_nowhere_when_it_fails(app: Flask, stranger: Visitor) -> None:
    stranger.log_in("hemlig.person@demo.example", "fel")
    attempt = one(app, LoginAttempt)
    assert ("hemlig" in attempt.key, len(attempt.key)) == (False, 64)


def test_ten_failures_hold_back_even_the_right_password(app: Flask, stranger: Visitor) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(10):
            assert stranger.log_in(OFFICER, "fel").status_code == 422
        held = stranger.log_in(OFFICER.upper(), PASSWORD)
        assert (held.status_code, held.text.count(WAIT), amount(app, LoginAttempt)) == (429, 2, 10)
        clock.shift(timedelta(minutes=14, seconds=59))
        assert stranger.log_in(OFFICER, PASSWORD).status_code == 429
        clock.shift(timedelta(seconds=2))
        assert stranger.log_in(OFFICER, PASSWORD).request.path == "/"


def test_failures_for_one_address_do_not_hold_back_another(app: Flask, stranger: Visitor) -> None:
    for _ in range(11):
        stranger.log_in(OFFICER, "fel")
    assert stranger.log_in("chef@demo.example", PASSWORD).request.path == "/"


def test_failures_that_no_longer_count_are_forgotten(app: Flask, stranger: Visitor) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            stranger.log_in(OFFICER, "fel")
        clock.shift(timedelta(minutes=15))
        stranger.log_in("chef@demo.example", "fel")
        assert amount(app, LoginAttempt) == 1


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "evil.example",
    "/\t/[",
    "//[",
    "/\x00/evil.example",
)


@pytest.mark.parametrize("doorway", ["log-in", "language"])
def test_the_way_on_never_leads_to_another_site(app: Flask, doorway: str) -> None:
    led = {}
    for target in ELSEWHERE:
        visitor = Visitor(app)
        given = visitor.open("/logga-in") and visitor.form("Logga in").filled(email=OFFICER, password=PASSWORD)
        if doorway == "log-in":
            answer = visitor.client.post("/logga-in", query_string={"next": target}, data=given)
        else:
            answer = visitor.client.post("/sprak", data={**given, "language": "sv", "next": target})
        led[target] = (answer.status_code, answer.headers.get("Location"))
    # a control character may stay in a path of ours, escaped, where no browser takes it for a host
    assert {target: to for target, to in led.items() if to not in {(302, "/"), (302, "/%00/evil.example")}} == {}


def test_the_way_on_leads_to_the_page_that_was_asked_for(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.open("/arenden?state=draft&kind=")
    assert visitor.page is not None
    given = visitor.form("Logga in").filled(email=OFFICER, password=PASSWORD)
    answer = visitor.client.post(visitor.page.request.full_path, data=given)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/arenden?state=draft&kind=")


@pytest.mark.parametrize("change", [{"session_version": 2}, {"active": False}], ids=["ended", "closed"])
def test_a_session_ends_at_once(app: Flask, visitors: Visitors, change: dict[str, object]) -> None:
    officer, manager = visitors["handlaggare"], visitors["chef"]
    _change(app, **change)
    assert officer.open("/arenden").request.path == "/logga-in"
    assert manager.open("/arenden").request.path == "/arenden"


def test_logging_out_ends_the_session(visitors: Visitors) -> None:
    officer = visitors["handlaggare"]
    officer.open("/")
    officer.press("Logga ut")
    assert officer.open("/arenden").request.path == "/logga-in"


def test_a_stolen_cookie_of_another_account_is_no_log_in(app: Flask, visitors: Visitors) -> None:
    officer = visitors["handlaggare"]
    for forged in ("2:1", "9" * 30 + ":1", "1:" + "9" * 30, "x:1", "1", ":", "²:1", ""):
        with officer.client.session_transaction() as session:
            session["_user_id"] = forged
        expected = "/arenden" if forged == "2:1" else "/logga-in"  # signed by us, the second account's own cookie
        assert officer.open("/arenden").request.path == expected, forged


def _change(app: Flask, **values: object) -> None:
    with app.app_context(), write():
        db.session.query(Account).filter_by(email=OFFICER).update(values)
