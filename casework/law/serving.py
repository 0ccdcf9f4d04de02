"""Who serves at one matter, who leads it, and how many must serve: the roll, less who may not or does not take part.

KL 2017:725. A substitute serves for a member who is hindered (5:17, 6:17). Who is disqualified neither takes part in
the handling nor is present at it (5:47, 6:30). The assembly may handle a matter although disqualification leaves too
few (5:46); a board or a committee may not, since 6:27-33 say nothing of the kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casework.law.quorum import quorum

LEADERS = ("chair", "vice_chair")
SUBSTITUTE = "substitute"

PARTY, REPRESENTATIVE, SUPERVISION, OTHER = "party", "representative", "supervision", "other"
GROUNDS = (PARTY, REPRESENTATIVE, SUPERVISION, OTHER)
"""What may disqualify a member of a board (KL 6:28), in the order of the paragraph's points."""
PERSONAL, ACCOUNTABLE = "personal", "accountable"
ASSEMBLY_GROUNDS = (PERSONAL, ACCOUNTABLE)
"""What may disqualify a member of the assembly: what concerns him or one close to him personally (5:47); being to
account when discharge or auditors are decided (5:48), and then he may still take part in the debate (5:49)."""


def grounds_at(*, assembly: bool) -> tuple[str, ...]:
    """The grounds that hold there (R-60, R-65): other ones in the assembly than in boards and committees."""
    return ASSEMBLY_GROUNDS if assembly else GROUNDS


@dataclass(frozen=True)
class Place:
    """One who has a seat, as he stands at one matter: by the roll, and by what was noted of this matter alone."""

    person_id: int
    role: str
    present: bool
    serving_for_id: int | None = None
    disqualified: bool = False
    away: bool = False

    @property
    def takes_part(self) -> bool:
        """There, and neither disqualified nor gone out."""
        return self.present and not self.disqualified and not self.away

    @property
    def is_member(self) -> bool:
        """Has a seat of his own, rather than one to step in from."""
        return self.role != SUBSTITUTE


def serving(places: Sequence[Place]) -> list[Place]:
    """Those who serve: members who take part, and for each that does not one substitute who steps in for him."""
    filled = {place.person_id for place in places if place.is_member and place.takes_part}
    members = {place.person_id for place in places if place.is_member}
    found = []
    for place in places:
        if place.takes_part and place.is_member:
            found.append(place)
        elif place.takes_part and place.serving_for_id in members - filled:
            filled.add(place.serving_for_id)
            found.append(place)
    return found


def empty_seats(places: Sequence[Place]) -> list[Place]:
    """The members whose seat nobody fills: those for whom a substitute may step in."""
    filled = {place.person_id if place.is_member else place.serving_for_id for place in serving(places)}
    return [place for place in places if place.is_member and place.person_id not in filled]


def idle(places: Sequence[Place]) -> list[Place]:
    """The substitutes who take part and serve for nobody: those who may step in."""
    busy = {place.person_id for place in serving(places)}
    return [place for place in places if not place.is_member and place.takes_part and place.person_id not in busy]


def presiding(places: Sequence[Place]) -> Place | None:
    """Who leads: the chair when he takes part, else the first vice chair who does; None where neither does."""
    for role in LEADERS:
        for place in places:
            if place.role == role and place.takes_part:
                return place
    return None


def needed(places: Sequence[Place], *, assembly: bool = False, vacant: int = 0) -> int:
    """How many must serve at this matter: more than half of the members (KL 5:45, 6:27), whoever is disqualified.

    `vacant`: seats of members that nobody holds; they are counted, since the body has that many. An assembly that is
    too few because of disqualification alone may handle the matter as it is (KL 5:46).
    """
    members = sum(place.is_member for place in places) + vacant
    most = quorum(members) if members else 1
    now = len(serving(places))
    otherwise = len(serving([replace(place, disqualified=False) for place in places]))
    return now if assembly and otherwise >= most > now > 0 else most


def back_too_soon(*, assembly: bool, alternating: bool = False) -> bool:
    """Whether a member who broke off, for another reason than disqualification, may not serve again the same day.

    Always in the assembly (KL 5:20, R-52); elsewhere as the body's rules say, which most copy from it: `alternating`
    where they allow that members and substitutes take turns.
    """
    return assembly or not alternating
