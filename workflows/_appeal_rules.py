"""Predicates over appeals: what an authority may do with one, and what is noted of who tries it."""

from datetime import date

from workflows._engine import Reason, alternative, asking
from workflows._facts import AppealFacts, Facts
from workflows._vocabulary import APPEAL_OUTCOME, APPEAL_OUTCOMES, DAY, LONG_TEXT, N_, PLACE, TEXT, Ask

LEGALITY_REVIEW, ADMINISTRATIVE_APPEAL = "legality_review", "administrative_appeal"
LATE, WRONG_PLACE = "late", "wrong_place"
ORDINARY = AppealFacts(LEGALITY_REVIEW, "in_time", date.min)
"""What the rules say where no appeal is judged: as of one in time."""

BY_JUDGES_OF_LAW = ("rejected", "dismissed", "withdrawn", "annulled_in_part", "annulled")
"""What a court may find in a legality review: it never puts another decision in the place of one (KL 13:8)."""


@alternative
def came_elsewhere(facts: Facts) -> Reason | None:
    """Only what came to somebody else has yet to come to the right one."""
    if _of(facts).verdict == WRONG_PLACE:
        return None
    return Reason(N_("Överklagandet har redan kommit till rätt ställe."))


@asking(Ask("day", DAY, N_("Kom dit den")), Ask("place", PLACE, N_("Kom till")))
def arrived_somewhere(facts: Facts) -> Reason | None:
    """It counts from the day on which it reached one of the two who may take it."""
    return _on_a_day(facts) or _said(facts, "place", N_("Ange vart överklagandet kom."))


@alternative
def lies_where_it_is_tried(facts: Facts) -> Reason | None:
    """What came straight to who tries it is there already."""
    return None if _of(facts).at_instance else Reason(N_("Överklagandet ligger inte hos den som prövar det."))


@asking(
    Ask("day", DAY, N_("Yttrandets dag")),
    Ask(
        "text",
        LONG_TEXT,
        N_("Yttrandet"),
        N_(
            "Ett yttrande över ett överklagat beslut av nämnden i dess helhet, eller av fullmäktige, beslutas av "
            "nämnden (kommunallagen 6 kap. 38 §)."
        ),
    ),
)
def statement_given(facts: Facts) -> Reason | None:
    """The authority's own statement has its day and its words."""
    return _on_a_day(facts) or _said(facts, "text", N_("Skriv yttrandet."))


@alternative
def came_right(facts: Facts) -> Reason | None:
    """What came to somebody else is not the authority's to hand on."""
    if _of(facts).verdict != WRONG_PLACE:
        return None
    return Reason(N_("Anteckna först vilken dag överklagandet kom till rätt ställe."))


@alternative
def not_for_us_to_dismiss(facts: Facts) -> Reason | None:
    """An administrative appeal that came too late is dismissed, not handed on (FL 45 §); in legality review it is."""
    appeal = _of(facts)
    if appeal.route != ADMINISTRATIVE_APPEAL or appeal.verdict != LATE:
        return None
    return Reason(N_("Överklagandet kom in för sent. Avvisa det (förvaltningslagen 45 §)."))


@asking(
    Ask("day", DAY, N_("Överlämnat den")),
    Ask("whom", TEXT, N_("Till vem"), N_("Till exempel Förvaltningsrätten i Jönköping.")),
    Ask("text", LONG_TEXT, N_("Vad som lämnades över"), N_("Överklagandet, beslutet, yttrandet och andra handlingar.")),
)
def handed_over(facts: Facts) -> Reason | None:
    """To whom it was handed on, on which day, and with what."""
    return (
        _on_a_day(facts)
        or _said(facts, "whom", N_("Skriv vem överklagandet lämnades till."))
        or _said(facts, "text", N_("Skriv vad som lämnades över."))
    )


@alternative
def by_the_authority(facts: Facts) -> Reason | None:
    """In legality review the authority neither dismisses nor corrects: that is the court's (KL 13, FL 2 §)."""
    if _of(facts).route == ADMINISTRATIVE_APPEAL:
        return None
    return Reason(N_("Vid laglighetsprövning avgör domstolen. Lämna över överklagandet, också när det kom för sent."))


@alternative
def came_late(facts: Facts) -> Reason | None:
    """The authority dismisses only what came too late; on what else hinders it, who tries it decides (FL 47 §)."""
    if _of(facts).verdict == LATE:
        return None
    return Reason(N_("Överklagandet kom inte för sent. Bara det som kom för sent avvisas av den som beslutade."))


@asking(Ask("day", DAY, N_("Beslutets dag")), Ask("text", LONG_TEXT, N_("Skäl för avvisningen")))
def dismissed_for_a_reason(facts: Facts) -> Reason | None:
    """Who appealed learns why, and may appeal that too."""
    return _on_a_day(facts) or _said(facts, "text", N_("Skriv varför överklagandet avvisas."))


