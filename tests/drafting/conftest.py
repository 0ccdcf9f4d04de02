"""What the tests of writing begin with."""

import pytest
from flask import Flask

from tests.conftest import Visitors
from tests.factories import make_case
from tests.support.pages import Visitor


@pytest.fixture
def case(app: Flask) -> int:
    """A draft of the officer."""
    return make_case(app)


@pytest.fixture
def editor(case: int, visitors: Visitors) -> Visitor:
    """Its officer, with the report open to edit."""
    visitor = visitors["handlaggare"]
    visitor.open(f"/arenden/{case}/tjansteskrivelse")
    return visitor


@pytest.fixture
def writer(visitors: Visitors) -> Visitor:
    """The officer at the form of a new case."""
    visitor = visitors["handlaggare"]
    visitor.open("/arenden/nytt")
    return visitor
