"""An item of the working committee with every member there, and the people at it."""

import pytest
from flask import Flask

from tests.conftest import Visitors
from tests.factories import call_roll_of, item_of, make_account, make_case, make_meeting
from tests.support.pages import Visitor

POINTS = ["Förvaltningen får i uppdrag att se över medlemskapet.", "Uppdraget redovisas i juni."]


@pytest.fixture
def meeting(app: Flask) -> int:
    """An open meeting with every member there."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    return meeting


@pytest.fixture
def case(app: Flask, meeting: int) -> int:
    """A case on its agenda."""
    return make_case(app, "on_agenda", meeting=meeting, proposal=POINTS)


@pytest.fixture
def item(app: Flask, case: int) -> int:
    """The case's item."""
    return item_of(app, case)


@pytest.fixture
def url(item: int) -> str:
    """The address of its page."""
    return f"/sammantraden/arende/{item}"


@pytest.fixture
def people(app: Flask, visitors: Visitors) -> Visitors:
    """The members at their own screens: ordforande, ledamot, vice, andra and tredje."""
    for name, local in (("Vice ordföranden", "vice"), ("Andra ledamoten", "andra"), ("Tredje ledamoten", "tredje")):
        make_account(app, name, local)
    return visitors


@pytest.fixture
def chair(visitors: Visitors, url: str) -> Visitor:
    """The chair at the item's page."""
    visitors["ordforande"].open(url)
    return visitors["ordforande"]


@pytest.fixture
def secretary(visitors: Visitors, url: str) -> Visitor:
    """The secretary at the item's page."""
    visitors["sekreterare"].open(url)
    return visitors["sekreterare"]


@pytest.fixture
def member(visitors: Visitors, url: str) -> Visitor:
    """A member at the item's page."""
    visitors["ledamot"].open(url)
    return visitors["ledamot"]
