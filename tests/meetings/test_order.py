"""The order of the agenda: who may move what, to where, and what two who do it at once get."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.audit import AuditRecord, first_broken
from casework.database import db, write
from casework.meetings.agenda import move_item
from casework.meetings.models import AgendaItem, Meeting
from tests.conftest import Visitors
from tests.deliberation.refusals import refuses
from tests.factories import decide, make_case, make_cases, make_person, reader_of, step_of
from tests.meetings.conftest import token
from tests.observing import fingerprint, one, rows
from tests.support.pages import Visitor
from workflows import StepRefused

MOVED = "Listan har ändrats sedan sidan öppnades. Så här står den nu; flytta igen om det behövs."


@pytest.fixture
def items(app: Flask, meeting: int) -> list[int]:
    """Four items that wait, in order; their cases have the same numbers."""
    make_cases(app, ["on_agenda"] * 4, meeting=meeting)
    return _order(app)


@pytest.fixture
def secretary(visitors: Visitors, items: list[int], meeting: int) -> Visitor:
    """The secretary at the meeting's page."""
    visitor = visitors["sekreterare"]
    visitor.open(f"/sammantraden/{meeting}")
    return visitor


def _order(app: Flask) -> list[int]:
    """The items on the agenda, in their order; no two have one place."""
    found = [row for row in rows(app, AgendaItem) if row.taken_off_at is None]
    assert len({row.position for row in found}) == len(found)
    return [row.id for row in sorted(found, key=lambda row: row.position)]


def _move(visitor: Visitor, item: int, place: int, seen: Sequence[int]) -> tuple[int, str]:
    """What the visitor is answered who moves the item, having seen that order."""
    sent = {"csrf_token": token(visitor), "seen": ",".join(map(str, seen)), "move": f"{item}:{place}"}
    answer = visitor.post("/sammantraden/1/ordning", **sent)
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("place", "by_button", "expected"),
    [(1, "Flytta upp ärende 2", [1, 0, 2, 3]), (3, "Flytta ned ärende 2", [0, 2, 1, 3])],
)
def test_an_item_is_moved_by_its_button(
    app: Flask, secretary: Visitor, items: list[int], meeting: int, place: int, by_button: str, expected: list[int]
) -> None:
    form = next(form for form in secretary.forms() if form.action.endswith("/ordning"))
    assert [label for label in form.labels if by_button in label] != []
    page = secretary.post(form.action, **form.filled(move=f"{items[1]}:{place}"))
    assert f"Ärende 2 är nu nummer {place}." in page.text
    assert (page.request.path, _order(app)) == (f"/sammantraden/{meeting}", [items[number] for number in expected])
    record = rows(app, AuditRecord)[-1]
    assert (record.event, record.data) == ("agenda_ordered", {"meeting": meeting, "order": _order(app)})
    with app.app_context():
        assert first_broken() is None


def test_the_first_cannot_go_up_nor_the_last_down(secretary: Visitor) -> None:
    form = next(form for form in secretary.forms() if form.action.endswith("/ordning"))
    words = [" ".join(label.replace("↑", "").replace("↓", "").split()[:4]) for label in form.labels]
    assert [word for word in words if word.startswith("Flytta upp")] == [f"Flytta upp ärende {n}," for n in (2, 3, 4)]
    assert [word for word in words if word.startswith("Flytta ned")] == [f"Flytta ned ärende {n}," for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("start", "place", "expected"),
    [(0, 4, [1, 2, 3, 0]), (3, 1, [3, 0, 1, 2]), (2, 2, [0, 2, 1, 3]), (1, 2, [0, 1, 2, 3])],
)
def test_an_item_can_be_moved_far(
    app: Flask, secretary: Visitor, items: list[int], start: int, place: int, expected: list[int]
) -> None:
    status, page = _move(secretary, items[start], place, items)
    assert (status, f"Ärende {start + 1} är nu nummer {place}." in page) == (200, True)
    assert _order(app) == [items[number] for number in expected]


def test_the_same_press_twice_is_one_move(app: Flask, secretary: Visitor, items: list[int]) -> None:
    assert _move(secretary, items[3], 1, items)[0] == 200
    before = fingerprint(app)
    status, page = _move(secretary, items[3], 1, items)
    assert (status, "Ärende 4 är nu nummer 1." in page, fingerprint(app)) == (200, True, before)


def test_a_move_from_an_old_page_is_not_made_and_the_order_that_stands_is_shown(
    app: Flask, secretary: Visitor, items: list[int]
) -> None:
    """After the back button, or by the other secretary."""
    _move(secretary, items[3], 1, items)
    before = fingerprint(app)
    status, page = _move(secretary, items[0], 4, items)
    assert (status, MOVED in page, fingerprint(app)) == (409, True, before)
    form = next(form for form in secretary.forms() if form.action.endswith("/ordning"))
    assert dict(form.values)["seen"] == ",".join(map(str, _order(app)))