@asking(
    Ask("day", DAY, N_("Beslutets dag")),
    Ask("text", LONG_TEXT, N_("Det ändrade beslutet"), N_("Det lämnas över tillsammans med överklagandet.")),
)
def corrected_by_a_decision(facts: Facts) -> Reason | None:
    """Changed by a new decision, before the appeal is handed over (FL 37–39 §§)."""
    return _on_a_day(facts) or _said(facts, "text", N_("Skriv hur beslutet ändrades."))


@asking(Ask("day", DAY, N_("Återkallat den")), Ask("text", LONG_TEXT, N_("Hur det återkallades")))
def withdrawn_in_words(facts: Facts) -> Reason | None:
    """Who appealed has said that he does no longer."""
    return _on_a_day(facts) or _said(facts, "text", N_("Skriv hur överklagandet återkallades."))


@alternative
def no_stay_asked(facts: Facts) -> Reason | None:
    """Asked for once; again when it was refused or has ended."""
    if _of(facts).stay in ("", "refused", "ended"):
        return None
    return Reason(N_("Inhibition är redan begärd."))


@alternative
def stay_not_granted(facts: Facts) -> Reason | None:
    """It may be granted unasked too, but not twice."""
    return Reason(N_("Beslutet är redan inhiberat.")) if _of(facts).stay == "granted" else None


@alternative
def stay_asked(facts: Facts) -> Reason | None:
    """Refused is what was asked for."""
    return None if _of(facts).stay == "asked" else Reason(N_("Ingen har begärt inhibition."))


@alternative
def stay_granted(facts: Facts) -> Reason | None:
    """What ends has been."""
    return None if _of(facts).stay == "granted" else Reason(N_("Beslutet är inte inhiberat."))


@asking(Ask("day", DAY, N_("Dag")))
def on_a_day(facts: Facts) -> Reason | None:
    """What is noted has its day."""
    return _on_a_day(facts)


@asking(
    Ask("outcome", APPEAL_OUTCOME, N_("Utgång")),
    Ask("day", DAY, N_("Avgörandets dag")),
    Ask("whom", TEXT, N_("Vem som avgjorde")),
    Ask("number", TEXT, N_("Målnummer"), N_("Till exempel 1234-26.")),
)
def judged_in_a_case(facts: Facts) -> Reason | None:
    """What was found, when, by whom, under which number."""
    outcome = facts.given.get("outcome", "")
    if outcome not in APPEAL_OUTCOMES:
        return Reason(N_("Välj hur överklagandet avgjordes."))
    if _of(facts).route == LEGALITY_REVIEW and outcome not in BY_JUDGES_OF_LAW:
        return Reason(
            N_("Vid laglighetsprövning ersätts beslutet inte av ett annat (kommunallagen 13 kap. 8 §). Välj upphävt.")
        )
    return (
        _on_a_day(facts)
        or _said(facts, "whom", N_("Skriv vem som avgjorde överklagandet."))
        or _said(facts, "number", N_("Skriv domstolens målnummer."))
    )


@asking(
    Ask("day", DAY, N_("Överklagat den")),
    Ask("whom", TEXT, N_("Till vilken instans")),
    Ask("text", LONG_TEXT, N_("Av vem"), N_("Motparten, eller kommunen själv.")),
)
def appealed_further(facts: Facts) -> Reason | None:
    """What was found is appealed in its turn: by either side."""
    return (
        _since_judged(facts)
        or _said(facts, "whom", N_("Skriv till vilken instans avgörandet överklagades."))
        or _said(facts, "text", N_("Skriv vem som överklagade."))
    )


@asking(
    Ask("day", DAY, N_("Avgörandet fick laga kraft den")),
    Ask("text", LONG_TEXT, N_("Vad den som avgjorde svarade"), N_("Vem du frågade, vilken dag och vad svaret var.")),
)
def judgment_stands(facts: Facts) -> Reason | None:
    """What was found is final itself, as who found it has answered: until then it may be appealed further."""
    return _since_judged(facts) or _said(facts, "text", N_("Skriv vem du frågade, vilken dag och vad svaret var."))


def _of(facts: Facts) -> AppealFacts:
    return facts.appeal or ORDINARY


def _said(facts: Facts, name: str, sentence: str) -> Reason | None:
    return None if facts.given.get(name, "").strip() else Reason(sentence)


def _on_a_day(facts: Facts, since: date | None = None, before: str = "") -> Reason | None:
    """A day that has been, not before the appeal came, nor before `since`."""
    try:
        day = date.fromisoformat(facts.given.get("day", ""))
    except ValueError:
        return Reason(N_("Ange dagen, till exempel 2026-11-30."))
    if day > facts.today:
        return Reason(N_("Dagen har inte varit än."))
    if day < _of(facts).received_on:
        return Reason(N_("Överklagandet kom in senare än så."))
    return Reason(before) if since is not None and day < since else None


def _since_judged(facts: Facts) -> Reason | None:
    return _on_a_day(facts, _of(facts).judged_on, N_("Överklagandet avgjordes senare än så."))
