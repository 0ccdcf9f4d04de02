"""How many statements a page of minutes sends: as many for twenty paragraphs as for one, wherever the minutes stand."""

import pytest
from flask import Flask

from tests.conftest import Visitors
from tests.minutes.held import SIGNERS, a_meeting, begin_at, drafted, sign_at
from tests.observing import statements

MOST = {"draft": 35, "approving": 17, "approved": 25}
"""By the secretary, who may do most; the draft is made of all that was recorded."""


@pytest.mark.parametrize("paragraphs", [1, 20])
def test_a_page_of_minutes_sends_no_more_statements_than_stated(
    app: Flask, visitors: Visitors, paragraphs: int
) -> None:
    minutes, counted = drafted(app, a_meeting(app, paragraphs)), {}
    for state in MOST:
        if state != "draft":
            begin_at(app, minutes) if state == "approving" else [sign_at(app, minutes, who) for who in SIGNERS]
        for page in ("", "/protokoll.pdf"):
            with statements(app) as sent:
                assert visitors["sekreterare"].client.get(f"/protokoll/{minutes}{page}").status_code == 200
            counted[state, page] = len(sent)
    assert {key: count for key, count in counted.items() if count > MOST[key[0]]} == {}
