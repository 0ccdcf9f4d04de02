"""How a decision is appealed, where a person has judged it (R-114). Callers commit."""

from casework import audit, clock
from casework.database import db
from casework.law.appeals import Nature, not_that_route
from casework.meetings.models import Decision
from casework.meetings.queries import keeps_minutes
from casework.minutes.models import DecisionRoute, Minutes
from casework.minutes.operations import change
from casework.minutes.queries import decisions_in, only_prepares, routes_of
from casework.permissions import Reader
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

NATURES = {
    "preparing": N_("Beslutet bara förbereder ett annat beslut"),
    "executing": N_("Beslutet bara verkställer ett annat beslut"),
    "special_rules": N_("En annan lag säger hur beslutet överklagas"),
}
"""What a person may judge a decision to be, beside what follows from the meeting."""


def set_route(minutes: Minutes, decision: Decision, route: str, natures: list[str], *, actor: Reader, why: str) -> None:
    """Say how the paragraph is appealed; the row of the minutes is held. While they are signed it needs its reason.

    Refused: for others than the secretary, for what is approved, for a route that the law does not give it.
    """
    if not keeps_minutes(actor, minutes.meeting):
        raise StepRefused([Reason(N_("Hur beslutet överklagas anges av sekreteraren."))])
    if decision.id not in {row.id for row in decisions_in(minutes)}:
        raise StepRefused([Reason(N_("Paragrafen finns inte i protokollet."))])
    if minutes.state not in ("draft", "approving"):
        raise StepRefused([Reason(N_("Protokollet är justerat. Det ändras inte, men kan rättas."))])
    natures = [name for name in natures if name in NATURES]
    nature = Nature(**dict.fromkeys(natures, True) | ({"preparing": True} if only_prepares(decision) else {}))
    if reason := not_that_route(route, minutes.meeting.body.kind, nature):
        raise StepRefused([Reason(reason)])
    if routes_of([decision])[decision.id] == route:
        return
    db.session.add(
        DecisionRoute(
            decision_id=decision.id, route=route, nature=natures, set_by_id=actor.person_id, set_at=clock.now()
        )
    )
    db.session.flush()
    ids = {"authority_id": minutes.authority_id, "actor_id": actor.person_id}
    audit.record("appeal_route_set", **ids, case_id=decision.case_id, decision=decision.id, route=route)
    if minutes.state == "approving":
        change(minutes, actor=actor, why=why)
