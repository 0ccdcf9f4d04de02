"""Reading the scheme and the decisions by it: one door, `visible_to`; and what the rules need to know of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from casework import clock
from casework.cases.models import Case
from casework.cases.queries import latest_report, report_facts
from casework.database import db
from casework.delegation.models import DelegatedDecision, DelegationRule
from casework.law.bodies import OWN_POWER
from casework.law.reporting import lacks_own_minutes
from casework.people.models import Body
from casework.people.queries import bodies_of
from casework.permissions import Reader, current_reader
from workflows._facts import DelegationFacts
from workflows._vocabulary import (
    ADMIN,
    CHAIR,
    MANAGER,
    MEMBER,
    OFFICER,
    REGISTRAR,
    ROLES,
    SECRETARY,
    VICE_CHAIR,
)

READERS = (OFFICER, MANAGER, REGISTRAR, SECRETARY, ADMIN)
EDITORS = (REGISTRAR, ADMIN)
DELEGATES = (OFFICER, MANAGER, REGISTRAR, SECRETARY)
"""The roles to which a scheme may delegate; a title says it more closely."""
MEMBERS = frozenset({CHAIR, VICE_CHAIR, MEMBER})
"""The seats of which a body may name one to decide what cannot await it (KL 6:39): no substitute's."""


@dataclass(frozen=True)
class Scheme:
    """The points of a body's scheme that hold, in their order; no point where the body has none."""

    body: Body
    rules: tuple[DelegationRule, ...]

    def to_body(self, body: Body, kind: str, text: str) -> DelegationRule | None:
        """The first point that gives `body` a matter of that kind with that proposal."""
        found = (rule for rule in self.rules if rule.delegate_body_id == body.id and covers(rule, kind, text))
        return next(found, None)

    def to_official(self, roles: Iterable[str], title: str, kind: str, text: str) -> list[DelegationRule]:
        """Every point that gives somebody with these roles and that title such a matter."""
        named = [
            rule
            for rule in self.rules
            if not rule.urgent
            and (rule.delegate_role in roles or (title and rule.delegate_title.casefold() == title.casefold()))
        ]
        return [rule for rule in named if covers(rule, kind, text)]

    def to_member(self, reader: Reader, kind: str, text: str) -> list[DelegationRule]:
        """Every point by which the reader, by his seat in the body, may decide such a matter when it is urgent."""
        seats = MEMBERS & reader.roles_for(self.body.authority_id, self.body.id)
        named = [rule for rule in self.rules if rule.urgent and _is_named(rule, reader, seats)]
        return [rule for rule in named if covers(rule, kind, text)]


def _is_named(rule: DelegationRule, reader: Reader, seats: frozenset[str]) -> bool:
    """Whether the urgent point names the reader: as chair, or as the member that he still is."""
    return bool(seats) and (rule.delegate_role in seats or rule.delegate_person_id == reader.person_id)


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The points that exist for `reader`: those of the authorities in whose office he works."""
    bodies = select(Body.id).where(Body.authority_id.in_(reader.authorities(*READERS)))
    return DelegationRule.body_id.in_(bodies)


def may_delegate(body: Body) -> bool:
    """Whether the body may have a scheme (KL 6:37): the assembly hands matters to committees otherwise (KL 5:2)."""
    return body.kind in OWN_POWER and body.kind != "assembly"


def schemes(reader: Reader) -> list[tuple[Body, list[DelegationRule]]]:
    """Each body that may delegate with every point of its scheme that ever was, in their order; two statements."""
    bodies = bodies_of(reader.authorities(*READERS))
    query = select(DelegationRule).where(visible_to(reader)).options(joinedload(DelegationRule.delegate_person))
    rules = list(db.session.scalars(query))
    return [
        (body, in_order(rule for rule in rules if rule.body_id == body.id)) for body in bodies if may_delegate(body)
    ]


def body_to_edit(body_id: int, reader: Reader, *, lock: bool = False) -> Body | None:
    """A body whose scheme the reader keeps; with `lock` nobody else changes its scheme until the transaction ends."""
    query = select(Body).where(Body.id == body_id, Body.authority_id.in_(reader.authorities(*EDITORS)))
    body = db.session.scalar(query.with_for_update(of=Body) if lock else query)
    return body if body is not None and may_delegate(body) else None


def committees_of(body: Body) -> list[Body]:
    """The bodies to which it may delegate: those below it that decide nothing of their own."""
    return [row for row in bodies_of([body.authority_id]) if row.parent_id == body.id and row.kind not in OWN_POWER]


def rule_to_edit(rule_id: int, reader: Reader, *, lock: bool = False) -> DelegationRule | None:
    """A point of a scheme that the reader keeps."""
    bodies = select(Body.id).where(Body.authority_id.in_(reader.authorities(*EDITORS)))
    query = select(DelegationRule).where(DelegationRule.id == rule_id, DelegationRule.body_id.in_(bodies))
    return db.session.scalar(query.with_for_update(of=DelegationRule) if lock else query)


def points_named(body_id: int, point: str) -> list[DelegationRule]:
    """Every row of the body's scheme with that point's name."""
    query = select(DelegationRule).where(DelegationRule.body_id == body_id, DelegationRule.point == point)
    return list(db.session.scalars(query))


def lock_rule(rule_id: int) -> DelegationRule | None:
    """The point as it stands now, its row held: it is not ended until the transaction is."""
    query = select(DelegationRule).where(DelegationRule.id == rule_id).with_for_update(of=DelegationRule)
    return db.session.scalar(query.execution_options(populate_existing=True))


def in_order(rules: Iterable[DelegationRule]) -> list[DelegationRule]:
    """By the point's numbers, so that 2.10 comes after 2.9."""
    return sorted(rules, key=lambda rule: ([int(part) for part in re.findall(r"\d+", rule.point)], rule.point, rule.id))


