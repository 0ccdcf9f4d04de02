"""A meeting that was held, and its minutes as tests hold them: each act in a transaction of its own."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask

from casework import clock
from casework.database import db, write
from casework.meetings.models import Decision, Meeting
from casework.meetings.queries import attendance_of, get_meeting
from casework.minutes.corrections import correct
from casework.minutes.models import Minutes, MinutesRemark, MinutesRendition
from casework.minutes.operations import begin_approval, begin_minutes, choose, take_back, write_text
from casework.minutes.queries import get_minutes, newest, texts_of
from casework.minutes.remarks import answer, remark
from casework.minutes.routing import set_route
from casework.minutes.signing import sign
from casework.permissions import Reader
from tests.factories import call_roll_of, make_meeting, reader_of
from tests.meetings.sitting import handle, matter_at, step_at

APPROVER = "Ledamoten"
SIGNERS = ("sekreterare", "ordforande", "ledamot")
"""Who signs the minutes of the demo's working committee where the member approves them."""


def a_meeting(app: Flask, matters: int = 2, **given: Any) -> int:
    """A meeting with every member there, that many matters noted, and closed."""
    meeting = make_meeting(app, **given)
    call_roll_of(app, meeting)
    for number in range(matters):
        handle(app, matter_at(app, meeting, f"Läget {number + 1}"))
    step_at(app, meeting, "close")
    return meeting


def drafted(app: Flask, meeting: int, approvers: Iterable[str] = (APPROVER,)) -> int:
    """The draft of its minutes, with those chosen to approve it, by name: the minutes' id."""
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        row = get_meeting(meeting, actor, lock=True)
        assert row is not None
        ids = {seat.person.name: seat.person_id for seat in attendance_of(meeting)}
        for name in approvers:
            choose(row, ids[name], actor=actor)
        return begin_minutes(row, actor=actor).id


def at(app: Flask, minutes: int, who: str, work: Callable[[Minutes, Reader], Any]) -> Any:
    """Do the work on the minutes, whose row is held, and commit."""
    with app.app_context(), write():
        actor = reader_of(who)
        row = get_minutes(minutes, actor, lock=True)
        assert row is not None, f"{who} has no minutes {minutes}"
        return work(row, actor)


def begin_at(app: Flask, minutes: int, who: str = "sekreterare", **given: str) -> None:
    """Hand them over for approval, to be signed within a week unless told otherwise."""
    given = {"last_day": (clock.today() + timedelta(days=7)).isoformat()} | given
    at(
        app,
        minutes,
        who,
        lambda row, actor: begin_approval(row, actor=actor, expected_version=row.version, given=given),
    )


def hash_of(app: Flask, minutes: int) -> str:
    """The hash of the text that is to be signed."""
    with app.app_context():
        rendition = newest(minutes)
        return rendition.content_hash if rendition else ""


def sign_at(app: Flask, minutes: int, who: str, content_hash: str | None = None) -> bool:
    """Sign the text as it stands, or the one with that hash: whether everybody has by it."""
    read = hash_of(app, minutes) if content_hash is None else content_hash
    return bool(at(app, minutes, who, lambda row, actor: sign(row, actor=actor, content_hash=read, method="password")))


def write_at(
    app: Flask, minutes: int, text: str, place: str = "opening", who: str = "sekreterare", why: str = ""
) -> None:
    """The secretary's prose at a place, over what stands there now."""

    def work(row: Minutes, actor: Reader) -> None:
        before = texts_of(row.meeting_id).get(place)
        write_text(row, place, text, actor=actor, expected=before.version if before else 0, why=why)

    at(app, minutes, who, work)


def take_back_at(app: Flask, minutes: int, who: str = "sekreterare", reason: str = "Namnet är fel.") -> None:
    """Back to a draft."""
    at(
        app,
        minutes,
        who,
        lambda row, actor: take_back(row, actor=actor, expected_version=row.version, reason=reason),
    )


def remark_at(
    app: Flask, minutes: int, who: str, kind: str = "comment", text: str = "Rätta namnet.", **given: Any
) -> int:
    """Somebody says that of the minutes: the remark's id."""
    key = given.pop("key", uuid4().hex)
    return int(at(app, minutes, who, lambda row, actor: remark(row, kind, text, actor=actor, key=key, **given).id))


def answer_at(app: Flask, minutes: int, number: int, text: str = "Rättat.", who: str = "sekreterare") -> bool:
    """The secretary answers that remark: whether the minutes are approved by it."""

    def work(row: Minutes, actor: Reader) -> bool:
        return answer(row, db.session.get_one(MinutesRemark, number), text, actor=actor)

    return bool(at(app, minutes, who, work))


def correction_at(app: Flask, minutes: int, decision: int, text: str = "Namnet ska vara Kim Holm.") -> int:
    """The draft of a correction of that paragraph, which is approved: its id."""

    def work(_row: Minutes, actor: Reader) -> int:
        return correct(db.session.get_one(Decision, decision), text, actor=actor, key=uuid4().hex).id

    return int(at(app, minutes, "sekreterare", work))


def route_at(
    app: Flask,
    minutes: int,
    decision: int,
    route: str,
    natures: Iterable[str] = (),
    why: str = "",
    who: str = "sekreterare",
) -> None:
    """The secretary says how the paragraph is appealed."""

    def work(row: Minutes, actor: Reader) -> None:
        set_route(row, db.session.get_one(Decision, decision), route, [*natures], actor=actor, why=why)

    at(app, minutes, who, work)


def being_signed(app: Flask, matters: int = 2) -> int:
    """Minutes that were handed over for approval."""
    minutes = drafted(app, a_meeting(app, matters))
    begin_at(app, minutes)
    return minutes


def approved(app: Flask, matters: int = 2) -> int:
    """Minutes that everybody has signed."""
    minutes = being_signed(app, matters)
    for who in SIGNERS:
        sign_at(app, minutes, who)
    return minutes


def content_at(app: Flask, minutes: int) -> dict[str, Any]:
    """The words that are being signed, or were."""
    with app.app_context():
        row = db.session.query(MinutesRendition).filter_by(minutes_id=minutes).order_by(MinutesRendition.number.desc())
        return dict(row.first().content)


def paragraphs(app: Flask, meeting: int) -> list[int]:
    """The meeting's decisions by id, in order."""
    with app.app_context():
        rows = db.session.query(Decision).filter_by(meeting_id=meeting).order_by(Decision.paragraph)
        return [row.id for row in rows]


def state_of(app: Flask, minutes: int) -> str:
    """Where the minutes stand."""
    with app.app_context():
        return db.session.get_one(Minutes, minutes).state


def meeting_of(app: Flask, minutes: int) -> Meeting:
    """The meeting of the minutes."""
    with app.app_context():
        return db.session.get_one(Minutes, minutes).meeting
