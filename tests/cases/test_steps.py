"""Every step of the case, through the pages: who may, what is missing, what it leaves behind, and two at once."""

from typing import Any

import pytest
from flask import Flask

from casework.audit import AuditRecord
from casework.cases.models import Case, CaseEvent
from casework.cases.operations import take_step
from casework.cases.queries import lock_case
from casework.database import write
from casework.desk.models import Notice
from casework.people.models import DirectoryFunction
from tests.cases.conftest import APPROVE, LIST, PAUSE, REOPEN, RETURN, SUBMIT, UNLIST, WITHDRAW, at, buttons, edited
from tests.conftest import Visitors
from tests.factories import (
    call_roll_of,
    give_role,
    make_case,
    make_meeting,
    reader_of,
    state_of,
    step_of,
)
from tests.observing import fingerprint, one, rows
from workflows import StepRefused


@pytest.fixture
def cases(app: Flask) -> dict[str, int]:
    """A case in each state before the decision."""
    meeting = make_meeting(app)
    return {state: make_case(app, state, meeting=meeting) for state in ("draft", "review", "ready", "on_agenda")}


BUTTONS: dict[str, dict[str, set[str]]] = {
    "draft": {"handlaggare": {SUBMIT, WITHDRAW, PAUSE}, "chef": set(), "registrator": set()},
    "review": {"handlaggare": {WITHDRAW}, "chef": {APPROVE, RETURN}, "sekreterare": set()},
    "ready": {"handlaggare": {WITHDRAW, PAUSE}, "chef": {RETURN}, "sekreterare": {LIST}, "registrator": set()},
    "on_agenda": {"handlaggare": set(), "chef": set(), "sekreterare": {UNLIST}, "registrator": set()},
}


def test_each_role_has_the_buttons_of_its_steps(app: Flask, visitors: Visitors, cases: dict[str, int]) -> None:
    found = {
        state: {name: buttons(at(app, visitors[name], cases[state])) for name in people}
        for state, people in BUTTONS.items()
    }
    assert found == BUTTONS


def test_the_steps_leave_event_audit_record_and_sentence(app: Flask, visitors: Visitors) -> None:
    case, meeting = make_case(app), make_meeting(app)
    at(app, visitors["handlaggare"], case).press(SUBMIT)
    at(app, visitors["chef"], case).press(APPROVE)
    page = at(app, visitors["sekreterare"], case).press(LIST, meeting=str(meeting))
    events = rows(app, CaseEvent)
    assert [(event.step, event.from_state, event.to_state) for event in events] == [
        ("create", None, "draft"),
        ("submit", "draft", "review"),
        ("approve_report", "review", "ready"),
        ("list", "ready", "on_agenda"),
    ]
    records = rows(app, AuditRecord, case_id=case)
    assert [(record.event, record.actor_id) for record in records] == [(e.step, e.actor_id) for e in events]
    assert [record.data["to"] for record in records] == ["draft", "review", "ready", "on_agenda"]
    assert "Sekreteraren satte upp ärendet på föredragningslistan." in page.text
    assert (one(app, Case).state, one(app, Case).version) == ("on_agenda", 4)


REFUSED: tuple[tuple[str, str, str, dict[str, str], int, str], ...] = (
    ("draft", "chef", "submit", {}, 422, "Det här steget tas av handläggaren."),
    ("review", "handlaggare", "approve_report", {}, 422, "Det här steget tas av chefen."),
    ("review", "handlaggare", "submit", {}, 422, "Steget kan inte tas i läget ”Granskning”."),
    ("review", "chef", "return_report", {"note": "  "}, 422, "Fyll i fältet ”Skäl”."),
    ("draft", "handlaggare", "withdraw", {"note": ""}, 422, "Fyll i fältet ”Skäl”."),
    ("ready", "chef", "list", {"meeting": "1"}, 422, "Det här steget tas av sekreteraren."),
    ("ready", "sekreterare", "list", {"meeting": "99"}, 422, "Inte ett giltigt val"),
    ("ready", "sekreterare", "list", {}, 422, "Fyll i fältet ”Sammanträde”."),
    (
        "on_agenda",
        "handlaggare",
        "withdraw",
        {"note": "x"},
        422,
        "Steget kan inte tas i läget ”På föredragningslistan”.",
    ),
    ("on_agenda", "sekreterare", "unlist", {"note": ""}, 422, "Fyll i fältet ”Skäl”."),
    ("on_agenda", "ordforande", "approve", {}, 403, "Du har inte behörighet till detta"),
    ("draft", "handlaggare", "no_such_step", {}, 404, "Sidan finns inte"),
    ("draft", "handlaggare", "create", {}, 404, "Sidan finns inte"),
)


