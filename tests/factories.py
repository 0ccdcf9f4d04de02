"""Rows that a test begins with, made through the rooms' own doors, on top of the demo's people.

Each opens its own context and transaction and answers with ids, so that a visitor's clicks share nothing with it.
A person is named by the part of his address before the @.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.cases.attachments import add_attachments, judged
from casework.cases.models import Case
from casework.cases.operations import RecipientDraft, create_case, save_report, take_step
from casework.cases.queries import lock_case, recipients_of
from casework.database import db, write
from casework.demo.people import DOMAIN
from casework.demo.templates import PARTS
from casework.drafting.operations import add_template
from casework.drafting.parts import Part
from casework.drafting.queries import newest_of, scope_of
from casework.meetings.drafted import draft_of, save_draft
from casework.meetings.operations import plan_meeting, record_outcome
from casework.meetings.presence import Noted, note_presence
from casework.meetings.queries import attendance_of, get_item, get_meeting, meeting_facts, open_item_of
from casework.meetings.roll import Present, call_roll
from casework.meetings.standing import StandingDraft, add_standing
from casework.meetings.wishes import wish
from casework.people.models import Account, Authority, Body, Person, Seat
from casework.people.operations import add_function, create_account, grant_role, hasher
from casework.people.queries import account_by_email, directory, reader
from casework.permissions import Reader
from casework.register.operations import keep_file
from casework.reviewing.claims import claim
from casework.reviewing.operations import CommentDraft, add_comment
from tests.conftest import PASSWORD
from workflows import WORKFLOWS

KIND = "membership_review"
ROAD = (("submit", "handlaggare"), ("approve_report", "chef"), ("list", "sekreterare"))
"""The steps from the draft to the agenda, and who takes them."""

KSAU = ("Ordföranden", "Vice ordföranden", "Ledamoten", "Andra ledamoten", "Tredje ledamoten")
"""The members of the demo's working committee; three of the five are its quorum."""


def content(**given: Any) -> dict[str, Any]:
    """A complete officer report in the shape of `report read`, with `given` laid over it."""
    report: dict[str, Any] = {
        "title": "Översyn av medlemskapet",
        "case_number": None,
        "date": None,
        "to_body": "Kommunstyrelsens arbetsutskott",
        "proposal": ["Förvaltningen får i uppdrag att se över medlemskapet."],
        "summary": "Medlemskapet bör ses över.",
        "sections": [{"heading": "Ärende", "text": "Regionerna har ändrats."}],
        "basis": ["Tjänsteskrivelsen"],
        "attachments": [],
        "recipients": ["Socialchef"],
        "recipients_deadline": None,
        "officer_name": "Handläggaren",
        "officer_title": "Utredare",
        "signatories": [],
    }
    return {**report, "proposal_bodies": [None for _ in given.get("proposal", report["proposal"])]} | given


def reader_of(name: str) -> Reader:
    """The person with the roles that hold now. Needs a context."""
    account = account_by_email(f"{name}@{DOMAIN}")
    assert account is not None, f"nobody is called {name}"
    return reader(account.person)


def make_case(app: Flask, state: str = "draft", **given: Any) -> int:
    """One case as in make_cases: its id."""
    return make_cases(app, [state], **given)[0]


def make_cases(
    app: Flask,
    states: Sequence[str],
    *,
    kind: str = KIND,
    officer: str = "handlaggare",
    authority: str = "",
    body: str | None = "KSAU",
    recipients: Sequence[tuple[str, ...]] = (("Socialchef", ""), ("Revisorn", f"revisor@{DOMAIN}")),
    meeting: int | None = None,
    attachments: Sequence[tuple[str, bytes]] = (),
    **report: Any,
) -> list[int]:
    """Cases brought to those states (draft, review, ready, or on_agenda of `meeting`): their ids.

    `recipients` are (name, own address), and maybe the channel; a name in the directory is tied to its function.
    `report` as in content.
    `attachments` are (name, bytes).
    `authority` "granne-": of the neighbour and its people.
    """
    made = []
    with app.app_context(), write():
        actors = {name: reader_of(authority + name) for name in ("chef", "sekreterare")}
        actors["handlaggare"] = author = reader_of(authority + officer)
        within = db.session.get_one(Authority, author.authorities("officer")[0])
        decider = db.session.scalar(select(Body).filter_by(authority_id=within.id, short_name=body))
        known = {row.name: row.id for row in directory([within.id])}
        for state in states:
            case = create_case(
                kind,
                content(**report),
                [RecipientDraft(*row, function_id=known.get(row[0])) for row in recipients],
                actor=author,
                authority=within,
                body_id=decider.id if decider else None,
                creation_key=uuid4().hex,
            )
            if attachments:
                add_attachments(case, judged(attachments), actor=author)
            for step, who in ROAD:
                if case.state != state:
                    given = {"meeting": str(meeting)} if step == "list" else {}
                    take_step(case, step, actor=actors[who], expected_version=case.version, given=given)
            made.append(case.id)
    return made


def state_of(app: Flask, case_id: int) -> str:
    """Where the case stands."""
    with app.app_context():
        return db.session.get_one(Case, case_id).state


