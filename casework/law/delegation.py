"""What may not be decided for another: KL (2017:725) 5 kap. 1 §, 6 kap. 37–44 §§, 7 kap. 5–6 §§ (R-30 to R-33).

Hints by the words of a point. Words are no proof, so each is a warning that says why and what to do, never a refusal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workflows._vocabulary import N_

TO_BODY, TO_OFFICIAL, TO_MEMBER = "6 kap. 37 §", "7 kap. 5 §", "6 kap. 39 §"
PREPARATION = "6 kap. 41 §"
OF_WEIGHT = "6 kap. 38 § 1"


@dataclass(frozen=True)
class Known:
    """What is known of the case beside the words of the point."""

    citizen_proposal: bool = False
    exercises_authority: bool = False


@dataclass(frozen=True)
class Bar:
    """Why a point may be another's to decide. `text_sv` takes number, body and above, and `matter` where it has one."""

    paragraph: str
    text_sv: str
    matter: str = ""


NOTHING_MORE = Known()

MONEY = Bar(
    OF_WEIGHT,
    N_(
        "Punkt %(number)s binder kommunen ekonomiskt. Rör det verksamhetens omfattning får %(body)s inte besluta det "
        "på delegation (kommunallagen 6 kap. 38 § 1); låt %(above)s besluta."
    ),
)
GOALS = Bar(
    OF_WEIGHT,
    N_(
        "Punkt %(number)s gäller verksamhetens mål, inriktning, omfattning eller kvalitet. Det får %(body)s inte "
        "besluta på delegation (kommunallagen 6 kap. 38 § 1); låt %(above)s besluta."
    ),
)
TO_ASSEMBLY = Bar(
    "6 kap. 38 § 2",
    N_(
        "Punkt %(number)s är en framställning eller ett yttrande till fullmäktige. Det får %(body)s inte besluta på "
        "delegation (kommunallagen 6 kap. 38 § 2); låt %(above)s besluta."
    ),
)
ON_APPEAL = Bar(
    "6 kap. 38 § 2",
    N_(
        "Punkt %(number)s är ett yttrande över ett överklagat beslut. Är beslutet fullmäktiges, eller nämndens i dess "
        "helhet, får %(body)s inte yttra sig på delegation (kommunallagen 6 kap. 38 § 2); låt %(above)s besluta."
    ),
)
PRINCIPLE = Bar(
    "6 kap. 38 § 3",
    N_(
        "Punkt %(number)s kan vara myndighetsutövning av principiellt slag eller av större vikt. Det får %(body)s inte "
        "besluta på delegation (kommunallagen 6 kap. 38 § 3); låt %(above)s besluta."
    ),
)
CITIZEN = Bar(
    "6 kap. 38 § 4",
    N_(
        "Punkt %(number)s gäller ett medborgarförslag. Är det överlämnat till nämnden får %(body)s inte besluta det på "
        "delegation (kommunallagen 6 kap. 38 § 4); låt %(above)s besluta."
    ),
)
OTHER_LAW = Bar(
    "6 kap. 38 § 5",
    N_(
        "Punkt %(number)s kan gälla något som en annan lag inte låter delegera, eller bara till ett utskott "
        "(kommunallagen 6 kap. 38 § 5). Kontrollera lagen innan %(body)s beslutar; i tvekan, låt %(above)s besluta."
    ),
)
ASSEMBLYS = N_(
    "Punkt %(number)s ser ut att gälla %(matter)s. Det beslutar fullmäktige (kommunallagen %(paragraph)s). "
    "Skriv punkten som ett förslag till fullmäktige."
)


def _beginning(*words: str) -> re.Pattern[str]:
    """Any word that begins so; a blank stands for the rest of a word and the next."""
    return re.compile(r"\b(?:" + "|".join(word.replace(" ", r"\w* ") for word in words) + ")")


def _within(*parts: str) -> re.Pattern[str]:
    """Any of these, also within a word."""
    return re.compile("|".join(parts))


# A hint is several patterns that stand in one sentence, in any order; each is searched by itself, so in linear time.
Hint = tuple[re.Pattern[str], ...]

_RAISES = _beginning(
    *("höj", "öka", "ökning", "utök", "bevilj", "anslå", "avsätt", "tillskjut", "tillför", "skjut till"),
    *("betala", "finansier", "satsa", "satsning", "garanter"),
)
_MONEY = _within(
    "bidrag|tillskott|anslag|avgift|budget|kostnad", r"\b(?:medel|medlen|ramen?|kronor|kr|[tm]n?kr|miljon)"
)
_COMMITS: tuple[Hint, ...] = (
    (_RAISES, _MONEY),
    (_beginning("borgen"),),
    (_beginning("ta ", "tar ", "tas "), _within(r"\blån(?:et)?\b")),
)
_GOALS: tuple[Hint, ...] = (
    (_within(r"(?<!i )\bmål(?:en|et)?\b", r"(?<!i den )\bomfattning", "kvalitet|målsättning"),),
    (_beginning("inriktning", "ambitionsnivå", "riktlinje", "verksamhetsplan"),),
)
_TO_ASSEMBLY: tuple[Hint, ...] = (
    (
        _beginning("föreslå", "förslag", "framställning", "yttra", "hemställ", "begär", "överlämn"),
        _within("fullmäktige"),
    ),
)
_APPEALED: tuple[Hint, ...] = ((_beginning("yttra"), _within("överklag|laglighetspröv", r"rätten\b")),)
_PRINCIPLE: tuple[Hint, ...] = ((_beginning("myndighetsutövning", "principiell"),),)
_CITIZEN: tuple[Hint, ...] = ((_beginning("medborgarförslag"),),)
_OTHER_LAW: tuple[Hint, ...] = (
    (_beginning("tvångsvård", "omhänderta", "adoption"),),
    (_within(r"\blv[um]\b", "får inte delegeras"),),
)
_CITED = re.compile(r"\b6 kap\.\s?38 § ?(?:p ?)?([1-5])")
_TASK: tuple[Hint, ...] = (
    (
        _beginning("uppdra"),
        _beginning(
            *("utred", "se över", "ses över", "översyn", "kartlägg", "undersök", "bered", "analys", "belys", "pröva"),
            *("ta fram", "återkom", "redovisa", "underlag", "utvärder"),
        ),
    ),
)

