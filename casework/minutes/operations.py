"""Writing minutes, choosing who approves them, and the steps of their approval. Callers commit (database.write).

`_move` is the only place where the state of minutes changes (workflows/procedures/minutes.py).
"""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from casework import audit, clock
from casework.database import db
from casework.errors import StaleVersion
from casework.meetings.models import Decision, Meeting
from casework.meetings.queries import attendance_of, keeps_minutes, may_lead
from casework.minutes.checking import check
from casework.minutes.content import OPENING, content_of
from casework.minutes.models import (
    CORRECTION,
    IMMEDIATE,
    REGULAR,
    Minutes,
    MinutesEvent,
    MinutesParagraph,
    MinutesRendition,
    MinutesSigner,
    MinutesText,
)
from casework.minutes.queries import (
    chosen_of,
    content_hash,
    decisions_in,
    facts_of,
    frozen_signers,
    newest,
    regular_of,
    signatures_of,
    standing,
    texts_of,
)
from casework.minutes.telling import ask_to_sign
from casework.permissions import Reader
from casework.web import bounded
from workflows import PROCEDURES, Reason, StepRefused
from workflows._vocabulary import N_

TABLE = PROCEDURES["minutes"]
LONGEST = 50_000
"""Characters of prose at one place."""


def begin_minutes(meeting: Meeting, *, actor: Reader) -> Minutes:
    """The draft of the meeting's minutes, whose row the caller holds; those that are there already are returned.

    Refused: for others than the secretary; before the meeting is opened; for one that is cancelled.
    """
    if (before := regular_of(meeting.id)) is not None:
        return before
    if not keeps_minutes(actor, meeting):
        raise StepRefused([Reason(N_("Protokollet skrivs av sekreteraren."))])
    if meeting.opened_at is None or meeting.state == "cancelled":
        raise StepRefused([Reason(N_("Sammanträdet har inte hållits, så det finns inget att protokollföra."))])
    return make(meeting, REGULAR, actor=actor)


def make(meeting: Meeting, kind: str, *, actor: Reader, **given: Any) -> Minutes:
    """A new draft of that kind."""
    row = Minutes(
        authority_id=meeting.authority_id,
        meeting_id=meeting.id,
        kind=kind,
        state=TABLE.initial,
        version=1,
        made_at=clock.now(),
        **{"key": uuid.uuid4().hex} | given,
    )
    row.meeting = meeting
    db.session.add(row)
    db.session.flush()
    _audit(row, "minutes_begun", actor, kind=kind)
    return row


def choose(meeting: Meeting, person_id: int, *, actor: Reader) -> MinutesSigner:
    """Who approves the minutes beside who led (R-104). The caller holds the meeting's row. Twice chooses once.

    Refused: for others than who leads or keeps the minutes; one without a seat there, or who is not there; once the
    minutes are approved.
    """
    if not may_lead(actor, meeting):
        raise StepRefused([Reason(N_("Justerare förs in av ordföranden eller sekreteraren."))])
    seat = next((row for row in attendance_of(meeting.id) if row.person_id == person_id), None)
    if seat is None or not seat.present:
        raise StepRefused([Reason(N_("Välj någon som var närvarande vid sammanträdet."))])
    _not_approved(meeting)
    before = next((row for row in chosen_of(meeting.id) if row.person_id == person_id), None)
    if before is not None:
        return before
    row = MinutesSigner(meeting_id=meeting.id, person_id=person_id, chosen_by_id=actor.person_id, chosen_at=clock.now())
    db.session.add(row)
    db.session.flush()
    _again(meeting, N_("Justerare ändrade"), actor)
    _audit_of(meeting, "approver_chosen", actor, person=person_id)
    return row