def step_of(app: Flask, case_id: int, step: str, who: str, **given: str) -> None:
    """Take a step of the case at its present version."""
    with app.app_context(), write():
        case = lock_case(case_id)
        take_step(case, step, actor=reader_of(who), expected_version=case.version, given=given)


def write_again(app: Flask, case_id: int, **report: Any) -> None:
    """The officer saves a new version of the report, as in content, for the same recipients."""
    with app.app_context(), write():
        case = lock_case(case_id)
        drafts = [
            RecipientDraft(row.name, row.own_address, function_id=row.function_id) for row in recipients_of(case_id)
        ]
        save_report(
            case,
            content(**report),
            drafts,
            actor=reader_of("handlaggare"),
            body_id=case.body_id,
            expected_version=case.version,
        )


def make_meeting(
    app: Flask, *, days: int = 7, body: str = "KSAU", who: str = "sekreterare", day: date | None = None
) -> int:
    """A meeting at half past eight, so many days from today or on `day`: its id."""
    with app.app_context(), write():
        actor = reader_of(who)
        query = select(Body).where(Body.authority_id.in_(actor.authorities("secretary")), Body.short_name == body)
        starts = datetime.combine(day or clock.today() + timedelta(days=days), time(8, 30))
        meeting = plan_meeting(
            db.session.execute(query).scalar_one(),
            clock.from_local(starts),
            "Lilla salen",
            actor=actor,
            creation_key=uuid4().hex,
        )
        return meeting.id


def call_roll_of(
    app: Flask,
    meeting: int,
    present: Iterable[str] = KSAU,
    serving: Mapping[str, str] | None = None,
    *,
    who: str = "sekreterare",
) -> None:
    """The secretary marks those as present, by name, and whom a substitute among them serves for."""
    with app.app_context(), write():
        actor = reader_of(who)
        row = get_meeting(meeting, actor, lock=True)
        assert row is not None, f"there is no meeting {meeting}"
        ids = {seat.person.name: seat.person_id for seat in attendance_of(meeting)}
        stands_in = {ids[name]: ids[member] for name, member in (serving or {}).items()}
        there = {ids[name]: Present(stands_in.get(ids[name])) for name in present}
        call_roll(row, there, actor=actor, expected_version=row.version)


def item_of(app: Flask, case_id: int) -> int:
    """The agenda item on which the case waits."""
    with app.app_context():
        item = open_item_of(case_id)
        assert item is not None, f"case {case_id} waits on no agenda"
        return item.id


def decide(
    app: Flask,
    case_id: int,
    outcome: str = "approve",
    *,
    who: str = "ordforande",
    given: Mapping[str, str] | None = None,
) -> int:
    """Record the decision, as proposed unless told otherwise, on a meeting whose roll is called: the item's id."""
    item_id = item_of(app, case_id)
    with app.app_context(), write():
        actor = reader_of(who)
        lock_case(case_id)
        item = get_item(item_id, actor, lock=True)
        assert item is not None, f"{who} has no item {item_id}"
        due = (clock.today() + timedelta(days=120)).isoformat()
        given = {"owner": "Socialchef", "due": due} | dict(given or {})
        record_outcome(item, outcome, actor=actor, expected_version=item.version, given=given)
    return item_id


def note_at(app: Flask, item_id: int, kind: str, name: str, *, who: str = "sekreterare", **more: str) -> int:
    """Note of the person, by name, that he is disqualified, away, or serving for `serving_for`: the row's id."""
    with app.app_context(), write():
        actor = reader_of(who)
        item = get_item(item_id, actor, lock=True)
        assert item is not None, f"{who} has no item {item_id}"
        ids = {seat.person.name: seat.person_id for seat in attendance_of(item.meeting_id)}
        jav = kind == "disqualified"
        noted = Noted(
            kind,
            ids[name],
            ground=more.get("ground", "party") if jav else "",
            note=more.get("note", ""),
            raised_by_id=ids[more.get("raised_by", name)] if jav else None,
            serving_for_id=ids[more["serving_for"]] if "serving_for" in more else None,
        )
        return note_presence(item, noted, actor=actor, expected_version=item.version).id


def draft_at(app: Flask, item_id: int, outcome: str, *, who: str = "sekreterare", **given: str) -> None:
    """One more version of the item's draft."""
    with app.app_context(), write():
        actor = reader_of(who)
        item = get_item(item_id, actor, lock=True)
        assert item is not None, f"{who} has no item {item_id}"
        step = WORKFLOWS[item.case.kind].step(outcome, item.case.state)
        assert step is not None, f"there is no step {outcome}"
        before = draft_of(item, actor)
        leader = meeting_facts(item.meeting, item=item).presiding_id
        version = before.version if before else 0
        save_draft(item, step, given, actor=actor, leader_id=leader, expected_version=version)


def wish_for(app: Flask, case_id: int, meeting: int | None, *, who: str = "handlaggare") -> None:
    """The officer wishes for that meeting, or for none in particular."""
    with app.app_context(), write():
        wish(lock_case(case_id), meeting, actor=reader_of(who))