_CHANGES = _beginning("fastställ", "anta", "ändra", "höj", "öka", "utök", "sänk", "minska")
_CHOOSES = _beginning("val av", "välj")
_ASSEMBLYS: tuple[tuple[Hint, str, str], ...] = (
    ((_beginning("mål och riktlinje"),), "5 kap. 1 § 1", N_("mål och riktlinjer för verksamheten")),
    ((_CHANGES, _within("budget")), "5 kap. 1 § 2", N_("budget, skatt eller en annan viktig ekonomisk fråga")),
    (
        (
            _within(
                "skattesats|tilläggsbudget|investeringsbudget", r"\b(?:kommunal|region)?skatt(?:en)?\b", r"\bborgen"
            ),
        ),
        "5 kap. 1 § 2",
        N_("budget, skatt eller en annan viktig ekonomisk fråga"),
    ),
    ((_within(r"\btax(?:an?|or|orna)\b"),), "5 kap. 1 § 2", N_("en taxa")),
    ((_within("nämndorganisation"),), "5 kap. 1 § 3", N_("nämndernas organisation")),
    ((_CHOOSES, _within("ledam|ersättare"), _within("nämnd")), "5 kap. 1 § 4", N_("val till en nämnd")),
    ((_CHOOSES, _within("revisor")), "5 kap. 1 § 5", N_("val av revisorer")),
    ((_within("arvode"), _within("förtroendeval")), "5 kap. 1 § 6", N_("arvoden till förtroendevalda")),
    ((_beginning("årsredovisning", "ansvarsfrihet"),), "5 kap. 1 § 7", N_("årsredovisning eller ansvarsfrihet")),
    ((_beginning("folkomröstning"),), "5 kap. 1 § 8", N_("en folkomröstning")),
    ((_within(r"\bextra val\b"),), "5 kap. 1 § 9", N_("extra val till fullmäktige")),
    ((_beginning("förbundsordning"),), "5 kap. 1 §", N_("en förbundsordning")),
    ((_beginning("reglemente"),), "6 kap. 44 §", N_("nämndernas reglementen")),
)


def bars(text: str, known: Known = NOTHING_MORE) -> list[Bar]:
    """What in the point may not be delegated (KL 6:38 first paragraph 1–5), by its words; [] when nothing tells.

    A task to review binds nobody and sets no goal: its sentences are not asked about point 1.
    """
    every, deciding = _sentences(text), _deciding(text)
    cited = {int(number) for number in _CITED.findall("\n".join(every))}
    found = [
        (MONEY, 1 in cited or _tells(deciding, _COMMITS)),
        (GOALS, _tells(deciding, _GOALS)),
        (TO_ASSEMBLY, 2 in cited or _tells(every, _TO_ASSEMBLY)),
        (ON_APPEAL, _tells(every, _APPEALED)),
        (PRINCIPLE, 3 in cited or known.exercises_authority or _tells(every, _PRINCIPLE)),
        (CITIZEN, 4 in cited or known.citizen_proposal or _tells(every, _CITIZEN)),
        (OTHER_LAW, 5 in cited or _tells(every, _OTHER_LAW)),
    ]
    return list({bar.paragraph: bar for bar, told in reversed(found) if told}.values())[::-1]  # one a paragraph


def assembly_matters(text: str) -> list[Bar]:
    """What in the point is the assembly's (KL 5:1, 6:44), by its words; [] for what is put to it as a proposal."""
    if _tells(_sentences(text), _TO_ASSEMBLY):
        return []
    deciding = _deciding(text)
    found = [Bar(paragraph, ASSEMBLYS, matter) for hint, paragraph, matter in _ASSEMBLYS if _tells(deciding, [hint])]
    return list({bar.paragraph: bar for bar in found}.values())


def is_preparation(text: str) -> bool:
    """Whether the point gives the task to review or to draft something, which a committee may do as preparation."""
    return _tells(_sentences(text), _TASK)


def _deciding(text: str) -> list[str]:
    """The sentences that are not a task to review."""
    return [sentence for sentence in _sentences(text) if not _tells([sentence], _TASK)]


def _tells(sentences: Sequence[str], hints: Sequence[Hint]) -> bool:
    """Whether one of the hints stands whole in one of the sentences."""
    return any(all(part.search(sentence) for part in hint) for sentence in sentences for hint in hints)


def _sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=[.!?;])\s+|\n\s*\n", text)
    return [" ".join(part.casefold().split()) for part in parts if part.strip()]
