"""A step on a page that has grown old: nothing is lost, nothing is taken twice."""

import pytest
from flask import Flask

from casework.cases.models import CaseEvent
from tests.cases.conftest import RETURN, SUBMIT, at, edited
from tests.conftest import Visitors
from tests.factories import (
    make_case,
    make_person,
    state_of,
    step_of,
)
from tests.observing import amount, fingerprint, rows

pytestmark = pytest.mark.both


def test_a_stale_step_is_not_taken_and_the_reason_stays_in_its_field(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review")
    manager = at(app, visitors["chef"], case)
    step_of(app, case, "withdraw", "handlaggare", note="Behövs inte.")
    before = fingerprint(app)
    page = manager.press(RETURN, note="Ett långt skäl som tog tid att skriva.")
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert "Ärendet ändrades medan du hade sidan öppen" in page.text
    assert "Handläggaren återkallade ärendet." in page.text
    assert "Ett långt skäl som tog tid att skriva." in page.text


def test_a_stale_step_that_is_still_open_can_be_taken_with_the_typed_reason(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review")
    manager = at(app, visitors["chef"], case)
    make_person(app, "andra-chefen", "manager")
    step_of(app, case, "approve_report", "andra-chefen")
    page = manager.press(RETURN, note="Kostnaden saknas.")
    form = manager.form(RETURN)
    assert (page.status_code, dict(form.values)["note"], state_of(app, case)) == (409, "Kostnaden saknas.", "ready")
    assert _opened(page.text, RETURN)
    manager.press(RETURN)
    assert (state_of(app, case), rows(app, CaseEvent)[-1].note) == ("draft", "Kostnaden saknas.")


def _opened(page: str, button: str) -> bool:
    """Whether the part of the page that holds the step's form stands open, so that its text is seen."""
    parts = [part for part in page.split("<details")[1:] if f">{button}</summary>" in part]
    assert len(parts) == 1
    return parts[0].partition(">")[0].endswith(" open")


def test_the_same_press_twice_is_one_step_and_a_friendly_page(app: Flask, visitors: Visitors) -> None:
    case = make_case(app)
    officer = at(app, visitors["handlaggare"], case)
    form = officer.form(SUBMIT)
    officer.post(form.action, **form.filled())
    before = fingerprint(app)
    page = officer.post(form.action, **form.filled())
    assert (page.status_code, page.request.path) == (200, f"/arenden/{case}")
    assert ("Det var redan gjort." in page.text, fingerprint(app)) == (True, before)
    assert amount(app, CaseEvent, step="submit") == 1


def test_a_step_needs_the_version_that_was_read(app: Flask, visitors: Visitors) -> None:
    case = make_case(app)
    before = fingerprint(app)
    for version in ("", "2", "x", "9" * 30):
        assert at(app, visitors["handlaggare"], case).press(SUBMIT, version=version).status_code == 409, version
    assert fingerprint(app) == before


def test_a_save_meanwhile_is_told_as_a_save(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review")
    step_of(app, case, "return_report", "chef", note="Komplettera.")
    officer = at(app, visitors["handlaggare"], case)
    form = officer.form(SUBMIT)
    edited(officer, case)
    before = fingerprint(app)
    page = officer.post(form.action, **form.filled())
    assert (page.status_code, fingerprint(app)) == (409, before)
    told = page.text.partition("Ärendet ändrades medan du hade sidan öppen")[2].partition("Ditt steg är inte taget")[0]
    assert ("Tjänsteskrivelsen har sparats på nytt." in told, "Chefen" in told) == (True, False)
