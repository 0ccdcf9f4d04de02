"""Predicates over Facts: None when the rule holds, else the reason in plain words with what to do about it.

The page, the POST, the API and the tests ask the same function. Rules marked `asking` judge what was filled in.
"""

from datetime import date

from workflows._engine import Reason, alternative, asking, looking_at
from workflows._facts import Facts
from workflows._vocabulary import (
    AT_CONDITION,
    AT_DELEGATION,
    AT_DISPATCH,
    DAY,
    DELEGATION,
    LONG_TEXT,
    N_,
    Ask,
)


def own_case(facts: Facts) -> Reason | None:
    """Only the officer of the case acts on the draft."""
    if facts.actor.id is not None and facts.actor.id == facts.case.officer_id:
        return None
    return Reason(N_("Bara ärendets handläggare, %(officer)s, kan göra det här."), {"officer": facts.case.officer_name})


def not_own_report(facts: Facts) -> Reason | None:
    """Four eyes: the reviewer is not the author."""
    if facts.actor.id != facts.case.officer_id:
        return None
    return Reason(N_("Du kan inte granska din egen tjänsteskrivelse. Be en annan chef granska den."))


@alternative
def levels_remain(facts: Facts) -> Reason | None:
    """The body's review has levels left after the one that is judged now."""
    if len(facts.case.approved_by) + 1 < len(facts.case.review_levels):
        return None
    return Reason(N_("Det finns ingen nivå kvar efter den här. Godkänn tjänsteskrivelsen."))


@alternative
def last_level(facts: Facts) -> Reason | None:
    """The level that is judged now is the body's last; a body without levels has one review."""
    if len(facts.case.approved_by) + 1 >= len(facts.case.review_levels):
        return None
    level = facts.case.review_levels[len(facts.case.approved_by) + 1]
    return Reason(N_("Tjänsteskrivelsen ska också granskas av: %(level)s."), {"level": level.label})


def level_is_mine(facts: Facts) -> Reason | None:
    """Each level has a reviewer of its own: the title that the level names, and nobody twice."""
    done, levels = len(facts.case.approved_by), facts.case.review_levels
    if done < len(levels) and levels[done].title and levels[done].title.casefold() != facts.actor.title.casefold():
        values = {"level": levels[done].label, "title": levels[done].title}
        return Reason(N_("Den här granskningen (%(level)s) görs av den som har titeln %(title)s."), values)
    if facts.actor.id in facts.case.approved_by:
        return Reason(N_("Du har redan godkänt på en tidigare nivå. Nästa nivå granskas av någon annan."))
    return None


def text_as_approved(facts: Facts) -> Reason | None:
    """The text before the body is the one that was approved, by its content hash."""
    if facts.case.approved_hash and facts.case.approved_hash == facts.report.content_hash:
        return None
    return Reason(N_("Texten är inte den som granskades. Skicka tillbaka den och granska den igen."))


def report_complete(facts: Facts) -> Reason | None:
    """A report has title, proposed decision, summary, background and the body that is to decide (domain.md 1.3)."""
    missing = [
        label
        for label, present in (
            (N_("rubrik"), facts.report.title),
            (N_("förslag till beslut"), facts.report.points),
            (N_("sammanfattning"), facts.report.summary),
            (N_("beskrivning av ärendet"), any(text for _, text in facts.report.sections)),
            (N_("vilket organ som ska besluta"), facts.case.body_id),
        )
        if not present
    ]
    if not missing:
        return None
    return Reason(N_("Tjänsteskrivelsen saknar %(missing)s. Skriv det under Redigera."), {"missing": tuple(missing)})


