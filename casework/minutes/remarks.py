"""What is said of the minutes while they are approved: comments, refusals, disagreements (R-105). Callers commit."""

from casework import audit, clock
from casework.database import db
from casework.meetings.queries import keeps_minutes
from casework.minutes.models import COMMENT, MATERIAL, NOTED, REFUSAL, REMARKS, Minutes, MinutesRemark
from casework.minutes.queries import asked_of, decisions_in, newest, remarks_of
from casework.minutes.signing import approve_if_signed
from casework.permissions import Reader
from casework.web import bounded
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

LABELS = {
    COMMENT: N_("Synpunkt på texten"),
    NOTED: N_("Avvikande mening, som antecknas"),
    MATERIAL: N_("Oenighet om vad som beslutades"),
    REFUSAL: N_("Undertecknar inte"),
}


def remark(  # a remark is that much
    minutes: Minutes, kind: str, text: str, *, actor: Reader, key: str, decision_id: int | None = None
) -> MinutesRemark:
    """What the actor says of the minutes, whose row the caller holds, or of one paragraph. The same form makes one.

    Refused: for who is neither asked to sign nor keeps the minutes; a comment on what is approved; no words. A refusal
    or a disagreement on what was decided hinders the approval until the secretary has answered it.
    """
    before = next((row for row in remarks_of(minutes.id) if row.key == key), None)
    if before is not None:
        return before
    decisions = decisions_in(minutes)
    signers = asked_of(minutes, newest(minutes.id), decisions)
    if actor.person_id not in signers and not keeps_minutes(actor, minutes.meeting):
        raise StepRefused([Reason(N_("Synpunkter lämnas av dem som ska underteckna protokollet."))])
    if minutes.state != "approving":
        raise StepRefused([Reason(N_("Protokollet är inte ute för justering."))])
    if kind not in REMARKS or (kind != COMMENT and actor.person_id not in signers):
        raise StepRefused([Reason(N_("Välj vad du vill säga om protokollet."))])
    if not text.strip():
        raise StepRefused([Reason(N_("Skriv vad du vill säga."))])
    if decision_id is not None and decision_id not in {row.id for row in decisions}:
        raise StepRefused([Reason(N_("Paragrafen finns inte i protokollet."))])
    row = MinutesRemark(
        minutes_id=minutes.id,
        decision_id=decision_id,
        person_id=actor.person_id,
        kind=kind,
        text=bounded(text.strip()),
        key=key,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    ids = {"authority_id": minutes.authority_id, "actor_id": actor.person_id}
    audit.record("minutes_remark", **ids, minutes=minutes.id, remark=row.id, kind=kind)
    return row


def answer(minutes: Minutes, row: MinutesRemark, text: str, *, actor: Reader) -> bool:
    """The secretary answers, once: how it was settled. Whether the minutes are approved by it.

    A disagreement on what was decided is settled by the body itself at its next meeting; the answer says where.
    """
    if row.answered_at is not None:
        return minutes.state == "approved"
    if not keeps_minutes(actor, minutes.meeting):
        raise StepRefused([Reason(N_("Synpunkter besvaras av sekreteraren."))])
    if not text.strip():
        raise StepRefused([Reason(N_("Skriv vad som blev av synpunkten."))])
    if row.kind == REFUSAL and row.person_id in asked_of(minutes, newest(minutes.id), ()):
        raise StepRefused(
            [
                Reason(
                    N_("Välj en annan justerare i stället för den som inte undertecknar, eller låt personen skriva på.")
                )
            ]
        )
    row.answered_at, row.answered_by_id, row.answer = clock.now(), actor.person_id, bounded(text.strip())
    db.session.flush()
    ids = {"authority_id": minutes.authority_id, "actor_id": actor.person_id}
    audit.record("minutes_remark_answered", **ids, minutes=minutes.id, remark=row.id)
    return minutes.state == "approving" and approve_if_signed(minutes)
