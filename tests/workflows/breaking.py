"""A case where nothing is missing, and for every rule what breaks it: the ground of the tests of single tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from workflows import StepRefused, Workflow
from workflows._facts import (
    ActorFacts,
    AssemblyFacts,
    CaseFacts,
    ConditionFacts,
    DelegationFacts,
    Facts,
    MeetingFacts,
    MinutesFacts,
    RecipientFacts,
    ReportFacts,
    ReviewLevel,
)
from workflows._vocabulary import OFFICER, ROLES

OWNER, ANOTHER = 1, 2  # the officer of the case, and anybody else
KSAU, OTHER_BODY = 2, 3
BODY, ABOVE = "Kommunstyrelsens arbetsutskott", "Kommunstyrelsen"
APPROVED = "a" * 64
LEVELS = tuple(ReviewLevel(label) for label in ("Enheten", "Förvaltningen", "Kommunledningen"))
POINTS = ("Medlemskapet ses över.", "Uppdraget redovisas i juni.")
FIELDS = {
    "own_present": 121_000_00,
    "own_proposed": 145_000_00,
    "parties": ["Regionen", "Alvåsa kommun"],
    "answer_day": "2026-03-02",
    "raised_by": "Ledamoten",
}
SECTIONS = (("Ärende", "Bakgrund."), ("Ekonomiska konsekvenser", "Inga."))
NO_OWN_MINUTES = "Beslutet ska protokollföras särskilt."

Change = Callable[[Facts], Facts]


def well_done(table: Workflow, state: str, role: str, verb: str = "") -> Facts:
    """A case in `state` where nothing is missing for `verb`, and a person of `role` who may do what the role does."""
    row = table.step(verb, state)
    rules = {rule.__name__ for rule in row.needs} if row else set()
    above = "body_prepares" in rules
    return Facts(
        case=CaseFacts(
            kind=table.kind,
            state=state,
            number="KS 2026/7",
            officer_id=OWNER,
            officer_name="Handläggaren",
            body_id=KSAU,
            body_name=BODY,
            bodies_above=(ABOVE, "Kommunfullmäktige"),
            approved_hash=APPROVED,
            review_levels=LEVELS if "levels_remain" in rules else LEVELS[:1],
        ),
        actor=ActorFacts(OWNER if role == OFFICER else ANOTHER, frozenset({role})),
        today=date(2026, 3, 2),
        report=ReportFacts(
            title="Översyn",
            points=POINTS,
            point_bodies=(BODY, ABOVE) if above else (BODY, ""),
            summary="Kort.",
            sections=SECTIONS,
            content_hash=APPROVED,
            fields=FIELDS,
        ),
        condition=answers("accepted", "declined" if "condition_failed" in rules else "accepted"),
        recipients=(RecipientFacts("Socialchef", "mail", "socialchef@demo.example"),),
        undelivered=(("Socialchef", "Kunde inte skickas"),),
        open_referrals=("Regionen",),
        delegation=DelegationFacts("Kommunstyrelsen", True, ("4", "7"), ("Kommunfullmäktige",), {"7": NO_OWN_MINUTES}),
        urgency=DelegationFacts("Kommunstyrelsen", True, ("4", "7"), ("Kommunfullmäktige",)),
        assembly=AssemblyFacts(
            "Kommunfullmäktige", takes_proposals=True, handed_over_to=KSAU, decisions=("3", "4"), committees=("8",)
        ),
        meeting=MeetingFacts(
            *(9, KSAU, BODY, date(2026, 3, 9), 5, 3, 3, ANOTHER),
            deciding=True,
            proposal=POINTS if "something_proposed" in rules else (),
            present=0 if "meeting_not_begun" in rules else 3,
        ),
        minutes=MinutesFacts(
            missing=(),
            latest_day=date(2026, 3, 16),
            signers=(OWNER, ANOTHER),
            signed=(OWNER, ANOTHER) if "signed_by_all" in rules else (OWNER,),
            content_hash=APPROVED,
            is_correction=True,
        ),
        given={
            "note": "Så blev det.",
            "meeting": "9",
            "owner": "Kommundirektör",
            "due": "2026-03-02",
            "until": "2026-03-02",
            "addressee": "Kommunledningsförvaltningen",
            "text": "Medlemskapet ses över till hösten.",
            "rule_point": "7",
            "own_minutes": "yes",
            "raised_on": "2026-03-02",
            "decision": "4",
            "committee": "8",
            "not_reserved": "yes",
            "undelivered": "Socialchefen fick beslutet i handen.",
            "exemption": "election",
            "agree_on_decision": "yes",
            "agree_to_decide": "yes",
            "open_referrals": "Regionen har sagt att svaret kommer efter sommaren.",
            "last_day": "2026-03-09",
            "late_reason": "Justeraren var sjuk.",
            "content_hash": APPROVED,
        },
    )


def answers(regions: str, towns: str) -> ConditionFacts:
    """What the two other parties have answered, on the last day."""
    return ConditionFacts((("Regionen", regions), ("Alvåsa kommun", towns)), date(2026, 3, 2))


def told(table: Workflow, verb: str, facts: Facts) -> list[str]:
    """The reasons for which the step is not taken; [] when it is."""
    try:
        taken = table.take(verb, facts)
    except StepRefused as refused:
        return [str(reason) for reason in refused.reasons]
    assert taken.name == verb
    assert facts.case.state in taken.sources
    return []


def takers(table: Workflow, state: str, verb: str) -> set[str]:
    """The roles whose holder takes the step there, where nothing else stands in the way."""
    return {role for role in ROLES if told(table, verb, well_done(table, state, role, verb)) == []}


def verbs(table: Workflow) -> list[str]:
    """Every verb once, in the order of the table."""
    return list(dict.fromkeys(step.name for step in table.steps))


def roads(table: Workflow) -> list[tuple[str, str]]:
    """Every (state, verb) that the table has a row for."""
    return [(source, step.name) for step in table.steps for source in step.sources]


def about(table: Workflow, state: str, verb: str) -> Facts:
    """The facts with which the step is taken from there, by the first of its roles."""
    row = table.step(verb, state)
    assert row is not None
    assert state in row.sources, f"{verb} does not leave {state}"
    return well_done(table, state, row.by[0], verb)


def with_(part: str, **changes: Any) -> Change:
    """The facts with something of their case, report, meeting or actor changed."""
    return lambda facts: replace(facts, **{part: replace(getattr(facts, part), **changes)})


def given(**values: str) -> Change:
    """The facts with something else filled in."""
    return lambda facts: replace(facts, given={**facts.given, **values})


def undelivered(*names: str) -> Change:
    """The facts of a case where these have not got the decision."""
    return lambda facts: replace(facts, undelivered=tuple((name, "I kö") for name in names))


def asked(*names: str) -> Change:
    """The facts of a case where these have been asked and have not answered."""
    return lambda facts: replace(facts, open_referrals=names)


def sent_to(*recipients: tuple[Any, ...]) -> Change:
    """The facts with this distribution list: name, channel, address, whether the channel is built, what is lacking."""
    return lambda facts: replace(facts, recipients=tuple(RecipientFacts(*row) for row in recipients))


def no_meeting(facts: Facts) -> Facts:
    """The facts of a case that stands on no agenda."""
    return replace(facts, meeting=None)


def stating(**fields: Any) -> Change:
    """The facts of a report that states other data."""
    return with_("report", fields={**FIELDS, **fields})


def answered(regions: str, towns: str) -> Change:
    """The facts of a condition to which the two parties have answered so."""
    return lambda facts: replace(facts, condition=answers(regions, towns))


def no_condition(facts: Facts) -> Facts:
    """The facts of a decision that waits for nobody."""
    return replace(facts, condition=None)


def no_scheme(facts: Facts) -> Facts:
    """The facts of a case whose body nobody may decide for."""
    return replace(facts, delegation=None)


def no_seat(facts: Facts) -> Facts:
    """The facts of somebody who is no member of the body."""
    return replace(facts, urgency=None)


def prepared(*points: str) -> Change:
    """The facts of a meeting that has another body's proposal before it."""
    return with_("meeting", proposal=points)


