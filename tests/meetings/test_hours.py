"""Each one's time at the meeting, as payroll gets it: what was sat through, decided on or not, and no slip."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

from casework import clock
from casework.meetings.hours import paragraphs_told
from tests.conftest import Visitors
from tests.factories import KSAU, make_meeting
from tests.meetings.sitting import handle, matter_at, roll, step_at

HEADINGS = ["Namn", "Parti", "Uppdrag", "Från", "Till", "Minuter", "Timmar", "Sätt", "Paragrafer"]
FIRST = "Första ersättaren"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> dict[str, timedelta]:
    """What is added to the clock: later["by"] is moved forward by the test."""
    moved, now = {"by": timedelta()}, clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + moved["by"])
    return moved


def _rows(visitors: Visitors, meeting: int) -> list[dict[str, str]]:
    page = visitors["sekreterare"].open(f"/sammantraden/{meeting}/tider.csv")
    assert (page.status_code, page.mimetype) == (200, "text/csv")
    text = page.get_data(as_text=True)
    assert text.startswith("\ufeff")
    found = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert all(list(row) == HEADINGS for row in found)
    return found


def _minutes(rows: list[dict[str, str]], name: str) -> list[tuple[int, str, str]]:
    return [(int(row["Minuter"]), row["Sätt"], row["Paragrafer"]) for row in rows if row["Namn"] == name]


def test_each_stay_is_told_with_its_paragraphs(app: Flask, visitors: Visitors, later: dict[str, timedelta]) -> None:
    meeting = make_meeting(app)
    roll(app, meeting, [*KSAU[:4], FIRST], serving={FIRST: KSAU[4]})
    later["by"] += timedelta(minutes=29, seconds=30)
    handle(app, matter_at(app, meeting))
    roll(app, meeting, [*KSAU, FIRST], remote=[KSAU[3]])
    later["by"] += timedelta(minutes=89, seconds=30)
    for number in range(2):
        handle(app, matter_at(app, meeting, f"Punkt {number}"))
    step_at(app, meeting, "close")
    rows = _rows(visitors, meeting)
    assert _minutes(rows, KSAU[0]) == [(119, "i salen", "§§ 1–3")]
    assert _minutes(rows, KSAU[3]) == [(30, "i salen", "§ 1"), (90, "på distans", "§§ 2–3")]
    assert _minutes(rows, KSAU[4]) == [(90, "i salen", "§§ 2–3")]
    assert _minutes(rows, FIRST) == [(30, "i salen", "§ 1"), (90, "i salen", "§§ 2–3")]
    assert {row["Timmar"] for row in rows if row["Namn"] == KSAU[0]} == {"1,98"}


def test_who_left_before_anything_was_decided_was_there_all_the_same(
    app: Flask, visitors: Visitors, later: dict[str, timedelta]
) -> None:
    meeting = make_meeting(app)
    roll(app, meeting, KSAU)
    later["by"] += timedelta(minutes=59, seconds=30)
    roll(app, meeting, KSAU[:4])
    assert _minutes(_rows(visitors, meeting), KSAU[4]) == [(60, "i salen", "")]


def test_a_slip_that_is_mended_at_once_is_no_stay(app: Flask, visitors: Visitors, later: dict[str, timedelta]) -> None:
    meeting = make_meeting(app)
    roll(app, meeting, KSAU)
    later["by"] += timedelta(minutes=1)
    roll(app, meeting, KSAU[:4])
    assert _minutes(_rows(visitors, meeting), KSAU[4]) == []


def test_only_who_keeps_the_minutes_reads_them(app: Flask, visitors: Visitors) -> None:
    meeting = make_meeting(app)
    roll(app, meeting, KSAU)
    for who in ("ordforande", "ledamot"):
        assert visitors[who].open(f"/sammantraden/{meeting}/tider.csv").status_code in {403, 404}


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((), ""),
        ((4,), "§ 4"),
        ((4, 5, 6, 7), "§§ 4–7"),
        ((4, 6, 7), "§§ 4, 6–7"),
        ((4, 6), "§§ 4, 6"),
        ((1, 2, 4, 5, 9), "§§ 1–2, 4–5, 9"),
    ],
)
def test_paragraphs_are_told_as_in_minutes(numbers: tuple[int, ...], told: str) -> None:
    assert paragraphs_told(numbers) == told
