"""One of everything that stands on the notice board, or has."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask

from casework import clock
from casework.database import db, write
from casework.publication.boards import set_board
from casework.publication.models import PostingObservation
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
