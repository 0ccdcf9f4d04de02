"""Rules about the points of the proposed decision: alone, one action each, rightly spelt, with owner and day."""

import re
from collections.abc import Iterator

from casework.documents.writing.dates import names_some_day
from casework.documents.writing.remarks import Content, Remark, Surroundings, texts_of
from workflows import Reason
from workflows._assignment_rules import gives_assignment
from workflows._vocabulary import N_

_NOT_ALONE = re.compile(
    r"\benligt (?:(?:det |detta |nedan|ovan|bilagda |bifogade )?(?:föreliggande|ovan(?:stående)?|nedan(?:stående)?"
    r"|liggande|förslaget|förslag)|förvaltningens förslag)\b[^.,;]{0,20}|\bse (?:ovan|nedan)\b|\bovanstående\b",
    re.IGNORECASE,
)
_VERBS = (
    r"(?:uppdra|uppdrar|besluta|beslutar|godkänna|godkänner|anta|antar|avslå|avslår|bevilja|beviljar|föreslå|föreslår"
    r"|förklara|förklarar|ge|ger|utse|utser|upphäva|upphäver|överlämna|överlämnar|fastställa|fastställer)"
)
_TWO_ACTIONS = re.compile(rf"\bsamt\b|\boch (?:att )?(?:\w+ ){{0,2}}{_VERBS}\b", re.IGNORECASE)
_MISSPELT = re.compile(r"\bförslå(s|r)?\b|\bföreslåss\b|\bbesluter\b|\buppdrager\b", re.IGNORECASE)
_RIGHT = {"förslås": "föreslås", "förslår": "föreslår", "förslå": "föreslå", "föreslåss": "föreslås"}
_RIGHT |= {"besluter": "beslutar", "uppdrager": "uppdrar"}
_AFTER_UPPDRA = re.compile(
    r"\buppdra\b[^.]{0,300}?\b(?:samt|och) (?P<verb>lämnar|redovisar|återkommer|utreder|gör|tar|undersöker|visar"
    r"|återrapporterar|ser)\b",
    re.IGNORECASE,
)
_OWNER = (
    re.compile(
        r"\buppdra[rs]?\s+(?:åt|till)\s+(?P<owner>[\wåäöÅÄÖ -]{2,80}?)(?=\s+(?:att|och att|senast)\b|[.,;]|\Z)",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<owner>[\wåäöÅÄÖ -]{2,80}?)\s+(?:får|ges|lämnas|tilldelas)\s+i\s+uppdrag\b", re.IGNORECASE),
    re.compile(
        r"\b(?:ge|ger|lämna|lämnar|tilldela|tilldelar)\s+(?P<owner>[\wåäöÅÄÖ -]{2,80}?)\s+i\s+uppdrag\b", re.IGNORECASE
    ),
    re.compile(
        r"\bi\s+uppdrag\s+(?:åt|till)\s+(?P<owner>[\wåäöÅÄÖ -]{2,80}?)(?=\s+(?:att|och att|senast)\b|[.,;]|\Z)",
        re.IGNORECASE,
    ),
)
_MONEY = re.compile(
    r"\b(?:\d[\d\s]*(?:tkr|kr|kronor|mnkr|mkr)|bidrag\w*|anslag\w*|medel|budget\w*|avgift\w*|kostnad\w*|ersättning\w*)\b",
    re.IGNORECASE,
)
_SPENDING = re.compile(
    r"\b(?:utök\w*|ök\w*|höj\w*|bevilja\w*|anslå\w*|tillskjut\w*|betala\w*|avsätt\w*|köp\w*|investera\w*)\b",
    re.IGNORECASE,
)
_FINANCED = re.compile(
    r"\bfinansieras\b|\bfinansiering(?:en)? (?:sker|görs|av|via|genom)\b|\bmedel anvisas\b|\btas (?:ur|från)\b"
    r"|\binom (?:(?:befintlig|beslutad|given|ordinarie|tilldelad)\w* |\w+s )(?:\w*ram(?:en|ar)?|budget(?:en)?)\b"
    r"|\binom budgetram\w*|\beget kapital\b|\bomfördel\w*",
    re.IGNORECASE,
)
_COMMON = frozenset({"den", "det", "för", "till", "och", "att", "med", "som", "ska", "åt", "av", "i", "på", "chef"})
_COMMON |= {"chefen", "kommunens", "förvaltningen"}