def test_a_refused_step_says_why_and_changes_nothing(app: Flask, visitors: Visitors, cases: dict[str, int]) -> None:
    before, versions = fingerprint(app), {case.id: str(case.version) for case in rows(app, Case)}
    tokens, wrong = {}, []
    for state, who, step, given, status, sentence in REFUSED:
        if who not in tokens:
            visitors[who].open("/")
            tokens[who] = dict(visitors[who].forms()[0].values)["csrf_token"]
        form = {"csrf_token": tokens[who], "version": versions[cases[state]]} | given
        page = visitors[who].post(f"/arenden/{cases[state]}/steg/{step}", **form)
        if (page.status_code, sentence in page.text) != (status, True):
            wrong.append((state, who, step, page.status_code))
    assert (wrong, fingerprint(app)) == ([], before)


def test_the_decision_is_no_step_of_the_case_page(app: Flask, visitors: Visitors) -> None:
    """Not even for who presides and may see the case: it is recorded on the meeting's page."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    case = make_case(app, "on_agenda", meeting=meeting)
    give_role(app, "ordforande", "registrar", authority=1)
    visitor = at(app, visitors["ordforande"], case)
    before = fingerprint(app)
    sentence = "Beslutet fattas på sammanträdet med Kommunstyrelsens arbetsutskott"
    assert (sentence in visitor.page.text, buttons(visitor)) == (True, set())  # type: ignore[union-attr]
    token = dict(visitor.forms()[0].values)["csrf_token"]
    given = {"owner": "Socialchef", "due": "2040-01-01", "version": str(one(app, Case).version)}
    page = visitor.post(f"/arenden/{case}/steg/approve", csrf_token=token, **given)
    assert (page.status_code, sentence in page.text, fingerprint(app)) == (422, True, before)


UNFINISHED: tuple[tuple[dict[str, Any], list[tuple[str, str]], str], ...] = (
    ({"summary": ""}, [("Socialchef", "")], "Tjänsteskrivelsen saknar sammanfattning. Skriv det under Redigera."),
    (
        {"proposal": [], "summary": "", "sections": []},
        [("Socialchef", "")],
        "Tjänsteskrivelsen saknar förslag till beslut, sammanfattning och beskrivning av ärendet.",
    ),
    ({"body": None}, [("Socialchef", "")], "Tjänsteskrivelsen saknar vilket organ som ska besluta."),
    ({}, [], "Beslutet har ingen mottagare. Lägg till minst en under Mottagare."),
    ({}, [("Revisorn", "")], "Mottagaren Revisorn saknar adress."),
    ({}, [("Revisorn", ""), ("Socialchef", "")], "Mottagaren Revisorn saknar adress."),
    (
        {},
        [("Revisorn", ""), ("Elevkåren", ""), ("Socialchef", ""), ("Byalaget", "")],
        "Mottagarna Revisorn, Elevkåren och Byalaget saknar adress.",
    ),
)


def test_an_unfinished_report_is_not_left_for_review(app: Flask, visitors: Visitors) -> None:
    cases = [make_case(app, recipients=recipients, **report) for report, recipients, _ in UNFINISHED]
    before, told = fingerprint(app), []
    for case, (_, _, sentence) in zip(cases, UNFINISHED, strict=True):
        officer = at(app, visitors["handlaggare"], case)
        shown = officer.page is not None and sentence in officer.page.text
        offered, token = buttons(officer), dict(officer.forms()[0].values)["csrf_token"]
        page = officer.post(f"/arenden/{case}/steg/submit", csrf_token=token, version="1")
        told.append((shown, SUBMIT in offered, page.status_code, sentence in page.text))
    assert told == [(True, False, 422, True)] * len(UNFINISHED)
    assert fingerprint(app) == before


def test_a_recipient_follows_the_directory_until_it_has_an_address_of_its_own(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, recipients=[("Socialchef", ""), ("Ekonomichef", "egen@demo.example")])
    registrar, officer = visitors["registrator"], visitors["handlaggare"]
    for name in ("Socialchef", "Ekonomichef"):
        registrar.open(f"/katalog/{one(app, DirectoryFunction, name=name).id}")
        registrar.press("Spara", address=f"ny.{name.lower()}@demo.example")
    page = officer.open(f"/arenden/{case}").text
    shown = ("ny.socialchef@demo.example", "egen@demo.example", "ny.ekonomichef@demo.example")
    assert [address in page for address in shown] == [True, True, False]
    registrar.open(f"/katalog/{one(app, DirectoryFunction, name='Socialchef').id}")
    registrar.press("Spara", address="")
    assert "Mottagaren Socialchef saknar adress." in officer.open(f"/arenden/{case}").text


def test_an_address_that_is_gone_by_the_review_stops_it_there(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review", recipients=[("Socialchef", "")])
    visitors["registrator"].open(f"/katalog/{one(app, DirectoryFunction, name='Socialchef').id}")
    visitors["registrator"].press("Spara", address="")
    manager = at(app, visitors["chef"], case)
    assert (buttons(manager), state_of(app, case)) == ({RETURN}, "review")


def test_a_returned_report_reaches_the_officers_desk_with_its_reason(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review")
    page = at(app, visitors["chef"], case).press(RETURN, note="Komplettera\nmed <kostnaden>.")
    assert (state_of(app, case), "Chefen skickade tillbaka tjänsteskrivelsen." in page.text) == ("draft", True)
    desk = visitors["handlaggare"].open("/").text
    assert "Chefen skickade tillbaka tjänsteskrivelsen. ”Komplettera\nmed &lt;kostnaden&gt;.”" in desk
    assert one(app, Notice).event.note == "Komplettera\nmed <kostnaden>."
    assert "Tjänsteskrivelsen är sparad." in edited(visitors["handlaggare"], case)


@pytest.mark.parametrize("state", ["draft", "review", "ready"])
def test_a_withdrawn_case_may_only_be_opened_again(app: Flask, visitors: Visitors, state: str) -> None:
    case = make_case(app, state)
    page = at(app, visitors["handlaggare"], case).press(WITHDRAW, note="Förbundet har upplösts.")
    assert (state_of(app, case), buttons(visitors["handlaggare"])) == ("withdrawn", {REOPEN})
    assert "Handläggaren återkallade ärendet." in page.text
    assert "Förbundet har upplösts." in page.text
    before = fingerprint(app)
    token = dict(visitors["handlaggare"].forms()[0].values)["csrf_token"]
    version = str(one(app, Case).version)
    again = visitors["handlaggare"].post(f"/arenden/{case}/steg/submit", csrf_token=token, version=version)
    assert (again.status_code, fingerprint(app)) == (422, before)


def test_a_manager_who_is_the_officer_does_not_review_his_own_report(app: Flask, visitors: Visitors) -> None:
    give_role(app, "chef", "officer", authority=1)
    case = make_case(app, "draft", officer="chef")
    step_of(app, case, "submit", "chef")
    before, page = fingerprint(app), at(app, visitors["chef"], case).page
    assert page is not None
    assert page.text.count("Du kan inte granska din egen tjänsteskrivelse. Be en annan chef granska den.") == 2
    with app.app_context(), pytest.raises(StepRefused, match="din egen"), write():
        take_step(lock_case(case), "approve_report", actor=reader_of("chef"), expected_version=2)
    assert fingerprint(app) == before
