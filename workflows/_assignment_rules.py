"""Assignments: which decided points give one, that each has an owner and a day, and the steps of the task itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import takewhile

from workflows._engine import Reason, Rule, asking
from workflows._facts import Facts
from workflows._meeting_rules import decided_points
from workflows._vocabulary import DAY, DECISION, LONG_TEXT, N_, TEXT, Ask

_GIVES = re.compile(
    r"\buppdra[rs]?\b"
    r"|\b(?:får|få|fick|ge|ger|ges|gav|gavs|lämnas?|lämnar|tilldelas?|tilldelar)\b[^.;]{0,160}?\bi uppdrag\b"
    r"|\bi uppdrag (?:åt|till)\b",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"^\W*(?:att )?(?:avslå|avslår|återkalla|återkallar|återta|återtar|upphäva|upphäver|avskriva|avskriver|avsluta"
    r"|avslutar|anse|anser|förklara|förklarar)\b"
    r"|\b(?:avslås|avslagen|avslaget|besvarad|besvarat|utan åtgärd|återkallas|återtas|upphävs|avskrivs|avslutas"
    r"|avslutat|avslutad)\W*$",
    re.IGNORECASE,
)
_LONGEST, _SHOWN = 5_000, 160
LONGEST_OWNER = 200


def gives_assignment(point: str) -> bool:
    """Whether the point orders somebody to do something ("uppdra åt", "får i uppdrag"), in any of its inflections.

    One that rejects such a proposal, or ends an assignment, gives none.
    """
    text = " ".join(point[:_LONGEST].split())
    return bool(_GIVES.search(text)) and not _TAKES_BACK.search(text)


def assigning(points: Sequence[str]) -> list[int]:
    """Which of the points give an assignment, by place from nought."""
    return [place for place, point in enumerate(points) if gives_assignment(point)]


OWNERS = (
    N_("Ansvarig för uppdraget"),
    N_("Ansvarig för det andra uppdraget"),
    N_("Ansvarig för det tredje uppdraget"),
    N_("Ansvarig för det fjärde uppdraget"),
    N_("Ansvarig för det femte uppdraget"),
    N_("Ansvarig för det sjätte uppdraget"),
    N_("Ansvarig för det sjunde uppdraget"),
    N_("Ansvarig för det åttonde uppdraget"),
)
DAYS = (
    N_("Uppdraget ska vara klart senast"),
    N_("Det andra uppdraget ska vara klart senast"),
    N_("Det tredje uppdraget ska vara klart senast"),
    N_("Det fjärde uppdraget ska vara klart senast"),
    N_("Det femte uppdraget ska vara klart senast"),
    N_("Det sjätte uppdraget ska vara klart senast"),
    N_("Det sjunde uppdraget ska vara klart senast"),
    N_("Det åttonde uppdraget ska vara klart senast"),
)
MOST = len(OWNERS)

NO_OWNER = N_("Ange vem som ansvarar för uppdraget.")
NO_DUE = N_("Ange vilken dag uppdraget ska vara klart, till exempel 2026-11-30.")
NO_OWNER_OF = N_("Ange vem som ansvarar för uppdrag %(number)s i beslutet.")
NO_DUE_OF = N_("Ange vilken dag uppdrag %(number)s i beslutet ska vara klart, till exempel 2026-11-30.")
PAST = N_("Dagen har redan varit. Ange en dag framåt i tiden.")
TOO_MANY = N_("Beslutet ger fler än %(most)s uppdrag. Dela det på flera punkter på föredragningslistan.")


def suffix(number: int) -> str:
    """What follows "owner" and "due" in the name of a field: nothing for the first, _2 for the second."""
    return f"_{number + 1}" if number else ""


def given_assignments(given: Mapping[str, str]) -> list[tuple[str, str]]:
    """Owner and ISO day of each assignment that was filled in, in order; it ends with the first that lacks either."""
    pairs = ((given.get(f"owner{suffix(n)}", "").strip(), given.get(f"due{suffix(n)}", "")) for n in range(MOST))
    return list(takewhile(all, pairs))


def assigned(*, own_text: bool = False, always: bool = False) -> Rule:
    """The rule that each assignment of the decision has an owner and a day (R-135).

    `own_text`: what is decided is what the actor writes, not what is proposed. `always`: the decision gives an
    assignment even where its points do not say so.
    """

    def points(facts: Facts) -> Sequence[str]:
        if own_text and "text" in facts.given:
            return decided_points(facts.given["text"])
        return facts.meeting.proposal if facts.meeting and facts.meeting.proposal else facts.report.points

    def count(facts: Facts) -> int:
        return max(len(assigning(points(facts))), int(always))

    @asking(*(ask for number in range(MOST) for ask in _asks(number, count, points, always=always)))
    def assignment_given(facts: Facts) -> Reason | None:
        """Every assignment has an owner and a day; a day that has passed is none."""
        many = count(facts)
        if many > MOST:
            return Reason(TOO_MANY, {"most": MOST})
        lacks = (_lacking(facts, number, alone=many == 1) for number in range(many))
        return next((reason for reason in lacks if reason is not None), None)

    return assignment_given


def _asks(
    number: int, count: Callable[[Facts], int], points: Callable[[Facts], Sequence[str]], *, always: bool
) -> tuple[Ask, Ask]:
    """What is asked for of the assignment of that number; the first of a decision that always gives one, always."""

    def there(facts: Facts) -> bool:
        return count(facts) > number

    def said(facts: Facts) -> str:
        texts = points(facts)
        places = assigning(texts)
        return _short(texts[places[number]]) if number < len(places) else ""

    when = None if always and number == 0 else there
    help_ = N_("Den funktion eller person som ska utföra uppdraget.")
    return (
        Ask(f"owner{suffix(number)}", TEXT, OWNERS[number], help_, when=when, about=said),
        Ask(f"due{suffix(number)}", DAY, DAYS[number], when=when),
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"


def _lacking(facts: Facts, number: int, *, alone: bool) -> Reason | None:
    owner = facts.given.get(f"owner{suffix(number)}", "").strip()
    named = {} if alone else {"number": number + 1}
    if not owner:
        return Reason(NO_OWNER if alone else NO_OWNER_OF, named)
    if len(owner) > LONGEST_OWNER:
        return Reason(N_("Namnet på den ansvariga är för långt: högst %(max)s tecken."), {"max": LONGEST_OWNER})
    try:
        day = date.fromisoformat(facts.given.get(f"due{suffix(number)}", ""))
    except ValueError:
        return Reason(NO_DUE if alone else NO_DUE_OF, named)
    return Reason(PAST) if day < facts.today else None


# The steps of the task itself (workflows/procedures/assignment.py)


@asking(Ask("note", LONG_TEXT, N_("Återrapport"), N_("Vad som är gjort och vad det har lett till.")))
def report_written(facts: Facts) -> Reason | None:
    """What is reported back is written."""
    return None if facts.given.get("note", "").strip() else Reason(N_("Skriv vad som är gjort."))


@asking(Ask("note", LONG_TEXT, N_("Skäl"), N_("Skälet syns i uppdragets historik.")))
def change_reasoned(facts: Facts) -> Reason | None:
    """A change of what was given says why."""
    return None if facts.given.get("note", "").strip() else Reason(N_("Skriv skälet."))


@asking(Ask("due", DAY, N_("Ny dag")))
def another_day(facts: Facts) -> Reason | None:
    """The new day lies ahead and is later than the one that holds."""
    try:
        day = date.fromisoformat(facts.given.get("due", ""))
    except ValueError:
        return Reason(N_("Ange dagen, till exempel 2026-11-30."))
    if day < facts.today:
        return Reason(PAST)
    if facts.assignment is not None and day <= facts.assignment.due:
        return Reason(N_("Uppdraget kan bara förlängas: ange en senare dag än den som gäller."))
    return None


@asking(Ask("owner", TEXT, N_("Ny ansvarig"), N_("En funktion i katalogen, eller en person.")))
def another_owner(facts: Facts) -> Reason | None:
    """It is handed over to somebody else."""
    owner = facts.given.get("owner", "").strip()
    if not owner:
        return Reason(N_("Ange vem som tar över uppdraget."))
    if facts.assignment is not None and owner.casefold() == facts.assignment.owner.casefold():
        return Reason(N_("%(owner)s ansvarar redan för uppdraget."), {"owner": facts.assignment.owner})
    return None


@asking(Ask("decision", DECISION, N_("Beslutet som avslutar uppdraget"), N_("Paragrafen i organets protokoll.")))
def written_off_by_decision(facts: Facts) -> Reason | None:
    """What a body gave ends by a decision of that body."""
    if facts.assignment is not None and facts.given.get("decision", "") in facts.assignment.decisions:
        return None
    return Reason(N_("Välj det beslut av organet som avslutar uppdraget."))
