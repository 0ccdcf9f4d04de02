"""Who may demand an extra meeting: KL (2017:725) 5 kap. 12 § and 6 kap. 23 § (R-03)."""

from casework.law.bodies import ASSEMBLY
from casework.law.thresholds import minority
from workflows._vocabulary import N_

CHAIR, THIRD, BOARD = "chair", "third", "executive"
DEMANDERS = {
    CHAIR: N_("ordföranden"),
    THIRD: N_("en tredjedel av ledamöterna"),
    BOARD: N_("styrelsen"),
}


def not_demanded(kind: str, by: str, *, demanding: int, members: int) -> str | None:
    """Why a body of that kind with so many members need not meet on that demand, as a sentence; None where it may.

    The chair, a third of the members (`demanding` of them), and in the assembly the executive committee.
    """
    if by not in DEMANDERS:
        return N_("Ange vem som har begärt det extra sammanträdet.")
    if by == BOARD and kind != ASSEMBLY:
        return N_("Styrelsen kan begära ett extra sammanträde bara med fullmäktige (kommunallagen 5 kap. 12 §).")
    if by == THIRD and demanding < minority(max(1, members)):
        return N_(
            "Minst en tredjedel av ledamöterna behöver begära sammanträdet (kommunallagen 5 kap. 12 § och "
            "6 kap. 23 §). Skriv namnen på dem som har gjort det."
        )
    return None