def recipients_reachable(facts: Facts) -> Reason | None:
    """Every recipient of the decision can be reached by a channel that exists (R-132)."""
    if not facts.recipients:
        return Reason(N_("Beslutet har ingen mottagare. Lägg till minst en under Mottagare."))
    unbuilt = [recipient.name for recipient in facts.recipients if not recipient.built]
    if unbuilt:
        text = N_(
            "Det går inte att skicka till %(names)s på det sätt som är valt: det finns inte här än. "
            "Välj e-post, papper eller internt."
        )
        return Reason(text, {"names": unbuilt})
    lost = [recipient.name for recipient in facts.recipients if not recipient.address]
    if lost:
        one = N_("Mottagaren %(names)s saknar adress. Lägg till den under Mottagare.")
        many = N_("Mottagarna %(names)s saknar adress. Lägg till den under Mottagare.")
        return Reason(one if len(lost) == 1 else many, {"names": lost})
    wrong = next((recipient for recipient in facts.recipients if recipient.lacks), None)
    if wrong is not None:
        text = N_("Det går inte att skicka till %(name)s. %(lacks)s Rätta det under Mottagare.")
        return Reason(text, {"name": wrong.name, "lacks": wrong.lacks})
    return None


def _some_undelivered(facts: Facts) -> bool:
    return bool(facts.undelivered)


@looking_at(AT_DISPATCH)
@asking(
    Ask(
        "undelivered",
        LONG_TEXT,
        N_("Varför ärendet avslutas fast beslutet inte har nått alla"),
        N_("Skälet syns i ärendets historik."),
        when=_some_undelivered,
    )
)
def everybody_reached(facts: Facts) -> Reason | None:
    """A case ends when every recipient has got what was sent, or somebody says why it ends all the same."""
    if not facts.undelivered or facts.given.get("undelivered", "").strip():
        return None
    text = N_(
        "Beslutet har inte nått %(names)s. Rätta det under Expediering, eller skriv varför ärendet avslutas ändå."
    )
    return Reason(text, {"names": [name for name, _how in facts.undelivered]})


@asking(Ask("note", LONG_TEXT, N_("Skäl"), N_("Skälet syns i ärendets historik.")))
def reason_given(facts: Facts) -> Reason | None:
    """A step back or out says why."""
    return None if facts.given.get("note", "").strip() else Reason(N_("Skriv skälet, så att handläggaren förstår."))


def _above(facts: Facts) -> list[int]:
    """The points, by number, that a body above the case's is to decide."""
    above = {name.casefold() for name in facts.case.bodies_above}
    return [n for n, name in enumerate(facts.report.point_bodies, start=1) if name.casefold() in above]


@alternative
def body_decides(facts: Facts) -> Reason | None:
    """No point is for a body above this one (R-33)."""
    above = _above(facts)
    if not above:
        return None
    values = {"number": above[0], "body": facts.report.point_bodies[above[0] - 1]}
    return Reason(N_("Punkt %(number)s ska beslutas av %(body)s. Sätt upp ärendet för beredning."), values)


def body_may_decide(facts: Facts) -> Reason | None:
    """A group of officials, a consultation or a body outside the authority decides nothing (KL 6:37 names who may)."""
    if facts.case.body_may_decide:
        return None
    text = N_(
        "%(body)s fattar inga beslut. Skriv vid varje punkt i tjänsteskrivelsen vilket organ som ska besluta den, "
        "eller välj ett annat organ."
    )
    return Reason(text, {"body": facts.case.body_name})


@alternative
def body_prepares(facts: Facts) -> Reason | None:
    """Some point is for a body above this one, which therefore makes a proposal only (R-33, R-34)."""
    if _above(facts):
        return None
    return Reason(N_("Alla punkter beslutas av %(body)s. Sätt upp ärendet för beslut."), {"body": facts.case.body_name})


def _day_ahead(facts: Facts, name: str, missing: str) -> Reason | None:
    try:
        day = date.fromisoformat(facts.given.get(name, ""))
    except ValueError:
        return Reason(missing)
    return Reason(N_("Dagen har redan varit. Ange en dag framåt i tiden.")) if day < facts.today else None


def impact_assessed(facts: Facts) -> Reason | None:
    """What an assignment to review brings back holds an assessment of the consequences."""
    if any("konsekvens" in heading.casefold() and text for heading, text in facts.report.sections):
        return None
    return Reason(N_("Återrapporten saknar en konsekvensanalys. Lägg till den som ett avsnitt under Redigera."))


