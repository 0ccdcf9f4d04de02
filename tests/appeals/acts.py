"""Decisions that were approved and posted, their appeals, what is confirmed of them: each act in one transaction."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import time_machine
from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.appeals.finality import Confirmation, Standing, confirm, standings
from casework.appeals.models import Appeal, FinalDecision
from casework.appeals.operations import AppealDraft, register, take
from casework.appeals.queries import get_appeal
from casework.appeals.subjects import PARAGRAPH, Subject, get_subject
from casework.database import db, write
from casework.law.appeals import AUTHORITY
from casework.meetings.models import Decision
from casework.minutes.models import DecisionRoute, MinutesParagraph
from casework.publication.models import NoticeBoardPosting
from casework.publication.operations import take as take_with_notice
from casework.publication.queries import get_posting
from tests.factories import call_roll_of, decide, make_case, make_meeting, reader_of
from tests.made_once import made_once
from tests.meetings.sitting import step_at
from tests.minutes.held import SIGNERS, begin_at, drafted, sign_at
from tests.support.pages import Visitor

APPELLANT = "Klara Klagande"


@made_once
def decided(app: Flask) -> tuple[int, list[int]]:
    """Minutes of a meeting that decided two cases, approved and posted today: their id, and the decisions'."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    for number in range(2):
        decide(app, make_case(app, "on_agenda", meeting=meeting, title=f"Ärende {number + 1}"))
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    begin_at(app, minutes)
    for who in SIGNERS:
        sign_at(app, minutes, who)
    with app.app_context():
        query = select(MinutesParagraph.decision_id).where(MinutesParagraph.minutes_id == minutes)
        return minutes, sorted(db.session.scalars(query))


def case_of(app: Flask, decision: int) -> int:
    """The case in which it was decided."""
    with app.app_context():
        return db.session.get_one(Decision, decision).case_id or 0


def item_of_decision(app: Flask, decision: int) -> int:
    """The agenda item on which it was decided."""
    with app.app_context():
        return db.session.get_one(Decision, decision).item_id


def by_route(app: Flask, decision: int, route: str) -> None:
    """A person has said how the decision is appealed."""
    with app.app_context(), write():
        row = DecisionRoute(decision_id=decision, route=route, nature=[], set_at=clock.now())
        row.set_by_id = reader_of("sekreterare").person_id
        db.session.add(row)


def later(days: int) -> time_machine.travel:
    """So many days from now."""
    return time_machine.travel(clock.now() + timedelta(days=days))


def last_day_of(app: Flask, decision: int) -> date | None:
    """The last day to appeal, as it stands."""
    return standing_of(app, decision).last_day


def ended(app: Flask, decision: int, days: int = 1) -> time_machine.travel:
    """So many days after the last day to appeal, at noon."""
    last = last_day_of(app, decision)
    assert last is not None
    return later((last - clock.today()).days + days)


def standing_of(app: Flask, decision: int) -> Standing:
    """How it stands with the decision."""
    with app.app_context():
        return standings([the_subject(decision)])[0]


def the_subject(decision: int, who: str = "registrator", *, lock: bool = False) -> Subject:
    """The decision as the room sees it. Needs a context."""
    found = get_subject(PARAGRAPH, decision, reader_of(who), lock=lock)
    assert found is not None, f"{who} has no decision {decision}"
    return found


def appeal_at(app: Flask, decision: int, who: str = "registrator", **given: Any) -> int:
    """An appeal that came to the authority today, unless told otherwise, is registered: its id."""
    draft: dict[str, Any] = {
        "appellant": APPELLANT,
        "matter": "Beslutet ska upphävas.",
        "received_on": clock.today(),
        "place": AUTHORITY,
        "key": uuid4().hex,
    }
    with app.app_context(), write():
        subject = the_subject(decision, who, lock=True)
        return register(subject, AppealDraft(**(draft | given)), actor=reader_of(who)).id


GIVEN = {
    "whom": "Förvaltningsrätten",
    "text": "Allt i ärendet.",
    "number": "1234-26",
    "outcome": "rejected",
    "place": "authority",
}


def step_with(app: Flask, appeal: int, step: str, who: str = "registrator", **given: str) -> None:
    """Take a step with the appeal at its present version, today and filled in rightly unless told otherwise."""
    with app.app_context(), write():
        row = get_appeal(appeal, reader_of(who), lock=True)
        assert row is not None, f"{who} has no appeal {appeal}"
        asked = {"arrive": ("place",), "judge": ("whom", "number", "outcome"), "forward": ("whom", "text")}
        names = asked.get(step, ("text", "whom") if step == "appeal_further" else ("text",))
        filled = {"day": clock.today().isoformat()} | {name: GIVEN[name] for name in names} | given
        take(row, step, actor=reader_of(who), expected_version=row.version, given=filled)


def settle(app: Flask, appeal: int, outcome: str = "rejected") -> None:
    """Handed over, judged so, and judged for good, all today."""
    if row_of(app, appeal).state == "received":
        step_with(app, appeal, "forward")
    step_with(app, appeal, "judge", outcome=outcome)
    step_with(app, appeal, "settle")


def row_of(app: Flask, appeal: int) -> Appeal:
    """The appeal as it is stored."""
    with app.app_context():
        row = db.session.get_one(Appeal, appeal)
        db.session.expunge_all()
        return row


def confirm_at(app: Flask, decision: int, who: str = "registrator", **given: Any) -> int:
    """The decision is confirmed as final from its first day, by an answer of today, unless told otherwise."""
    with app.app_context(), write():
        subject = the_subject(decision, who, lock=True)
        first = standings([subject])[0].earliest or clock.today()
        said: dict[str, Any] = {
            "final_on": first,
            "asked": "Förvaltningsrätten i Jönköping",
            "answered_on": clock.today(),
            "answer": "Inget överklagande har kommit in.",
            "nobody": True,
        }
        return confirm(subject, Confirmation(**(said | given)), actor=reader_of(who)).id


def final_of(app: Flask, decision: int) -> FinalDecision | None:
    """The confirmation that stands."""
    return standing_of(app, decision).final


def notice_step(app: Flask, minutes: int, name: str, **given: str) -> None:
    """Take a step with the notice of the minutes."""
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        query = select(NoticeBoardPosting.id).where(NoticeBoardPosting.minutes_id == minutes)
        posting = get_posting(db.session.scalars(query).one(), actor, lock=True)
        assert posting is not None
        take_with_notice(posting, name, actor=actor, expected_version=posting.version, given=given)


def pressing(visitor: Visitor, appeal: int, step: str, button: str, **given: str) -> Any:
    """Fill in the step's form on the appeal's page and press it."""
    visitor.open(f"/overklaganden/{appeal}")
    return visitor.press(button, **{f"{step}__{name}": value for name, value in given.items()})
