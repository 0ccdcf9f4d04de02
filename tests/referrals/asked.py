"""Referrals sent and answered through the room's doors, and its pages as they are read."""

import html
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework import clock
from casework.cases.attachments import judged
from casework.cases.queries import attachments_of, lock_case
from casework.database import db, write
from casework.people.models import Body, Person
from casework.referrals.asking import AddresseeDraft, NoteDraft, ask, note
from casework.referrals.models import Referral
from casework.referrals.operations import take
from casework.referrals.queries import lock_referral
from casework.referrals.reminding import remind
from tests.factories import reader_of

SCOPE = "Kostnader och följder för invånarna."


def due_in(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)


def outside(name: str = "Regionen", address: str = "region@region.example", channel: str = "mail") -> dict[str, Any]:
    """An outside party."""
    return {"name": name, "address": address, "channel": channel}


def body(short_name: str = "KF") -> dict[str, Any]:
    """A body of the demo's municipality. Needs a context."""
    found = db.session.execute(select(Body).filter_by(authority_id=1, short_name=short_name)).scalar_one()
    return {"body_id": found.id}


def person(name: str = "Arkivarien") -> dict[str, Any]:
    """A colleague. Needs a context."""
    return {"person_id": db.session.execute(select(Person).filter_by(name=name)).scalar_one().id}


def ask_all(
    app: Flask, case_id: int, *to: Mapping[str, Any], days: int = 14, scope: str = SCOPE, who: str = "handlaggare"
) -> list[int]:
    """The officer asks them all at once, with every attachment of the case: the referrals' ids."""
    with app.app_context(), write():
        drafts = [AddresseeDraft(**({"scope": scope, "due": due_in(days)} | dict(one))) for one in to]
        papers = [row.id for row in attachments_of(case_id)]
        rows = ask(lock_case(case_id), drafts, papers=papers, actor=reader_of(who), creation_key=uuid4().hex)
        return [row.id for row in rows]


def ask_one(app: Flask, case_id: int, to: str = "outside", **more: Any) -> int:
    """One is asked: an outside party, a "body" (the assembly) or a "person" (the archivist)."""
    with app.app_context():
        one = {"outside": outside, "body": body, "person": person}[to]()
    return ask_all(app, case_id, one, **more)[0]


def step_with(
    app: Flask,
    referral_id: int,
    step: str,
    who: str = "handlaggare",
    *,
    file: tuple[str, bytes] | None = None,
    **given: str,
) -> None:
    """Take a step with the referral at its present version."""
    with app.app_context(), write():
        row = lock_referral(referral_id)
        kept = judged([file])[0] if file else None
        take(row, step, actor=reader_of(who), expected_version=row.version, given=given, file=kept)


def note_one(app: Flask, case_id: int, who: str = "handlaggare", **more: Any) -> int:
    """What an interview gave: the row's id."""
    draft = {"kind": "interview", "name": "En brukare", "scope": "Tillgänglighet", "text": "Det är trångt."}
    with app.app_context(), write():
        made = NoteDraft(**(draft | {"held_on": clock.today(), "creation_key": uuid4().hex} | more))
        return note(lock_case(case_id), made, actor=reader_of(who)).id


def referral_of(app: Flask, referral_id: int) -> Referral:
    """The row as it is stored, with its answer."""
    with app.app_context():
        row = db.session.get_one(Referral, referral_id)
        db.session.expunge_all()
        return row


def remind_all(app: Flask) -> int:
    """The worker looks at the days: how many were told."""
    with app.app_context():
        return remind()


def told(page: TestResponse) -> str:
    """The page as it is read, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