_LONGEST = 5_000
"""Of a point; a longer one is no point, and its end is not judged."""

ALONE = N_("”%(words)s” går inte att förstå när punkten står ensam i protokollet. Skriv ut vad som avses.")
ONE = N_("Punkten innehåller mer än en åtgärd (”%(words)s”). Dela den i flera punkter.")
SPELT = N_("Det står ”%(words)s”. Ska det vara ”%(right)s”?")
FORM = N_("Efter ”uppdra” står verbet i grundform: ”%(right)s” i stället för ”%(words)s”.")
NO_OWNER = N_("Uppdraget säger inte vem som ska utföra det.")
NO_DAY = N_("Uppdraget har ingen dag då det ska vara klart.")
NOT_FINANCED = N_(
    "Förslaget innebär en utgift, men texten säger inte hur den finansieras (kommunallagen 11 kap. 15 §)."
)
NOT_SENT = N_("%(owner)s får ett uppdrag men finns inte bland mottagarna.")

_INFINITIVE = {
    "lämnar": "lämna",
    "redovisar": "redovisa",
    "återkommer": "återkomma",
    "utreder": "utreda",
    "gör": "göra",
    "tar": "ta",
    "undersöker": "undersöka",
    "visar": "visa",
    "återrapporterar": "återrapportera",
    "ser": "se",
}


def understood_alone(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """A point is pasted into the minutes, where nothing stands above it."""
    for place, point in _points(content):
        if found := _NOT_ALONE.search(point):
            yield Remark("alone", place, Reason(ALONE, {"words": found[0].strip()}))


def one_action(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """One action in each point, so that each can be voted on."""
    for place, point in _points(content):
        if found := _TWO_ACTIONS.search(point):
            yield Remark("one_action", place, Reason(ONE, {"words": found[0]}))


def rightly_spelt(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """The verbs that decide are spelt right (C-44)."""
    for place, point in _points(content):
        for found in _MISSPELT.finditer(point):
            yield Remark("spelling", place, Reason(SPELT, {"words": found[0], "right": _RIGHT[found[0].lower()]}))
        if found_verb := _AFTER_UPPDRA.search(point):
            verb = found_verb["verb"]
            yield Remark("spelling", place, Reason(FORM, {"words": verb, "right": _INFINITIVE[verb.lower()]}))


def assignment_whole(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """An assignment has an owner and a day (R-135), and its owner gets the decision."""
    for place, point in _points(content):
        if not gives_assignment(point):
            continue
        owner = owner_of(point)
        if not owner:
            yield Remark("assignment_owner", place, Reason(NO_OWNER))
        elif beside.recipients and not _among(owner, beside.recipients):
            yield Remark("recipient_missing", "recipients", Reason(NOT_SENT, {"owner": owner[:1].upper() + owner[1:]}))
        if not names_some_day(point):
            yield Remark("assignment_day", place, Reason(NO_DAY))


def financed(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """An expense says how it is financed (R-86)."""
    spending = [place for place, point in _points(content) if _MONEY.search(point) and _SPENDING.search(point)]
    if not spending and not beside.more_money:
        return
    if not any(_FINANCED.search(text) for _, text in texts_of(content, beside)):
        yield Remark("financing", spending[0] if spending else "proposal", Reason(NOT_FINANCED))


def owner_of(point: str) -> str:
    """Who is to do what the point assigns; "" where it does not say."""
    text = " ".join(point.split())
    found = next((found for pattern in _OWNER if (found := pattern.search(text))), None)
    return found["owner"].strip() if found else ""


def _among(owner: str, recipients: tuple[str, ...]) -> bool:
    """Whether a recipient has a word of the owner's, inflected or not ("socialförvaltningen", "Socialchef")."""
    words = {word[:6] for word in owner.casefold().split() if word not in _COMMON}
    return not words or any(word[:6] in words for name in recipients for word in name.casefold().split())


def _points(content: Content) -> list[tuple[str, str]]:
    return [
        (f"proposal-{number}", " ".join(point[:_LONGEST].split())) for number, point in enumerate(content["proposal"])
    ]
