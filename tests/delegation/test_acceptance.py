"""Acceptance tests of domain.md section 5 that are about decisions by delegation."""

import pytest
from flask import Flask

from casework.delegation.models import DelegatedDecision
from casework.dispatch.models import Dispatch
from tests.conftest import Visitors
from tests.delegation.scheme import end_rule_of, make_rule
from tests.factories import make_case, state_of
from tests.observing import amount, fingerprint, one, rows

pytestmark = pytest.mark.both
DECIDE = "Besluta på delegation"
LACKS = (
    "Ett delegationsbeslut som inte anmäls till nämnden och kan laglighetsprövas ska protokollföras särskilt och "
    "tillkännages"
)


def test_7_not_reported_and_appealable_without_minutes_of_its_own_is_refused(app: Flask, visitors: Visitors) -> None:
    end_rule_of(app, 2)  # the demo's point 4.1, which is reported
    rule = make_rule(app, point="9.7", reported=False)
    case, manager = make_case(app, "ready", kind="general_matter"), visitors["chef"]
    manager.open(f"/arenden/{case}")
    before = fingerprint(app)
    page = manager.press(DECIDE, rule_point=str(rule))
    assert (page.status_code, LACKS in page.text, fingerprint(app) == before) == (422, True, True)
    assert (state_of(app, case), amount(app, DelegatedDecision), amount(app, Dispatch)) == ("ready", 0, 0)

    announced: list[tuple[str, int]] = []
    follow = app.extensions["casework.delegated_announced"]
    follow.append(lambda decision, actor: announced.append((decision.label, actor.person_id)))
    assert manager.press(DECIDE, rule_point=str(rule), own_minutes="y").status_code == 200
    made = one(app, DelegatedDecision)
    assert (made.reported, made.own_minutes, made.appeal_route) == (False, True, "legality_review")
    assert announced == [(made.label, made.delegate_id)]
    assert rows(app, Dispatch)[-1].file_sha256 == made.sha256