def release_approver(meeting: Meeting, row: MinutesSigner, reason: str, *, actor: Reader) -> None:
    """Somebody else is to approve instead: said once, with the reason. Refused as `choose`."""
    if row.ended_at is not None:
        return
    if not may_lead(actor, meeting):
        raise StepRefused([Reason(N_("Justerare förs in av ordföranden eller sekreteraren."))])
    if not reason.strip():
        raise StepRefused([Reason(N_("Skriv varför någon annan ska justera."))])
    _not_approved(meeting)
    row.ended_at, row.ended_reason = clock.now(), bounded(reason.strip())
    db.session.flush()
    _again(meeting, N_("Justerare ändrade"), actor)
    _audit_of(meeting, "approver_released", actor, person=row.person_id)


def _not_approved(meeting: Meeting) -> None:
    minutes = regular_of(meeting.id)
    if minutes is not None and minutes.state == "approved":
        raise StepRefused([Reason(N_("Protokollet är justerat. Det ändras inte, men kan rättas."))])


def _again(meeting: Meeting, why: str, actor: Reader) -> None:
    """Who is asked to sign stands on the first page: what is being signed is another text then."""
    minutes = regular_of(meeting.id)
    if minutes is not None and minutes.state == "approving":
        freeze(minutes, actor, why)


