"""Who approves minutes: KL (2017:725) 5 kap. 65, 69 and 72 §§, 6 kap. 35 § (R-103 to R-105).

The chair answers for the minutes (5:65); how they are approved the assembly has decided (5:69). Custom has the chair
and one approver, in the assembly two, and the secretary signs what he has written; `bodies.Rules.approver_count` is
the body's own rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CHAIR, APPROVER, SECRETARY = "chair", "approver", "secretary"
SIGNERS = (SECRETARY, CHAIR, APPROVER)
"""In the order in which they are asked: the one who wrote, the one who led, those who approve."""

NOTED, NEXT_MEETING = "noted", "next_meeting"


@dataclass(frozen=True)
class Signature:
    """One who has signed, and as what. Who led the meeting signs as chair, also a vice chair."""

    person_id: int
    role: str


def lacking(signatures: Sequence[Signature], *, approver_count: int = 1) -> Mapping[str, int]:
    """How many signatures are still wanting, by role; nothing where the minutes are approved (R-104).

    Who signs twice counts once, and the chair is not his own approver. Raises ValueError for fewer than one approver,
    and for a role that does not sign.
    """
    if approver_count < 1:
        raise ValueError("at least one approves beside the chair")
    if unknown := {row.role for row in signatures} - set(SIGNERS):
        raise ValueError(f"these do not sign: {', '.join(sorted(unknown))}")
    signed = {role: {row.person_id for row in signatures if row.role == role} for role in SIGNERS}
    signed[APPROVER] -= signed[CHAIR]
    wanted = {SECRETARY: 1, CHAIR: 1, APPROVER: approver_count}
    return {role: number - len(signed[role]) for role, number in wanted.items() if len(signed[role]) < number}


def on_disagreement(*, material: bool) -> str:
    """What follows where chair and approver do not agree on the words (R-105, practice).

    Both are noted; where it touches what was decided, the body settles it at its next meeting.
    """
    return NEXT_MEETING if material else NOTED
