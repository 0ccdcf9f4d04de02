"""Officers are told by mail when their case is returned, listed, decided or commented on; reviewers when one waits."""

import pytest
from flask import Flask

from casework.dispatch.models import NOTICE
from tests.conftest import Visitors
from tests.factories import call_roll_of, comment_on, make_case, make_meeting, step_of
from tests.observing import deliveries, dispatches

OFFICER, MANAGER = "handlaggare@demo.example", "chef@demo.example"


pytestmark = pytest.mark.usefixtures("letters_wanted")


def _letters(app: Flask) -> list[tuple[str, str]]:
    """To whom each notice went, and what its subject says after the case's number."""
    subjects = {row.id: row.subject.partition(": ")[2] for row in dispatches(app, NOTICE)}
    return [(row.address, subjects[row.dispatch_id]) for row in deliveries(app, NOTICE)]


def test_the_reviewer_is_told_that_a_report_waits(app: Flask) -> None:
    case = make_case(app)
    step_of(app, case, "submit", "handlaggare")
    assert _letters(app) == [(MANAGER, "Handläggaren lämnade tjänsteskrivelsen för granskning")]


def test_the_officer_is_told_with_the_reason_that_his_report_is_returned(app: Flask) -> None:
    case = make_case(app, "review")
    before = len(_letters(app))
    step_of(app, case, "return_report", "chef", note="Skriv vad det kostar.")
    assert _letters(app)[before:] == [(OFFICER, "Chefen skickade tillbaka tjänsteskrivelsen")]
    letter = dispatches(app, NOTICE)[-1]
    assert ["Skriv vad det kostar." in text for text in (letter.text, letter.html)] == [True, True]
    assert letter.file_sha256 is None
    assert [address in letter.text for address in (f"/arenden/{case}", "/installningar")] == [True, True]


def test_the_officer_is_told_that_his_case_is_listed_and_decided(app: Flask, visitors: Visitors) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    make_case(app, "on_agenda", meeting=meeting)
    told = [subject for address, subject in _letters(app) if address == OFFICER]
    assert told[-1] == "Sekreteraren satte upp ärendet på föredragningslistan"
    chair = visitors["ordforande"]
    chair.open("/sammantraden/arende/1")
    chair.press("Besluta enligt förslaget", approve__owner="Socialchef", approve__due="2099-06-30")
    told = [subject for address, subject in _letters(app) if address == OFFICER]
    assert told[-1] == "Ordföranden förde in beslutet enligt förslaget"


def test_the_officer_is_told_of_a_comment(app: Flask) -> None:
    case = make_case(app, "review")
    comment_on(app, case)
    assert _letters(app)[-1] == (OFFICER, "Ny kommentar")


def test_nobody_is_told_of_what_he_did_himself(app: Flask) -> None:
    case = make_case(app, "review")
    step_of(app, case, "return_report", "chef", note="Komplettera.")
    assert MANAGER not in [address for address, subject in _letters(app) if subject.startswith("Chefen")]


def test_who_wants_no_letters_gets_none_and_has_the_notice_on_his_desk(app: Flask, visitors: Visitors) -> None:
    officer = visitors["handlaggare"]
    officer.open("/installningar")
    form = officer.form("Spara").filled(language="sv")
    form.pop("mail_notices", None)
    assert officer.post("/installningar", **form).status_code == 200
    case = make_case(app, "review")
    step_of(app, case, "return_report", "chef", note="Komplettera.")
    assert [address for address, _subject in _letters(app) if address == OFFICER] == []
    assert "Chefen skickade tillbaka tjänsteskrivelsen." in officer.open("/").text


def test_a_notice_is_none_of_the_cases_deliveries(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review")
    step_of(app, case, "return_report", "chef", note="Komplettera.")
    assert OFFICER not in visitors["handlaggare"].open(f"/arenden/{case}").text.partition("Expediering")[2]