def assigning(tasks: int = 1, **values: str) -> Change:
    """The facts of a decision that gives so many assignments, of which only the first has an owner and a day."""
    points = tuple(f"Förvaltningen får i uppdrag att se över del {number}." for number in range(tasks))
    text = "\n\n".join((*points, "Det sker i år."))
    return lambda facts: given(text=text, **values)(prepared(*points)(facts))


def no_assembly(facts: Facts) -> Facts:
    """The facts of a case whose authority has no assembly."""
    return replace(facts, assembly=None)


def before_assembly(*heard: str) -> Change:
    """The facts of a case that is before the assembly, where bodies of these kinds have said what they propose."""
    return with_("case", body_kind="assembly", heard=frozenset(heard))


def everything_asked(facts: Facts) -> Facts:
    """The facts of a case where each thing is asked for that is asked only sometimes."""
    several = late(assigning(tasks=8)(facts))
    unprepared = before_assembly()(with_("meeting", exemption="urgent", unannounced=True)(several))
    return replace(unprepared, undelivered=(("Socialchef", "I kö"),))


def nothing_more_asked(facts: Facts) -> Facts:
    """The same where none of it is."""
    meets = with_("meeting", exemption="", unannounced=False, proposal=())
    plain, early = given(text="Medlemskapet ses över till hösten."), with_("minutes", latest_day=facts.today)
    nothing = early(replace(facts, undelivered=(), open_referrals=(), delegation=None))
    return plain(meets(with_("case", body_kind="committee")(nothing)))


def late(facts: Facts) -> Facts:
    """The facts of minutes whose last day by law is over."""
    return with_("minutes", latest_day=date(2026, 3, 1))(facts)


def no_minutes(facts: Facts) -> Facts:
    """The facts of what has no minutes."""
    return replace(facts, minutes=None)


def titled(title: str) -> Change:
    """The facts of a body whose levels of review are for that title."""
    return lambda facts: replace(
        facts,
        case=replace(facts.case, review_levels=tuple(replace(row, title=title) for row in facts.case.review_levels)),
    )


def both(first: Change, second: Change) -> Change:
    """One change, then the other."""
    return lambda facts: second(first(facts))


