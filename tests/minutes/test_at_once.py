"""Several who act on the same minutes at the same moment: who is first is first, and nothing false stands."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from casework.audit import first_broken
from casework.database import db, write
from casework.minutes.models import Minutes, MinutesParagraph, MinutesRemark, MinutesRendition, MinutesSignature
from tests.conftest import PASSWORD, Visitors
from tests.meetings.conftest import token
from tests.minutes.held import SIGNERS, a_meeting, approved, begin_at, being_signed, drafted, hash_of, sign_at, state_of
from tests.observing import amount, one, rows
from tests.support.pages import Visitor

pytestmark = pytest.mark.both


def sender(app: Flask, visitor: Visitor, url: str, into: list[int], **values: str) -> Callable[[], None]:
    """Another window of the visitor, about to press."""
    visitor.open("/")
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    sent = {name.replace("__", "-"): value for name, value in values.items()} | {"csrf_token": token(visitor)}
    client = app.test_client()
    client.set_cookie("session", cookie.value)
    return lambda: into.append(client.post(url, data=sent).status_code)


def at_once(*presses: Callable[[], object]) -> None:
    """All of them, let go at the same moment."""
    ready = threading.Barrier(len(presses))

    def run(press: Callable[[], object]) -> None:
        ready.wait()
        press()

    threads = [threading.Thread(target=run, args=(press,)) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def signing(app: Flask, visitor: Visitor, minutes: int, into: list[int]) -> Callable[[], None]:
    """The visitor, about to sign what he has read."""
    read = {"sign__content_hash": hash_of(app, minutes), "sign__method": "password", "sign__password": PASSWORD}
    return sender(app, visitor, f"/protokoll/{minutes}/underskrift", into, **read)


@pytest.mark.parametrize("before", [(), SIGNERS[:1]])
def test_all_who_sign_at_the_same_moment_succeed(app: Flask, visitors: Visitors, before: tuple[str, ...]) -> None:
    """Two, of whom one is the last; or all three."""
    minutes, answers = being_signed(app), list[int]()
    for who in before:
        sign_at(app, minutes, who)
    left = [who for who in SIGNERS if who not in before]
    at_once(*(signing(app, visitors[who], minutes, answers) for who in left))
    assert answers == [302] * len(left)
    assert (state_of(app, minutes), amount(app, MinutesSignature), amount(app, MinutesParagraph)) == ("approved", 3, 2)
    with app.app_context():
        assert first_broken() is None


def test_a_double_press_is_one_signature(app: Flask, visitors: Visitors) -> None:
    minutes, answers = being_signed(app), list[int]()
    at_once(*(signing(app, visitors["ordforande"], minutes, answers) for _ in range(3)))
    assert sorted(answers) == [302, 422, 422]
    assert amount(app, MinutesSignature) == 1


def test_a_signature_on_a_text_that_changes_at_the_same_moment_never_stands(app: Flask, visitors: Visitors) -> None:
    """It is void, or refused; also where it is the last one."""
    minutes = being_signed(app)
    for who in SIGNERS[1:]:
        sign_at(app, minutes, who)
    signed: list[int] = []
    written: list[int] = []
    text = {"text__place": "opening", "text__version": "0", "text__text": "Mötet öppnades.", "text__why": "Saknades."}
    at_once(
        signing(app, visitors["sekreterare"], minutes, signed),
        sender(app, visitors["sekreterare"], f"/protokoll/{minutes}/text", written, **text),
    )
    state = state_of(app, minutes)
    if state == "approved":  # signed first: the text is refused
        assert (signed, written, amount(app, MinutesRendition)) == ([302], [422], 1)
    else:
        assert (signed, written, amount(app, MinutesRendition)) == ([422], [302], 2)
        newest = rows(app, MinutesRendition)[-1]
        assert {row.rendition_id for row in rows(app, MinutesSignature)} == {newest.id - 1}


def test_a_signature_and_a_taking_back_at_the_same_moment(app: Flask, visitors: Visitors) -> None:
    minutes = being_signed(app)
    signed: list[int] = []
    taken: list[int] = []
    note = {"take_back-note": "Namnet är fel.", "take_back-version": str(one(app, Minutes).version)}
    at_once(
        signing(app, visitors["ordforande"], minutes, signed),
        sender(app, visitors["sekreterare"], f"/protokoll/{minutes}/steg/take_back", taken, **note),
    )
    assert (taken, state_of(app, minutes)) == ([302], "draft")
    assert signed in ([302], [422])
    begin_at(app, minutes)
    assert [sign_at(app, minutes, who) for who in SIGNERS] == [False, False, True]


def test_minutes_that_two_begin_at_once_are_begun_once(app: Flask, visitors: Visitors) -> None:
    meeting, answers = a_meeting(app), list[int]()
    url = f"/sammantraden/{meeting}/protokoll"
    at_once(*(sender(app, visitors["sekreterare"], url, answers) for _ in range(3)))
    assert (answers, amount(app, Minutes)) == ([302] * 3, 1)


def test_a_double_press_makes_one_remark_and_one_correction(app: Flask, visitors: Visitors) -> None:
    minutes = being_signed(app)
    said = {"remark__kind": "comment", "remark__paragraph": "0", "remark__text": "Namnet.", "remark__key": "k"}
    answers: list[int] = []
    at_once(*(sender(app, visitors["ledamot"], f"/protokoll/{minutes}/synpunkt", answers, **said) for _ in range(3)))
    done = approved(app)
    paragraph = next(row.decision_id for row in rows(app, MinutesParagraph, minutes_id=done))
    put = {"correction__text": "Namnet är Kim Holm.", "correction__key": "k"}
    url = f"/protokoll/{done}/rattelse/{paragraph}"
    at_once(*(sender(app, visitors["sekreterare"], url, answers, **put) for _ in range(3)))
    assert answers == [302] * 6
    assert (amount(app, MinutesRemark), amount(app, Minutes, kind="correction")) == (1, 1)


def test_two_who_hand_over_the_draft_at_once_hand_it_over_once(app: Flask, visitors: Visitors) -> None:
    minutes, answers = drafted(app, a_meeting(app, days=0)), list[int]()
    url = f"/protokoll/{minutes}/steg/begin"
    day = one(app, Minutes).made_at.date().isoformat()
    values = {"begin-last_day": day, "begin-version": "1"}
    at_once(*(sender(app, visitors["sekreterare"], url, answers, **values) for _ in range(2)))
    assert sorted(answers) == [302, 409]
    assert amount(app, MinutesRendition) == 1


def test_no_paragraph_is_approved_twice(app: Flask) -> None:
    """The database itself refuses it, whatever the house would do."""
    minutes = approved(app, 1)
    other = being_signed(app, 1)
    paragraph = one(app, MinutesParagraph, minutes_id=minutes).decision_id
    with pytest.raises(IntegrityError), app.app_context(), write():
        db.session.add(MinutesParagraph(decision_id=paragraph, minutes_id=other))
    assert amount(app, MinutesParagraph) == 1
