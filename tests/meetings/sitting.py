"""A meeting as tests hold it: its steps, its matters and its roll, each in a transaction of its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest
from flask import Flask

from casework.database import db, write
from casework.meetings.guests import add_guest
from casework.meetings.matters import Matter, add_matter
from casework.meetings.models import Attendance, Decision, Meeting, PresenceSpan
from casework.meetings.operations import record_outcome
from casework.meetings.presence import Noted, note_presence
from casework.meetings.queries import attendance_of, get_meeting, hold_item
from casework.meetings.roll import Present, call_roll
from casework.meetings.sitting import take_meeting_step, take_up
from casework.permissions import Reader
from tests.factories import reader_of
from tests.observing import fingerprint, one, rows
from workflows import StepRefused

Step = Callable[[Meeting, Reader], object]


def holding(app: Flask, meeting: int, who: str, work: Step) -> Any:
    """Do the work on the meeting, whose row is held, and commit."""
    with app.app_context(), write():
        actor = reader_of(who)
        row = get_meeting(meeting, actor, lock=True)
        assert row is not None, f"{who} has no meeting {meeting}"
        return work(row, actor)


def step_at(app: Flask, meeting: int, name: str, who: str = "ordforande", **given: str) -> None:
    """Take a step of the meeting at its present version."""
    holding(
        app,
        meeting,
        who,
        lambda row, actor: take_meeting_step(row, name, actor=actor, expected_version=row.version, given=given),
    )


def take_up_at(app: Flask, meeting: int, item: int | None, who: str = "ordforande") -> None:
    """The item is handled now."""
    holding(app, meeting, who, lambda row, actor: take_up(row, item, actor=actor))


def matter_at(app: Flask, meeting: int, title: str = "Läget", who: str = "sekreterare", **matter: Any) -> int:
    """A matter without a case last on the agenda: its item's id."""
    drafted = Matter(**{"kind": "information", "title": title} | matter)
    return int(holding(app, meeting, who, lambda row, actor: add_matter(row, drafted, actor=actor).id))


def guest_at(app: Flask, meeting: int, name: str = "Revisorn", kind: str = "auditor", who: str = "sekreterare") -> int:
    """Somebody without a seat comes: the row's id."""
    return int(holding(app, meeting, who, lambda row, actor: add_guest(row, name, kind, remote=False, actor=actor).id))


def dispute_at(app: Flask, item: int, name: str = "Ledamoten", raised_by: str = "Vice ordföranden") -> int:
    """Somebody says that the member is disqualified, and he does not agree: the row's id."""
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        row = hold_item(item, actor)
        assert row is not None
        ids = {seat.person.name: seat.person_id for seat in attendance_of(row.meeting_id)}
        noted = Noted("disqualified", ids[name], ground="party", raised_by_id=ids[raised_by], disputed=True)
        return note_presence(row, noted, actor=actor, expected_version=row.version).id


def handle(app: Flask, item: int, outcome: str = "note", who: str = "ordforande", **given: str) -> int:
    """Record what was decided on the item, noted unless told otherwise: the paragraph."""
    with app.app_context(), write():
        actor = reader_of(who)
        row = hold_item(item, actor)
        assert row is not None, f"{who} has no item {item}"
        given = {"text": "Informationen antecknas."} | given
        return record_outcome(row, outcome, actor=actor, expected_version=row.version, given=given).paragraph


def roll(
    app: Flask,
    meeting: int,
    present: Iterable[str],
    *,
    serving: Mapping[str, str] | None = None,
    remote: Sequence[str] = (),
    who: str = "sekreterare",
) -> None:
    """The roll with those there, by name: whom a substitute serves for, and who is remote."""

    def work(row: Meeting, actor: Reader) -> None:
        ids = {seat.person.name: seat.person_id for seat in attendance_of(row.id)}
        stands_in = {ids[name]: ids[member] for name, member in (serving or {}).items()}
        there = {ids[name]: Present(stands_in.get(ids[name]), name in remote) for name in present}
        call_roll(row, there, actor=actor, expected_version=row.version)

    holding(app, meeting, who, work)


def refused(app: Flask, work: Callable[[], object]) -> list[str]:
    """Why it is refused; nothing is stored of it."""
    before = fingerprint(app)
    with pytest.raises(StepRefused) as told:
        work()
    assert fingerprint(app) == before
    return [str(reason) for reason in told.value.reasons]


def state_of(app: Flask, meeting: int) -> str:
    """Where the meeting stands."""
    return one(app, Meeting, id=meeting).state


def spans(app: Flask, meeting: int) -> list[tuple[str, str, bool, str]]:
    """(name, why it ended, remote, serving for) of every span at the meeting, in order."""
    with app.app_context():
        query = db.session.query(PresenceSpan, Attendance).join(Attendance, Attendance.id == PresenceSpan.attendance_id)
        found = query.filter(Attendance.meeting_id == meeting).order_by(PresenceSpan.id)
        names = {row.person_id: row.person.name for row in attendance_of(meeting)}
        return [
            (row.person.name, span.cause, span.remote, names.get(span.serving_for_id, "")) for span, row in found.all()
        ]


def taking_part(app: Flask, paragraph: int) -> dict[str, str]:
    """Who took part in that paragraph, and for whom, as the decision names them."""
    (decision,) = [row for row in rows(app, Decision) if row.paragraph == paragraph]
    return {row["name"]: row["serving_for"] for row in decision.present}
