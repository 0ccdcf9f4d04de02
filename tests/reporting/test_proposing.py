"""Where decisions are reported nothing may be proposed that would undo them or put the report off."""

import pytest
from flask import Flask

from casework.deliberation.models import Proposal
from tests.conftest import Visitors
from tests.deliberation.acts import propose_at
from tests.factories import call_roll_of, make_meeting
from tests.observing import amount, fingerprint
from tests.reporting.told import decided_by_manager, reports_at
from workflows import StepRefused

THERE = ("Ordföranden", "Vice ordföranden", "Ledamoten", "Andra ledamoten", "Tredje ledamoten")


@pytest.fixture
def item(app: Flask) -> int:
    """The item of an open meeting that reports."""
    meeting = make_meeting(app, body="KS")
    decided_by_manager(app)
    call_roll_of(app, meeting, THERE)
    return reports_at(app, meeting)[0]


@pytest.mark.parametrize("kind", ["reject", "change", "defer"])
def test_what_would_undo_the_decisions_is_not_proposed(app: Flask, item: int, kind: str) -> None:
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="Delegationsbeslut som anmäls är redan fattade"):
        propose_at(app, item, kind, "Ledamoten", text="Besluten upphävs.")
    assert fingerprint(app) == before


def test_an_addition_may_be(app: Flask, item: int) -> None:
    propose_at(app, item, "addition", "Ledamoten", text="Rutinen ses över.")
    assert amount(app, Proposal) == 1


def test_the_page_offers_no_other(app: Flask, item: int, visitors: Visitors) -> None:
    page = visitors["ledamot"].open(f"/sammantraden/arende/{item}").text
    assert ('value="addition"' in page, 'value="reject"' in page) == (True, False)
