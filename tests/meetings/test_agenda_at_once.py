"""Two people at one agenda or one item at the same moment: one of the two, whole, and never a deadlock."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

from casework.audit import first_broken
from casework.meetings import agenda, agenda_views, drafted, handling_views, item_views, operations, presence
from casework.meetings.models import AgendaItem, Decision, ItemPresence
from casework.meetings.planning_models import DraftedOutcome
from tests.conftest import Visitors
from tests.factories import KSAU, call_roll_of, item_of, make_cases, note_at, state_of
from tests.meetings.conftest import DECIDE, GIVEN, token
from tests.observing import amount, one, rows
from tests.support.pages import Visitor

pytestmark = pytest.mark.both


@pytest.fixture
def items(app: Flask, meeting: int) -> list[int]:
    """Three items that wait."""
    return [item_of(app, case) for case in make_cases(app, ["on_agenda"] * 3, meeting=meeting)]


def _rendezvous() -> Callable[[], None]:
    """Goes on when both have come so far, or when one has waited in vain for the other."""
    both = threading.Barrier(2)

    def wait() -> None:
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)

    return wait


def _first(wait: Callable[[], None], function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, begun only when both have come so far."""

    def wrapped(*arguments: Any, **more: Any) -> Any:
        wait()
        return function(*arguments, **more)

    return wrapped


