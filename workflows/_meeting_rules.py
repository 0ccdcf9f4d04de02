"""Predicates over the meeting: is it the right one, may it decide, was it asked in order, may it end.

As in _rules: None when the rule holds, else the reason in plain words.
"""

import re

from workflows._engine import Reason, Rule, asking, looking_at
from workflows._facts import Facts
from workflows._vocabulary import (
    ASSEMBLY,
    AT_MEETING,
    COMMITTEE,
    DRAFTING_COMMITTEE,
    EXECUTIVE_COMMITTEE,
    EXEMPTION,
    EXEMPTIONS,
    LONG_TEXT,
    MEETING,
    N_,
    OUTCOMES,
    TEXT,
    URGENT,
    YES,
    Ask,
)


@looking_at(AT_MEETING)
@asking(Ask("meeting", MEETING, N_("Sammanträde")))
def meeting_chosen(facts: Facts) -> Reason | None:
    """A case goes on the agenda of a meeting of the body that is to handle it; the meeting is named."""
    if facts.meeting is None:
        return Reason(N_("Välj ett kommande sammanträde med %(body)s."), {"body": facts.case.body_name})
    if facts.meeting.body_id != facts.case.body_id:
        values = {"other": facts.meeting.body_name, "body": facts.case.body_name}
        return Reason(N_("Sammanträdet hör till %(other)s, men ärendet ska till %(body)s."), values)
    return None


@looking_at(AT_MEETING)
def at_the_meeting(facts: Facts) -> Reason | None:
    """A decision is recorded on the meeting's page, by the person who presides, and nowhere else."""
    if facts.meeting is None or not facts.meeting.deciding:
        text = N_("Beslutet fattas på sammanträdet med %(body)s: öppna ärendet på sammanträdets sida.")
        return Reason(text, {"body": facts.case.body_name})
    if facts.meeting.adjourned:
        return Reason(N_("Sammanträdet är ajournerat. Återuppta det först."))
    if facts.meeting.presiding_id is None:
        return Reason(N_("Ordföranden är inte uppropad. Gör upprop på sammanträdets sida först."))
    if facts.actor.id != facts.meeting.presiding_id:
        return Reason(N_("Bara den som leder sammanträdet kan föra in beslutet."))
    return None


@looking_at(AT_MEETING)
def quorate(facts: Facts) -> Reason | None:
    """More than half of the members serve (KL 6:27, R-50); below that nothing can be recorded."""
    meeting = facts.meeting
    if meeting is None or meeting.serving >= meeting.quorum:
        return None
    text = N_("Organet är inte beslutsfört: %(serving)s av %(seats)s tjänstgör och minst %(quorum)s krävs.")
    return Reason(text, {"serving": meeting.serving, "seats": meeting.seats, "quorum": meeting.quorum})


@asking(Ask("text", LONG_TEXT, N_("Beslutets text"), N_("En punkt i varje stycke, med en tom rad emellan.")))
def changed_text_given(facts: Facts) -> Reason | None:
    """A changed decision has a text of its own, and it is another than the proposed one."""
    points = decided_points(facts.given.get("text", ""))
    if not points:
        return Reason(N_("Skriv beslutets text."))
    lying = facts.meeting.proposal if facts.meeting and facts.meeting.proposal else facts.report.points
    proposed = decided_points("\n\n".join(lying))  # a point of the report may itself hold an empty line
    if [" ".join(point.split()) for point in points] == [" ".join(point.split()) for point in proposed]:
        return Reason(N_("Texten är den föreslagna. Besluta enligt förslaget, eller ändra texten."))
    return None


def decided_points(text: str) -> list[str]:
    """The points of a decision's text, parted by blank lines."""
    return [point.strip() for point in re.split(r"\n[ \t]*\n", text) if point.strip()]