def decided_case(app: Flask, **report: Any) -> int:
    """A case that went the whole way, on a meeting of its own with every member there: its id."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    case_id = make_case(app, "on_agenda", meeting=meeting, **report)
    decide(app, case_id)
    return case_id


def make_account(app: Flask, person: str, local: str) -> None:
    """A log-in, with the tests' password, for a person of the demo who has none: Vice ordföranden."""
    with app.app_context(), write():
        row = db.session.execute(select(Person).filter_by(name=person)).scalar_one()
        account = Account(person_id=row.id, email=f"{local}@{DOMAIN}", password_hash=hasher().hash(PASSWORD))
        db.session.add(account)


def make_person(app: Flask, local: str, role: str, *, authority: int = 1, body: str | None = None) -> int:
    """One more person with an account and a role in the authority, or in that body of it: the person's id."""
    with app.app_context(), write():
        account = create_account(f"{local}@{DOMAIN}", local.capitalize(), PASSWORD)
        within = db.session.get_one(Authority, authority)
        query = select(Body).filter_by(authority_id=authority, short_name=body)
        grant_role(account.person, role, authority=within, body=db.session.scalar(query) if body else None)
        return account.person_id


def give_role(app: Flask, local: str, role: str, *, authority: int) -> None:
    """One more role for somebody who has an account."""
    with app.app_context(), write():
        account = account_by_email(f"{local}@{DOMAIN}")
        assert account is not None, f"nobody is called {local}"
        grant_role(account.person, role, authority=db.session.get_one(Authority, authority))


def make_body(app: Flask, short_name: str, *, authority: int = 1, chair: str = "ordforande") -> int:
    """One more body, whose only member is its chair: the body's id."""
    with app.app_context(), write():
        body = Body(authority_id=authority, kind="board", name=f"Nämnden {short_name}", short_name=short_name)
        db.session.add(body)
        db.session.flush()
        seat = Seat(body_id=body.id, person_id=reader_of(chair).person_id, role="chair", position=1)
        seat.valid_from = clock.today()
        db.session.add(seat)
        return body.id


def make_template(app: Flask, parts: Sequence[Part] = PARTS, *, body: str | None = None, kind: str = "") -> int:
    """The demo's template of officer reports, or other parts, for all bodies or one: its version's id."""
    with app.app_context(), write():
        decider = db.session.scalar(select(Body).filter_by(authority_id=1, short_name=body)) if body else None
        key, number = decider.id if decider else None, 0
        newest = newest_of(scope_of(1, key, kind))
        number = newest.number if newest else 0
        day = clock.today()
        return add_template(1, key, kind, "Mall", parts, valid_from=day, actor=None, expected_number=number).id


def make_standing(app: Flask, body: str = "KSAU", **given: Any) -> int:
    """A standing item of the body, for meetings that are planned from now on: its id."""
    draft = {
        "kind": "information",
        "title": "Förvaltningen informerar",
        "proposal": [],
        "at_the_end": False,
        "position": 1,
    }
    with app.app_context(), write():
        row = db.session.execute(select(Body).filter_by(authority_id=1, short_name=body)).scalar_one()
        return add_standing(row, StandingDraft(**draft | given), actor=reader_of("sekreterare")).id


def make_neighbour(app: Flask) -> int:
    """A second authority with its own people, a body NAU and a directory of one function: the authority's id.

    Its people: granne-handlaggare, granne-chef, granne-registrator, granne-sekreterare and granne-ordforande.
    """
    with app.app_context(), write():
        authority = Authority(name="Granne kommun", short_name="GK")
        db.session.add(authority)
        db.session.flush()
        add_function(authority.id, "Grannens funktion", "funktion@granne.example")
        number = authority.id
    roles = {
        "handlaggare": "officer",
        "chef": "manager",
        "registrator": "registrar",
        "sekreterare": "secretary",
    }
    for local, role in roles.items():
        make_person(app, f"granne-{local}", role, authority=number)
    with app.app_context(), write():
        create_account(f"granne-ordforande@{DOMAIN}", "Granne-ordforande", PASSWORD)
    make_body(app, "NAU", authority=number, chair="granne-ordforande")
    return number


def make_file(app: Flask, data: bytes) -> str:
    """A kept file that belongs to no case: its hash."""
    with app.app_context(), write():
        return keep_file(data, "application/pdf").sha256


def comment_on(
    app: Flask,
    case_id: int,
    who: str = "chef",
    *,
    part: str = "summary",
    quote: str = "",
    text: str = "Skriv tydligare.",
    suggestion: str | None = None,
) -> int:
    """A comment on the newest version: its id."""
    with app.app_context(), write():
        draft = CommentDraft(part, quote, text, suggestion, uuid4().hex)
        return add_comment(lock_case(case_id), draft, actor=reader_of(who)).id


def claim_by(app: Flask, case_id: int, who: str = "chef") -> int:
    """That person takes the review: the claim's id."""
    with app.app_context(), write():
        return claim(lock_case(case_id), actor=reader_of(who)).id
