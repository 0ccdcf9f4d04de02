"""A case that rests: why, until when, and that it comes back to where it was."""

import pytest
from flask import Flask

from casework.cases.models import CaseEvent
from tests.conftest import Visitors
from tests.factories import decided_case, make_case, make_meeting, state_of, step_of
from tests.observing import fingerprint, rows
from tests.support.pages import Visitor

PAUSE, RESUME = "Låt ärendet vila", "Ta upp ärendet igen"
WHY = {"note": "Väntar på regionen.", "until": "2040-05-02"}


def _brought_to(app: Flask, state: str) -> int:
    if state in {"draft", "ready"}:
        return make_case(app, state)
    case = decided_case(app)
    if state == "reporting":
        step_of(app, case, "report_back", "handlaggare")
    return case


def _at(visitors: Visitors, case: int) -> Visitor:
    visitors["handlaggare"].open(f"/arenden/{case}")
    return visitors["handlaggare"]


@pytest.mark.parametrize("state", ["draft", "ready", "decided", "reporting"])
def test_case_is_taken_up_where_it_was_left(app: Flask, visitors: Visitors, state: str) -> None:
    case = _brought_to(app, state)
    page = _at(visitors, case).press(PAUSE, **WHY).text
    assert [words in page for words in (WHY["note"], "2 maj 2040")] == [True, True]
    assert state_of(app, case) == "paused"
    assert {label for form in visitors["handlaggare"].forms() if "/steg/" in form.action for label in form.labels} == {
        RESUME
    }
    visitors["handlaggare"].press(RESUME)
    events = [(event.step, event.from_state, event.to_state) for event in rows(app, CaseEvent)][-2:]
    assert events == [("pause", state, "paused"), ("resume", "paused", state)]
    assert state_of(app, case) == state


def test_second_pause_leads_back_to_where_the_second_began(app: Flask) -> None:
    """Not to the first, nor to the state of another case that rests meanwhile."""
    case, other = make_case(app), make_case(app, "ready")
    step_of(app, case, "pause", "handlaggare", **WHY)
    step_of(app, case, "resume", "handlaggare")
    for step, who in (("submit", "handlaggare"), ("approve_report", "chef"), ("pause", "handlaggare")):
        step_of(app, case, step, who, **WHY)
    step_of(app, other, "return_report", "chef", **WHY)
    step_of(app, other, "pause", "handlaggare", **WHY)
    for paused in (case, other):
        step_of(app, paused, "resume", "handlaggare")
    assert (state_of(app, case), state_of(app, other)) == ("ready", "draft")


def test_resting_case_stands_on_no_list_of_cases_to_put_up(app: Flask, visitors: Visitors) -> None:
    meeting, case = make_meeting(app), make_case(app, "ready")
    listed = 'name="case"'
    assert listed in visitors["sekreterare"].open(f"/sammantraden/{meeting}").text
    step_of(app, case, "pause", "handlaggare", **WHY)
    assert listed not in visitors["sekreterare"].open(f"/sammantraden/{meeting}").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"note": " "}, "Fyll i fältet ”Skäl”."),
        ({"until": ""}, "Fyll i fältet ”Tas upp igen”."),
        ({"until": "2031-02-30"}, "Inte ett giltigt datum"),
        ({"until": "2001-01-01"}, "Dagen har redan varit. Ange en dag framåt i tiden."),
    ],
)
def test_pause_without_reason_or_day_is_refused(
    app: Flask, visitors: Visitors, wrong: dict[str, str], sentence: str
) -> None:
    case = make_case(app)
    before, officer = fingerprint(app), _at(visitors, case)
    page = officer.press(PAUSE, **WHY | wrong)
    assert (page.status_code, sentence in page.text, fingerprint(app)) == (422, True, before)
