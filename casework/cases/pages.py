"""What the case page shows, put together from queries: the path, the steps, the history in sentences."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from casework.cases.comparison import compared
from casework.cases.models import Case, CaseEvent
from casework.web import day, lately, moment
from workflows import WORKFLOWS, Reason, Step
from workflows._facts import Facts
from workflows._vocabulary import BACK, N_, ROLES, SYSTEM

ORIGINS = {
    "administration": N_("Förvaltningen"),
    "letter": N_("Skrivelse utifrån"),
    "other_body": N_("Nämnd eller annat organ"),
    "member_motion": N_("Motion"),
    "citizen_proposal": N_("Medborgarförslag"),
    "auditors": N_("Revisorerna"),
    "assembly_committee": N_("Fullmäktigeberedning"),
    "company": N_("Kommunalt bolag eller stiftelse"),
    "popular_initiative": N_("Folkinitiativ"),
}
"""Where an ärende may come from (R-01, KL 5:22)."""

MANY = 2
CREATED_SENTENCE = N_("%(actor)s skapade ärendet.")


@dataclass(frozen=True)
class Choice:
    """A step that leaves the case's state: taken by the reader, refused with reasons, or somebody else's."""

    step: Step
    reasons: tuple[Reason, ...]
    mine: bool
    onward: bool

    @property
    def allowed(self) -> bool:
        """Whether the reader may take it now."""
        return self.mine and not self.reasons


def choices(case: Case, facts: Facts) -> list[Choice]:
    """Every step from here: those that lead on first, else in the order of the table.

    Of two steps of which one is the right one here, the other is left out; so are the system's own.
    """
    workflow = WORKFLOWS[case.kind]
    steps = sorted(workflow.steps_from(case.state), key=lambda step: not advances(case.kind, step))
    return [
        Choice(
            step,
            tuple(workflow.refusals(step, facts)),
            mine=bool(facts.actor.roles & set(step.by)),
            onward=advances(case.kind, step),
        )
        for step in steps
        if not any(rule(facts) for rule in step.alternative) and step.by != (SYSTEM,)
    ]


def advances(kind: str, step: Step) -> bool:
    """Whether the step leads on along the path (so that somebody is waited for), rather than back or out."""
    if step.onward is not None:
        return step.onward
    order = [state.name for state in WORKFLOWS[kind].states.values() if state.on_path]
    return step.to in order and any(
        source in order and order.index(step.to) > order.index(source) for source in step.sources
    )


def dispatches_ahead(case: Case) -> bool:
    """Whether a step that leads on from here, with the text as it is, may send something: it can be looked at before.

    A state in which a new text is written comes between: what that will say, nobody knows yet.
    """
    workflow = WORKFLOWS[case.kind]
    seen, ahead = set(), [case.state]
    while ahead:
        state = ahead.pop()
        seen.add(state)
        steps = [step for step in workflow.steps_from(state) if step.to != BACK and advances(case.kind, step)]
        if any(step.dispatch for step in steps):
            return True
        ahead += [step.to for step in steps if step.to not in seen and not workflow.states[step.to].editable]
    return False


def waits_for(case: Case) -> list[str]:
    """Who the case waits for, in words: the roles of the steps that lead on. The system is nobody to wait for."""
    steps = [
        step
        for step in WORKFLOWS[case.kind].steps_from(case.state)
        if advances(case.kind, step) and step.by != (SYSTEM,)
    ]
    return list(dict.fromkeys(gettext(ROLES[step.by[0]]) for step in steps))


def review_level(case: Case) -> str:
    """Which level of its body's review the case waits for; "" where it waits for none or there is only one."""
    levels = case.body.review_levels if case.body else []
    steps = {step.name for step in WORKFLOWS[case.kind].steps_from(case.state)}
    if "approve_report" not in steps or len(levels) < MANY or len(case.approved_by) >= len(levels):
        return ""
    at = len(case.approved_by)
    return gettext("%(number)s av %(all)s: %(level)s", number=at + 1, all=len(levels), level=levels[at]["label"])


def approved_text(case: Case, events: list[CaseEvent]) -> str:
    """When the text was approved, and its hash; "" while none is."""
    at = next((event.at for event in reversed(events) if event.step == "approve_report"), None)
    return (
        gettext("%(day)s (%(hash)s…)", day=day(at), hash=case.approved_hash[:12]) if case.approved_hash and at else ""
    )


def sentence(kind: str, event: CaseEvent, *, actor: str = "") -> str:
    """The event as history tells it: "Chefen godkände tjänsteskrivelsen.". `actor`: his name, where it is at hand."""
    step = WORKFLOWS[kind].step(event.step, event.from_state)
    text = step.sentence or step.label if step else CREATED_SENTENCE
    if step and step.sentence and step.by == (SYSTEM,):
        return gettext(text)
    actor = actor or (event.actor.name if event.actor else gettext(ROLES[SYSTEM]).capitalize())
    if event.on_behalf_of:
        actor = gettext("%(actor)s (för %(other)s)", actor=actor, other=event.on_behalf_of.name)
    return gettext(text) % {"actor": actor} if "%(actor)s" in text else f"{actor}: {gettext(text)}"


def told_lately(kind: str, event: CaseEvent) -> str:
    """The event as one tells it of late: "Chefen godkände tjänsteskrivelsen i går."."""
    return f"{sentence(kind, event).rstrip('.')} {lately(event.at)}."


def history_row(kind: str, event: CaseEvent) -> dict[str, Any]:
    """The event for the timeline of the page."""
    return {
        "sentence": sentence(kind, event),
        "when": moment(event.at),
        "at": event.at.isoformat(),
        "note": event.note or None,
        "until": put_aside(event),
    }


def put_aside(event: CaseEvent) -> str | None:
    """To which day the event put the case aside: "Tas upp igen 2 maj 2031."."""
    return gettext("Tas upp igen %(day)s.", day=day(event.until)) if event.until else None


def difference(
    stored: dict[str, Any], typed: dict[str, Any], kind: str = ""
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where the stored report and the one just typed differ: per part, runs of ("same" | "stored" | "typed", text)."""
    return [(row.label, row.runs) for row in compared(stored, typed, kind) if row.runs]