@asking(
    Ask("addressee", TEXT, N_("Återremitteras till"), N_("Den som ska bereda ärendet vidare.")),
    Ask("note", LONG_TEXT, N_("Motivering"), N_("Vad som ska utredas eller ändras.")),
)
def remittal_reasoned(facts: Facts) -> Reason | None:
    """A remittal says why and to whom (R-70, R-80)."""
    if not facts.given.get("addressee", "").strip():
        return Reason(N_("Ange vem ärendet återremitteras till."))
    return None if facts.given.get("note", "").strip() else Reason(N_("Ange varför ärendet återremitteras."))


def _unprepared(facts: Facts) -> Reason | None:
    """Why the assembly may not yet handle the case (KL 5:26–28, R-20)."""
    if facts.case.body_kind != ASSEMBLY:
        return None
    if not facts.case.heard & {EXECUTIVE_COMMITTEE, COMMITTEE, DRAFTING_COMMITTEE}:
        return Reason(N_("Ingen nämnd har berett ärendet (kommunallagen 5 kap. 26 §)."))
    if EXECUTIVE_COMMITTEE not in facts.case.heard:
        return Reason(N_("Kommunstyrelsen har inte fått yttra sig i ärendet (kommunallagen 5 kap. 28 §)."))
    return None


def is_unprepared(facts: Facts) -> bool:
    """Whether the case comes to the assembly only by an exemption."""
    return _unprepared(facts) is not None


@looking_at(AT_MEETING)
@asking(
    Ask(
        "exemption",
        EXEMPTION,
        N_("Fullmäktige får ändå ta upp ärendet"),
        N_("Ärendet är inte berett, eller kommunstyrelsen har inte yttrat sig. Välj det undantag som gäller."),
        when=is_unprepared,
    )
)
def prepared_for_assembly(facts: Facts) -> Reason | None:
    """A case goes to the assembly when a body has prepared it and the executive committee had its say, or is exempt."""
    reason = _unprepared(facts)
    return None if reason is None or facts.given.get("exemption") in EXEMPTIONS else reason


def needs_one_mind(facts: Facts) -> bool:
    """Whether the item came to the assembly as urgent."""
    return facts.meeting is not None and facts.meeting.exemption == URGENT


@looking_at(AT_MEETING)
@asking(
    Ask(
        "agree_on_decision",
        YES,
        N_("Alla närvarande är ense om beslutet"),
        N_("Ärendet är brådskande och inte berett (kommunallagen 5 kap. 33 §)."),
        when=needs_one_mind,
    )
)
def of_one_mind(facts: Facts) -> Reason | None:
    """An urgent matter that nobody has prepared: all who are present agree about the decision (KL 5:33, R-22)."""
    if not needs_one_mind(facts) or facts.given.get("agree_on_decision") == "yes":
        return None
    return Reason(
        N_(
            "Ärendet är inte berett. Fullmäktige får besluta bara om alla närvarande är ense om beslutet "
            "(kommunallagen 5 kap. 33 §)."
        )
    )


def is_unannounced(facts: Facts) -> bool:
    """Whether the assembly was summoned without the item."""
    return facts.meeting is not None and facts.meeting.unannounced


@looking_at(AT_MEETING)
@asking(
    Ask(
        "agree_to_decide",
        YES,
        N_("Alla närvarande beslutar att ärendet ska avgöras"),
        N_("Ärendet är brådskande och stod inte i kungörelsen (kommunallagen 5 kap. 52 §)."),
        when=is_unannounced,
    )
)
def announced_or_agreed(facts: Facts) -> Reason | None:
    """The assembly decides what was announced; an urgent matter if all who are present decide so (KL 5:52, R-22)."""
    if not is_unannounced(facts) or facts.given.get("agree_to_decide") == "yes":
        return None
    return Reason(
        N_(
            "Ärendet stod inte i kungörelsen. Fullmäktige får avgöra det bara om alla närvarande beslutar det "
            "(kommunallagen 5 kap. 52 §)."
        )
    )


