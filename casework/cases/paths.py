"""The way of a case as the page draws it: what has been, with its day, what is, and what may come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext

from casework.cases.models import Case, CaseEvent
from casework.cases.pages import advances
from casework.people.models import Body
from casework.web import day
from workflows import WORKFLOWS, State, Workflow


@dataclass(frozen=True)
class _Stage:
    """One place on the way: a state, or a body that handles the case."""

    name: str
    label: str
    when: date | datetime | None = None
    minor: bool = False


def path(
    case: Case, events: Sequence[CaseEvent], point_bodies: Sequence[str], meeting_day: date | None = None
) -> list[dict[str, Any]]:
    """Rows {label, when, state: done | current | coming}, in order.

    `point_bodies`: who is to decide the points of the report; `meeting_day` of the meeting on whose agenda it stands.
    """
    workflow = WORKFLOWS[case.kind]
    current = workflow.states[case.state]
    here = _here(current, case, events, meeting_day)
    coming = [] if current.final else _coming(workflow, case, events, point_bodies)
    ahead = {stage.name for stage in coming} | {here.name}
    been = [stage for stage in _been(workflow, events) if stage.name not in ahead and not stage.minor]
    return [
        *(_row(stage, "done") for stage in been),
        _row(here, "current"),
        *(_row(stage, "coming") for stage in coming),
    ]


def deciding_body(case: Case, point_bodies: Sequence[str | None]) -> Body | None:
    """The body that decides the matter: the case's own, or the highest above it that a point of the report names."""
    if case.body is None:
        return None
    chain = [case.body, *case.body.above()]
    return chain[_highest(chain, point_bodies)]


def _highest(chain: Sequence[Body], point_bodies: Sequence[str | None]) -> int:
    wanted = {name.casefold() for name in point_bodies if name}
    return max((n for n, body in enumerate(chain) if body.name.casefold() in wanted), default=0)


def _row(stage: _Stage, stands: str) -> dict[str, Any]:
    return {"label": stage.label, "when": day(stage.when) if stage.when else None, "state": stands}


def _here(current: State, case: Case, events: Sequence[CaseEvent], meeting_day: date | None) -> _Stage:
    if current.at_body and case.body is not None:
        return _Stage(_at(current, case.body.short_name), case.body.short_name, meeting_day)
    entered = next((event.at for event in reversed(events) if event.to_state == current.name), None)
    return _Stage(current.name, gettext(current.label), entered)


def _been(workflow: Workflow, events: Sequence[CaseEvent]) -> list[_Stage]:
    """Where the case has been on the way that it is on now: a step back takes what came after away again."""
    been: list[_Stage] = []
    for event, following in zip(events, [*events[1:], None], strict=True):
        state = workflow.states.get(event.to_state)
        if state is None or not state.on_path:
            continue
        at_body = state.at_body and event.body is not None
        name = _at(state, event.body.short_name) if at_body and event.body else state.name
        label = event.body.short_name if at_body and event.body else gettext(state.label)
        when = following.at if at_body and following else event.at
        names = [stage.name for stage in been]
        if name in names and not state.minor:
            been = been[: names.index(name)]
        been.append(_Stage(name, label, when, state.minor))
    return been


def _coming(workflow: Workflow, case: Case, events: Sequence[CaseEvent], point_bodies: Sequence[str]) -> list[_Stage]:
    """What lies ahead: a round of bodies is drawn as those that the case will pass, or by its last state's label."""
    way = [state for state in workflow.states.values() if state.on_path]
    names = [state.name for state in way]
    last = next((event.to_state for event in reversed(events) if event.to_state in names), names[0])
    start = names.index(last)
    here = workflow.states[case.state]
    if not here.on_path:  # a case that left the way comes back to it where its own steps lead on, as to the end
        onward = [step for step in workflow.steps_from(here.name) if advances(case.kind, step) and step.to in names]
        start = min((names.index(step.to) - 1 for step in onward), default=start)
    stages: list[_Stage] = []
    rounds = [list(group) for _, group in groupby(way, key=_round)]
    first = True
    for group in rounds:
        if group[0].at_body:
            if names.index(group[-1].name) < start:
                continue
            in_it = any(state.name == last for state in group)
            stages += _bodies(group, case, point_bodies, in_it) if first else [_Stage(group[-1].name, _of(group))]
            first = False
        else:
            ahead = [state for state in group if names.index(state.name) > start and not state.minor]
            stages += [_Stage(state.name, gettext(state.label)) for state in ahead]
    return stages


def _round(state: State) -> str:
    return f"bodies {state.name.removesuffix('preparing').removesuffix('on_agenda')}" if state.at_body else "states"


def _of(group: list[State]) -> str:
    return gettext(group[-1].label)


def _bodies(group: list[State], case: Case, point_bodies: Sequence[str], in_it: bool) -> list[_Stage]:
    if case.body is None:
        return [_Stage(group[-1].name, _of(group))]
    chain = [case.body, *case.body.above()]
    passed = chain[1 if in_it else 0 : _highest(chain, point_bodies) + 1]
    return [_Stage(_at(group[-1], body.short_name), body.short_name) for body in passed]


def _at(state: State, body: str) -> str:
    """One name for a body in a round, whether it prepares or decides there."""
    return f"{_round(state)}: {body}"
