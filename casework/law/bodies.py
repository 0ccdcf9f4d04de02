"""Kinds of bodies and what the law says of each: KL (2017:725) 5–6 kap.

What the law leaves open is a body's own rule (`Rules`), with the value that holds where nobody has said otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from workflows._vocabulary import N_

OWN, DELEGATED, NEVER = "own", "delegated", "never"
"""Whether a body decides: of its own, what another has delegated to it (KL 6:37, 6:41), or not at all."""

ASSEMBLY = "assembly"


@dataclass(frozen=True)
class Kind:
    """A kind of body: what it is called, and whether it decides."""

    code: str
    label: str
    power: str

    @property
    def decides(self) -> bool:
        """Whether a matter may be put to it to be decided."""
        return self.power != NEVER


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            Kind(ASSEMBLY, N_("Fullmäktige"), OWN),
            Kind("executive_committee", N_("Styrelse i kommun eller region"), OWN),
            Kind("committee", N_("Nämnd"), OWN),
            Kind("board", N_("Styrelse i förbund"), OWN),
            Kind("working_committee", N_("Utskott"), DELEGATED),
            Kind("presidium", N_("Presidium"), DELEGATED),
            Kind("assembly_drafting_committee", N_("Fullmäktigeberedning"), NEVER),
            Kind("preparation_group", N_("Beredningsgrupp av tjänstepersoner"), NEVER),
            Kind("steering_group", N_("Styrgrupp"), NEVER),
            Kind("member_consultation", N_("Medlemssamråd"), NEVER),
            Kind("outside_body", N_("Organ utanför myndigheten"), NEVER),
        )
    }
)
"""In the order in which they are offered."""

OWN_POWER = frozenset(code for code, kind in KINDS.items() if kind.power == OWN)
"""Kinds that decide of their own; every other decides at most what a body has delegated to it (KL 6:37, 6:41)."""

PartyOrders = Mapping[str, tuple[str, ...]]
NO_ORDERS: PartyOrders = MappingProxyType({})


@dataclass(frozen=True)
class Rules:
    """What holds for a body on a day.

    `members`, `substitutes`: how many seats it has, None for as many as somebody holds. `notice_days`: from the summons
    to the meeting, None where nothing is said (R-44). `party_orders`: for a party, whose substitutes step in after its
    own, in order (R-53). `alternating_service`: a substitute and a member may take turns within a meeting (R-52).
    `substitute_notes`: a substitute who does not serve may have his opinion noted (KL 6:17, R-78). `citizen_proposals`:
    the assembly takes citizens' proposals (KL 8:1, R-02).
    """

    members: int | None = None
    substitutes: int | None = None
    notice_days: int | None = None
    approver_count: int = 1
    remote_allowed: bool = False
    alternating_service: bool = False
    open_meetings: bool = False
    substitute_notes: bool = False
    citizen_proposals: bool = False
    party_orders: PartyOrders = field(default_factory=lambda: NO_ORDERS)


ASSEMBLY_NOTICE = 7
_USUAL = Rules()
_ASSEMBLYS = replace(_USUAL, notice_days=ASSEMBLY_NOTICE, approver_count=2, open_meetings=True)


def default_rules(kind: str) -> Rules:
    """What holds for a body of that kind that has no rules of its own.

    The assembly is summoned a week ahead (KL 5:13, 5:15) and meets in public (KL 5:42); that two approve its minutes is
    custom (KL 5:69 leaves it to the assembly). For the others the law has no time (KL 6:23), they meet behind closed
    doors unless the assembly has said otherwise (KL 6:25), and one approves.
    """
    return _ASSEMBLYS if kind == ASSEMBLY else _USUAL


def against_the_law(kind: str, rules: Rules) -> list[tuple[str, str]]:
    """What such a body may not have: the name of the rule, and a sentence with the paragraph."""
    if kind != ASSEMBLY:
        text = N_("Medborgarförslag väcks i fullmäktige och ingen annanstans (kommunallagen 5 kap. 22 §).")
        return [("citizen_proposals", text)] if rules.citizen_proposals else []
    found = []
    if rules.notice_days is None or rules.notice_days < ASSEMBLY_NOTICE:
        text = N_("Fullmäktige kallas minst sju dagar före sammanträdet (kommunallagen 5 kap. 13 och 15 §§).")
        found.append(("notice_days", text))
    if rules.alternating_service:
        text = N_("Växeltjänstgöring är inte tillåten i fullmäktige (kommunallagen 5 kap. 17–20 §§).")
        found.append(("alternating_service", text))
    if not rules.open_meetings:
        text = N_("Fullmäktiges sammanträden är offentliga (kommunallagen 5 kap. 42 §).")
        found.append(("open_meetings", text))
    return found
