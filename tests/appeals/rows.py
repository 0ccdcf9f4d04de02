"""One of everything that appeals have, by id; the forms of the room; and a row in every table of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.appeals.models import Appeal, AppealEvent, AppealFile, FinalDecision, FinalityTold
from casework.appeals.operations import AppealDraft, register
from casework.cases.attachments import judged
from casework.database import db, write
from casework.law.appeals import AUTHORITY
from casework.meetings.models import AgendaItem, Decision
from casework.minutes.models import Minutes
from casework.register.models import StoredFile
from tests.appeals.acts import APPELLANT, the_subject
from tests.factories import reader_of
from tests.minutes.held import meeting_of as meeting_of_minutes
from tests.minutes.held import paragraphs
from tests.observing import one
from tests.publication.board import approved_on, long_ago


@dataclass(frozen=True)
class Appealed:
    """An appeal with its letter, of a decision in a case; and minutes whose paragraph may be confirmed, by id."""

    decision: int
    appeal: int
    file: int
    minutes: int
    paragraph: int

    def arguments(self) -> dict[str, Any]:
        """What the addresses of the room need."""
        return {
            "subject_word": "paragraf",
            "subject_id": self.decision,
            "appeal_id": self.appeal,
            "file_id": self.file,
            "group_word": "protokoll",
            "group_id": self.minutes,
        }


def make_appealed(app: Flask, item: int, minutes: int) -> Appealed:
    """Somebody has appealed what was decided on the item; the paragraph of the minutes is nobody's yet."""
    with app.app_context(), write():
        found = db.session.get_one(AgendaItem, item).decision
        assert found is not None
        decision, actor = found.id, reader_of("registrator")
        draft = AppealDraft(APPELLANT, "Beslutet ska upphävas.", clock.today(), AUTHORITY, uuid4().hex)
        files = judged([("Överklagande.txt", b"Jag \xc3\xb6verklagar.")])
        appeal = register(the_subject(decision, lock=True), draft, actor=actor, files=files).id
    paragraph = paragraphs(app, meeting_of_minutes(app, minutes).id)[0]
    return Appealed(decision, appeal, one(app, AppealFile).id, minutes, paragraph)


def minutes_of_long_ago(app: Flask) -> int:
    """Minutes of one paragraph whose period has run out, so that it may be confirmed today: their id."""
    today = clock.today()
    long_ago(app, today - timedelta(days=90))
    minutes = approved_on(app, met=today - timedelta(days=60), approved=today - timedelta(days=50))
    long_ago(app, today)  # as the demo has it
    return minutes


def fill_appeals(decision: Decision) -> None:
    """A row in every table of the room, in the caller's transaction; the first appeal may still take a step."""
    now, day = clock.now(), clock.today()
    row = Appeal(authority_id=decision.authority_id, body_id=decision.body_id, decision_id=decision.id, key="a-key")
    row.route, row.appellant, row.matter = "legality_review", APPELLANT, "Allt."
    row.received_on, row.place, row.verdict, row.forward_to = day, "authority", "in_time", "instance"
    row.told_how, row.registered_by_id, row.registered_at, row.state, row.version = True, 1, now, "received", 1
    db.session.add(row)
    db.session.flush()
    event = AppealEvent(appeal_id=row.id, step="register", to_state="received", day=day, at=now)
    file = AppealFile(appeal_id=row.id, name="Brev.pdf", size=4, media_type="application/pdf", added_by_id=1)
    file.sha256, file.added_at = db.session.scalars(select(StoredFile.sha256)).first() or "", now
    final = FinalDecision(authority_id=decision.authority_id, decision_id=decision.id, last_day=day)
    final.final_on, final.asked, final.answered_on = day + timedelta(days=1), "Rätten", day + timedelta(days=1)
    final.answer, final.confirmed_by_id, final.confirmed_at = "Nej.", 1, now
    minutes_id = db.session.scalars(select(Minutes.id)).first()
    told = FinalityTold(minutes_id=minutes_id, earliest_on=day, told_at=now)
    db.session.add_all([event, file, final, told])
    db.session.flush()
