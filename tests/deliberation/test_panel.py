"""What lower rooms and the live page ask of a deliberation: the hook, the panel and where a press leads back to."""

import pytest
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.database import db, write
from casework.deliberation.outcomes import deliberated
from casework.deliberation.panels import panel
from casework.deliberation.queries import presence_held
from casework.meetings.models import AgendaItem
from tests.deliberation.acts import enter_at, found_at, propose_at, put_at, step_at, vote_at
from tests.deliberation.refusals import token
from tests.factories import item_of, make_case, reader_of
from tests.observing import statements
from tests.support.pages import Visitor


def _asked(app: Flask, meeting: int, item: int) -> tuple[str, str, bool, bool]:
    with app.app_context():
        of_item, of_meeting = deliberated(meeting, item), deliberated(meeting, None)
        return of_item.carried, of_item.unput, of_item.vote_open, of_meeting.vote_open


def test_what_the_questions_came_to(app: Flask, meeting: int, item: int) -> None:
    assert _asked(app, meeting, item) == ("", "", False, False)
    propose_at(app, item, "approve")
    assert _asked(app, meeting, item) == ("", "", False, False)
    propose_at(app, item, "adjourn")
    assert _asked(app, meeting, item) == ("", "", False, False)  # a break keeps no decision waiting
    found_at(app, item, "no")
    propose_at(app, item, "reject")
    assert _asked(app, meeting, item) == ("", "vad ska beslutas", False, False)
    put_at(app, item)
    vote = vote_at(app, item)
    assert _asked(app, meeting, item) == ("", "vad ska beslutas", True, True)
    enter_at(app, item, vote, ["no"] * 5)
    step_at(app, item, vote, "close")
    assert _asked(app, meeting, item) == ("", "vad ska beslutas", True, True)
    step_at(app, item, vote, "count")
    assert _asked(app, meeting, item) == ("reject", "", False, False)
    propose_at(app, item, "adjourn")  # once more, and never put
    assert _asked(app, meeting, item) == ("reject", "", False, False)


def test_an_adjournment_that_waits_hides_nothing_that_is_to_be_put(app: Flask, meeting: int, item: int) -> None:
    propose_at(app, item, "reject")
    propose_at(app, item, "adjourn")
    assert _asked(app, meeting, item) == ("", "vad ska beslutas", False, False)
    put_at(app, item)
    assert _asked(app, meeting, item) == ("", "vad ska beslutas", False, False)


def test_presence_stands_still_at_that_item_and_in_the_roll(app: Flask, meeting: int, item: int) -> None:
    other = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    propose_at(app, item, "reject")
    put_at(app, item)
    vote_at(app, item)
    with app.app_context():
        held = [presence_held(meeting, where) is not None for where in (item, other, None)]
        assert (held, presence_held(meeting + 1, None)) == ([True, False, True], None)


@pytest.mark.parametrize("who", ["ordforande", "ledamot", "sekreterare"])
def test_the_panel_sends_few_statements_however_much_is_proposed(app: Flask, item: int, who: str) -> None:
    counts = []
    for kind in ("reject", "addition", "addition", "defer"):
        propose_at(app, item, kind, text="Tillägg." if kind == "addition" else "")
        with app.test_request_context(), statements(app) as sent:
            row, reader = db.session.get_one(AgendaItem, item), reader_of(who)
            sent.clear()
            shown = panel(row, reader)
            counts.append(len(sent))
        assert (shown["template"], len(shown["proposals"])) == ("deliberation/_panel.html", len(counts))
    assert counts == [5] * 4


def test_a_press_leads_back_to_the_page_that_it_came_from(app: Flask, member: Visitor, url: str, meeting: int) -> None:
    me = {"csrf_token": token(member), "proposal-kind": "reject"}
    live = f"/sammantraden/{meeting}/pagar"
    answer = member.post(f"{url}/yrkanden", follow=False, back=live, **me)
    assert (answer.status_code, answer.headers["Location"]) == (302, live)
    for back in (
        "https://evil.example/",
        "//evil.example",
        "/logga-ut",
        "/sammantraden/../logga-ut",
        "/sammantraden/\\x",
    ):
        member.open(url)
        answer = member.post(f"{url}/yrkanden", follow=False, back=back, **me)
        assert answer.headers["Location"] == f"{url}#deliberation"


def test_a_vote_on_what_is_taken_off_the_agenda_holds_nothing(app: Flask, meeting: int, item: int) -> None:
    propose_at(app, item, "reject")
    put_at(app, item)
    vote_at(app, item)
    with app.app_context(), write():  # as no step does while a vote goes on
        db.session.execute(update(AgendaItem).where(AgendaItem.id == item).values(taken_off_at=clock.now()))
    with app.app_context():
        assert (presence_held(meeting, None), deliberated(meeting, None).vote_open) == (None, False)
