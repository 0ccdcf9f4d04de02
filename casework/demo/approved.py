"""A paragraph that was approved at the demo's meeting: signed by those who approve it, and its notice is up."""

from sqlalchemy import select

from casework.database import db
from casework.demo.people import DOMAIN
from casework.meetings.immediate import approve_at_once
from casework.meetings.models import Decision
from casework.meetings.queries import lock_meeting
from casework.minutes.queries import immediate_of, newest
from casework.minutes.signing import sign
from casework.people.queries import account_by_email, reader
from casework.permissions import Reader
from casework.signing.confirming import PASSWORD

APPROVER = "Ledamoten"
SIGNERS = ("sekreterare", "ordforande", "ledamot")


def approve_first() -> None:
    """The committee approves the first of what it decided at once: the visitor finds minutes, notice and extract."""
    decision = db.session.execute(select(Decision).order_by(Decision.id).limit(1)).scalar_one()
    approve_at_once(decision, lock_meeting(decision.meeting_id), [APPROVER], actor=_reader(SIGNERS[0]))
    minutes = immediate_of(decision.id)
    assert minutes is not None  # follows the approval
    for name in SIGNERS:
        text = newest(minutes.id)
        assert text is not None  # it is being signed
        sign(minutes, actor=_reader(name), content_hash=text.content_hash, method=PASSWORD)


def _reader(local: str) -> Reader:
    account = account_by_email(f"{local}@{DOMAIN}")
    assert account is not None  # made by people.populate
    return reader(account.person)
