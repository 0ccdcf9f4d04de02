"""The chair at an item of the agenda, with every member there."""

from datetime import timedelta

import pytest
from flask import Flask

from casework import clock
from tests.conftest import Visitors
from tests.factories import (
    call_roll_of,
    item_of,
    make_case,
    make_meeting,
)
from tests.support.pages import Visitor

DECIDE = "Besluta enligt förslaget"
POINTS = ["Förvaltningen får i uppdrag att se över medlemskapet.", "Uppdraget redovisas i juni."]
ASSIGNMENT = {"owner": "Socialchef", "due": (clock.today() + timedelta(days=120)).isoformat()}
VERSION = {"approve-version": "1"}
GIVEN = {f"approve-{name}": value for name, value in ASSIGNMENT.items()}


@pytest.fixture
def meeting(app: Flask) -> int:
    """A meeting with every member there."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    return meeting


@pytest.fixture
def case(app: Flask, meeting: int) -> int:
    """A case on its agenda."""
    return make_case(app, "on_agenda", meeting=meeting, proposal=POINTS)


@pytest.fixture
def chair(app: Flask, visitors: Visitors, case: int) -> Visitor:
    """The chair at the item's page."""
    visitor = visitors["ordforande"]
    visitor.open(f"/sammantraden/arende/{item_of(app, case)}")
    return visitor


def token(visitor: Visitor) -> str:
    """What makes a form his own."""
    return dict(visitor.forms()[0].values)["csrf_token"]
