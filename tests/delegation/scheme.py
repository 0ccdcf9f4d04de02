"""A scheme of delegation and what is decided by it, made through the doors of the product."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.cases.queries import latest_report, lock_case
from casework.database import db, write
from casework.delegation.models import DelegatedDecision
from casework.delegation.operations import RuleDraft, add_rule, end_rule
from casework.delegation.queries import lock_rule
from casework.people.models import Body
from casework.register.operations import keep_file, take_number
from tests.factories import reader_of


def make_rule(app: Flask, *, body: str = "KS", who: str = "registrator", **given: Any) -> int:
    """One more point in the body's scheme, for the manager in general matters unless told otherwise: its id."""
    with app.app_context(), write():
        actor = reader_of(who)
        query = select(Body).where(Body.authority_id.in_(actor.authorities("registrar")), Body.short_name == body)
        draft = RuleDraft(
            **{
                "point": "9.1",
                "text": "Ärenden av mindre vikt.",
                "kind": "general_matter",
                "words": "",
                "delegate_body_id": None,
                "delegate_role": "" if {"delegate_title", "delegate_body_id"} & set(given) else "manager",
                "delegate_title": "",
                "legal_ground": "kommunallagen 7 kap. 5 §",
                "subdelegation": False,
                "legal_bar_checked": True,
                "valid_from": clock.today(),
            }
            | given
        )
        return add_rule(db.session.execute(query).scalar_one(), draft, actor_id=actor.person_id).id


def end_rule_of(app: Flask, rule_id: int, *, days: int = 0, who: str = "registrator") -> None:
    """The point does not hold from that many days ahead."""
    with app.app_context(), write():
        rule = lock_rule(rule_id)
        assert rule is not None, f"there is no point {rule_id}"
        end_rule(rule, clock.today() + timedelta(days=days), actor_id=reader_of(who).person_id)


def make_delegated(app: Flask, case_id: int) -> int:
    """A decision of the manager's by delegation in a case, by the first point there is, as a bare row: its id."""
    with app.app_context(), write():
        case, report, delegate = lock_case(case_id), latest_report(case_id), reader_of("chef")
        assert report is not None, f"case {case_id} has no report"
        rule = lock_rule(1)
        assert rule is not None, "there is no scheme"
        row = DelegatedDecision(
            authority_id=case.authority_id,
            case_id=case_id,
            body_id=rule.body_id,
            number=take_number(case.authority_id, f"delegation:{rule.body_id}", clock.today().year),
            number_year=clock.today().year,
            rule_id=rule.id,
            delegate_id=delegate.person_id,
            delegate_title="Förvaltningschef",
            points=report.content["proposal"],
            report_version_id=report.id,
            report_hash=report.content_hash,
            sha256=keep_file(b"%PDF a decision by delegation", "application/pdf").sha256,
            decided_at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
        return row.id