@dataclass(frozen=True)
class Break:
    """What is changed of a case where nothing is missing, and what the actor reads then.

    `also`: what another rule, where the row has it, tells of the same lack; by the rule's name.
    """

    change: Change
    sentence: str
    also: Mapping[str, str] = field(default_factory=dict)


NOT_OWN = "Bara ärendets handläggare, Handläggaren, kan göra det här."
OWN_REPORT = "Du kan inte granska din egen tjänsteskrivelse. Be en annan chef granska den."
LACKS = "Tjänsteskrivelsen saknar {}. Skriv det under Redigera."
NO_RECIPIENT = "Beslutet har ingen mottagare. Lägg till minst en under Mottagare."
ONE_LOST = "Mottagaren {} saknar adress. Lägg till den under Mottagare."
MANY_LOST = "Mottagarna {} saknar adress. Lägg till den under Mottagare."
NO_CHANNEL = (
    "Det går inte att skicka till {} på det sätt som är valt: det finns inte här än. Välj e-post, papper eller internt."
)
NOT_REACHED = "Beslutet har inte nått {}. Rätta det under Expediering, eller skriv varför ärendet avslutas ändå."
REASON = "Skriv skälet, så att handläggaren förstår."
CHOOSE = "Välj ett kommande sammanträde med Kommunstyrelsens arbetsutskott."
WRONG_BODY = "Sammanträdet hör till Socialnämnden, men ärendet ska till Kommunstyrelsens arbetsutskott."
AT_MEETING = "Beslutet fattas på sammanträdet med Kommunstyrelsens arbetsutskott: öppna ärendet på sammanträdets sida."
ADJOURNED = "Sammanträdet är ajournerat. Återuppta det först."
NO_ROLL = "Ordföranden är inte uppropad. Gör upprop på sammanträdets sida först."
NOT_LEADING = "Bara den som leder sammanträdet kan föra in beslutet."
NOT_QUORATE = "Organet är inte beslutsfört: {} av {} tjänstgör och minst {} krävs."
NO_OWNER_OF = "Ange vem som ansvarar för uppdrag {} i beslutet."
NO_DUE_OF = "Ange vilken dag uppdrag {} i beslutet ska vara klart, till exempel 2026-11-30."
NOBODY_RAISED = "Det står inte vem som har väckt ärendet. Skriv det under Redigera."
NOT_RAISED = "Ange vilken dag ärendet väcktes, till exempel 2026-11-30."
NOT_TAKEN = (
    "Fullmäktige har inte beslutat att ta emot medborgarförslag (kommunallagen 8 kap. 1 §). Beslutet förs in bland "
    "fullmäktiges regler under Organ."
)
NO_DECISION = "Välj fullmäktiges beslut. Finns det inte i listan är det inte infört på ett sammanträde här."
NOT_HERE = (
    "Ärendet ska beslutas av Kommunfullmäktige. Skriv det vid varje punkt i förslaget till beslut, under Redigera."
)
NO_COMMITTEE = "Välj den nämnd som ska besluta."
RESERVED = (
    "Ett ärende som fullmäktige ska besluta självt får inte överlämnas till en nämnd (kommunallagen 5 kap. 1 och 23 "
    "§§)."
)
NO_OWNER = "Ange vem som ansvarar för uppdraget."
NO_DUE = "Ange vilken dag uppdraget ska vara klart, till exempel 2026-11-30."
PAST = "Dagen har redan varit. Ange en dag framåt i tiden."
NO_TEXT = "Skriv beslutets text."
SAME_TEXT = "Texten är den föreslagna. Besluta enligt förslaget, eller ändra texten."
NO_ADDRESSEE = "Ange vem ärendet återremitteras till."
NO_MOTIVE = "Ange varför ärendet återremitteras."
NO_IMPACT = "Återrapporten saknar en konsekvensanalys. Lägg till den som ett avsnitt under Redigera."
NO_LEVEL = "Det finns ingen nivå kvar efter den här. Godkänn tjänsteskrivelsen."
ONE_MORE = "Tjänsteskrivelsen ska också granskas av: Förvaltningen."
NOT_MY_LEVEL = "Den här granskningen (Enheten) görs av den som har titeln Kommundirektör."
TWICE = "Du har redan godkänt på en tidigare nivå. Nästa nivå granskas av någon annan."
NOT_APPROVED = "Texten är inte den som granskades. Skicka tillbaka den och granska den igen."
FOR_ANOTHER = "Punkt 2 ska beslutas av Kommunstyrelsen. Sätt upp ärendet för beredning."
DECIDES_NOTHING = (
    f"{BODY} fattar inga beslut. Skriv vid varje punkt i tjänsteskrivelsen vilket organ som ska besluta den, eller "
    "välj ett annat organ."
)
ALL_HERE = "Alla punkter beslutas av Kommunstyrelsens arbetsutskott. Sätt upp ärendet för beslut."
NO_PAUSE = "Skriv varför ärendet vilar."
NO_UNTIL = "Ange vilken dag ärendet tas upp igen, till exempel 2026-11-30."
NO_AMOUNTS = "Beloppen saknas: {}. Skriv dem under Redigera."
SAME_AMOUNT = "Det föreslagna bidraget är detsamma som dagens. Rätta beloppen under Redigera."
NO_ANSWER_DAY = "Beslutet har ett villkor men ingen svarsdag. Ange svarsdagen under Redigera."
PAST_ANSWER_DAY = "Svarsdagen har redan varit. Skicka tillbaka tjänsteskrivelsen och ange en ny."
NO_CONDITION = "Beslutet har inget villkor."
NOT_MET = "Villkoret är inte uppfyllt: {}."
NOT_FAILED = "Ingen part har sagt nej, och svarsdagen har inte passerat."
IMPACT = {"impact_assessed": NO_IMPACT}

