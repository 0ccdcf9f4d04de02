"""The extract of an approved paragraph, and the letters that waited for the approval (R-130, R-131). Callers commit."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from casework import clock
from casework.cases.queries import recipients_of
from casework.database import db
from casework.dispatch.operations import release_with
from casework.dispatch.queries import held_with
from casework.documents.typesetting import ExtractAssignment, ExtractData, typeset_extract
from casework.meetings.letters import extract_number
from casework.meetings.models import Decision, MinutesExtract
from casework.minutes.models import Minutes
from casework.minutes.printing import PDF, printed_part, printed_signatures
from casework.minutes.queries import newest, signatures_of, standing
from casework.register.operations import keep_file


def send_approved(minutes: Minutes, decisions: Sequence[Decision]) -> None:
    """What waited for the approval of these paragraphs goes, with the extract of what was approved."""
    made = select(MinutesExtract.sha256).where(MinutesExtract.decision_id.in_([row.id for row in decisions]))
    for decision in decisions:
        hashes = db.session.scalars(made.where(MinutesExtract.decision_id == decision.id)).all()
        waiting = held_with(list(hashes)) if hashes else []
        if waiting:
            release_with(waiting, make_extract(decision, minutes).sha256, actor_id=None)


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
