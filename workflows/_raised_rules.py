"""Predicates about what is raised in the assembly: motions and citizens' proposals (KL 5:22–23, 5:35, 8:1)."""

from datetime import date

from workflows._engine import Reason, asking, looking_at
from workflows._facts import Facts
from workflows._vocabulary import ASSEMBLY, AT_ASSEMBLY, BODY, DAY, DECISION, N_, YES, Ask


def raiser_named(facts: Facts) -> Reason | None:
    """It is told who raised it."""
    if str(facts.report.fields.get("raised_by") or "").strip():
        return None
    return Reason(N_("Det står inte vem som har väckt ärendet. Skriv det under Redigera."))


@asking(
    Ask(
        "raised_on",
        DAY,
        N_("Väckt i fullmäktige den"),
        N_("Dagen för fullmäktiges sammanträde. Från den räknas ett år (kommunallagen 5 kap. 35 §)."),
    )
)
def raised_on_a_day(facts: Facts) -> Reason | None:
    """The year is counted from the day of the assembly's meeting, which has been."""
    try:
        day = date.fromisoformat(facts.given.get("raised_on", ""))
    except ValueError:
        return Reason(N_("Ange vilken dag ärendet väcktes, till exempel 2026-11-30."))
    return Reason(N_("Dagen har inte varit än. Ange den dag då ärendet väcktes.")) if day > facts.today else None


@looking_at(AT_ASSEMBLY)
def proposals_taken(facts: Facts) -> Reason | None:
    """Citizens raise matters only where the assembly has decided so (KL 8:1, R-02)."""
    if facts.assembly is not None and facts.assembly.takes_proposals:
        return None
    return Reason(
        N_(
            "Fullmäktige har inte beslutat att ta emot medborgarförslag (kommunallagen 8 kap. 1 §). Beslutet förs in "
            "bland fullmäktiges regler under Organ."
        )
    )


@looking_at(AT_ASSEMBLY)
def for_the_assembly(facts: Facts) -> Reason | None:
    """What was raised in the assembly is decided there, point by point, or by the committee that it was handed to."""
    assembly = facts.assembly
    if facts.case.body_kind == ASSEMBLY or assembly is None:
        return None
    if assembly.handed_over_to is not None and assembly.handed_over_to == facts.case.body_id:
        return None
    named = [name.casefold() for name in facts.report.point_bodies]
    if named and all(name == assembly.name.casefold() for name in named):
        return None
    text = N_("Ärendet ska beslutas av %(body)s. Skriv det vid varje punkt i förslaget till beslut, under Redigera.")
    return Reason(text, {"body": assembly.name})


@looking_at(AT_ASSEMBLY)
@asking(Ask("decision", DECISION, N_("Fullmäktiges beslut"), N_("Paragrafen i fullmäktiges protokoll.")))
def decided_by_assembly(facts: Facts) -> Reason | None:
    """What is the assembly's to decide is so by a paragraph of its minutes."""
    if facts.assembly is not None and facts.given.get("decision", "") in facts.assembly.decisions:
        return None
    return Reason(N_("Välj fullmäktiges beslut. Finns det inte i listan är det inte infört på ett sammanträde här."))


@looking_at(AT_ASSEMBLY)
@asking(Ask("committee", BODY, N_("Nämnd som ska besluta")))
def committee_chosen(facts: Facts) -> Reason | None:
    """A citizens' proposal is handed over to a committee of the municipality (KL 5:23)."""
    if facts.assembly is not None and facts.given.get("committee", "") in facts.assembly.committees:
        return None
    return Reason(N_("Välj den nämnd som ska besluta."))


@asking(
    Ask(
        "not_reserved",
        YES,
        N_("Ärendet är inte ett sådant som fullmäktige ska besluta självt"),
        N_("Ärenden av principiell beskaffenhet eller annars av större vikt får inte överlämnas."),
    )
)
def not_reserved(facts: Facts) -> Reason | None:
    """What KL 5:1 reserves for the assembly is not handed over (KL 5:23, R-02)."""
    if facts.given.get("not_reserved") == "yes":
        return None
    return Reason(
        N_(
            "Ett ärende som fullmäktige ska besluta självt får inte överlämnas till en nämnd (kommunallagen 5 kap. 1 "
            "och 23 §§)."
        )
    )
