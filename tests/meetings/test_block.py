"""Routine matters in one press: each as proposed with a paragraph of its own, all of them or none."""

import pytest
from flask import Flask

from casework.database import write
from casework.meetings.block import decide_block
from casework.meetings.models import AgendaItem, Decision
from tests.conftest import Visitors
from tests.deliberation.refusals import refuses
from tests.factories import KSAU, note_at, reader_of
from tests.meetings.sitting import handle, matter_at, roll
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

PRESS = "rutinblock"
APPROVED = ["Delegationsbeslut läggs till handlingarna.", "Meddelanden läggs till handlingarna."]


@pytest.fixture
def routine(app: Flask, meeting: int) -> list[int]:
    """Two routine matters with a proposal each, and one that is none."""
    found = [
        matter_at(app, meeting, f"Rutin {number}", kind="notices", proposal=[text], routine=True)
        for number, text in enumerate(APPROVED)
    ]
    matter_at(app, meeting, "Läget")
    return found


@pytest.fixture
def chair(visitors: Visitors, meeting: int, routine: list[int]) -> Visitor:
    """The chair at the meeting's page."""
    visitors["ordforande"].open(f"/sammantraden/{meeting}")
    return visitors["ordforande"]


def _button(visitor: Visitor) -> tuple[str, str]:
    form = next(form for form in visitor.forms() if form.action.endswith(PRESS))
    return form.labels[0], form.action


def test_all_that_is_routine_is_decided_in_one_press(app: Flask, chair: Visitor, routine: list[int]) -> None:
    page = chair.press(*_button(chair))
    assert "Rutinärendena är avgjorda enligt förslagen" in page.text
    assert [(row.item_id, row.paragraph, row.outcome, row.points) for row in rows(app, Decision)] == [
        (routine[0], 1, "approve", [APPROVED[0]]),
        (routine[1], 2, "approve", [APPROVED[1]]),
    ]
    assert [row.outcome for row in rows(app, AgendaItem)] == ["approve", "approve", None]
    assert PRESS not in {form.action.rpartition("/")[2] for form in chair.forms()}


def test_a_block_that_has_changed_is_not_decided_unseen(app: Flask, chair: Visitor, meeting: int) -> None:
    matter_at(app, meeting, "Rutin till", proposal=["Så sker."], routine=True)
    before = fingerprint(app)
    page = chair.press(*_button(chair))
    assert (page.status_code, fingerprint(app)) == (409, before)
    chair.press(*_button(chair))
    assert amount(app, Decision) == 3


def test_one_that_cannot_be_decided_stops_them_all(app: Flask, chair: Visitor, meeting: int) -> None:
    matter_at(app, meeting, "Utan förslag", routine=True)
    chair.open(f"/sammantraden/{meeting}")
    before = fingerprint(app)
    page = chair.press(*_button(chair))
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Inget i blocket är beslutat, eftersom det inte går att besluta Utan förslag." in page.text
    assert "Punkten har inget förslag." in page.text


def test_a_member_decides_no_block(app: Flask, visitors: Visitors, chair: Visitor, meeting: int) -> None:
    member = visitors["ledamot"]
    member.open(f"/sammantraden/{meeting}")
    assert PRESS not in {form.action.rpartition("/")[2] for form in member.forms()}
    _label, action = _button(chair)
    form = next(form for form in chair.forms() if form.action == action)
    before = fingerprint(app)
    token = dict(member.forms()[0].values)["csrf_token"]
    answer = member.post(action, csrf_token=token, seen=dict(form.values)["seen"])
    assert (answer.status_code, "Det här steget tas av ordföranden." in answer.text) == (422, True)
    assert fingerprint(app) == before


def test_no_block_is_decided_where_nothing_routine_waits(app: Flask, visitors: Visitors, meeting: int) -> None:
    refuses(app, visitors["ordforande"], f"/sammantraden/{meeting}/{PRESS}", "Inget rutinärende väntar.", seen="")


def test_a_block_follows_who_takes_part_in_each(app: Flask, routine: list[int]) -> None:
    """Quorum is asked of each matter, after its own disqualifications."""
    note_at(app, routine[1], "disqualified", KSAU[4])
    with app.app_context(), write():
        meeting = 1
        decide_block(meeting, routine, actor=reader_of("ordforande"))
    assert [row.serving for row in rows(app, Decision)] == [5, 4]
    assert [row["name"] for row in rows(app, Decision)[1].disqualified] == [KSAU[4]]


def test_what_is_handled_already_is_in_no_block(app: Flask, chair: Visitor, meeting: int, routine: list[int]) -> None:
    handle(app, routine[0], "defer")
    chair.open(f"/sammantraden/{meeting}")
    chair.press(*_button(chair))
    assert one(app, Decision, outcome="approve").item_id == routine[1]


def test_a_meeting_without_quorum_decides_no_block(app: Flask, chair: Visitor, meeting: int) -> None:
    roll(app, meeting, KSAU[:2])
    chair.open(f"/sammantraden/{meeting}")
    before = fingerprint(app)
    page = chair.press(*_button(chair))
    assert "Organet är inte beslutsfört: 2 av 5 tjänstgör och minst 3 krävs." in page.text
    assert fingerprint(app) == before
