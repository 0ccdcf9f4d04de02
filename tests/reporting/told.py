"""Decisions by delegation, and the meetings that are told of them, made through the doors of the product."""

from flask import Flask
from sqlalchemy import select

from casework.database import db, write
from casework.delegation.models import DelegatedDecision, DelegationRule
from casework.meetings.models import AgendaItem
from casework.meetings.operations import record_outcome
from casework.meetings.queries import hold_item
from tests.delegation.scheme import make_rule
from tests.factories import make_case, reader_of, step_of
from tests.observing import rows

TITLE = "Delegationsbeslut"


def decided_by_manager(app: Flask, title: str = "Hyra av förråd", **given: str) -> int:
    """A general matter that the manager decides by the demo's point 4.1, or another: the decision's id."""
    case = make_case(app, "ready", kind="general_matter", title=title)
    point = {"rule_point": str(rows(app, DelegationRule, point="4.1")[0].id)} | given
    step_of(app, case, "decide_delegated", "chef", **point)
    return rows(app, DelegatedDecision, case_id=case)[0].id


def urgent_rule(app: Flask, **given: object) -> int:
    """The point by which the chair of the executive committee decides what cannot await it."""
    chair = {"delegate_role": "chair"} if "delegate_person_id" not in given else {"delegate_role": ""}
    words = {"point": "1.1", "text": "Brådskande ärenden.", "kind": "", "urgent": True}
    return make_rule(app, **{**words, **chair, "legal_ground": "kommunallagen 6 kap. 39 §", **given})


def decided_urgently(app: Flask, rule: int, *, who: str = "ordforande", state: str = "ready") -> int:
    """A general matter that the chair decides by that point: the decision's id."""
    case = make_case(app, state, kind="general_matter", title="Akut reparation av taket")
    step_of(app, case, "decide_urgently", who, rule_point=str(rule), note="Vattnet rinner in i skolan.")
    return rows(app, DelegatedDecision, case_id=case)[0].id


def reports_at(app: Flask, meeting: int) -> list[int]:
    """The items of that meeting's agenda that report decisions by delegation, by id."""
    with app.app_context():
        query = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting, AgendaItem.kind == "delegated")
        return list(db.session.scalars(query.where(AgendaItem.taken_off_at.is_(None)).order_by(AgendaItem.id)))


def record_at(app: Flask, item: int, outcome: str, *, who: str = "ordforande", **given: str) -> None:
    """The item's outcome, recorded at its present version."""
    with app.app_context(), write():
        actor = reader_of(who)
        row = hold_item(item, actor)
        assert row is not None, f"{who} has no item {item}"
        record_outcome(row, outcome, actor=actor, expected_version=row.version, given=given)
