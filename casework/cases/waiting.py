"""Whose move it is: the cases that wait for a reader, and those that are at an end, as conditions of a query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, String, and_, cast, false, func, literal, not_, or_, select

from casework import clock
from casework.cases.models import Case, CaseEvent
from casework.cases.pages import advances
from casework.database import db
from casework.people.models import Body
from casework.permissions import Reader
from workflows import WORKFLOWS, Step
from workflows._rules import level_is_mine, not_own_report
from workflows._vocabulary import CHAIR, OFFICER, REPORT_ASSIGNMENT, VICE_CHAIR

SOON = timedelta(days=14)
"""An assignment that is due within this time waits for the officer; until then it is under way."""


def in_states(pairs: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
    """Cases that stand in one of these (kind, state)."""
    names: dict[str, list[str]] = {}
    for kind, state in pairs:
        names.setdefault(kind, []).append(state)
    return or_(false(), *(and_(Case.kind == kind, Case.state.in_(states)) for kind, states in names.items()))


def ended() -> ColumnElement[bool]:
    """Cases in a final state of their kind."""
    return in_states(
        (kind, state.name) for kind, workflow in WORKFLOWS.items() for state in workflow.states.values() if state.final
    )


def onward(role: str) -> list[tuple[str, str, Step]]:
    """The steps that lead on and are that role's before anybody else's: (kind, state, step)."""
    return [
        (kind, source, step)
        for kind, workflow in WORKFLOWS.items()
        for step in workflow.steps
        if step.by[0] == role and advances(kind, step)
        for source in step.sources
    ]


def waiting_for(reader: Reader) -> ColumnElement[bool]:
    """Cases whose next step is the reader's, and his own whose assignment is due soon or whose pause is over.

    What waits for who leads a meeting stands on the meeting's agenda (desk).
    """
    own = Case.officer_id == reader.person_id
    clauses = [and_(own, not_(ended()), or_(_assignment_given(before_long=True), _pause_is_over()))]
    for role in sorted({grant.role for grant in reader.grants} - {CHAIR, VICE_CHAIR}):
        for quality, pairs in _by_quality(role).items():
            clauses.append(and_(_within(reader, role), in_states(pairs), *_judged(reader, role, quality)))
    return or_(*clauses)


@dataclass(frozen=True)
class _Quality:
    """What a step asks of who takes it: not to be the author, to be the level's reviewer. `running`: an assignment."""

    by_another: bool
    by_level: bool
    running: bool


def _by_quality(role: str) -> dict[_Quality, set[tuple[str, str]]]:
    """The states from which the role leads on, by what that asks."""
    running = {
        (kind, source)
        for kind, workflow in WORKFLOWS.items()
        for step in workflow.steps
        if REPORT_ASSIGNMENT in step.then
        for source in step.sources
    }
    found: dict[_Quality, set[tuple[str, str]]] = {}
    for kind, state, step in onward(role):
        quality = _Quality(not_own_report in step.needs, level_is_mine in step.needs, (kind, state) in running)
        found.setdefault(quality, set()).add((kind, state))
    return found


def _judged(reader: Reader, role: str, quality: _Quality) -> list[ColumnElement[bool]]:
    """The rules about who, as conditions; those about the text and the meeting hide nothing."""
    rules = [Case.officer_id == reader.person_id] if role == OFFICER else []
    rules += [Case.officer_id != reader.person_id] if quality.by_another else []
    rules += _level_is(reader) if quality.by_level else []
    return [*rules, not_(_assignment_given())] if quality.running else rules


def _level_is(reader: Reader) -> list[ColumnElement[bool]]:
    """As the rule level_is_mine: the level is for anybody or for the reader's title, and he has judged none before."""
    at = func.json_array_length(Case.approved_by)
    if db.engine.dialect.name == "sqlite":
        wanted = func.json_extract(Body.review_levels, literal("$[").concat(cast(at, String)).concat("].title"))
    else:
        wanted = func.json_extract_path_text(Body.review_levels, cast(at, String), "title")
    title = select(wanted).where(Body.id == Case.body_id).correlate(Case).scalar_subquery()
    own = {reader.title, *(change(reader.title) for change in (str.lower, str.upper, str.capitalize, str.title))}
    return [func.coalesce(title, "").in_(["", *sorted(own)]), not_(_has_approved(reader))]


def _has_approved(reader: Reader) -> ColumnElement[bool]:
    """Whether the reader is in the list [3, 12], read as the text ",3,12,"."""
    listed: Any = cast(Case.approved_by, String)
    for old, new in (("[", ","), ("]", ","), (" ", "")):
        listed = func.replace(listed, old, new)
    return listed.contains(f",{reader.person_id},")


def _within(reader: Reader, role: str) -> ColumnElement[bool]:
    """Where the role holds: in a whole authority, or for a body of it."""
    whole = [grant.authority_id for grant in reader.grants if grant.role == role and grant.body_id is None]
    return or_(Case.authority_id.in_(whole), func.coalesce(Case.body_id, 0).in_(reader.bodies(role)))


def _assignment_given(*, before_long: bool = False) -> ColumnElement[bool]:
    """An assignment of the case runs; `before_long`: its day is near or has passed."""
    rule: ColumnElement[bool] = current_app.extensions["casework.assignment_runs"](SOON if before_long else None)
    return rule


def _pause_is_over() -> ColumnElement[bool]:
    return func.coalesce(put_aside_until() <= clock.today(), false())  # what is not known cannot be turned round


def put_aside_until() -> ColumnElement[Any]:
    """The day to which the last step put the case aside; NULL where it did not."""
    last = select(func.max(CaseEvent.id)).where(CaseEvent.case_id == Case.id).correlate(Case).scalar_subquery()
    return select(CaseEvent.until).where(CaseEvent.id == last).correlate(Case).scalar_subquery()