def carried(verb: str) -> Rule:
    """The rule that the outcome `verb` is what the questions found that were put: no other, and none before (R-71)."""

    @looking_at(AT_MEETING)
    def as_the_meeting_answered(facts: Facts) -> Reason | None:
        """Where something is contested, the outcome is what the questions put by the chair, or the vote, found."""
        meeting = facts.meeting
        if meeting is None:
            return None
        if meeting.disputed:
            text = N_("Jäv är omtvistat för %(names)s. Organet ska pröva det först (kommunallagen 6 kap. 30 §).")
            return Reason(text, {"names": list(meeting.disputed)})
        if meeting.vote_open:
            return Reason(N_("En omröstning pågår. Avsluta den först."))
        if meeting.unput:
            return Reason(N_("Ställ proposition först: %(question)s."), {"question": meeting.unput})
        if meeting.carried and meeting.carried != verb:
            text = N_("Sammanträdet svarade annorlunda på propositionen: %(outcome)s. För in det.")
            return Reason(text, {"outcome": (OUTCOMES[meeting.carried],)})
        return None

    return as_the_meeting_answered


@asking(
    Ask(
        "condition",
        LONG_TEXT,
        N_("Villkor"),
        N_("Om beslutet bara gäller under ett villkor: skriv villkoret. Lämna annars tomt."),
        optional=True,
    )
)
def condition_worded(facts: Facts) -> Reason | None:
    """A condition may be stated, and is then kept with the decision (R-85)."""
    return None


def something_proposed(facts: Facts) -> Reason | None:
    """There is a text to decide."""
    if facts.meeting is not None and facts.meeting.proposal:
        return None
    return Reason(N_("Punkten har inget förslag. Besluta med en egen text, eller anteckna den till protokollet."))


@asking(Ask("text", LONG_TEXT, N_("Vad som antecknas"), N_("Så kommer det att stå i protokollet.")))
def note_worded(facts: Facts) -> Reason | None:
    """What is noted is written."""
    return None if facts.given.get("text", "").strip() else Reason(N_("Skriv vad som antecknas."))


# The meeting itself


def somebody_is_there(facts: Facts) -> Reason | None:
    """A meeting is opened by calling the roll."""
    return None if facts.meeting and facts.meeting.present else Reason(N_("Ingen är närvarande. Gör upprop först."))


@looking_at(AT_MEETING)
def no_vote_open(facts: Facts) -> Reason | None:
    """Nothing ends or rests in the middle of a vote."""
    return Reason(N_("En omröstning pågår. Avsluta den först.")) if facts.meeting and facts.meeting.vote_open else None


def every_item_handled(facts: Facts) -> Reason | None:
    """Nothing is decided by closing the meeting: each item has its outcome before."""
    undecided = facts.meeting.undecided if facts.meeting else ()
    if not undecided:
        return None
    if len(undecided) > _NAMED:
        text = N_("Sammanträdet kan inte avslutas: %(count)s ärenden är inte avgjorda. Det första är %(name)s.")
        return Reason(text, {"count": len(undecided), "name": undecided[0]})
    one = N_("Sammanträdet kan inte avslutas: %(names)s är inte avgjort. Besluta, bordlägg eller ta bort det.")
    many = N_("Sammanträdet kan inte avslutas: %(names)s är inte avgjorda. Besluta, bordlägg eller ta bort dem.")
    return Reason(one if len(undecided) == 1 else many, {"names": list(undecided)})


_NAMED = 3


def no_case_listed(facts: Facts) -> Reason | None:
    """A case is not lost with a meeting that is not held: it is taken off the agenda first."""
    cases = facts.meeting.cases if facts.meeting else ()
    if not cases:
        return None
    text = N_(
        "Sammanträdet har ärenden på föredragningslistan. Ta bort dem först, så att de inte blir liggande: %(names)s."
    )
    return Reason(text, {"names": list(cases[:_NAMED])})
