"""Predicates about referrals: when one may be answered, extended or closed, and that a case is ready with one open."""

from datetime import date

from workflows._engine import Reason, asking, looking_at
from workflows._facts import Facts
from workflows._vocabulary import AT_REFERRALS, DAY, LONG_TEXT, N_, Ask

ASK_DAY = N_("Ange dagen, till exempel 2026-11-30.")


def _some_open(facts: Facts) -> bool:
    return bool(facts.open_referrals)


@looking_at(AT_REFERRALS)
@asking(
    Ask(
        "open_referrals",
        LONG_TEXT,
        N_("Varför ärendet går vidare fast en remiss inte är besvarad"),
        N_("Skälet syns i ärendets historik."),
        when=_some_open,
    )
)
def referrals_answered(facts: Facts) -> Reason | None:
    """A case is ready when everybody who was asked has answered, or somebody says why it goes on all the same."""
    if not facts.open_referrals or facts.given.get("open_referrals", "").strip():
        return None
    text = N_(
        "Remissen till %(names)s är inte besvarad. Vänta på svaret, återkalla remissen, eller skriv varför ärendet "
        "går vidare ändå."
    )
    return Reason(text, {"names": list(facts.open_referrals)})


def from_outside(facts: Facts) -> Reason | None:
    """Who has an account here answers himself; nobody answers for him."""
    if facts.referral is not None and facts.referral.outside:
        return None
    return Reason(N_("Svaret lämnas av den som fick remissen, på remissens egen sida."))


@asking(Ask("text", LONG_TEXT, N_("Svaret")))
def answer_written(facts: Facts) -> Reason | None:
    """An answer is a text, or a file."""
    if facts.given.get("text", "").strip() or facts.given.get("file", ""):
        return None
    return Reason(N_("Skriv svaret, eller bifoga det som en fil."))


@asking(Ask("received", DAY, N_("Svaret kom in den")))
def received_on_a_day(facts: Facts) -> Reason | None:
    """What came has its day: not ahead of us, and not before anybody was asked."""
    day = _day(facts, "received")
    if day is None:
        return Reason(ASK_DAY)
    if day > facts.today:
        return Reason(N_("Dagen har inte varit än. Ange den dag då svaret kom."))
    asked_on = facts.referral.asked_on if facts.referral else None
    if asked_on is not None and day < asked_on:
        return Reason(N_("Remissen skickades senare än så. Ange den dag då svaret kom."))
    return None


@asking(Ask("due", DAY, N_("Ny sista svarsdag")))
def later_day(facts: Facts) -> Reason | None:
    """Time is given, never taken: the new last day is ahead, and later than the one that was promised."""
    day = _day(facts, "due")
    if day is None:
        return Reason(ASK_DAY)
    if day <= facts.today:
        return Reason(N_("Den nya sista dagen ska ligga framåt i tiden."))
    if facts.referral is not None and facts.referral.due is not None and day <= facts.referral.due:
        return Reason(N_("Svarstiden kan bara förlängas: ange en senare dag än den nuvarande sista dagen."))
    return None


@asking(Ask("note", LONG_TEXT, N_("Skäl"), N_("Skälet syns för den som fick remissen och i remissens historik.")))
def withdrawal_reasoned(facts: Facts) -> Reason | None:
    """Who was asked learns why he need not answer."""
    return None if facts.given.get("note", "").strip() else Reason(N_("Skriv varför remissen återkallas."))


def last_day_passed(facts: Facts) -> Reason | None:
    """Until the last day has passed the answer may come."""
    due = facts.referral.due if facts.referral else None
    if due is not None and due < facts.today:
        return None
    return Reason(N_("Sista dagen har inte passerat än. Vänta på svaret, eller återkalla remissen."))


def _day(facts: Facts, name: str) -> date | None:
    try:
        return date.fromisoformat(facts.given.get(name, ""))
    except ValueError:
        return None
