"""A meeting that is held: everybody is there, two items wait, and the first is up."""

import pytest
from flask import Flask

from casework.settings import Settings
from tests.conftest import Visitors
from tests.factories import KSAU, call_roll_of, item_of, make_account, make_case, make_meeting
from tests.live.acts import take_up_at
from tests.support.served import SECRET

PRESENT = (*KSAU, "Första ersättaren")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With streams that last while a test looks at them, and cookies that hold at a served process too."""
    return settings.model_copy(update={"live_seconds": 60, "secret_key": SECRET})


@pytest.fixture
def meeting(app: Flask, visitors: Visitors) -> int:
    """Called by the secretary, with every member and one substitute."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting, PRESENT)
    make_account(app, "Första ersättaren", "ersattare")
    make_account(app, "Vice ordföranden", "vice")
    make_account(app, "Andra ledamoten", "andra")
    return meeting


@pytest.fixture
def items(app: Flask, meeting: int) -> list[int]:
    """Two items, of which the first is handled."""
    titles = ("Avtal om kansli", "Bidrag till förbundet")
    found = [item_of(app, make_case(app, "on_agenda", meeting=meeting, title=title)) for title in titles]
    take_up_at(app, found[0])
    return found