def write_text(minutes: Minutes, place: str, text: str, *, actor: Reader, expected: int, why: str = "") -> MinutesText:
    """The secretary's prose at one place: "opening", or a paragraph by its decision's id. The row is held.

    `expected`: the version that was read, 0 where none was; StaleVersion where there is a newer one. While the minutes
    are being signed a change needs its reason, `why`, and voids what is signed. Refused when they are approved, and
    for a place that is none of theirs: a correction has no prose but its own.
    """
    meeting = minutes.meeting
    if not keeps_minutes(actor, meeting):
        raise StepRefused([Reason(N_("Protokollet skrivs av sekreteraren."))])
    if minutes.state == "approved":
        raise StepRefused([Reason(N_("Protokollet är justerat. Det ändras inte, men kan rättas."))])
    if place not in places_of(minutes):
        raise StepRefused([Reason(N_("Texten hör inte till det här protokollet."))])
    before = texts_of(meeting.id).get(place)
    version = before.version if before else 0
    if version != expected:
        raise StaleVersion(version)
    text = bounded(text.strip(), LONGEST)
    if before is not None and before.text == text:
        return before
    row = MinutesText(
        meeting_id=meeting.id, place=place, version=version + 1, text=text, author_id=actor.person_id, at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    if minutes.state == "approving":
        change(minutes, actor=actor, why=why)
    return row


def places_of(minutes: Minutes) -> set[str]:
    """Where these minutes have prose: at each of their paragraphs, and of regular ones at their opening."""
    if minutes.kind == CORRECTION:
        return set()
    return {str(row.id) for row in decisions_in(minutes)} | ({OPENING} if minutes.kind == REGULAR else set())


def begin_approval(minutes: Minutes, *, actor: Reader, expected_version: int, given: Mapping[str, str]) -> None:
    """Hand the draft over to those who sign it: the text is frozen. Refused with every reason; the row is held."""
    _fresh(minutes, expected_version)
    missing = [str(finding.reason) for finding in check(minutes) if finding.hinders]
    given = {key: value.strip() for key, value in given.items()}
    minutes_as = facts_of(minutes, actor, missing=missing, given=given)
    TABLE.take("begin", minutes_as)
    minutes.begun_by_id = actor.person_id
    minutes.last_day = date.fromisoformat(given["last_day"])
    minutes.late_reason = given.get("late_reason", "") if clock.today() > minutes_as.minutes.latest_day else ""  # type: ignore[union-attr]
    move(minutes, "begin", actor=actor)
    freeze(minutes, actor)


def change(minutes: Minutes, *, actor: Reader, why: str) -> None:
    """The text that is being signed is another now: what was signed is void, and all are asked anew."""
    TABLE.take("change", facts_of(minutes, actor, given={"note": why}))
    freeze(minutes, actor, why.strip())


def take_back(minutes: Minutes, *, actor: Reader, expected_version: int, reason: str) -> None:
    """Back to a draft, with the reason: what was signed is void."""
    _fresh(minutes, expected_version)
    TABLE.take("take_back", facts_of(minutes, actor, given={"note": reason}))
    move(minutes, "take_back", actor=actor, note=reason.strip())


def drop(minutes: Minutes, *, actor: Reader, expected_version: int, reason: str) -> None:
    """A correction that is not to be made after all, with the reason."""
    _fresh(minutes, expected_version)
    TABLE.take("drop", facts_of(minutes, actor, given={"note": reason}))
    move(minutes, "drop", actor=actor, note=reason.strip())


def freeze(minutes: Minutes, actor: Reader, why: str = "") -> MinutesRendition:
    """The text as it stands now, to be signed: what was signed before is void, also where not a word is another."""
    content, before = content_of(minutes), newest(minutes.id)
    digest = content_hash(content)
    voided = len(standing(signatures_of(minutes.id), before))
    row = MinutesRendition(
        minutes_id=minutes.id,
        number=before.number + 1 if before else 1,
        content=content,
        content_hash=digest,
        why=why,
        made_by_id=actor.person_id,
        made_at=clock.now(),
    )
    db.session.add(row)
    minutes.version += 1
    db.session.flush()
    if why:
        _event(minutes, "change", minutes.state, why, actor)
    if minutes.state == "approving":
        ask_to_sign(minutes, frozen_signers(row).keys() - {actor.person_id}, why)
    _audit(minutes, "minutes_frozen", actor, number=row.number, hash=digest, voided=voided)
    return row


def move(minutes: Minutes, name: str, *, actor: Reader, note: str = "") -> None:
    """The minutes in the state that the step leads to, with its event. The caller has judged the step.

    Raises MachineError where the table has no such road.
    """
    before = minutes.state
    to = TABLE.move(name, before)
    if to == "approved":
        minutes.approved_at = clock.now()
    minutes.state = to
    minutes.version += 1
    db.session.flush()
    _event(minutes, name, before, note, actor)
    _audit(minutes, f"minutes_{name}", actor)


def _event(minutes: Minutes, step: str, before: str, note: str, actor: Reader) -> None:
    told = {"step": step, "from_state": before, "to_state": minutes.state, "note": note, "at": clock.now()}
    db.session.add(MinutesEvent(minutes_id=minutes.id, actor_id=actor.person_id or None, **told))


def approve_at_once(decision: Decision, meeting: Meeting, actor: Reader) -> None:
    """Follows a paragraph's immediate approval: minutes of its own, to be signed at once by who approves it (R-107)."""
    minutes = make(meeting, IMMEDIATE, actor=actor)
    db.session.add(MinutesParagraph(decision_id=decision.id, minutes_id=minutes.id))
    minutes.begun_by_id, minutes.last_day = _keeper(meeting, actor), clock.today()
    db.session.flush()
    move(minutes, "begin", actor=actor)
    freeze(minutes, actor)


def _keeper(meeting: Meeting, actor: Reader) -> int:
    """Who signs as secretary: the actor who keeps the minutes, else who has begun the meeting's minutes."""
    if keeps_minutes(actor, meeting):
        return actor.person_id
    query = select(Minutes.begun_by_id).where(Minutes.meeting_id == meeting.id, Minutes.begun_by_id.is_not(None))
    return db.session.scalar(query.limit(1)) or actor.person_id


def _fresh(minutes: Minutes, expected_version: int) -> None:
    if minutes.version != expected_version:
        raise StaleVersion(minutes.version)


def _audit(minutes: Minutes, event: str, actor: Reader, **data: Any) -> None:
    _audit_of(minutes.meeting, event, actor, minutes=minutes.id, **data)


def _audit_of(meeting: Meeting, event: str, actor: Reader, **data: Any) -> None:
    audit.record(event, authority_id=meeting.authority_id, actor_id=actor.person_id or None, meeting=meeting.id, **data)