NO_SCHEME = "{} har ingen delegationsordning som gäller i dag. Låt organet besluta på ett sammanträde."
NOT_GIVEN = (
    "Delegationsordningen för Kommunstyrelsen ger dig inte rätt att besluta i ärendet. Låt organet besluta på ett "
    "sammanträde, eller be den som har delegationen."
)
NOT_BELOW = "Punkt 2 ska beslutas av Kommunfullmäktige och kan inte beslutas på delegation."
NO_POINT = "Välj en punkt i delegationsordningen som gäller i dag och ger dig rätt att besluta i ärendet."
ALSO_NO_POINT = {"delegation_named": NO_POINT}
NOT_URGENTLY = (
    "Delegationsordningen för {} ger dig inte rätt att besluta i brådskande ärenden. Det får bara ordföranden eller en "
    "ledamot som har utsetts (kommunallagen 6 kap. 39 §)."
)
NO_URGENT_POINT = "Välj en punkt i delegationsordningen som gäller brådskande ärenden och ger dig rätten."
ALSO_NO_URGENT_POINT = {"urgency_reasoned": NO_URGENT_POINT}
NOT_BELOW_URGENTLY = "Punkt 2 ska beslutas av kommunfullmäktige, också när det brådskar."
BEGUN = "Sammanträdet där ärendet står har börjat. Låt det besluta."
NO_URGENCY = "Skriv varför organets sammanträde inte kan avvaktas."
STANDS = (
    "Organet kan inte upphäva ett delegationsbeslut genom att avslå anmälan av det. Det kan återkalla delegationen för "
    "framtiden: avsluta punkten i delegationsordningen. Anteckna anmälan till protokollet."
)
DUE_HERE = (
    "Anmälan kan inte bordläggas: brådskande beslut ska anmälas på det här sammanträdet (kommunallagen 6 kap. 40 §): "
    "D 3/2026."
)
UNREPORTED = (
    "Brådskande beslut är inte anmälda: {}. De ska anmälas på närmast följande sammanträde (kommunallagen 6 kap. 40 "
    "§). För in punkten Delegationsbeslut, och lägg till den om den inte står på listan."
)

UNPREPARED = "Ingen nämnd har berett ärendet (kommunallagen 5 kap. 26 §)."
UNHEARD = "Kommunstyrelsen har inte fått yttra sig i ärendet (kommunallagen 5 kap. 28 §)."
NOT_OF_ONE_MIND = (
    "Ärendet är inte berett. Fullmäktige får besluta bara om alla närvarande är ense om beslutet "
    "(kommunallagen 5 kap. 33 §)."
)
NOT_AGREED = (
    "Ärendet stod inte i kungörelsen. Fullmäktige får avgöra det bara om alla närvarande beslutar det "
    "(kommunallagen 5 kap. 52 §)."
)
DISPUTED = "Jäv är omtvistat för {}. Organet ska pröva det först (kommunallagen 6 kap. 30 §)."
VOTING = "En omröstning pågår. Avsluta den först."
UNPUT = "Ställ proposition först: {}."
ANSWERED = "Sammanträdet svarade annorlunda på propositionen: {}. För in det."
NO_PROPOSAL = "Punkten har inget förslag. Besluta med en egen text, eller anteckna den till protokollet."
NO_NOTE = "Skriv vad som antecknas."
NOBODY = "Ingen är närvarande. Gör upprop först."
UNDECIDED = "Sammanträdet kan inte avslutas: {} är inte avgjort. Besluta, bordlägg eller ta bort det."
MANY_UNDECIDED = "Sammanträdet kan inte avslutas: {} är inte avgjorda. Besluta, bordlägg eller ta bort dem."
FAR_TOO_MANY = "Sammanträdet kan inte avslutas: {} ärenden är inte avgjorda. Det första är {}."
CASES_LISTED = "Sammanträdet har ärenden på föredragningslistan. Ta bort dem först, så att de inte blir liggande: {}."

ASKS_ONLY = {"condition_worded"}
"""Rules that ask for something that may be left out, and refuse nothing."""
NOT_ANSWERED = (
    "Remissen till {} är inte besvarad. "
    "Vänta på svaret, återkalla remissen, eller skriv varför ärendet går vidare ändå."
)