def _after(wait: Callable[[], None], function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, left only when both have come so far."""

    def wrapped(*arguments: Any, **more: Any) -> Any:
        made = function(*arguments, **more)
        wait()
        return made

    return wrapped


def _at_once(*presses: Callable[[], object]) -> None:
    threads = [threading.Thread(target=press) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _sender(app: Flask, visitor: Visitor, url: str, into: list[int], **values: str) -> Callable[[], None]:
    """Another window of the visitor, about to send that."""
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    client, data = app.test_client(), {name.replace("__", "-"): value for name, value in values.items()}
    client.set_cookie("session", cookie.value)
    sent = {"csrf_token": token(visitor)} | data
    return lambda: into.append(client.post(url, data=sent).status_code)


def _order(app: Flask) -> list[int]:
    found = rows(app, AgendaItem)
    assert len({row.position for row in found}) == len(found)
    return [row.id for row in sorted(found, key=lambda row: row.position)]


def _whole(app: Flask) -> None:
    with app.app_context():
        assert first_broken() is None


def test_two_secretaries_who_move_at_once_make_one_move(
    app: Flask, visitors: Visitors, items: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    secretary, seen = visitors["sekreterare"], ",".join(map(str, items))
    monkeypatch.setattr(agenda_views, "move_item", _first(_rendezvous(), agenda.move_item))
    first: list[int] = []
    second: list[int] = []
    _at_once(
        _sender(app, secretary, "/sammantraden/1/ordning", first, seen=seen, move=f"{items[2]}:1"),
        _sender(app, secretary, "/sammantraden/1/ordning", second, seen=seen, move=f"{items[0]}:3"),
    )
    a, b, c = items
    outcome = (first[0], second[0], _order(app))
    assert outcome in ((302, 409, [c, a, b]), (409, 302, [b, c, a]))
    _whole(app)


def test_an_outcome_recorded_while_the_agenda_is_ordered_stands_with_the_order(
    app: Flask, visitors: Visitors, items: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each holds what the other needs next: the chair his item, the secretary the rest. Both are served in turn."""
    wait = _rendezvous()
    monkeypatch.setattr(operations, "lock_meeting", _first(wait, operations.lock_meeting))
    monkeypatch.setattr(agenda, "lock_meeting", _first(wait, agenda.lock_meeting))
    decided: list[int] = []
    moved: list[int] = []
    seen = ",".join(map(str, items))
    outcome = f"/sammantraden/arende/{items[1]}/utgang/approve"
    _at_once(
        _sender(app, visitors["ordforande"], outcome, decided, approve__version="1", **GIVEN),
        _sender(app, visitors["sekreterare"], "/sammantraden/1/ordning", moved, seen=seen, move=f"{items[2]}:1"),
    )
    a, b, c = items
    assert (decided, amount(app, Decision)) == ([302], 1)
    assert (moved, _order(app)) in (([302], [c, a, b]), ([409], [a, b, c]))
    _whole(app)


def test_an_item_taken_off_while_the_agenda_is_ordered(
    app: Flask, visitors: Visitors, items: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    secretary, wait = visitors["sekreterare"], _rendezvous()
    monkeypatch.setattr(operations, "open_item_of", _after(wait, operations.open_item_of))
    monkeypatch.setattr(agenda, "lock_meeting", _first(wait, agenda.lock_meeting))
    case = rows(app, AgendaItem, id=items[0])[0].case_id
    taken_off: list[int] = []
    moved: list[int] = []
    version = str(rows(app, AgendaItem, id=items[0])[0].case.version)
    _at_once(
        _sender(app, secretary, f"/arenden/{case}/steg/unlist", taken_off, version=version, note="Fel möte."),
        _sender(
            app,
            secretary,
            "/sammantraden/1/ordning",
            moved,
            seen=",".join(map(str, items)),
            move=f"{items[2]}:1",
        ),
    )
    assert (taken_off, state_of(app, case), moved[0] in {302, 409}) == ([302], "ready", True)
    left = [row for row in _order(app) if row != items[0]]
    assert left == ([items[2], items[1]] if moved == [302] else [items[1], items[2]])
    _whole(app)


def test_disqualified_while_the_chair_presses_is_counted_or_too_late(
    app: Flask, visitors: Visitors, items: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three of five serve: with one more disqualified they are too few. The decision never counts one who was."""
    for name in KSAU[3:]:
        note_at(app, items[0], "disqualified", name)
    wait = _rendezvous()
    monkeypatch.setattr(handling_views, "record_outcome", _first(wait, operations.record_outcome))
    monkeypatch.setattr(item_views, "note_presence", _first(wait, presence.note_presence))
    decided: list[int] = []
    noted: list[int] = []
    person = str(note_at(app, items[1], "away", "Ledamoten"))
    person = str(rows(app, ItemPresence, id=int(person))[0].person_id)
    given = {"jav__person": person, "jav__ground": "party", "jav__raised_by": "0", "jav__version": "3"}
    _at_once(
        _sender(
            app,
            visitors["ordforande"],
            f"/sammantraden/arende/{items[0]}/utgang/approve",
            decided,
            approve__version="3",
            **GIVEN,
        ),
        _sender(app, visitors["sekreterare"], f"/sammantraden/arende/{items[0]}/narvaro/jav", noted, **given),
    )
    outcome = (decided[0], noted[0], [(row.serving, len(row.disqualified)) for row in rows(app, Decision)])
    assert outcome in ((302, 409, [(3, 2)]), (409, 302, []))
    assert amount(app, ItemPresence, item_id=items[0]) == (2 if decided == [302] else 3)
    _whole(app)


def test_the_roll_called_anew_while_the_chair_presses_is_judged_as_it_stands_with_the_jav(
    app: Flask, visitors: Visitors, items: list[int]
) -> None:
    """Between the page and the press a member leaves: with two disqualified, two are left."""
    for name in KSAU[3:]:
        note_at(app, items[0], "disqualified", name)
    chair = visitors["ordforande"]
    chair.open(f"/sammantraden/arende/{items[0]}")
    form = chair.form(DECIDE)
    call_roll_of(app, 1, [name for name in KSAU if name != "Ledamoten"])
    page = chair.post(form.action, **form.filled(**GIVEN))
    assert "Organet är inte beslutsfört: 2 av 5 tjänstgör och minst 3 krävs." in page.text
    assert (page.status_code, amount(app, Decision)) == (422, 0)


def test_one_disqualified_in_two_windows_is_noted_once(
    app: Flask, visitors: Visitors, items: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = note_at(app, items[1], "away", "Ledamoten")
    person = str(rows(app, ItemPresence, id=noted)[0].person_id)
    monkeypatch.setattr(item_views, "note_presence", _first(_rendezvous(), presence.note_presence))
    answers: list[int] = []
    given = {"jav__person": person, "jav__ground": "party", "jav__raised_by": "0", "jav__version": "1"}
    url = f"/sammantraden/arende/{items[0]}/narvaro/jav"
    _at_once(*(_sender(app, visitors["sekreterare"], url, answers, **given) for _ in range(2)))
    assert (answers, amount(app, ItemPresence, item_id=items[0])) == ([302, 302], 1)


def test_a_draft_saved_while_the_chair_presses_is_before_or_too_late(
    app: Flask, visitors: Visitors, items: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = _rendezvous()
    monkeypatch.setattr(handling_views, "record_outcome", _first(wait, operations.record_outcome))
    monkeypatch.setattr(item_views, "save_draft", _first(wait, drafted.save_draft))
    decided: list[int] = []
    saved: list[int] = []
    url = f"/sammantraden/arende/{items[0]}"
    _at_once(
        _sender(app, visitors["ordforande"], f"{url}/utgang/approve", decided, approve__version="1", **GIVEN),
        _sender(app, visitors["sekreterare"], f"{url}/utkast/approve", saved, approve__owner="Ingen", drafted="0"),
    )
    assert (decided, (saved[0], amount(app, DraftedOutcome)) in {(302, 1), (422, 0)}) == ([302], True)
    _whole(app)


def test_two_drafts_at_once_are_one_and_a_conflict(
    app: Flask, visitors: Visitors, items: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_views, "save_draft", _first(_rendezvous(), drafted.save_draft))
    first: list[int] = []
    second: list[int] = []
    url = f"/sammantraden/arende/{items[0]}/utkast/approve"
    _at_once(
        _sender(app, visitors["sekreterare"], url, first, approve__owner="Ekonomichef", drafted="0"),
        _sender(app, visitors["ordforande"], url, second, approve__owner="Socialchef", drafted="0"),
    )
    assert sorted([*first, *second]) == [302, 409]
    assert one(app, DraftedOutcome).given["owner"] == ("Ekonomichef" if first == [302] else "Socialchef")
