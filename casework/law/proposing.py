"""Proposals, reservations and notes: who may make them, until when, and which are not put.

KL (2017:725) 4 kap. 27 § (reservation), 5 kap. 39 § (others who may propose in the assembly), 5 kap. 57 § (what the
chair shall or may refuse to put, in the assembly only, since 6:33 does not name it). R-55, R-70, R-72, R-77, R-78.
"""

from collections.abc import Sequence

from casework.law.serving import Place, serving

APPROVE, REJECT, CHANGE, ADDITION = "approve", "reject", "change", "addition"
DEFER, REMIT_BACK, ADJOURN = "defer", "remit_back", "adjourn"
CANDIDATE = "candidate"
KINDS = (APPROVE, REJECT, CHANGE, ADDITION, REMIT_BACK, DEFER, ADJOURN, CANDIDATE)

NEW_MATTER, UNLAWFUL = "new_matter", "unlawful"
SHALL, MAY = "shall", "may"

TEXT, REASON, ADDRESSEE = "text", "reason", "addressee"
ASKED = {CHANGE: (TEXT,), ADDITION: (TEXT,), CANDIDATE: (TEXT,), REMIT_BACK: (ADDRESSEE, REASON)}
"""What a proposal must say to be answerable with yes or no (KL 5:53): a remittal to whom, and why (R-70)."""


def may_propose(places: Sequence[Place], person_id: int, *, assembly: bool = False, invited: bool = False) -> bool:
    """Who serves at the matter; in the assembly also who has a right of his own to propose, `invited` (KL 5:39)."""
    return (assembly and invited) or any(place.person_id == person_id for place in serving(places))


def lacking(kind: str, *, text: str = "", reason: str = "", addressee: str = "") -> list[str]:
    """What a proposal of that kind must say and does not: TEXT, REASON, ADDRESSEE."""
    said = {TEXT: text, REASON: reason, ADDRESSEE: addressee}
    return [word for word in ASKED.get(kind, ()) if not said[word].strip()]


def refusal(ground: str, *, assembly: bool) -> str:
    """What the chair does with a proposal on that ground: SHALL or MAY refuse to put it, "" where he may not.

    KL 5:57: one that raises a new matter he shall refuse; an unlawful one he may. In other bodies he may neither.
    """
    if ground not in (NEW_MATTER, UNLAWFUL):
        raise ValueError(f"no ground to refuse a proposal: {ground}")
    return {NEW_MATTER: SHALL, UNLAWFUL: MAY}[ground] if assembly else ""


def may_overrule(ground: str) -> bool:
    """Whether the assembly may have a refused proposal put all the same: one called unlawful only (KL 5:57)."""
    return ground == UNLAWFUL


def may_reserve(*, took_part: bool, meeting_over: bool) -> bool:
    """Who took part in deciding may reserve himself against the decision, before the meeting ends (KL 4:27)."""
    return took_part and not meeting_over


def may_note(*, serves: bool, meeting_over: bool, allowed_others: bool = False) -> bool:
    """Who serves may have a note in the minutes, before the meeting ends. No right by law, but by custom (R-78).

    `allowed_others`: the assembly lets substitutes who do not serve have their opinion noted (KL 6:17).
    """
    return (serves or allowed_others) and not meeting_over
