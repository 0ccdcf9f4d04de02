"""What one without a seat may do at a meeting: KL (2017:725) 4:28, 5:39, 6:26, 7:10–17 (R-46, R-55)."""

from dataclasses import dataclass

from workflows._vocabulary import N_

STAFF, EXPERT, OBSERVER, COUNCILLOR, OFFICIAL, AUDITOR = (
    "staff",
    "expert",
    "observer",
    "councillor",
    "official",
    "auditor",
)


@dataclass(frozen=True)
class Rights:
    """What he may do beside being there: take part in the debate, make proposals, have his opinion in the minutes."""

    label: str
    debates: bool = False
    proposes: bool = False
    noted: bool = False


GUESTS = {
    STAFF: Rights(N_("personalföreträdare"), debates=True, noted=True),  # 7:13–14
    EXPERT: Rights(N_("sakkunnig"), debates=True),  # 6:26: when the committee has called him
    OBSERVER: Rights(N_("insynsplats")),  # 4:28
    COUNCILLOR: Rights(N_("kommunalråd"), debates=True, proposes=True),  # 5:39
    OFFICIAL: Rights(N_("tjänsteperson"), debates=True),  # 6:26
    AUDITOR: Rights(N_("revisor"), debates=True),  # 5:39
}
NO_STAFF = frozenset({"executive_committee"})
"""The staff has no representatives there (7:10)."""
STAFF_MOST = 3
"""How many of the staff may be there (7:12)."""


def guest_refused(kind: str, body_kind: str, already: int) -> str:
    """Why one of that kind may not be there, `already` being how many of the kind are; "" when he may.

    7:10: none of the staff in the executive committee; 7:12: at most three.
    """
    if kind == STAFF and body_kind in NO_STAFF:
        return N_("Personalföreträdare får inte närvara i kommunstyrelsen (kommunallagen 7 kap. 10 §).")
    if kind == STAFF and already >= STAFF_MOST:
        return N_("Högst tre personalföreträdare får närvara (kommunallagen 7 kap. 12 §).")
    return ""
