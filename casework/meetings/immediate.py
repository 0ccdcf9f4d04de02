"""Paragraphs that are approved at the meeting itself (omedelbar justering), each with its own clock. Callers commit."""

import hashlib
import json
from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select

from casework import audit, clock
from casework.database import db
from casework.meetings.changes import changed
from casework.meetings.models import Decision, ImmediateApproval, Meeting
from casework.meetings.queries import may_lead
from casework.people.queries import rules_on
from casework.permissions import Reader
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

FEW_APPROVERS = N_("Välj minst %(count)s justerare bland dem som deltog i beslutet, utöver ordföranden.")


def approval_of(decision_id: int) -> ImmediateApproval | None:
    """The immediate approval of that paragraph."""
    return db.session.scalar(select(ImmediateApproval).where(ImmediateApproval.decision_id == decision_id))


def approve_at_once(
    decision: Decision, meeting: Meeting, approvers: Sequence[str], *, actor: Reader
) -> ImmediateApproval:
    """Note that the paragraph was approved at the meeting, whose row the caller has, in the words that it has (R-107).

    `approvers`: the names of those who approve beside who leads, among those who took part in the decision. Refused:
    for others than who leads or keeps the minutes, a meeting that is not open, fewer approvers than the body's rules
    ask for (R-104), one who took no part. What is approved already stays as it is.
    """
    if (before := approval_of(decision.id)) is not None:
        return before
    if not may_lead(actor, meeting):
        raise StepRefused([Reason(N_("Omedelbar justering förs in av ordföranden eller sekreteraren."))])
    if meeting.state != "open":
        raise StepRefused([Reason(N_("En paragraf justeras omedelbart bara medan sammanträdet pågår."))])
    there = {row["name"]: row["role"] for row in decision.present}
    others = [name for name in approvers if there.get(name, "presiding") != "presiding"]
    least = rules_on(meeting.body, meeting.day).approver_count
    if len(set(others)) < least or len(others) != len(approvers):
        raise StepRefused([Reason(FEW_APPROVERS, {"count": least})])
    leader = next(row["name"] for row in decision.present if row["role"] == "presiding")
    row = ImmediateApproval(
        decision_id=decision.id,
        meeting_id=meeting.id,
        text_sha256=text_hash(decision),
        approvers=[leader, *others],
        approver_ids=[int(row["id"]) for row in decision.present if row["name"] in others],
        approved_at=clock.now(),
        noted_by_id=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    ids = {"authority_id": meeting.authority_id, "actor_id": actor.person_id}
    audit.record("paragraph_approved", **ids, case_id=decision.case_id, decision=decision.id, hash=row.text_sha256)
    for follow in current_app.extensions["casework.approved_at_once"]:
        follow(decision, meeting, actor)
    changed(meeting.id)
    return row


def text_hash(decision: Decision) -> str:
    """SHA-256 over the paragraph's number and words, which is what was approved; its condition and task too."""
    told = [decision.paragraph_year, decision.paragraph, decision.outcome, decision.points, decision.report_hash]
    told += [decision.condition, decision.assignment]
    as_text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(as_text.encode()).hexdigest()
