"""A slip in what is approved: a record of its own that points at the paragraph and never alters it (R-134)."""

from casework.database import db
from casework.meetings.models import Decision
from casework.meetings.queries import keeps_minutes
from casework.minutes.models import CORRECTION, Minutes
from casework.minutes.operations import make
from casework.minutes.queries import approved_in
from casework.permissions import Reader
from casework.web import bounded
from workflows import Reason, StepRefused
from workflows._vocabulary import N_


def correct(decision: Decision, text: str, *, actor: Reader, key: str) -> Minutes:
    """The draft of a correction of the paragraph, in words. The same form makes one.

    Only what is written or reckoned wrong is put right so; what is to be decided anew is decided. Refused: for others
    than the secretary, for what is not approved yet, without words.
    """
    before = db.session.query(Minutes).filter_by(key=key).one_or_none()
    if before is not None:
        return before
    if not keeps_minutes(actor, decision.meeting):
        raise StepRefused([Reason(N_("En rättelse skrivs av sekreteraren."))])
    if approved_in(decision.id) is None:
        raise StepRefused([Reason(N_("Paragrafen är inte justerad än. Ändra texten i utkastet i stället."))])
    if not text.strip():
        raise StepRefused([Reason(N_("Skriv vad som är fel och hur det ska vara."))])
    meeting = decision.item.meeting
    return make(
        meeting, CORRECTION, actor=actor, key=key, corrects_id=decision.id, correction=bounded(text.strip(), 5000)
    )
