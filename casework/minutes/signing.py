"""Signing what was read in full, and what follows when everybody has signed. Callers commit (database.write)."""

from flask import current_app

from casework import audit, clock
from casework.database import db
from casework.law.approval import Signature, lacking
from casework.meetings.models import Decision
from casework.minutes.models import (
    CORRECTION,
    REFUSAL,
    REGULAR,
    Minutes,
    MinutesParagraph,
    MinutesSignature,
)
from casework.minutes.operations import TABLE, move
from casework.minutes.printing import print_approved
from casework.minutes.queries import (
    decisions_in,
    facts_of,
    frozen_signers,
    names_of,
    newest,
    remarks_of,
    signatures_of,
    standing,
)
from casework.minutes.sending import send_approved, send_correction
from casework.people.queries import rules_on
from casework.permissions import Reader, system


def sign(minutes: Minutes, *, actor: Reader, content_hash: str, method: str) -> bool:
    """The actor approves the text with that hash, which he was shown in full: whether everybody has signed by it.

    The caller holds the row, so that two who sign at one moment do so one after the other, and both succeed. `method`:
    how he has confirmed it (signing.confirming). Refused: for who is not asked to, who has signed it already, where
    the text is another than he read, and where it is not being signed.
    """
    decisions = decisions_in(minutes)
    TABLE.take("sign", facts_of(minutes, actor, decisions=decisions, given={"content_hash": content_hash}))
    rendition = newest(minutes.id)
    assert rendition is not None  # what is being signed is frozen
    row = MinutesSignature(
        minutes_id=minutes.id,
        rendition_id=rendition.id,
        person_id=actor.person_id,
        role=frozen_signers(rendition)[actor.person_id],
        name=names_of([actor.person_id])[actor.person_id],
        method=method,
        content_hash=rendition.content_hash,
        at=clock.now(),
    )
    db.session.add(row)
    _withdraw_refusals(minutes, actor)
    db.session.flush()
    ids = {"authority_id": minutes.authority_id, "actor_id": actor.person_id}
    audit.record("minutes_signed", **ids, minutes=minutes.id, rendition=rendition.id, hash=rendition.content_hash)
    return approve_if_signed(minutes, decisions)


def _withdraw_refusals(minutes: Minutes, actor: Reader) -> None:
    """Who signs refuses no longer."""
    for row in remarks_of(minutes.id):
        if row.kind == REFUSAL and row.person_id == actor.person_id and row.answered_at is None:
            row.answered_at, row.answered_by_id, row.answer = clock.now(), actor.person_id, "Har undertecknat."


def approve_if_signed(minutes: Minutes, decisions: list[Decision] | None = None) -> bool:
    """Approve the minutes where everybody has signed and nothing is disputed; else False, and nothing is done.

    In this transaction: the paragraphs are theirs for good, the PDF is kept, the notice is posted, the letters that
    waited go with the approved extract.
    """
    decisions = decisions_in(minutes) if decisions is None else decisions
    actor = system(minutes.authority_id)
    facts = facts_of(minutes, actor, decisions=decisions)
    step = TABLE.step("approve", minutes.state)
    assert step is not None
    if TABLE.refusals(step, facts, taking=True) or _too_few(minutes):
        return False
    if minutes.kind == REGULAR:
        db.session.add_all(MinutesParagraph(decision_id=row.id, minutes_id=minutes.id) for row in decisions)
        db.session.flush()
    approved_at = clock.now()
    minutes.sha256 = print_approved(minutes, approved_at)
    move(minutes, "approve", actor=actor)
    for follow in current_app.extensions["casework.minutes_approved"]:
        follow(minutes, decisions)
    if minutes.kind == CORRECTION:
        send_correction(minutes)
    else:
        send_approved(minutes, decisions)
    return True


def _too_few(minutes: Minutes) -> bool:
    """Whether fewer have signed than the body's rules ask for, whoever was chosen (R-104)."""
    meeting = minutes.meeting
    signed = standing(signatures_of(minutes.id), newest(minutes.id))
    count = rules_on(meeting.body, meeting.day).approver_count
    wanting = lacking([Signature(row.person_id, row.role) for row in signed], approver_count=count)
    return bool(wanting.keys() - {"secretary"})