def covers(rule: DelegationRule, kind: str, text: str) -> bool:
    """Whether the point is about that kind of ärende and, where it has words, one of them begins a word of `text`."""
    if rule.kind not in {"", kind}:
        return False
    words = [word.strip().casefold() for word in rule.words.split(",") if word.strip()]
    folded = text.casefold()
    return not words or any(re.search(rf"\b{re.escape(word)}", folded) for word in words)


def delegate_label(rule: DelegationRule) -> str:
    """Who may decide by the point, in words."""
    if rule.delegate_body is not None:
        return rule.delegate_body.name
    if rule.delegate_person is not None:
        return rule.delegate_person.name
    return rule.delegate_title or gettext(ROLES[rule.delegate_role]).capitalize()


def schemes_in_force(bodies: Iterable[int], day: date) -> dict[int, Scheme]:
    """The schemes of these bodies as they hold that day, by body; one statement."""
    holds = and_(
        DelegationRule.body_id == Body.id,
        DelegationRule.valid_from <= day,
        or_(DelegationRule.valid_to.is_(None), DelegationRule.valid_to >= day),
    )
    query = select(Body, DelegationRule).outerjoin(DelegationRule, holds).where(Body.id.in_(list(bodies)))
    rows: Iterable[Any] = db.session.execute(query)
    found: dict[int, tuple[Body, list[DelegationRule]]] = {}
    for body, rule in rows:
        found.setdefault(body.id, (body, []))[1].extend([rule] if rule is not None else [])
    return {key: Scheme(body, tuple(in_order(rules))) for key, (body, rules) in found.items()}


def delegating_body_id(case: Case) -> int | None:
    """The body for which an official may decide in the case: the case's own, or the one above a working committee."""
    if case.body is None:
        return None
    return case.body.id if case.body.kind in OWN_POWER else case.body.parent_id


def given_to(case: Case, reader: Reader, points: Sequence[str]) -> tuple[Scheme | None, list[DelegationRule]]:
    """The scheme of the case's body, and its points that give the reader this case; one statement."""
    body_id = delegating_body_id(case)
    scheme = schemes_in_force([body_id], clock.today()).get(body_id) if body_id else None
    if scheme is None or not scheme.rules:
        return scheme, []
    roles = reader.roles_for(case.authority_id, case.body_id)
    return scheme, scheme.to_official(roles, reader.title, case.kind, "\n".join(points))


def facts_for_case(case: Case, reader: Reader, points: Sequence[str]) -> DelegationFacts:
    """What the body of the case has delegated to the reader, as the rules see it."""
    scheme, rules = given_to(case, reader, points)
    return _facts(scheme, rules) if scheme else DelegationFacts(case.body.name if case.body else "")


def _facts(scheme: Scheme, rules: Sequence[DelegationRule]) -> DelegationFacts:
    above = tuple(body.name for body in scheme.body.above())
    lacks = {
        str(rule.id): told
        for rule in rules
        if (told := lacks_own_minutes(rule.appeal_route, reported=rule.reported, own_minutes=False))
    }
    return DelegationFacts(scheme.body.name, bool(scheme.rules), tuple(str(rule.id) for rule in rules), above, lacks)


def urgent_to(case: Case, reader: Reader, points: Sequence[str]) -> tuple[Scheme | None, list[DelegationRule]]:
    """The scheme of the case's body, and its points by which the reader may decide it when it is urgent.

    One statement, none for who has no member's seat there.
    """
    body_id = delegating_body_id(case)
    if body_id is None or not MEMBERS & reader.roles_for(case.authority_id, body_id):
        return None, []
    scheme = schemes_in_force([body_id], clock.today()).get(body_id)
    return scheme, scheme.to_member(reader, case.kind, "\n".join(points)) if scheme else []


def urgency_facts(case: Case, reader: Reader, points: Sequence[str]) -> DelegationFacts | None:
    """What the reader may decide in the case when it is urgent, as the rules see it; None for who is no member."""
    scheme, rules = urgent_to(case, reader, points)
    return _facts(scheme, rules) if scheme else None


def delegation_choices(case: Case) -> list[tuple[str, str]]:
    """The points by which the reader may decide the case, for the step's form: (id, label)."""
    return [(str(rule.id), f"{rule.point} {rule.text}") for rule in given_to(case, current_reader(), _points(case))[1]]


def urgency_choices(case: Case) -> list[tuple[str, str]]:
    """The points by which the reader may decide the case when it is urgent, for the step's form: (id, label)."""
    return [(str(rule.id), f"{rule.point} {rule.text}") for rule in urgent_to(case, current_reader(), _points(case))[1]]


def _points(case: Case) -> Sequence[str]:
    report = latest_report(case.id)
    return report_facts(report.content, report.content_hash).points if report else ()


def decisions_of(case_id: int) -> list[DelegatedDecision]:
    """What officials have decided in the case, oldest first, with the points of the scheme and their bodies."""
    query = select(DelegatedDecision).where(DelegatedDecision.case_id == case_id).order_by(DelegatedDecision.id)
    return list(db.session.scalars(query.options(joinedload(DelegatedDecision.rule).joinedload(DelegationRule.body))))


def decision_of(case_id: int, decision_id: int) -> DelegatedDecision | None:
    """One of them."""
    query = select(DelegatedDecision).where(DelegatedDecision.id == decision_id, DelegatedDecision.case_id == case_id)
    return db.session.scalar(query)
