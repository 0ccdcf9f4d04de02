"""The extract of an approved paragraph, and the letters that waited for the approval (R-130, R-131). Callers commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from casework import clock
from casework.database import db
from casework.dispatch.operations import Message, dispatch, release_with
from casework.dispatch.queries import held_with, sent_with
from casework.documents.typesetting import ExtractData, typeset_extract
from casework.meetings.extracts import named, role_of
from casework.meetings.letters import extract_number
from casework.meetings.models import Decision, MinutesExtract
from casework.minutes.models import Minutes
from casework.minutes.printing import PDF, file_name, printed_part, printed_signatures
from casework.minutes.queries import newest, signatures_of, standing
from casework.register.operations import keep_file
from casework.web import letter

SHOWN = ("proposals", "demands", "order", "vote", "reservations", "notes", "more", "appeal")
"""The parts of a paragraph that the extract has under their own headings."""


def send_approved(minutes: Minutes, decisions: Sequence[Decision]) -> None:
    """What waited for the approval of these paragraphs goes, with the extract of what was approved."""
    query = select(MinutesExtract.decision_id, MinutesExtract.sha256)
    made: dict[int, list[str]] = {}
    for row in db.session.execute(query.where(MinutesExtract.decision_id.in_([one.id for one in decisions]))):
        made.setdefault(row.decision_id, []).append(row.sha256)
    for decision in decisions:
        waiting = held_with(made[decision.id]) if decision.id in made else []
        if waiting:
            release_with(waiting, make_extract(decision, minutes).sha256, actor_id=None)


@dataclass(frozen=True)
class Former:
    """Who got the decision, as a distribution list has it: where the letter went last."""

    name: str
    channel: str
    address: str
    deadline: date | None = None


def send_correction(minutes: Minutes) -> None:
    """A correction goes to everybody to whom the decision went, with the paper that was signed (R-134).

    Nobody is told of a paragraph that is no case's.
    """
    decision = minutes.corrects
    case = decision.item.case if decision is not None else None
    if decision is None or case is None:
        return
    made = select(MinutesExtract.sha256).where(MinutesExtract.decision_id == decision.id)
    went = [Former(row.recipient, row.channel, row.address) for row in sent_with(case.id, made)]
    page = {
        "body": minutes.meeting.body.name,
        "case": case,
        "held_on": minutes.meeting.day,
        "number": decision.paragraph,
        "year": decision.paragraph_year,
        "correction": minutes.correction,
    }
    with force_locale("sv"):
        subject = _(
            "Rättelse av § %(number)s/%(year)s: %(title)s", number=page["number"], year=page["year"], title=case.title
        )
        message = Message(
            subject=f"{subject} ({case.number})",
            text=letter("mail/correction.txt", **page),
            html=letter("mail/correction.html", **page),
            file_sha256=minutes.sha256,
            file_name=file_name(minutes),
        )
    if went:
        dispatch(case.authority_id, case.id, message, list(dict.fromkeys(went)), state="queued")


def make_extract(decision: Decision, minutes: Minutes) -> MinutesExtract:
    """One more extract of the paragraph, of the minutes in which it is approved: its PDF is kept by its hash."""
    rendition = newest(minutes.id)
    assert rendition is not None  # they are approved
    told = next(row for row in rendition.content["paragraphs"] if row["decision"] == decision.id)
    with force_locale("sv"):  # a public document is in Swedish, whoever presses the button
        content = typeset_extract(_data(decision, minutes, rendition.content["head"], told))
    row = MinutesExtract(
        decision_id=decision.id,
        number=extract_number(minutes.meeting.body, decision.paragraph, decision.paragraph_year),
        sha256=keep_file(content, PDF).sha256,
        minutes_sha256=rendition.content_hash,
        made_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _data(decision: Decision, minutes: Minutes, head: Mapping[str, Any], told: Mapping[str, Any]) -> ExtractData:
    """What the extract says: the frozen words of the paragraph, nothing read anew."""
    parts = {part["name"]: part for part in told["parts"] if part["name"] != "vote"}
    decided, recipients = parts["decision"], parts.get("recipients")
    more = [part for part in told["parts"] if part["name"] in SHOWN]
    if decided["lines"]:
        more.insert(0, decided | {"heading": _("Uppdrag och villkor"), "points": [], "note": ""})
    rendition = newest(minutes.id)
    assert rendition is not None and minutes.approved_at is not None  # noqa: PT018  # they are approved
    leader = next(row for row in decision.present if row["role"] == "presiding")
    return ExtractData(
        authority_name=head["authority"],
        body_name=head["body"],
        meeting_day=date.fromisoformat(head["day"]),
        meeting_place=head["place"],
        paragraph=told["number"],
        paragraph_year=told["year"],
        case_number=told["case_number"],
        case_title=told["title"],
        summary=parts["matter"]["text"] if "matter" in parts else "",
        decision_points=tuple(decided["points"]),
        outcome_label=decided["note"],
        presiding=(named(leader), _("ordförande")),
        present=tuple((named(row), role_of(row)) for row in decision.present if row is not leader),
        disqualified=tuple(parts["disqualified"]["lines"]) if "disqualified" in parts else (),
        recipients=tuple(recipients["lines"]) if recipients else (),
        parts=tuple(printed_part(part) for part in more),
        report_sha256=told["report_hash"],
        extract_number=extract_number(minutes.meeting.body, told["number"], told["year"]),
        decided_at=decision.decided_at,
        approved=True,
        approved_on=clock.local(minutes.approved_at).date(),
        signatures=tuple(printed_signatures(standing(signatures_of(minutes.id), rendition))),
        minutes_sha256=rendition.content_hash,
        certified_by=head["authority"],
        certified_at=clock.now(),
    )