UNTOLD = "Skriv skälet, så att de som undertecknar förstår."
MISSING = "Protokollet kan inte lämnas för justering än. Förkontrollen har {} kvar att rätta."
NO_LAST_DAY = "Ange den dag då protokollet senast ska vara justerat."
PAST_LAST_DAY = "Dagen har redan varit. Ange i dag eller en senare dag."
AFTER_LAST_DAY = "Protokollet ska vara justerat senast 2026-03-16, fjorton dagar efter sammanträdet."
LATE = "Lagens sista dag har passerat. Skriv varför protokollet justeras för sent."
NOT_ASKED = "Protokollet undertecknas av den som ledde sammanträdet, sekreteraren och de valda justerarna."
SIGNED = "Du har redan undertecknat den här texten."
OTHER_TEXT = "Texten har ändrats sedan du läste den. Läs den på nytt och underteckna sedan."
UNSIGNED = "Underskrifter saknas: {}."
OBJECTED = "{} har invänt mot protokollet. Bemöt invändningen, eller låt nästa sammanträde avgöra den."
NO_CORRECTION = "Bara en rättelse kan avbrytas. Protokollet från ett sammanträde ska justeras."

BREAKS: dict[str, list[Break]] = {
    "own_case": [
        Break(with_("actor", id=ANOTHER), NOT_OWN),
        Break(with_("actor", id=None), NOT_OWN),
        Break(both(with_("actor", id=None), with_("case", officer_id=None)), NOT_OWN),
        Break(with_("case", officer_id=ANOTHER, officer_name="Kim Holm"), NOT_OWN.replace("Handläggaren", "Kim Holm")),
    ],
    "not_own_report": [Break(with_("actor", id=OWNER), OWN_REPORT)],
    "report_complete": [
        Break(with_("report", title=""), LACKS.format("rubrik")),
        Break(with_("report", points=()), LACKS.format("förslag till beslut")),
        Break(with_("report", summary=""), LACKS.format("sammanfattning")),
        Break(with_("report", sections=()), LACKS.format("beskrivning av ärendet"), IMPACT),
        Break(with_("report", sections=(("Ärende", ""),)), LACKS.format("beskrivning av ärendet"), IMPACT),
        Break(with_("report", title="", points=()), LACKS.format("rubrik och förslag till beslut")),
        Break(
            with_("report", title="", points=(), summary="", sections=()),
            LACKS.format("rubrik, förslag till beslut, sammanfattning och beskrivning av ärendet"),
            IMPACT,
        ),
        Break(
            with_("case", body_id=None, body_name=""),
            LACKS.format("vilket organ som ska besluta"),
            {"for_the_assembly": NOT_HERE},
        ),
    ],
    "recipients_reachable": [
        Break(sent_to(), NO_RECIPIENT),
        Break(sent_to(("Revisorn", "mail", "")), ONE_LOST.format("Revisorn")),
        Break(
            sent_to(("Revisorn", "mail", ""), ("Socialchef", "mail", "s@demo.example"), ("Ekonomichef", "mail", "")),
            MANY_LOST.format("Revisorn och Ekonomichef"),
        ),
        Break(
            sent_to(("Revisorn", "mail", ""), ("Ekonomichef", "mail", ""), ("Kanslichef", "mail", "")),
            MANY_LOST.format("Revisorn, Ekonomichef och Kanslichef"),
        ),
        Break(
            sent_to(("Socialchef", "mail", "s@demo.example"), ("Skolan", "sdk", "skolan", False)),
            NO_CHANNEL.format("Skolan"),
        ),
        Break(
            sent_to(("Skolan", "sdk", "", False), ("Kansliet", "digital_post", "", False)),
            NO_CHANNEL.format("Skolan och Kansliet"),
        ),
        Break(
            sent_to(("Skolan", "paper", "Skolgatan 1", True, "Skriv orten.")),
            "Det går inte att skicka till Skolan. Skriv orten. Rätta det under Mottagare.",
        ),
    ],
    "everybody_reached": [
        Break(given(undelivered=""), NOT_REACHED.format("Socialchef")),
        Break(given(undelivered=" \n"), NOT_REACHED.format("Socialchef")),
        Break(
            both(undelivered("Socialchef", "Revisorn"), given(undelivered="")),
            NOT_REACHED.format("Socialchef och Revisorn"),
        ),
    ],
    "referrals_answered": [
        Break(given(open_referrals=""), NOT_ANSWERED.format("Regionen")),
        Break(given(open_referrals=" \n"), NOT_ANSWERED.format("Regionen")),
        Break(
            both(asked("Regionen", "Kommunfullmäktige"), given(open_referrals="")),
            NOT_ANSWERED.format("Regionen och Kommunfullmäktige"),
        ),
    ],
    "reason_given": [Break(given(note=""), REASON), Break(given(note=" \n\t"), REASON)],
    "meeting_chosen": [
        Break(no_meeting, CHOOSE),
        Break(with_("meeting", body_id=OTHER_BODY, body_name="Socialnämnden"), WRONG_BODY),
    ],
    "at_the_meeting": [
        Break(no_meeting, AT_MEETING, {"something_proposed": NO_PROPOSAL}),
        Break(with_("meeting", deciding=False), AT_MEETING),
        Break(with_("meeting", adjourned=True), ADJOURNED),
        Break(with_("meeting", presiding_id=None), NO_ROLL),
        Break(with_("meeting", presiding_id=OWNER), NOT_LEADING),
    ],
    "quorate": [
        Break(with_("meeting", serving=2), NOT_QUORATE.format(2, 5, 3)),
        Break(with_("meeting", seats=6, serving=3, quorum=4), NOT_QUORATE.format(3, 6, 4)),
        Break(with_("meeting", serving=0), NOT_QUORATE.format(0, 5, 3)),
    ],
    "prepared_for_assembly": [
        Break(both(before_assembly(), given(exemption="")), UNPREPARED),
        Break(both(before_assembly("working_committee", "board"), given(exemption="")), UNPREPARED),
        Break(both(before_assembly("committee"), given(exemption="")), UNHEARD),
        Break(both(before_assembly("assembly_drafting_committee"), given(exemption="")), UNHEARD),
    ],
    "of_one_mind": [
        Break(both(with_("meeting", exemption="urgent"), given(agree_on_decision="")), NOT_OF_ONE_MIND),
        Break(both(with_("meeting", exemption="urgent"), given(agree_on_decision="no")), NOT_OF_ONE_MIND),
    ],
    "announced_or_agreed": [
        Break(both(with_("meeting", unannounced=True), given(agree_to_decide="")), NOT_AGREED),
        Break(both(with_("meeting", unannounced=True), given(agree_to_decide="no")), NOT_AGREED),
    ],
    "as_the_meeting_answered": [
        Break(with_("meeting", disputed=("Kim Holm",)), DISPUTED.format("Kim Holm")),
        Break(with_("meeting", disputed=("Kim Holm", "Bo Ek")), DISPUTED.format("Kim Holm och Bo Ek")),
        Break(with_("meeting", vote_open=True), VOTING),
        Break(with_("meeting", unput="bifall eller avslag"), UNPUT.format("bifall eller avslag")),
        Break(with_("meeting", carried="note"), ANSWERED.format("Antecknat")),
    ],
    "something_proposed": [Break(prepared(), NO_PROPOSAL)],
    "note_worded": [Break(given(text=""), NO_NOTE), Break(given(text=" \n\t"), NO_NOTE)],
    "somebody_is_there": [Break(with_("meeting", present=0), NOBODY), Break(no_meeting, NOBODY)],
    "no_vote_open": [Break(with_("meeting", vote_open=True), VOTING)],
    "every_item_handled": [
        Break(with_("meeting", undecided=("Upprop",)), UNDECIDED.format("Upprop")),
        Break(with_("meeting", undecided=("Upprop", "Val")), MANY_UNDECIDED.format("Upprop och Val")),
        Break(with_("meeting", undecided=("Upprop", "Val", "Lås")), MANY_UNDECIDED.format("Upprop, Val och Lås")),
        Break(with_("meeting", undecided=("Upprop", "Val", "Lås", "Bygge")), FAR_TOO_MANY.format(4, "Upprop")),
    ],
    "no_case_listed": [
        Break(with_("meeting", cases=("Översyn",)), CASES_LISTED.format("Översyn")),
        Break(with_("meeting", cases=("Ett", "Två", "Tre", "Fyra")), CASES_LISTED.format("Ett, Två och Tre")),
    ],
    "assignment_given": [
        Break(assigning(owner=""), NO_OWNER),
        Break(assigning(owner="  "), NO_OWNER),
        Break(assigning(owner="x" * 201), "Namnet på den ansvariga är för långt: högst 200 tecken."),
        Break(assigning(due=""), NO_DUE),
        Break(assigning(due="i mars"), NO_DUE),
        Break(assigning(due="2026-02-30"), NO_DUE),
        Break(assigning(due="2026-03-01"), PAST),
        Break(assigning(due="0001-01-01"), PAST),
        Break(assigning(tasks=2), NO_OWNER_OF.format(2)),
        Break(assigning(tasks=3, owner_2="Socialchef", due_2="snart"), NO_DUE_OF.format(2)),
        Break(assigning(tasks=9), "Beslutet ger fler än 8 uppdrag. Dela det på flera punkter på föredragningslistan."),
    ],
    "raiser_named": [Break(stating(raised_by=None), NOBODY_RAISED), Break(stating(raised_by=" "), NOBODY_RAISED)],
    "raised_on_a_day": [
        Break(given(raised_on=""), NOT_RAISED),
        Break(given(raised_on="i går"), NOT_RAISED),
        Break(given(raised_on="2026-03-03"), "Dagen har inte varit än. Ange den dag då ärendet väcktes."),
    ],
    "proposals_taken": [Break(with_("assembly", takes_proposals=False), NOT_TAKEN), Break(no_assembly, NOT_TAKEN)],
    "decided_by_assembly": [
        Break(given(decision=""), NO_DECISION),
        Break(given(decision="5"), NO_DECISION),
        Break(with_("assembly", decisions=()), NO_DECISION),
        Break(no_assembly, NO_DECISION, {"committee_chosen": NO_COMMITTEE}),
    ],
    "for_the_assembly": [
        Break(with_("assembly", handed_over_to=None), NOT_HERE),
        Break(with_("assembly", handed_over_to=OTHER_BODY), NOT_HERE),
        Break(
            both(with_("assembly", handed_over_to=None), with_("report", point_bodies=("Kommunfullmäktige", ""))),
            NOT_HERE,
        ),
    ],
    "committee_chosen": [Break(given(committee=""), NO_COMMITTEE), Break(given(committee="5"), NO_COMMITTEE)],
    "not_reserved": [Break(given(not_reserved=""), RESERVED), Break(given(not_reserved="no"), RESERVED)],
    "changed_text_given": [
        Break(given(text=""), NO_TEXT),
        Break(given(text=" \n \n\t\n"), NO_TEXT),
        Break(given(text="\n\n".join(POINTS)), SAME_TEXT),
        Break(given(text=" Medlemskapet  ses\növer.\n \t\n\n\nUppdraget redovisas i juni. \n"), SAME_TEXT),
        Break(both(prepared("Utskottets text."), given(text="Utskottets text.")), SAME_TEXT),
        Break(both(with_("report", points=("Första.\n\nAndra.",)), given(text="Första.\n\nAndra.")), SAME_TEXT),
    ],
    "remittal_reasoned": [
        Break(given(addressee=""), NO_ADDRESSEE),
        Break(given(addressee=" \t"), NO_ADDRESSEE),
        Break(given(note=""), NO_MOTIVE),
        Break(given(note=" \n"), NO_MOTIVE),
    ],
    "impact_assessed": [
        Break(with_("report", sections=(("Ärende", "Bakgrund."),)), NO_IMPACT),
        Break(with_("report", sections=(("Ärende", "Vilka konsekvenser?"), ("Konsekvenser", ""))), NO_IMPACT),
    ],
    "levels_remain": [
        Break(with_("case", review_levels=LEVELS[:1]), NO_LEVEL),
        Break(with_("case", review_levels=()), NO_LEVEL),
        Break(with_("case", approved_by=(8, 9)), NO_LEVEL),
    ],
    "last_level": [Break(with_("case", review_levels=LEVELS[:2]), ONE_MORE)],
    "level_is_mine": [
        Break(titled("Kommundirektör"), NOT_MY_LEVEL),
        Break(both(titled("Kommundirektör"), with_("actor", title="Direktör")), NOT_MY_LEVEL),
        Break(with_("case", approved_by=(ANOTHER,)), TWICE),
    ],
    "text_as_approved": [
        Break(with_("case", approved_hash=""), NOT_APPROVED),
        Break(with_("report", content_hash="b" * 64), NOT_APPROVED),
    ],
    "body_decides": [
        Break(with_("report", point_bodies=("", ABOVE)), FOR_ANOTHER),
        Break(with_("report", point_bodies=("", "KOMMUNSTYRELSEN")), FOR_ANOTHER.replace(ABOVE, "KOMMUNSTYRELSEN")),
        Break(
            with_("report", point_bodies=("Kommunfullmäktige", ABOVE)),
            FOR_ANOTHER.replace("2", "1").replace(ABOVE, "Kommunfullmäktige"),
        ),
    ],
    "body_may_decide": [Break(with_("case", body_may_decide=False), DECIDES_NOTHING)],
    "body_prepares": [
        Break(with_("report", point_bodies=()), ALL_HERE),
        Break(with_("report", point_bodies=("", BODY)), ALL_HERE),
        Break(with_("report", point_bodies=("Socialnämnden",)), ALL_HERE),
        Break(with_("case", bodies_above=()), ALL_HERE),
    ],
    "amounts_given": [
        Break(stating(own_present=None), NO_AMOUNTS.format("kommunens bidrag i dag")),
        Break(stating(own_proposed=None), NO_AMOUNTS.format("kommunens bidrag enligt förslaget")),
        Break(
            with_("report", fields={"parties": FIELDS["parties"], "answer_day": FIELDS["answer_day"]}),
            NO_AMOUNTS.format("kommunens bidrag i dag och kommunens bidrag enligt förslaget"),
        ),
        Break(stating(own_proposed=121_000_00), SAME_AMOUNT),
    ],
    "condition_stated": [
        Break(stating(answer_day=None), NO_ANSWER_DAY),
        Break(stating(answer_day=""), NO_ANSWER_DAY),
        Break(stating(answer_day="i augusti"), NO_ANSWER_DAY),
        Break(stating(answer_day="2026-03-01"), PAST_ANSWER_DAY),
    ],
    "all_parties_agree": [
        Break(no_condition, NO_CONDITION),
        Break(answered("pending", "accepted"), NOT_MET.format("Regionen")),
        Break(answered("declined", "other_amount"), NOT_MET.format("Regionen och Alvåsa kommun")),
    ],
    "condition_failed": [
        Break(no_condition, NO_CONDITION),
        Break(answered("accepted", "accepted"), NOT_FAILED),
        Break(answered("accepted", "pending"), NOT_FAILED),
    ],
    "delegated_to_actor": [
        Break(no_scheme, NO_SCHEME.format("Kommunstyrelsens arbetsutskott"), ALSO_NO_POINT),
        Break(with_("delegation", in_force=False, points=()), NO_SCHEME.format("Kommunstyrelsen"), ALSO_NO_POINT),
        Break(with_("delegation", points=()), NOT_GIVEN, ALSO_NO_POINT),
        Break(with_("report", point_bodies=("", "kommunfullmäktige")), NOT_BELOW.replace("Komm", "komm")),
    ],
    "delegation_named": [
        Break(given(rule_point=""), NO_POINT),
        Break(given(rule_point="5"), NO_POINT),
        Break(given(rule_point="4, 7"), NO_POINT),
    ],
    "nothing_missing": [
        Break(with_("minutes", missing=("§ 31 har ingen beslutstext.",)), MISSING.format(1)),
        Break(with_("minutes", missing=("Ett.", "Två.", "Tre.")), MISSING.format(3)),
    ],
    "reason_told": [Break(given(note=""), UNTOLD), Break(given(note=" \n\t"), UNTOLD)],
    "last_day_fits": [
        Break(given(last_day=""), NO_LAST_DAY),
        Break(given(last_day="i mars"), NO_LAST_DAY),
        Break(given(last_day="2026-02-30"), NO_LAST_DAY),
        Break(given(last_day="2026-03-01"), PAST_LAST_DAY),
        Break(given(last_day="2026-03-17"), AFTER_LAST_DAY),
        Break(both(late, given(last_day="2026-03-01")), PAST_LAST_DAY),
        Break(both(late, given(late_reason="")), LATE),
        Break(both(late, given(late_reason=" \n\t")), LATE),
    ],
    "asked_to_sign": [
        Break(with_("minutes", signers=(OWNER,)), NOT_ASKED),
        Break(with_("minutes", signers=()), NOT_ASKED),
        Break(no_minutes, NOT_ASKED),
    ],
    "not_signed_yet": [Break(with_("minutes", signed=(OWNER, ANOTHER)), SIGNED)],
    "text_as_read": [
        Break(given(content_hash=""), OTHER_TEXT),
        Break(given(content_hash="b" * 64), OTHER_TEXT),
        Break(with_("minutes", content_hash="b" * 64), OTHER_TEXT),
    ],
    "signed_by_all": [
        Break(with_("minutes", signed=(OWNER,)), UNSIGNED.format(1)),
        Break(with_("minutes", signed=()), UNSIGNED.format(2)),
        Break(with_("minutes", signers=(OWNER, ANOTHER, 3, 4)), UNSIGNED.format(2)),
    ],
    "nothing_disputed": [
        Break(with_("minutes", objections=("Kim Holm",)), OBJECTED.format("Kim Holm")),
        Break(with_("minutes", objections=("Kim Holm", "Bo Ek")), OBJECTED.format("Kim Holm och Bo Ek")),
    ],
    "is_correction": [Break(with_("minutes", is_correction=False), NO_CORRECTION)],
    "own_minutes_kept": [
        Break(given(own_minutes=""), NO_OWN_MINUTES),
        Break(given(own_minutes="nej"), NO_OWN_MINUTES),
    ],
    "urgent_to_actor": [
        Break(no_seat, NOT_URGENTLY.format("Kommunstyrelsens arbetsutskott"), ALSO_NO_URGENT_POINT),
        Break(with_("urgency", points=()), NOT_URGENTLY.format("Kommunstyrelsen"), ALSO_NO_URGENT_POINT),
        Break(with_("report", point_bodies=("", "kommunfullmäktige")), NOT_BELOW_URGENTLY),
    ],
    "meeting_not_begun": [Break(with_("meeting", present=1), BEGUN)],
    "urgency_reasoned": [
        Break(given(rule_point=""), NO_URGENT_POINT),
        Break(given(rule_point="5"), NO_URGENT_POINT),
        Break(given(note=""), NO_URGENCY),
        Break(given(note=" \n"), NO_URGENCY),
    ],
    "delegated_stands": [Break(with_("meeting", item_kind="delegated"), STANDS)],
    "urgent_not_put_off": [Break(with_("meeting", item_kind="delegated", urgent=("D 3/2026",)), DUE_HERE)],
    "urgent_reported": [
        Break(with_("meeting", urgent=("D 3/2026",)), UNREPORTED.format("D 3/2026")),
        Break(with_("meeting", urgent=("D 3/2026", "D 4/2026")), UNREPORTED.format("D 3/2026 och D 4/2026")),
    ],
    "pause_reasoned": [
        Break(given(note=""), NO_PAUSE),
        Break(given(note="\n "), NO_PAUSE),
        Break(given(until=""), NO_UNTIL),
        Break(given(until="till hösten"), NO_UNTIL),
        Break(given(until="2026-03-01"), PAST),
    ],
}


def broken_rules(table: Workflow) -> list[Any]:
    """A parameter (state, verb, rule, number) for every break of every rule of every row, from each of its states."""
    return [
        pytest.param(source, row.name, rule.__name__, number, id=f"{source}-{row.name}-{rule.__name__}-{number}")
        for row in table.steps
        for source in row.sources
        for rule in row.needs
        if rule.__name__ not in ASKS_ONLY
        for number in range(max(1, len(BREAKS.get(rule.__name__, []))))  # a rule without a break fails its test
    ]


def refused_as_told(table: Workflow, state: str, verb: str, rule: str, number: int) -> None:
    """The unbroken case is taken, and with that one thing broken it is refused in that one sentence."""
    row, broken, whole = table.step(verb, state), BREAKS[rule][number], about(table, state, verb)
    assert row is not None
    assert told(table, verb, whole) == []
    also = [broken.also[other.__name__] for other in row.needs if other.__name__ in broken.also]
    assert told(table, verb, broken.change(whole)) == [broken.sentence, *also]
