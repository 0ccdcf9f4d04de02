"""Predicates over minutes: are they whole, by which day, who may sign, what hinders that they are approved."""

from datetime import date

from workflows._engine import Reason, asking
from workflows._facts import Facts
from workflows._vocabulary import DAY, LONG_TEXT, N_, Ask


def nothing_missing(facts: Facts) -> Reason | None:
    """What the check of the minutes found must be put right before anybody is asked to sign."""
    minutes = facts.minutes
    if minutes is None or not minutes.missing:
        return None
    text = N_("Protokollet kan inte lämnas för justering än. Förkontrollen har %(count)s kvar att rätta.")
    return Reason(text, {"count": len(minutes.missing)})


@asking(Ask("note", LONG_TEXT, N_("Skäl"), N_("Skälet syns för dem som undertecknar, och i historiken.")))
def reason_told(facts: Facts) -> Reason | None:
    """Who has signed, or is about to, reads why the text is another, or is not to be signed."""
    if facts.given.get("note", "").strip():
        return None
    return Reason(N_("Skriv skälet, så att de som undertecknar förstår."))


def _is_late(facts: Facts) -> bool:
    return facts.minutes is not None and facts.today > facts.minutes.latest_day


@asking(
    Ask("last_day", DAY, N_("Justeras senast"), N_("Lagens sista dag är fjorton dagar efter sammanträdet.")),
    Ask(
        "late_reason",
        LONG_TEXT,
        N_("Varför protokollet justeras för sent"),
        N_("Lagens sista dag har passerat. Orsaken sparas med protokollet."),
        when=_is_late,
    ),
)
def last_day_fits(facts: Facts) -> Reason | None:
    """The day until when the signers are asked: not past, and within fourteen days of the meeting (KL 5:69, R-103).

    Where that day is over, a later one is taken with the reason why.
    """
    minutes = facts.minutes
    if minutes is None:
        return None
    try:
        day = date.fromisoformat(facts.given.get("last_day", ""))
    except ValueError:
        return Reason(N_("Ange den dag då protokollet senast ska vara justerat."))
    if day < facts.today:
        return Reason(N_("Dagen har redan varit. Ange i dag eller en senare dag."))
    if day > minutes.latest_day and not _is_late(facts):
        return Reason(
            N_("Protokollet ska vara justerat senast %(day)s, fjorton dagar efter sammanträdet."),
            {"day": minutes.latest_day.isoformat()},
        )
    if _is_late(facts) and not facts.given.get("late_reason", "").strip():
        return Reason(N_("Lagens sista dag har passerat. Skriv varför protokollet justeras för sent."))
    return None


def asked_to_sign(facts: Facts) -> Reason | None:
    """Only who led the meeting, kept the minutes or was chosen to approve them signs (R-104)."""
    if facts.minutes is not None and facts.actor.id in facts.minutes.signers:
        return None
    return Reason(N_("Protokollet undertecknas av den som ledde sammanträdet, sekreteraren och de valda justerarna."))


def not_signed_yet(facts: Facts) -> Reason | None:
    """Who has signed the text as it stands signs it once."""
    if facts.minutes is None or facts.actor.id not in facts.minutes.signed:
        return None
    return Reason(N_("Du har redan undertecknat den här texten."))


def text_as_read(facts: Facts) -> Reason | None:
    """The signature is on the text that the signer has read in full, and on no other."""
    if facts.minutes is None or facts.given.get("content_hash") == facts.minutes.content_hash:
        return None
    return Reason(N_("Texten har ändrats sedan du läste den. Läs den på nytt och underteckna sedan."))


def signed_by_all(facts: Facts) -> Reason | None:
    """Approved are minutes that everybody who was asked has signed as they stand."""
    minutes = facts.minutes
    if minutes is None or not (left := set(minutes.signers) - set(minutes.signed)):
        return None
    return Reason(N_("Underskrifter saknas: %(count)s."), {"count": len(left)})


def nothing_disputed(facts: Facts) -> Reason | None:
    """A refusal, or a disagreement on what was decided, is settled first (R-105)."""
    if facts.minutes is None or not facts.minutes.objections:
        return None
    text = N_("%(who)s har invänt mot protokollet. Bemöt invändningen, eller låt nästa sammanträde avgöra den.")
    return Reason(text, {"who": list(facts.minutes.objections)})


def is_correction(facts: Facts) -> Reason | None:
    """A correction may be dropped; the minutes of a meeting never."""
    if facts.minutes is None or facts.minutes.is_correction:
        return None
    return Reason(N_("Bara en rättelse kan avbrytas. Protokollet från ett sammanträde ska justeras."))
