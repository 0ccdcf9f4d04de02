"""One of everything that stands on the notice board, or has."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.database import db, write
from casework.delegation.models import DelegatedDecision
from casework.publication.boards import set_board
from casework.publication.models import PostingCertificate, PostingObservation
from casework.publication.operations import post_delegated
from casework.publication.queries import posting_of_delegated
from casework.register.models import StoredFile
from tests.factories import make_meeting, reader_of
from tests.meetings.sitting import matter_at
from tests.minutes.held import approved
from tests.publication.board import on, posting_at, watch
from tests.summons.rows import summon


@dataclass(frozen=True)
class Posted:
    """A notice that stands and was not seen today, one that has its certificate, a meeting that is announced; by id."""

    standing: int
    certified: int
    meeting: int

    def arguments(self, endpoint: str) -> dict[str, Any]:
        """What the address of the endpoint needs."""
        posting = self.certified if endpoint == "publication.certificate" else self.standing
        return {"posting_id": posting, "name": "take_down_early", "meeting_id": self.meeting}


def make_posted(app: Flask) -> Posted:
    """Two approved minutes of one paragraph each, the first of them a month later; and a meeting of the assembly."""
    with app.app_context(), write():
        set_board(
            1, "Kommunkansliet", "Förvaltningsrätten i Uppsala", actor=reader_of("registrator"), expected_version=0
        )
    certified = posting_at(app, approved(app, matters=1)).id
    with on(clock.today() + timedelta(days=40)):
        watch(app)
    standing = posting_at(app, approved(app, matters=1)).id
    missed = PostingObservation(posting_id=standing, day=clock.today(), seen=False, note="", at=clock.now())
    with app.app_context(), write():
        db.session.add(missed)
    meeting = make_meeting(app, days=30, body="KF")
    matter_at(app, meeting, "Budget för nästa år")
    summon(app, meeting)
    return Posted(standing, certified, meeting)


def fill_board() -> None:
    """A row in every table of the notice board, in the caller's transaction: a notice that stands, of a decision."""
    decision = db.session.scalars(select(DelegatedDecision)).first()
    assert decision is not None  # the demo's story has one
    set_board(1, "Kommunkansliet", "Förvaltningsrätten", actor=reader_of("registrator"), expected_version=0)
    post_delegated(decision, reader_of("chef"))
    posting = posting_of_delegated(decision.id)
    assert posting is not None
    kept = db.session.scalars(select(StoredFile.sha256)).first()
    row = {"posting_id": posting.id, "day": clock.today(), "seen": True, "note": "", "at": clock.now()}
    proof = PostingCertificate(posting_id=posting.id, sha256=kept, issued_at=clock.now())
    db.session.add_all([PostingObservation(**row), proof])
