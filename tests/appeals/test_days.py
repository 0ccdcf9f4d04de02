"""The day on which decisions may be final arrives: a task on the desk, told once, and marked when it has waited."""

from datetime import timedelta

import pytest
from flask import Flask

from casework.appeals import reminding
from casework.appeals.models import FinalityTold
from casework.appeals.reminding import tell_of_final_days
from casework.audit import AuditRecord
from casework.desk.models import Notice
from casework.dispatch.models import NOTICE
from casework.law.appeals import ADMINISTRATIVE_APPEAL
from tests.appeals.acts import appeal_at, by_route, confirm_at, decided, ended, last_day_of, later, notice_step, settle
from tests.conftest import Visitors
from tests.observing import amount, deliveries, dispatches, one, rows
from tests.referrals.asked import told

TASK = "Fråga domstolen om någon har överklagat, och bekräfta."


def tell(app: Flask) -> int:
    """The worker looks at the days: how many notices were told of."""
    with app.app_context():
        return tell_of_final_days()


@pytest.mark.both
def test_the_day_is_a_task_and_is_told_of_once(app: Flask, visitors: Visitors, request: pytest.FixtureRequest) -> None:
    _, (first, _) = decided(app)
    request.getfixturevalue("letters_wanted")
    before = amount(app, Notice)
    with ended(app, first, days=0):
        assert tell(app) == 0
        assert TASK not in told(visitors["sekreterare"].open("/"))
        del visitors["sekreterare"]  # the log-in is over a day later
    with ended(app, first):
        assert (tell(app), tell(app)) == (1, 0)
        secretary = told(visitors["sekreterare"].open("/"))
        assert "KSAU §§ 1–2 kan ha vunnit laga kraft" in secretary
        assert "○ kan bekräftas" in secretary
        assert TASK in told(visitors["registrator"].open("/"))
        assert TASK not in told(visitors["handlaggare"].open("/"))
        assert TASK not in told(visitors["ordforande"].open("/"))
        assert amount(app, Notice) == before + 1
        letter = dispatches(app, NOTICE)[-1]
        assert letter.subject.endswith("Laga kraft att bekräfta")
        assert deliveries(app, NOTICE)[-1].address == "sekreterare@demo.example"
        assert [row.event for row in rows(app, AuditRecord)].count("final_day_told") == 1
    with ended(app, first, days=9):
        assert tell(app) == 0


def test_what_is_confirmed_is_no_task(app: Flask, visitors: Visitors) -> None:
    _, both = decided(app)
    with ended(app, both[0]):
        for decision in both:
            confirm_at(app, decision)
        assert tell(app) == 0
        assert TASK not in told(visitors["sekreterare"].open("/"))


def test_it_is_marked_when_it_has_waited(app: Flask, visitors: Visitors) -> None:
    _, (first, _) = decided(app)
    with ended(app, first, days=9):
        assert "✗ försenat sedan" in told(visitors["sekreterare"].open("/"))
        assert "✗ har väntat sedan" in told(visitors["sekreterare"].open("/laga-kraft"))


def test_what_is_appealed_or_annulled_is_no_task(app: Flask, visitors: Visitors) -> None:
    minutes, (first, second) = decided(app)
    appeals = [appeal_at(app, decision) for decision in (first, second)]
    settle(app, appeals[0], "annulled")
    with ended(app, first):
        assert tell(app) == 0
        page = told(visitors["sekreterare"].open("/laga-kraft"))
        assert "Väntar på ett överklagande (1) " in page
        assert "KSAU § 2 " in page
        assert visitors["sekreterare"].open(f"/laga-kraft/protokoll/{minutes}").status_code == 200
        settle(app, appeals[1])
        assert tell(app) == 1
        assert "KSAU § 2 kan ha vunnit" in told(visitors["sekreterare"].open("/"))


@pytest.mark.both
def test_a_gap_moves_the_day_and_the_new_one_is_told_of_too(app: Flask, visitors: Visitors) -> None:
    minutes, (first, _) = decided(app)
    with later(10):
        notice_step(app, minutes, "take_down_early", note="Fel paragraf stod där.")
        page = told(visitors["sekreterare"].open("/laga-kraft"))
        assert "✗ anslaget är nedtaget, tiden löper inte" in page
    with later(60):
        assert tell(app) == 0
        notice_step(app, minutes, "post_again")
        anew = last_day_of(app, first)
        assert anew is not None
    with later(60 + 40):
        assert tell(app) == 1
        assert one(app, FinalityTold).earliest_on == anew + timedelta(days=1)


def test_one_that_cannot_be_told_does_not_stop_and_is_told_later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _, (first, _) = decided(app)
    tell_one = reminding._tell
    with ended(app, first):
        monkeypatch.setattr(reminding, "_tell", lambda *_: 1 / 0)
        assert (tell(app), amount(app, FinalityTold)) == (0, 0)
        monkeypatch.setattr(reminding, "_tell", tell_one)
        assert (tell(app), amount(app, FinalityTold)) == (1, 1)


def test_what_another_law_lets_appeal_is_no_task_before_the_notice_has_stood(app: Flask, visitors: Visitors) -> None:
    minutes, both = decided(app)
    for decision in both:
        by_route(app, decision, ADMINISTRATIVE_APPEAL)
    assert TASK not in told(visitors["sekreterare"].open("/"))
    assert "Den sista som beslutet rör fick del av det den" in told(
        visitors["sekreterare"].open(f"/laga-kraft/protokoll/{minutes}")
    )
    with later(40):
        assert TASK in told(visitors["registrator"].open("/"))