def test_an_agenda_that_got_longer_or_shorter_is_another_one(
    app: Flask, secretary: Visitor, items: list[int], meeting: int
) -> None:
    make_case(app, "on_agenda", meeting=meeting)
    before = fingerprint(app)
    assert (_move(secretary, items[3], 1, items)[0], fingerprint(app)) == (409, before)
    longer = _order(app)
    step_of(app, rows(app, AgendaItem)[0].case_id, "unlist", "sekreterare", note="Fel möte.")
    before = fingerprint(app)
    assert (_move(secretary, items[3], 1, longer)[0], fingerprint(app)) == (409, before)
    assert _move(secretary, items[3], 1, _order(app))[0] == 200


def test_what_is_handled_stands_and_its_paragraph_never_changes(
    app: Flask, secretary: Visitor, items: list[int], meeting: int
) -> None:
    """The second of four is decided: the others share the places that are left, and it may not be moved."""
    cases = {row.id: row.case_id for row in rows(app, AgendaItem)}
    decide(app, cases[items[1]])
    waiting = [items[0], items[2], items[3]]
    status, page = _move(secretary, items[2], 1, waiting)
    assert (status, "Ärende 3 är nu nummer 1." in page) == (200, True)
    assert _order(app) == [items[2], items[1], items[0], items[3]]
    before = fingerprint(app)
    assert (_move(secretary, items[1], 1, waiting)[0], fingerprint(app)) == (422, before)
    assert (_move(secretary, items[1], 1, _order(app))[0], fingerprint(app)) == (409, before)
    form = next(form for form in secretary.forms() if form.action.endswith("/ordning"))
    assert dict(form.values)["seen"] == ",".join(map(str, [items[2], items[0], items[3]]))
    decide(app, cases[items[0]])
    decide(app, cases[items[2]])
    page = secretary.open(f"/sammantraden/{meeting}").text
    shown = [page.index(f"§ {number}/") for number in (3, 1, 2)]
    assert shown == sorted(shown)  # in the order of the agenda; numbered in the order of handling
    assert not [form for form in secretary.forms() if form.action.endswith("/ordning")]  # one alone has no order


def test_a_moved_item_can_be_decided_on_a_page_from_before(app: Flask, visitors: Visitors, items: list[int]) -> None:
    """Its number is another, but nothing that the chair judged by."""
    chair = visitors["ordforande"]
    chair.open(f"/sammantraden/arende/{items[0]}")
    assert _move(visitors["sekreterare"], items[0], 4, items)[0] == 200
    page = chair.press("Bordlägg")
    assert "Fört till protokollet som § 1." in page.text


NO_MOVE = "Välj ett ärende som väntar, och en plats på listan."
ANOTHER_LIST = "Listan har ändrats sedan sidan öppnades. Så här står den nu; flytta igen om det behövs."
NO_MOVES = (
    ("", "1:1"),
    ("1,2,3,4", ""),
    ("1,2,3,4", "1"),
    ("1,2,3,4", "1:0"),
    ("1,2,3,4", "1:5"),
    ("1,2,3,4", "9:1"),
    ("1,2,3,4", "x:y"),
    ("1,2,3,4", "1:-1"),
    ("1,1,2,3,4", "1:1"),
    ("1;2", "1:1"),
    ("," * 5000, "1:1"),
)


def test_what_is_no_move_is_refused(app: Flask, secretary: Visitor) -> None:
    for seen, move in NO_MOVES:
        refuses(app, secretary, "/sammantraden/1/ordning", NO_MOVE, seen=seen, move=move)
    for seen, move in (("1,2,3", "1:2"), ("4,3,2,1", "1:3")):
        refuses(app, secretary, "/sammantraden/1/ordning", ANOTHER_LIST, status=409, seen=seen, move=move)


@pytest.mark.parametrize("who", ["ordforande", "ledamot"])
def test_only_the_secretary_orders_the_agenda(
    app: Flask, visitors: Visitors, items: list[int], meeting: int, who: str
) -> None:
    visitor, before = visitors[who], fingerprint(app)
    visitor.open(f"/sammantraden/{meeting}")
    assert [form for form in visitor.forms() if form.action.endswith("/ordning")] == []
    assert (_move(visitor, items[1], 1, items)[0], fingerprint(app)) == (403, before)


def test_a_secretary_of_another_body_has_no_say(app: Flask, items: list[int], meeting: int) -> None:
    make_person(app, "annan", "secretary", body="KS")
    before = fingerprint(app)
    with app.app_context(), pytest.raises(StepRefused, match="ordnas av sekreteraren"), write():
        move_item(meeting, items[1], 1, seen=items, actor=reader_of("annan"))
    assert fingerprint(app) == before


def test_a_closed_meeting_keeps_its_order(app: Flask, secretary: Visitor, items: list[int]) -> None:
    with app.app_context(), write():
        db.session.execute(update(Meeting).values(state="closed", closed_at=clock.now()))
    before = fingerprint(app)
    status, page = _move(secretary, items[1], 1, items)
    assert (status, "Sammanträdet är avslutat. Ordningen kan inte ändras." in page) == (422, True)
    assert fingerprint(app) == before


def test_ordering_makes_no_roll_call_stale(app: Flask, visitors: Visitors, items: list[int], meeting: int) -> None:
    chair, version = visitors["ordforande"], one(app, Meeting).version
    chair.open(f"/sammantraden/{meeting}")
    _move(visitors["sekreterare"], items[1], 1, items)
    assert one(app, Meeting).version == version
    assert "Uppropet är sparat." in chair.press("Spara uppropet").text
