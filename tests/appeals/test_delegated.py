"""Decisions by delegation, appealed and confirmed by their own notice, or by that of the minutes that told of them."""

import pytest
from flask import Flask

from casework.appeals.models import Appeal, FinalDecision
from casework.minutes.queries import approved_in
from casework.reporting.models import DelegationReport
from tests.appeals.acts import APPELLANT, later
from tests.conftest import Visitors
from tests.delegation.scheme import end_rule_of, make_rule
from tests.factories import call_roll_of, make_meeting
from tests.meetings.sitting import step_at
from tests.minutes.held import SIGNERS, begin_at, drafted, sign_at
from tests.observing import amount, fingerprint, one, rows
from tests.referrals.asked import told
from tests.reporting.told import decided_by_manager, record_at, reports_at


def with_own_minutes(app: Flask) -> int:
    """A decision that the body is not told of: its own minutes, and a notice of its own."""
    end_rule_of(app, 2)  # the demo's point 4.1, which is reported
    rule = make_rule(app, point="9.7", reported=False)
    return decided_by_manager(app, rule_point=str(rule), own_minutes="yes")


def reported(app: Flask) -> tuple[int, int]:
    """A decision that the executive committee was told of in minutes that are approved: its id, and the minutes'."""
    decision = decided_by_manager(app)
    meeting = make_meeting(app, body="KS")
    call_roll_of(app, meeting)
    for item in reports_at(app, meeting):
        record_at(app, item, "note", text="Redovisningen godkänns.")
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    begin_at(app, minutes)
    for who in SIGNERS:
        sign_at(app, minutes, who)
    with app.app_context():
        within = approved_in(one(app, DelegationReport).decision_id)
        assert within is not None
        assert within.id == minutes
    return decision, minutes


@pytest.mark.both
def test_one_with_a_notice_of_its_own_is_confirmed_by_it(app: Flask, visitors: Visitors) -> None:
    decision = with_own_minutes(app)
    visitors["registrator"].open(f"/laga-kraft/delegationsbeslut/{decision}")
    assert visitors["registrator"].page is not None
    assert "Överklagandetiden går ut först" in told(visitors["registrator"].page)
    with later(40):
        secretary = visitors["sekreterare"]
        assert "KS D 1/" in told(secretary.open("/"))
        secretary.open(f"/laga-kraft/delegationsbeslut/{decision}")
        assert "Beslutet är bekräftat." in secretary.press("Bekräfta", answer="Nej.", nobody="y").text
        assert one(app, FinalDecision).delegated_id == decision
        assert secretary.open(f"/laga-kraft/delegationsbeslut/{decision}").status_code == 404


@pytest.mark.both
def test_one_that_was_reported_is_confirmed_with_the_minutes_that_told_of_it(app: Flask, visitors: Visitors) -> None:
    decision, minutes = reported(app)
    with later(40):
        secretary = visitors["sekreterare"]
        page = secretary.open(f"/laga-kraft/protokoll/{minutes}")
        assert ", D 1/" in told(page)
        assert "2 beslut är bekräftade." in secretary.press("Bekräfta", answer="Nej.", nobody="y").text
        assert {row.delegated_id for row in rows(app, FinalDecision)} == {None, decision}


def test_it_is_appealed_from_its_case(app: Flask, visitors: Visitors) -> None:
    decision = with_own_minutes(app)
    registrar = visitors["registrator"]
    registrar.open(f"/overklaganden/ny/delegationsbeslut/{decision}")
    page = registrar.press("Registrera", appellant=APPELLANT, matter="Hyran.")
    assert "Överklagande av KS D 1/" in told(page)
    assert one(app, Appeal).delegated_id == decision
    with later(40):
        assert "Ett överklagande är inte slutligt avgjort." in told(
            visitors["sekreterare"].open(f"/laga-kraft/delegationsbeslut/{decision}")
        )
        before = fingerprint(app)
        assert visitors["sekreterare"].post(f"/laga-kraft/delegationsbeslut/{decision}").status_code in (400, 422)
        assert (amount(app, FinalDecision), fingerprint(app)) == (0, before)
