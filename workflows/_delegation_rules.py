"""Predicates over what is decided for a body: by whom in urgent matters, how it is kept, and that the body is told.

As in _rules: None when the rule holds, else the reason in plain words.
"""

from workflows._engine import Reason, alternative, asking, looking_at
from workflows._facts import Facts
from workflows._vocabulary import (
    AT_DELEGATION,
    AT_MEETING,
    AT_URGENCY,
    DELEGATED,
    LONG_TEXT,
    N_,
    URGENT_POINT,
    YES,
    Ask,
)


def _some_lacks(facts: Facts) -> bool:
    return facts.delegation is not None and bool(facts.delegation.lacks)


@looking_at(AT_DELEGATION)
@asking(
    Ask(
        "own_minutes",
        YES,
        N_("Beslutet protokollförs särskilt och tillkännages"),
        N_("Behövs om punkten säger att beslutet inte anmäls till organet. Beslutets PDF är då dess protokoll."),
        when=_some_lacks,
        optional=True,
    )
)
def own_minutes_kept(facts: Facts) -> Reason | None:
    """What is not reported and open to legality review has minutes of its own (KL 6:40, 7:8, R-120)."""
    lacks = facts.delegation.lacks.get(facts.given.get("rule_point", "")) if facts.delegation else None
    return Reason(lacks) if lacks and facts.given.get("own_minutes") != "yes" else None


@alternative
@looking_at(AT_URGENCY)
def urgent_to_actor(facts: Facts) -> Reason | None:
    """In an urgent matter the chair, or the member whom the body has named, decides for it (KL 6:39, R-87)."""
    urgency = facts.urgency
    if urgency is None or not urgency.points:
        text = N_(
            "Delegationsordningen för %(body)s ger dig inte rätt att besluta i brådskande ärenden. Det får bara "
            "ordföranden eller en ledamot som har utsetts (kommunallagen 6 kap. 39 §)."
        )
        return Reason(text, {"body": urgency.body_name if urgency else facts.case.body_name})
    above = {name.casefold() for name in urgency.above}
    for number, name in enumerate(facts.report.point_bodies, start=1):
        if name.casefold() in above:
            text = N_("Punkt %(number)s ska beslutas av %(body)s, också när det brådskar.")
            return Reason(text, {"number": number, "body": name})
    return None


@looking_at(AT_MEETING)
def meeting_not_begun(facts: Facts) -> Reason | None:
    """A meeting that has begun with the case on its agenda need not be awaited."""
    if facts.meeting is None or not facts.meeting.present:
        return None
    return Reason(N_("Sammanträdet där ärendet står har börjat. Låt det besluta."))


@looking_at(AT_URGENCY)
@asking(
    Ask("rule_point", URGENT_POINT, N_("Beslutet fattas med stöd av"), N_("Punkten i delegationsordningen.")),
    Ask(
        "note",
        LONG_TEXT,
        N_("Varför organets sammanträde inte kan avvaktas"),
        N_("Skälet står i beslutet och i ärendets historik."),
    ),
)
def urgency_reasoned(facts: Facts) -> Reason | None:
    """The decision names the point that gives the right, and says why the body cannot be awaited (KL 6:39)."""
    if facts.urgency is None or facts.given.get("rule_point", "") not in facts.urgency.points:
        return Reason(N_("Välj en punkt i delegationsordningen som gäller brådskande ärenden och ger dig rätten."))
    if not facts.given.get("note", "").strip():
        return Reason(N_("Skriv varför organets sammanträde inte kan avvaktas."))
    return None


@looking_at(AT_MEETING)
def delegated_stands(facts: Facts) -> Reason | None:
    """A reported decision is a decision already: the body cannot undo it by not approving the report (R-122)."""
    if facts.meeting is None or facts.meeting.item_kind != DELEGATED:
        return None
    return Reason(
        N_(
            "Organet kan inte upphäva ett delegationsbeslut genom att avslå anmälan av det. Det kan återkalla "
            "delegationen för framtiden: avsluta punkten i delegationsordningen. Anteckna anmälan till protokollet."
        )
    )


@looking_at(AT_MEETING)
def urgent_not_put_off(facts: Facts) -> Reason | None:
    """The report of an urgent decision is not deferred: it is due at this meeting (KL 6:40)."""
    if facts.meeting is None or facts.meeting.item_kind != DELEGATED or not facts.meeting.urgent:
        return None
    text = N_(
        "Anmälan kan inte bordläggas: brådskande beslut ska anmälas på det här sammanträdet (kommunallagen 6 kap. 40 "
        "§): %(names)s."
    )
    return Reason(text, {"names": list(facts.meeting.urgent)})


def urgent_reported(facts: Facts) -> Reason | None:
    """The body's next meeting is told of what was decided for it in urgent matters before it ends (KL 6:40, R-87)."""
    if facts.meeting is None or not facts.meeting.urgent:
        return None
    text = N_(
        "Brådskande beslut är inte anmälda: %(names)s. De ska anmälas på närmast följande sammanträde (kommunallagen "
        "6 kap. 40 §). För in punkten Delegationsbeslut, och lägg till den om den inte står på listan."
    )
    return Reason(text, {"names": list(facts.meeting.urgent)})
