"""What the pages show of appeals and of what is final, put together from queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from casework import clock
from casework.appeals.finality import Standing, standings
from casework.appeals.forms import form_of
from casework.appeals.models import Appeal, AppealEvent, AppealFile
from casework.appeals.operations import REGISTER, TABLE
from casework.appeals.queries import events_of, facts_of, files_of, seen_by
from casework.appeals.subjects import Subject, keeps, subject_of
from casework.appeals.waiting import MINUTES, OWN
from casework.law.appeals import ADMINISTRATIVE_APPEAL, LEGALITY_REVIEW
from casework.permissions import Reader
from casework.publication.queries import board_of
from casework.web import Form, day, moment
from workflows import Step
from workflows._vocabulary import APPEAL_OUTCOMES, N_, ROLES, SYSTEM

ONWARD = ("arrive", "forward", "dismiss", "judge", "settle")
"""The steps that bring an appeal on its way; the first that may be taken is offered first."""

LOOKS = {"received": "waiting", "forwarded": "info", "judged": "waiting", "settled": "ok"}
VERDICTS = {
    "in_time": (N_("Kom in i rätt tid"), "ok"),
    "late": (N_("Kom in för sent"), "danger"),
    "wrong_place": (N_("Kom till fel ställe"), "waiting"),
    "not_appealable": (N_("Beslutet kan inte överklagas"), "waiting"),
}
STAYS = {
    "asked": (N_("Inhibition begärd"), "waiting"),
    "granted": (N_("Beslutet är inhiberat"), "danger"),
    "refused": (N_("Inhibition nekad"), "neutral"),
    "ended": (N_("Inhibitionen har upphört"), "neutral"),
}
"""How a verdict and a stay are told, and how that looks; the words say the same."""

REGISTERED = N_("%(actor)s registrerade överklagandet.")


@dataclass(frozen=True)
class Row:
    """A decision on the page of its case, its item or its minutes. `appeals`: those that exist for the reader."""

    standing: Standing
    appeals: Sequence[Appeal]
    keeps: bool

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return self.standing.subject

    @property
    def confirm(self) -> tuple[str, int] | None:
        """The page on which it is confirmed, as (word, number): with what else its notice tells of."""
        posting = self.standing.posting
        if posting is None:
            return None
        return (MINUTES, posting.minutes_id) if posting.minutes_id is not None else (OWN, posting.delegated_id or 0)

    @property
    def may_be_executed(self) -> bool:
        """Whether it is a decision of which KL 13:14 says that it may be before it is final: none that is stayed."""
        stayed = any(row.is_stayed for row in self.standing.appeals)
        return self.subject.route == LEGALITY_REVIEW and self.standing.final is None and not stayed

    @property
    def stayed(self) -> bool:
        """Whether the decision may not be executed now, as far as the reader may know."""
        return any(row.is_stayed for row in self.appeals)


def rows_of(subjects: Sequence[Subject], reader: Reader) -> list[Row]:
    """The decisions, each with how it stands and with the appeals that exist for `reader`."""
    stand = standings(subjects)
    seen = seen_by(reader, [row for one in stand for row in one.appeals])
    return [Row(one, [row for row in one.appeals if row.id in seen], keeps(reader, one.subject)) for one in stand]


def last_day_told(standing: Standing) -> str:
    """Until when the decision is appealed, in words."""
    if standing.subject.route == ADMINISTRATIVE_APPEAL:
        return gettext("tre veckor från den dag då var och en fick del av beslutet")
    if standing.last_day is not None:
        return day(standing.last_day)
    if standing.subject.route != LEGALITY_REVIEW:
        return ""
    if standing.period is None:
        return gettext("ingen dag än: beslutet är inte anslaget")
    return gettext("ingen dag nu: anslaget togs ned för tidigt, och tiden börjar om när det sätts upp igen")


def status_of(appeal: Appeal) -> tuple[str, str]:
    """Where it stands, in words, and how that looks; judged, how."""
    label = gettext(TABLE.states[appeal.state].label)
    if appeal.outcome:
        label = f"{gettext(APPEAL_OUTCOMES[appeal.outcome])} ({label.lower()})"
    return label, LOOKS[appeal.state]


def verdict_of(appeal: Appeal) -> tuple[str, str]:
    """In time, late, or at the wrong place."""
    label, look = VERDICTS[appeal.verdict]
    return gettext(label), look


def advice(appeal: Appeal) -> str:
    """What is to be done with it now, by law; "" where nothing waits for the authority."""
    if appeal.state != "received":
        return ""
    if appeal.verdict == "wrong_place":
        return gettext("Överklagandet räknas från den dag då det kommer till den som ska ha det. Anteckna den dagen.")
    if appeal.route == ADMINISTRATIVE_APPEAL and appeal.verdict == "late":
        return gettext("Det kom för sent och avvisas av den som beslutade (förvaltningslagen 45 §).")
    if appeal.route == ADMINISTRATIVE_APPEAL:
        return gettext("Pröva om beslutet ska ändras, och lämna sedan över (förvaltningslagen 37–39 och 46 §§).")
    if appeal.verdict == "late":
        return gettext("Det kom för sent, men det avgör domstolen. Lämna över det.")
    return gettext("Lämna över överklagandet till förvaltningsrätten (kommunallagen 13 kap. 6 §).")


@dataclass(frozen=True)
class Page:
    """All that the page of an appeal shows. `sent`: the step whose form comes back."""

    appeal: Appeal
    subject: Subject
    files: Sequence[AppealFile]
    steps: Sequence[tuple[Step, Form]]
    history: Sequence[dict[str, Any]]
    statements: Sequence[AppealEvent]
    keeps: bool
    sent: str


def page_of(appeal: Appeal, reader: Reader, *, sent: tuple[str, Form] | None = None) -> Page:
    """The page for `reader`, who may see the appeal; `sent` is a form that stored nothing, shown as it was typed."""
    facts, events = facts_of(appeal, reader), events_of(appeal.id)
    subject = subject_of(appeal)
    court = board_of(subject.body.authority).court
    steps: list[tuple[Step, Form]] = []
    for step in TABLE.steps_from(appeal.state):
        if TABLE.refusals(step, facts):  # another's, or the other of two
            continue
        blank = form_of(step, appeal, facts, formdata=None, data=_filled_in(step, events, court))
        form = sent[1] if sent and sent[0] == step.name else blank
        form["version"].data = str(appeal.version)
        steps.append((step, form))
    steps.sort(key=lambda row: row[0].name not in ONWARD)
    return Page(
        appeal=appeal,
        subject=subject,
        files=files_of(appeal.id),
        steps=steps,
        history=[_told(event) for event in reversed(events)],
        statements=[event for event in events if event.step == "statement"],
        keeps=keeps(reader, subject),
        sent=sent[0] if sent else "",
    )


def _filled_in(step: Step, events: Sequence[AppealEvent], court: str) -> dict[str, Any]:
    """What is likely: what the authority does it does today; who was last given the appeal judges it."""
    given = [event.whom for event in events if event.step in ("forward", "appeal_further")]
    return {
        "day": clock.today() if step.name in ("forward", "statement", "dismiss", "correct") else None,
        "whom": {"forward": court[:1].upper() + court[1:], "judge": given[-1] if given else ""}.get(step.name, ""),
    }


def _told(event: AppealEvent) -> dict[str, Any]:
    """The event for the timeline."""
    step = TABLE.step(event.step, event.from_state)
    actor = event.actor.name if event.actor else gettext(ROLES[SYSTEM]).capitalize()
    sentence = gettext(step.sentence if step and event.step != REGISTER else REGISTERED) % {"actor": actor}
    outcome = gettext(APPEAL_OUTCOMES[event.outcome]) if event.outcome else ""
    number = gettext("mål %(number)s", number=event.number) if event.number else ""
    return {
        "sentence": sentence,
        "when": moment(event.at),
        "at": event.at.isoformat(),
        "note": event.told or None,
        "until": ", ".join(part for part in (day(event.day), outcome, event.whom, number) if part) + ".",
    }
