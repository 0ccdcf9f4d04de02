"""Acceptance test 8 of domain.md: a motion's year, and the alarms before it is over."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from casework.assignments.models import MatterWarning, RaisedMatter
from casework.audit import AuditRecord
from casework.desk.models import Notice
from casework.dispatch.models import NOTICE
from tests.assignments.given import long_ago, raise_one, warn_all
from tests.conftest import Visitors
from tests.factories import reader_of
from tests.observing import deliveries, one, rows

pytestmark = pytest.mark.both

RAISED = date(2025, 11, 30)


def at_nine(day: date) -> time_machine.travel:
    """That day at nine in the morning."""
    return time_machine.travel(datetime(day.year, day.month, day.day, 8, tzinfo=UTC))


@pytest.mark.usefixtures("letters_wanted")
def test_acceptance_8_a_motion_without_decision_or_report_alarms_90_60_and_30_days_before_its_year_is_over(
    app: Flask, visitors: Visitors
) -> None:
    """Motion raised 2025-11-30, no decision or report by 2026-11-30: alarm at 30, 60 and 90 days before."""
    long_ago(app)
    with at_nine(RAISED):
        motion = raise_one(app, RAISED.isoformat(), title="Motion om en bro")
    assert one(app, RaisedMatter).last_day == date(2026, 11, 30)
    told: dict[date, int] = {}
    day = date(2026, 8, 25)
    while day <= date(2026, 12, 10):
        with at_nine(day):
            told[day] = warn_all(app)
            assert warn_all(app) == 0  # however often the worker looks, nobody is told twice
        day += timedelta(days=1)
    alarms = [when for when, count in told.items() if count]
    assert alarms == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 31), date(2026, 12, 1)]
    assert [(date(2026, 11, 30) - when).days for when in alarms] == [90, 60, 30, -1]
    assert [row.stage for row in rows(app, MatterWarning)] == [90, 60, 30, 0]
    with app.app_context():
        both = {reader_of(name).person_id for name in ("handlaggare", "sekreterare")}
    notices = [row for row in rows(app, Notice) if row.kind == "raised"]
    assert [{row.person_id for row in notices[at : at + 2]} for at in range(0, 8, 2)] == [both] * 4
    assert [one.text.partition("Dagar kvar: ")[2] for one in notices[0:6:2]] == ["90.", "60.", "30."]
    assert "året gick ut 30 november 2026 utan att fullmäktige har beslutat" in notices[6].text
    letters = [row.address for row in deliveries(app, NOTICE)]
    assert sorted(letters) == sorted(["handlaggare@demo.example", "sekreterare@demo.example"] * 4)
    events = [row.event for row in rows(app, AuditRecord, case_id=motion) if row.event.startswith("raised_matter")]
    assert events == ["raised_matter_warned"] * 3 + ["raised_matter_late"]
    with at_nine(date(2026, 12, 1)):
        desk = visitors["handlaggare"].open("/").text
        assert "året gick ut 30 november 2026" in desk
        assert "Året gick ut 30 november 2026" in visitors["sekreterare"].open("/uppdrag/vackta").text
