"""Two people who record answers at the same moment, from pages that each opened before."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

from casework import clock
from casework.associations import views
from casework.associations.models import PartyAnswer
from casework.associations.operations import record_answer
from casework.audit import first_broken
from casework.cases.models import CaseEvent
from casework.dispatch.models import Delivery, Dispatch
from tests.associations.budget import PARTIES, answered, waiting
from tests.conftest import Visitors
from tests.factories import state_of
from tests.observing import amount, rows
from tests.support.pages import Visitor

pytestmark = pytest.mark.both

YES = {"answer-status": "accepted", "answer-decided_on": clock.today().isoformat()}


@pytest.fixture(autouse=True)
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody records before both have come so far, or before one has waited in vain for the other's lock."""
    both = threading.Barrier(2)

    def wait(*arguments: Any, **more: Any) -> PartyAnswer:
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return record_answer(*arguments, **more)

    monkeypatch.setattr(views, "record_answer", wait)


@pytest.fixture
def case(app: Flask) -> int:
    """Two of its six parties have not answered."""
    case = waiting(app)
    answered(app, case, *PARTIES[:4])
    return case


def _pressing(app: Flask, visitor: Visitor, case: int, into: list[int], **given: str) -> Callable[[], None]:
    """Another window of the visitor, about to send the form."""
    visitor.open(f"/arenden/{case}")
    form, cookie = visitor.form("Anteckna svaret"), visitor.client.get_cookie("session")
    assert cookie is not None
    client = app.test_client()
    client.set_cookie("session", cookie.value)
    values = form.filled() | YES | {f"answer-{name}": value for name, value in given.items()}
    return lambda: into.append(client.post(form.action, data=values).status_code)


def _at_once(*presses: Callable[[], object]) -> None:
    threads = [threading.Thread(target=press) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_last_two_answers_are_both_kept_and_settle_once(app: Flask, visitors: Visitors, case: int) -> None:
    codes: list[int] = []
    presses = zip(("handlaggare", "registrator"), PARTIES[4:], strict=True)
    _at_once(*[_pressing(app, visitors[who], case, codes, party=party) for who, party in presses])
    assert codes == [302, 302]
    assert {(row.party, row.number) for row in rows(app, PartyAnswer)} == {(party, 1) for party in PARTIES}
    assert (state_of(app, case), amount(app, CaseEvent, step="take_effect")) == ("in_force", 1)
    assert (amount(app, Dispatch), amount(app, Delivery)) == (2, 4)
    with app.app_context():
        assert first_broken() is None


def test_a_yes_and_a_no_at_once_lapse_once(app: Flask, visitors: Visitors, case: int) -> None:
    """The no may come before the yes, which then is too late, or after it."""
    yes: list[int] = []
    no: list[int] = []
    _at_once(
        _pressing(app, visitors["handlaggare"], case, yes, party=PARTIES[4]),
        _pressing(
            app,
            visitors["registrator"],
            case,
            no,
            party=PARTIES[5],
            status="declined",
            confirmed=f"declined {PARTIES[5]}",
        ),
    )
    assert (yes, no) in (([302], [302]), ([422], [302]))
    assert amount(app, PartyAnswer) == 4 + yes.count(302) + 1
    assert (state_of(app, case), amount(app, CaseEvent, step="lapse"), amount(app, Dispatch)) == ("lapsed", 1, 2)


def test_two_answers_of_one_party_at_once_are_one_and_a_question(app: Flask, visitors: Visitors, case: int) -> None:
    codes: list[int] = []
    _at_once(
        _pressing(app, visitors["handlaggare"], case, codes, party=PARTIES[4], document="Det ena brevet"),
        _pressing(app, visitors["registrator"], case, codes, party=PARTIES[4], document="Det andra brevet"),
    )
    assert (sorted(codes), amount(app, PartyAnswer)) == ([302, 409], 5)


def test_one_press_in_two_windows_is_one_answer(app: Flask, visitors: Visitors, case: int) -> None:
    codes: list[int] = []
    _at_once(*(_pressing(app, visitors["handlaggare"], case, codes, party=PARTIES[4]) for _ in range(2)))
    assert (codes, amount(app, PartyAnswer)) == ([302, 302], 5)
