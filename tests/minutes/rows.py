"""One of everything that minutes have, by id; and a row in every table of the room."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.database import db, write
from casework.meetings.models import Decision
from casework.minutes.models import (
    Minutes,
    MinutesParagraph,
    MinutesRemark,
    MinutesReminder,
    MinutesSignature,
    MinutesSigner,
)
from casework.minutes.operations import begin_minutes, freeze, move, write_text
from casework.minutes.routing import set_route
from casework.minutes.sending import make_extract
from casework.people.models import Account
from tests.factories import reader_of
from tests.minutes.held import a_meeting, approved, being_signed, drafted, paragraphs, remark_at, write_at
from tests.observing import one, rows

ON_APPROVED = ("minutes.show", "minutes.document", "minutes.extract", "minutes.add_extract", "minutes.add_correction")
"""Where the address is of minutes that everybody has signed; else of those that are being signed."""


@dataclass(frozen=True)
class MinutesMade:
    """Minutes that are being signed, with a remark and a signer; approved ones with an extract; by id."""

    signing: int
    meeting: int
    decision: int
    signer: int
    remark: int
    approved: int
    approved_decision: int
    extract: int

    def arguments(self, endpoint: str) -> dict[str, Any]:
        """What the address of the endpoint needs."""
        done = endpoint in ON_APPROVED
        return {
            "minutes_id": self.approved if done else self.signing,
            "meeting_id": self.meeting,
            "decision_id": self.approved_decision if done else self.decision,
            "signer_id": self.signer,
            "remark_id": self.remark,
            "extract_id": self.extract,
            "step": "take_back",
        }


def make_minutes(app: Flask) -> MinutesMade:
    """Two meetings of the working committee with a matter each: minutes of the one wait, the other's are approved."""
    done = approved(app, 1)
    waits = being_signed(app, 1)
    meetings = {row.id: row.meeting_id for row in rows(app, Minutes)}
    with app.app_context(), write():
        row = db.session.get_one(Minutes, done)
        decision = db.session.query(Decision).filter_by(meeting_id=row.meeting_id).one()
        extract = make_extract(decision, row).id
    return MinutesMade(
        signing=waits,
        meeting=meetings[waits],
        decision=paragraphs(app, meetings[waits])[0],
        signer=one(app, MinutesSigner, meeting_id=meetings[waits]).id,
        remark=remark_at(app, waits, "ledamot"),
        approved=done,
        approved_decision=paragraphs(app, meetings[done])[0],
        extract=extract,
    )


@dataclass(frozen=True)
class MinutesForms:
    """What the forms of the room are sent to: a meeting without minutes, a draft, one being signed, an approved one."""

    held: int
    meeting: int
    draft: int
    decision: int
    signer: int
    signing: int
    remark: int
    approved: int
    approved_decision: int
    last_day: str


def make_forms(app: Flask) -> MinutesForms:
    """Four meetings, each with minutes in another place."""
    held, meeting = a_meeting(app, 1, days=10), a_meeting(app, 1, days=11)
    draft, signing, done = drafted(app, meeting), being_signed(app, 1), approved(app, 1)
    write_at(app, draft, "Ordföranden öppnade sammanträdet.")
    meetings = {row.id: row.meeting_id for row in rows(app, Minutes)}
    return MinutesForms(
        held=held,
        meeting=meeting,
        draft=draft,
        decision=paragraphs(app, meeting)[0],
        signer=one(app, MinutesSigner, meeting_id=meeting).id,
        signing=signing,
        remark=remark_at(app, signing, "ledamot"),
        approved=done,
        approved_decision=paragraphs(app, meetings[done])[0],
        last_day=(clock.today() + timedelta(days=14)).isoformat(),
    )


def fill_minutes(decision: Decision) -> None:
    """A row in every table of the room, in the caller's transaction: minutes that are written on and being signed.

    The chair, who wants letters, is told of it. They are not approved, so that they may still take a step.
    """
    meeting, secretary, chair = decision.meeting, reader_of("sekreterare"), reader_of("ordforande")
    db.session.execute(update(Account).where(Account.person_id == chair.person_id).values(mail_notices=True))
    draft = begin_minutes(meeting, actor=secretary)
    write_text(draft, "opening", "Ordföranden öppnar.", actor=secretary, expected=0)
    set_route(draft, decision, "not_appealable", ["executing"], actor=secretary, why="")
    now, ids = clock.now(), {"meeting_id": meeting.id, "chosen_by_id": chair.person_id}
    db.session.add(MinutesSigner(person_id=chair.person_id, chosen_at=now, **ids))
    db.session.flush()
    draft.begun_by_id, draft.last_day = secretary.person_id, clock.today()
    move(draft, "begin", actor=secretary)
    rendition = freeze(draft, secretary)
    signature = MinutesSignature(minutes_id=draft.id, rendition_id=rendition.id, person_id=chair.person_id, at=now)
    signature.role, signature.name, signature.method = "chair", "Ordföranden", "password"
    signature.content_hash = rendition.content_hash
    said = MinutesRemark(
        minutes_id=draft.id, person_id=chair.person_id, kind="comment", text="Bra.", key="a-key", at=now
    )
    reminded = MinutesReminder(minutes_id=draft.id, person_id=chair.person_id, last_day=clock.today(), at=now)
    paragraph = MinutesParagraph(decision_id=decision.id, minutes_id=draft.id)
    db.session.add_all([signature, said, reminded, paragraph])
    db.session.flush()
