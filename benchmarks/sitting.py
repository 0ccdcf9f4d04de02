"""A body of sixty with an account each, and a meeting of it that is held: everybody is there, the items wait."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import uuid4

from flask import Flask

from benchmarks import job
from benchmarks.ground import PASSWORD
from casework import clock
from casework.cases.operations import RecipientDraft, create_case, take_step
from casework.database import db, write
from casework.demo.people import DOMAIN
from casework.live.queries import agenda_of
from casework.meetings.operations import plan_meeting
from casework.meetings.queries import attendance_of
from casework.meetings.roll import Present, call_roll
from casework.people.models import Authority, Body, Person, Seat
from casework.people.operations import create_account
from casework.people.queries import account_by_email, reader
from casework.permissions import Reader
from tests.support.pages import Visitor

MEMBERS = 60
NAME = "Stora nämnden"


@dataclass(frozen=True)
class Sitting:
    """The meeting, its items in order, and its people by the part of their address before the @; the chair is first."""

    meeting: int
    items: list[int]
    members: list[str]


def hold(app: Flask, *, items: int) -> Sitting:
    """The meeting with so many items."""
    with app.app_context():
        with write():
            body, members = _body()
        secretary = _reader("sekreterare")
        with write():
            starts = clock.from_local(datetime.combine(clock.today(), time(8, 30)))
            meeting = plan_meeting(body, starts, "Sessionssalen", actor=secretary, creation_key=uuid4().hex)
            meeting_id = meeting.id
        with write():
            for _ in range(items):
                _listed(body, meeting_id)
        with write():
            rows = attendance_of(meeting_id)
            call_roll(meeting, {row.person_id: Present() for row in rows}, actor=secretary, expected_version=1)
        return Sitting(meeting_id, [row.id for row in agenda_of(meeting)], members)


def cookie_of(app: Flask, name: str) -> str:
    """The cookie of a person who has just logged in."""
    visitor = Visitor(app)
    visitor.log_in(f"{name}@{DOMAIN}", PASSWORD)
    cookie = visitor.client.get_cookie("session")
    if cookie is None or visitor.page is None or visitor.page.request.path != "/":
        raise RuntimeError(f"{name} could not log in")
    return f"session={cookie.value}"


def _body() -> tuple[Body, list[str]]:
    authority = db.session.get_one(Authority, 1)
    body = Body(authority_id=authority.id, kind="committee", name=NAME, short_name="SN")
    db.session.add(body)
    db.session.flush()
    names = [f"ledamot{number}" for number in range(1, MEMBERS + 1)]
    for number, name in enumerate(names, start=1):
        person: Person = create_account(f"{name}@{DOMAIN}", f"Ledamot {number}", PASSWORD).person
        seat = Seat(body_id=body.id, person_id=person.id, role="member" if number > 1 else "chair", party="S")
        seat.position, seat.valid_from = number, clock.today()
        db.session.add(seat)
    db.session.flush()
    return body, names


def _listed(body: Body, meeting_id: int) -> None:
    """One case with 6 kB of text, on the meeting's agenda."""
    actors = {name: _reader(name) for name in (job.OFFICER, job.MANAGER, job.SECRETARY)}
    recipients = [RecipientDraft("Socialchef", f"socialchef@{DOMAIN}")]
    case = create_case(
        str(job.CREATE["kind"]),
        job.REPORT,
        recipients,
        actor=actors[job.OFFICER],
        authority=db.session.get_one(Authority, body.authority_id),
        body_id=body.id,
        creation_key=uuid4().hex,
    )
    for step, who in (("submit", job.OFFICER), ("approve_report", job.MANAGER), ("list", job.SECRETARY)):
        given = {"meeting": str(meeting_id)} if step == "list" else {}
        take_step(case, step, actor=actors[who], expected_version=case.version, given=given)


def _reader(name: str) -> Reader:
    account = account_by_email(f"{name}@{DOMAIN}")
    if account is None:
        raise RuntimeError(f"nobody is called {name}")
    return reader(account.person)
