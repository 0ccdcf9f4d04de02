"""The words of proposals, questions and votes, as the page shows them and the minutes will hold them."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from casework.deliberation.ballots import Vote
from casework.deliberation.models import MinorityDemand, MinuteStatement, Proposal, PutQuestion
from casework.deliberation.queries import Deliberation
from casework.law import questions as law
from casework.law.proposing import (
    ADDITION,
    ADJOURN,
    APPROVE,
    CANDIDATE,
    CHANGE,
    DEFER,
    NEW_MATTER,
    REJECT,
    REMIT_BACK,
    UNLAWFUL,
)
from casework.law.voting import CASTING, EMPLOYMENT, LOTS, NO, ORDINARY, YES, Tally
from workflows._vocabulary import N_

Names = Mapping[int, str]

KINDS = {
    APPROVE: N_("Bifall till förslaget"),
    REJECT: N_("Avslag på förslaget"),
    CHANGE: N_("Ändring av förslaget"),
    ADDITION: N_("Tillägg till förslaget"),
    REMIT_BACK: N_("Återremiss"),
    DEFER: N_("Bordläggning"),
    ADJOURN: N_("Ajournering"),
    CANDIDATE: N_("Förslag på person i ett val"),
}
PROPOSED = {
    APPROVE: N_("%(who)s yrkar bifall till förslaget."),
    REJECT: N_("%(who)s yrkar avslag på förslaget."),
    CHANGE: N_("%(who)s yrkar att beslutet ska lyda: %(text)s"),
    ADDITION: N_("%(who)s yrkar tillägg: %(text)s"),
    REMIT_BACK: N_("%(who)s yrkar återremiss till %(addressee)s. Motivering: %(reason)s"),
    DEFER: N_("%(who)s yrkar att ärendet bordläggs."),
    ADJOURN: N_("%(who)s yrkar att sammanträdet ajourneras."),
    CANDIDATE: N_("%(who)s föreslår %(text)s."),
}
DROPPED = {
    "withdrawn": N_("Återtaget"),
    NEW_MATTER: N_("Ställs inte under proposition: det väcker ett nytt ärende"),
    UNLAWFUL: N_("Ställs inte under proposition: det skulle strida mot lag"),
}
GROUNDS = {
    NEW_MATTER: N_("Yrkandet väcker ett nytt ärende (ska vägras)"),
    UNLAWFUL: N_("Beslutet skulle strida mot lag (får vägras)"),
}
MATTERS = {ORDINARY: N_("Ett vanligt ärende: öppen omröstning"), EMPLOYMENT: N_("En anställning: sluten omröstning")}
ANSWERS = {YES: N_("Ja"), NO: N_("Nej"), "abstained": N_("Avstår"), "not_present": N_("Frånvarande")}


def proposal_sentence(row: Proposal, names: Names) -> str:
    """How the minutes tell what was proposed."""
    who = names.get(row.person_id, row.person.name)
    values = {"who": who, "text": row.text, "addressee": row.addressee, "reason": row.reason}
    return _(PROPOSED[row.kind], **values)


def meant_by(proposal_id: int, stands: Deliberation, names: Names) -> str:
    """What a yes or a no to a question about the matter is for."""
    row = stands.by_id.get(proposal_id)
    if row is None:
        return _("bifall till förslaget")
    kinds = {
        REJECT: _("avslag på förslaget"),
        CHANGE: _("ändringen"),
        ADDITION: _("tillägget"),
        REMIT_BACK: _("återremiss till %(addressee)s", addressee=row.addressee),
        DEFER: _("bordläggning"),
        ADJOURN: _("ajournering"),
        CANDIDATE: row.text,
    }
    values = {"what": kinds[row.kind], "number": stands.number(row.id), "who": names.get(row.person_id, "")}
    return _("%(what)s (yrkande %(number)s, %(who)s)", **values)


def question_text(question: law.Question, stands: Deliberation, names: Names) -> str:
    """The question as the chair puts it, with what yes and no mean."""
    if question.kind == law.ELECT:
        candidates = [stands.by_id[number].text for number in question.among]
        return _("Vem ska väljas: %(candidates)s?", candidates=", ".join(candidates))
    yes = meant_by(question.yes, stands, names)
    if question.kind == ADJOURN:
        return _("Ska sammanträdet ajourneras? Ja: %(yes)s. Nej: sammanträdet fortsätter.", yes=yes)
    if question.kind == ADDITION:
        return _("Ska tillägget göras? Ja: %(yes)s. Nej: inget sådant tillägg.", yes=yes)
    if question.kind == law.TODAY:
        return _("Ska ärendet avgöras i dag? Ja: det avgörs i dag. Nej: %(no)s.", no=_instead(stands))
    no = meant_by(question.no, stands, names)
    leads = {
        law.WHICH: _("Vad ska ske i stället för att ärendet avgörs i dag?"),
        law.COUNTER: _("Vilket yrkande ska stå mot förslaget i huvudfrågan?"),
        law.MAIN: _("Vad ska beslutas?"),
    }
    return _("%(question)s Ja: %(yes)s. Nej: %(no)s.", question=leads[question.kind], yes=yes, no=no)


ASKED = {
    ADJOURN: N_("ska sammanträdet ajourneras"),
    law.TODAY: N_("ska ärendet avgöras i dag"),
    law.WHICH: N_("vad ska ske i stället"),
    law.COUNTER: N_("vilket yrkande ska stå mot förslaget"),
    law.MAIN: N_("vad ska beslutas"),
    ADDITION: N_("ska tillägget göras"),
    law.ELECT: N_("vem ska väljas"),
}


def question_kind(kind: str) -> str:
    """A question of that kind in a few words, for the catalogue."""
    return ASKED[kind]


def _instead(stands: Deliberation) -> str:
    kinds = {row.kind for row in stands.live}
    words = [word for kind, word in ((REMIT_BACK, _("återremiss")), (DEFER, _("bordläggning"))) if kind in kinds]
    return _(" eller ").join(words)


def choice_label(choice: str, question: PutQuestion, stands: Deliberation, names: Names) -> str:
    """Ja: bifall till förslaget; or the candidate."""
    if choice.isdecimal():
        return stands.by_id[int(choice)].text
    if question.kind == law.TODAY:
        means = _("ärendet avgörs i dag") if choice == YES else _instead(stands)
    elif question.kind in (ADJOURN, ADDITION) and choice == NO:
        means = _("sammanträdet fortsätter") if question.kind == ADJOURN else _("inget sådant tillägg")
    else:
        number = (question.yes_id if choice == YES else question.no_id) or law.NONE
        means = meant_by(number, stands, names)
    return _("%(answer)s: %(means)s", answer=_(ANSWERS[choice]), means=means)


def found_sentence(choice: str, question: PutQuestion, stands: Deliberation, names: Names) -> str:
    """What the chair states, when the question is answered by acclamation."""
    if choice.isdecimal():
        return _("Ordföranden finner att %(who)s är vald.", who=stands.by_id[int(choice)].text)
    label = choice_label(choice, question, stands, names)
    return _("Ordföranden ställer frågan och finner den besvarad med %(label)s.", label=label[0].lower() + label[1:])


def tally_sentence(counted: Tally, labels: Mapping[str, str]) -> str:
    """3 ja, 2 nej; 1 avstår och 0 är frånvarande, of 6 with a right to vote."""
    votes = ", ".join(f"{number} {labels[choice]}" for choice, number in counted.votes)
    values = {"votes": votes, "abstained": counted.abstained, "gone": counted.not_present, "all": counted.electors}
    return _(
        "Röster: %(votes)s. %(abstained)s avstår och %(gone)s är frånvarande, av %(all)s röstberättigade.", **values
    )


def result_sentence(vote: Vote, label: str) -> str:
    """How the result was found, and what it is."""
    if vote.way == CASTING:
        return _("Lika röstetal. Ordföranden avgör med sin utslagsröst: %(label)s.", label=label)
    if vote.way == LOTS:
        return _("Lika röstetal. Lotten avgör: %(label)s.", label=label)
    return _("Omröstningen ger resultatet %(label)s.", label=label)


def demand_sentence(row: MinorityDemand, proposal: Proposal) -> str:
    """Who demands it, out of how many, and whether that is enough."""
    people = ", ".join(person["name"] for person in row.persons)
    values = {"count": row.demanding, "present": row.present, "needed": row.needed, "people": people}
    what = _("bordläggning") if row.kind == DEFER else _("återremiss till %(to)s", to=proposal.addressee)
    if row.holds:
        text = _("%(count)s av %(present)s närvarande begär %(what)s, minst %(needed)s krävs: %(people)s.")
    else:
        text = _("%(count)s av %(present)s närvarande begär %(what)s. Det räcker inte, %(needed)s krävs: %(people)s.")
    return text % (values | {"what": what})


def statement_sentence(row: MinuteStatement, names: Names) -> str:
    """How the minutes tell of a reservation or a note."""
    who = names.get(row.person_id, row.person.name)
    if row.kind == "reservation":
        told = _("%(who)s reserverar sig mot beslutet.", who=who)
        return f"{told} {row.text}" if row.text else told
    return _("%(who)s får till protokollet antecknat: %(text)s", who=who, text=row.text)


def joined(texts: Sequence[str]) -> str:
    """Texts of several proposals as one: each its own paragraph, none twice."""
    return "\n\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))