def amounts_given(facts: Facts) -> Reason | None:
    """A budget increase says what is paid today and what is proposed, and the proposed level is another."""
    missing = [
        label
        for name, label in (
            ("own_present", N_("kommunens bidrag i dag")),
            ("own_proposed", N_("kommunens bidrag enligt förslaget")),
        )
        if facts.report.fields.get(name) is None
    ]
    if missing:
        return Reason(N_("Beloppen saknas: %(missing)s. Skriv dem under Redigera."), {"missing": tuple(missing)})
    if facts.report.fields["own_present"] == facts.report.fields["own_proposed"]:
        return Reason(N_("Det föreslagna bidraget är detsamma som dagens. Rätta beloppen under Redigera."))
    return None


def condition_stated(facts: Facts) -> Reason | None:
    """A decision that waits for other parties says until when (R-85)."""
    if not facts.report.fields.get("parties"):
        return None
    try:
        due = date.fromisoformat(facts.report.fields.get("answer_day") or "")
    except ValueError:
        return Reason(N_("Beslutet har ett villkor men ingen svarsdag. Ange svarsdagen under Redigera."))
    if due < facts.today:
        return Reason(N_("Svarsdagen har redan varit. Skicka tillbaka tjänsteskrivelsen och ange en ny."))
    return None


@looking_at(AT_CONDITION)
def all_parties_agree(facts: Facts) -> Reason | None:
    """The decision takes effect when every other party has decided the same (R-85)."""
    if facts.condition is None:
        return Reason(N_("Beslutet har inget villkor."))
    waiting = [name for name, answer in facts.condition.answers if answer != "accepted"]
    return Reason(N_("Villkoret är inte uppfyllt: %(names)s."), {"names": waiting}) if waiting else None


@looking_at(AT_CONDITION)
def condition_failed(facts: Facts) -> Reason | None:
    """The decision lapses when a party says no, or another amount, or when the day has passed (R-85)."""
    if facts.condition is None:
        return Reason(N_("Beslutet har inget villkor."))
    answers = [answer for _name, answer in facts.condition.answers]
    if {"declined", "other_amount"} & set(answers):
        return None
    if "pending" in answers and facts.condition.due is not None and facts.condition.due < facts.today:
        return None
    return Reason(N_("Ingen part har sagt nej, och svarsdagen har inte passerat."))


@asking(
    Ask("note", LONG_TEXT, N_("Skäl"), N_("Skälet syns i ärendets historik.")),
    Ask("until", DAY, N_("Tas upp igen")),
)
def pause_reasoned(facts: Facts) -> Reason | None:
    """A pause says why, and until when."""
    if not facts.given.get("note", "").strip():
        return Reason(N_("Skriv varför ärendet vilar."))
    return _day_ahead(facts, "until", N_("Ange vilken dag ärendet tas upp igen, till exempel 2026-11-30."))


@alternative
@looking_at(AT_DELEGATION)
def delegated_to_actor(facts: Facts) -> Reason | None:
    """An official decides for a body only what the body has delegated to him (KL 6:37, 7:5), and nothing above it."""
    delegation = facts.delegation
    if delegation is None or not delegation.in_force:
        text = N_("%(body)s har ingen delegationsordning som gäller i dag. Låt organet besluta på ett sammanträde.")
        return Reason(text, {"body": delegation.body_name if delegation else facts.case.body_name})
    above = {name.casefold() for name in delegation.above}
    for number, name in enumerate(facts.report.point_bodies, start=1):
        if name.casefold() in above:
            text = N_("Punkt %(number)s ska beslutas av %(body)s och kan inte beslutas på delegation.")
            return Reason(text, {"number": number, "body": name})
    if delegation.points:
        return None
    text = N_(
        "Delegationsordningen för %(body)s ger dig inte rätt att besluta i ärendet. Låt organet besluta på ett "
        "sammanträde, eller be den som har delegationen."
    )
    return Reason(text, {"body": delegation.body_name})


@asking(Ask("rule_point", DELEGATION, N_("Beslutet fattas med stöd av"), N_("Punkten i delegationsordningen.")))
@looking_at(AT_DELEGATION)
def delegation_named(facts: Facts) -> Reason | None:
    """A decision by delegation names the point of the scheme that gives the right (R-123)."""
    if facts.delegation is not None and facts.given.get("rule_point", "") in facts.delegation.points:
        return None
    return Reason(N_("Välj en punkt i delegationsordningen som gäller i dag och ger dig rätt att besluta i ärendet."))
