"""How a decision is appealed, where the appeal is sent, and whether it came in time (R-111, R-114).

Legality review (laglighetsprövning), KL (2017:725) 13 kap.: any member of the municipality, within three weeks from the
notice, to the administrative court. Administrative appeal (förvaltningsbesvär), FL (2017:900) 40–47 §§: where another
law says so (KL 13:3), by whom it concerns, within three weeks from his own receipt, to the authority that decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from casework.law.bodies import ASSEMBLY, KINDS
from workflows._vocabulary import N_

LEGALITY_REVIEW, ADMINISTRATIVE_APPEAL, NOT_APPEALABLE = "legality_review", "administrative_appeal", "not_appealable"
ROUTES: Mapping[str, str] = MappingProxyType(
    {
        LEGALITY_REVIEW: N_("Laglighetsprövning"),
        ADMINISTRATIVE_APPEAL: N_("Förvaltningsbesvär"),
        NOT_APPEALABLE: N_("Kan inte överklagas"),
    }
)

AUTHORITY, INSTANCE, ELSEWHERE = "authority", "instance", "elsewhere"
PLACES = (AUTHORITY, INSTANCE, ELSEWHERE)
"""Where an appeal may arrive: at the municipality, region or association that decided (of a joint committee any of
them), at who tries it (in legality review the administrative court), or at somebody else."""

IN_TIME, LATE, WRONG_PLACE = "in_time", "late", "wrong_place"
FILED_AT: Mapping[str, str] = MappingProxyType({LEGALITY_REVIEW: INSTANCE, ADMINISTRATIVE_APPEAL: AUTHORITY})
"""Where an appeal is to be filed, by its route (KL 13:4, FL 43 §)."""


@dataclass(frozen=True)
class Nature:
    """What a decision is, as far as the right to appeal asks.

    `preparing`, `executing`: purely so, which a person judges. `special_rules`: another law says how, or that not.
    `correction`: a clerical error is put right, and nothing is decided (R-134).
    """

    preparing: bool = False
    executing: bool = False
    special_rules: bool = False
    correction: bool = False


ORDINARY = Nature()


@dataclass(frozen=True)
class Arrival:
    """What an appeal is by its day and place, and to whom it is handed on; None where it has come to the right one."""

    verdict: str
    forward_to: str | None


def routes(kind: str, nature: Nature = ORDINARY) -> tuple[str, ...]:
    """The routes that a decision of a body of that kind may have; the first where nobody has said otherwise.

    The assembly's decisions are all open to legality review (KL 13:2 § 1); those of a board, a committee or who decides
    for it are not when they purely prepare or execute (§ 2–3). Where another law has rules on appeal they hold instead,
    and may say that there is none (13:3). A body that never decides has nothing to appeal. That the board of a
    coordination association is open to legality review is inferred (lag 2003:1210 28 §, not read).
    """
    if nature.correction or not KINDS[kind].decides:
        return (NOT_APPEALABLE,)
    if nature.special_rules:
        return (ADMINISTRATIVE_APPEAL, NOT_APPEALABLE)
    if kind != ASSEMBLY and (nature.preparing or nature.executing):
        return (NOT_APPEALABLE,)
    return (LEGALITY_REVIEW,)


def not_that_route(route: str, kind: str, nature: Nature = ORDINARY) -> str | None:
    """Why such a decision is not appealed that way, as a sentence; None where it may be."""
    if route in routes(kind, nature):
        return None
    reasons = (
        (route not in ROUTES, N_("Ange hur beslutet överklagas.")),
        (nature.correction, N_("En rättelse av ett skrivfel är inget nytt beslut och kan inte överklagas.")),
        (not KINDS[kind].decides, N_("Organet fattar inga beslut, så det finns inget att överklaga.")),
        (
            nature.special_rules,
            N_("En annan lag säger hur beslutet överklagas: det laglighetsprövas inte (kommunallagen 13 kap. 3 §)."),
        ),
        (
            route == ADMINISTRATIVE_APPEAL,
            N_("Förvaltningsbesvär gäller bara där en annan lag säger det (kommunallagen 13 kap. 3 §)."),
        ),
        (
            route == LEGALITY_REVIEW,
            N_("Ett beslut som bara förbereder eller verkställer kan inte överklagas (kommunallagen 13 kap. 2 §)."),
        ),
        (True, N_("Beslutet kan laglighetsprövas (kommunallagen 13 kap. 2 §).")),
    )
    return next(sentence for holds, sentence in reasons if holds)


def judge(route: str, received_on: date, place: str, last_day: date | None, *, told_how: bool = True) -> Arrival:
    """What an appeal is that was received on that day at that place.

    `last_day`: the last to appeal, for the one who appeals; None where no period has run out, since the notice is not
    posted or was not there all the while, or he has not been told of the decision.

    Legality review: in time also at the municipality (KL 13:6), which hands it on; whether one is too late the court
    says. Administrative appeal: in time also at who tries it (FL 45 § 2), and never late where the authority has not
    told rightly how (`told_how`, FL 45 § 1); the authority dismisses what is late, and hands on the rest (FL 45–47 §§).
    What came elsewhere counts from the day on which it reaches one of the two. Raises ValueError for another word.
    """
    if route not in ROUTES or place not in PLACES:
        raise ValueError(f"no such route or place: {route}, {place}")
    if place == ELSEWHERE:
        return Arrival(WRONG_PLACE, FILED_AT.get(route, INSTANCE))
    onwards = INSTANCE if place == AUTHORITY else None
    if route == NOT_APPEALABLE:
        return Arrival(NOT_APPEALABLE, onwards)
    late = last_day is not None and received_on > last_day
    if route == LEGALITY_REVIEW:
        return Arrival(LATE if late else IN_TIME, onwards)
    late = late and told_how
    if place == INSTANCE:
        return Arrival(LATE if late else IN_TIME, AUTHORITY)
    return Arrival(LATE if late else IN_TIME, None if late else INSTANCE)
