"""Every step of the case, through the pages: who may, what is missing, what it leaves behind, and two at once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework import clock
from casework.audit import AuditRecord
from casework.cases.models import Case, CaseEvent
from casework.cases.operations import take_step
from casework.cases.queries import facts_for, get_case, lock_case
from casework.database import write
from casework.desk.models import Notice
from casework.errors import StaleVersion
from casework.meetings.models import AgendaItem
from casework.people.models import DirectoryFunction
from tests.conftest import Visitors
from tests.factories import (
    call_roll_of,
    decided_case,
    give_role,
    make_body,
    make_case,
    make_meeting,
    make_person,
    reader_of,
    state_of,
    step_of,
)
from tests.observing import amount, fingerprint, one, rows, statements
from tests.support.pages import Visitor
from workflows import WORKFLOWS, StepRefused

SUBMIT, APPROVE, RETURN = "Lämna för granskning", "Godkänn tjänsteskrivelsen", "Skicka tillbaka"
LIST, UNLIST, WITHDRAW = "Sätt upp på föredragningslistan", "Ta bort från föredragningslistan", "Återkalla ärendet"
PAUSE, REOPEN = "Låt ärendet vila", "Öppna ärendet igen"


def _at(app: Flask, visitor: Visitor, case: int) -> Visitor:
    visitor.open(f"/arenden/{case}")
    return visitor


def _buttons(visitor: Visitor) -> set[str]:
    return {label for form in visitor.forms() if "/steg/" in form.action for label in form.labels}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", {"handlaggare": {SUBMIT, WITHDRAW, PAUSE}, "chef": set(), "registrator": set()}),
        ("review", {"handlaggare": {WITHDRAW}, "chef": {APPROVE, RETURN}, "sekreterare": set()}),
        ("ready", {"handlaggare": {WITHDRAW, PAUSE}, "chef": {RETURN}, "sekreterare": {LIST}, "registrator": set()}),
        ("on_agenda", {"handlaggare": set(), "chef": set(), "sekreterare": {UNLIST}, "registrator": set()}),
    ],
)
def test_each_role_has_the_buttons_of_its_steps(
    app: Flask, visitors: Visitors, state: str, expected: dict[str, set[str]]
) -> None:
    case = make_case(app, state, meeting=make_meeting(app))
    assert {name: _buttons(_at(app, visitors[name], case)) for name in expected} == expected


def test_the_steps_leave_event_audit_record_and_sentence(app: Flask, visitors: Visitors) -> None:
    case, meeting = make_case(app), make_meeting(app)
    _at(app, visitors["handlaggare"], case).press(SUBMIT)
    _at(app, visitors["chef"], case).press(APPROVE)
    page = _at(app, visitors["sekreterare"], case).press(LIST, meeting=str(meeting))
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


@pytest.mark.parametrize(
    ("state", "who", "step", "given", "status", "sentence"),
    REFUSED,
    ids=[f"{state}-{who}-{step}" for state, who, step, *_ in REFUSED],
)
def test_a_refused_step_says_why_and_changes_nothing(
    app: Flask, visitors: Visitors, state: str, who: str, step: str, given: dict[str, str], status: int, sentence: str
) -> None:
    case = make_case(app, state, meeting=make_meeting(app))
    before, visitor = fingerprint(app), visitors[who]
    visitor.open("/")
    token = dict(visitor.forms()[0].values)["csrf_token"]
    page = visitor.post(f"/arenden/{case}/steg/{step}", csrf_token=token, version=str(one(app, Case).version), **given)
    assert (page.status_code, sentence in page.text) == (status, True)
    assert fingerprint(app) == before


def test_the_decision_is_no_step_of_the_case_page(app: Flask, visitors: Visitors) -> None:
    """Not even for who presides and may see the case: it is recorded on the meeting's page."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    case = make_case(app, "on_agenda", meeting=meeting)
    give_role(app, "ordforande", "registrar", authority=1)
    visitor = _at(app, visitors["ordforande"], case)
    before = fingerprint(app)
    sentence = "Beslutet fattas på sammanträdet med Kommunstyrelsens arbetsutskott"
    assert (sentence in visitor.page.text, _buttons(visitor)) == (True, set())  # type: ignore[union-attr]
    token = dict(visitor.forms()[0].values)["csrf_token"]
    given = {"owner": "Socialchef", "due": "2040-01-01", "version": str(one(app, Case).version)}
    page = visitor.post(f"/arenden/{case}/steg/approve", csrf_token=token, **given)
    assert (page.status_code, sentence in page.text, fingerprint(app)) == (422, True, before)


@pytest.mark.parametrize(
    ("report", "recipients", "sentence"),
    [
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
    ],
)
def test_an_unfinished_report_is_not_left_for_review(
    app: Flask, visitors: Visitors, report: dict[str, Any], recipients: list[tuple[str, str]], sentence: str
) -> None:
    case = make_case(app, recipients=recipients, **report)
    officer, before = _at(app, visitors["handlaggare"], case), fingerprint(app)
    assert officer.page is not None
    assert (sentence in officer.page.text, SUBMIT in _buttons(officer)) == (True, False)
    token = dict(officer.forms()[0].values)["csrf_token"]
    page = officer.post(f"/arenden/{case}/steg/submit", csrf_token=token, version="1")
    assert (page.status_code, sentence in page.text, fingerprint(app)) == (422, True, before)


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
    manager = _at(app, visitors["chef"], case)
    assert (_buttons(manager), state_of(app, case)) == ({RETURN}, "review")


def test_a_returned_report_reaches_the_officers_desk_with_its_reason(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review")
    page = _at(app, visitors["chef"], case).press(RETURN, note="Komplettera\nmed <kostnaden>.")
    assert (state_of(app, case), "Chefen skickade tillbaka tjänsteskrivelsen." in page.text) == ("draft", True)
    desk = visitors["handlaggare"].open("/").text
    assert "Chefen skickade tillbaka tjänsteskrivelsen. ”Komplettera\nmed &lt;kostnaden&gt;.”" in desk
    assert one(app, Notice).event.note == "Komplettera\nmed <kostnaden>."
    assert "Tjänsteskrivelsen är sparad." in _edited(visitors["handlaggare"], case)


def _edited(officer: Visitor, case: int) -> str:
    officer.open(f"/arenden/{case}/tjansteskrivelse")
    return officer.press("Spara", summary="Nu med kostnaden.").text


@pytest.mark.parametrize("state", ["draft", "review", "ready"])
def test_a_withdrawn_case_may_only_be_opened_again(app: Flask, visitors: Visitors, state: str) -> None:
    case = make_case(app, state)
    page = _at(app, visitors["handlaggare"], case).press(WITHDRAW, note="Förbundet har upplösts.")
    assert (state_of(app, case), _buttons(visitors["handlaggare"])) == ("withdrawn", {REOPEN})
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
    before, page = fingerprint(app), _at(app, visitors["chef"], case).page
    assert page is not None
    assert page.text.count("Du kan inte granska din egen tjänsteskrivelse. Be en annan chef granska den.") == 2
    with app.app_context(), pytest.raises(StepRefused, match="din egen"), write():
        take_step(lock_case(case), "approve_report", actor=reader_of("chef"), expected_version=2)
    assert fingerprint(app) == before


# Two at once


def test_a_stale_step_is_not_taken_and_the_reason_stays_in_its_field(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review")
    manager = _at(app, visitors["chef"], case)
    step_of(app, case, "withdraw", "handlaggare", note="Behövs inte.")
    before = fingerprint(app)
    page = manager.press(RETURN, note="Ett långt skäl som tog tid att skriva.")
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert "Ärendet ändrades medan du hade sidan öppen" in page.text
    assert "Handläggaren återkallade ärendet." in page.text
    assert "Ett långt skäl som tog tid att skriva." in page.text


def test_a_stale_step_that_is_still_open_can_be_taken_with_the_typed_reason(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review")
    manager = _at(app, visitors["chef"], case)
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
    officer = _at(app, visitors["handlaggare"], case)
    form = officer.form(SUBMIT)
    officer.post(form.action, **form.filled())
    before = fingerprint(app)
    page = officer.post(form.action, **form.filled())
    assert (page.status_code, page.request.path) == (200, f"/arenden/{case}")
    assert ("Det var redan gjort." in page.text, fingerprint(app)) == (True, before)
    assert amount(app, CaseEvent, step="submit") == 1


@pytest.mark.parametrize("version", ["", "2", "x", "9" * 30])
def test_a_step_needs_the_version_that_was_read(app: Flask, visitors: Visitors, version: str) -> None:
    case = make_case(app)
    officer, before = _at(app, visitors["handlaggare"], case), fingerprint(app)
    assert officer.press(SUBMIT, version=version).status_code == 409
    assert fingerprint(app) == before


# On and off the agenda


def test_a_case_taken_off_an_agenda_can_be_listed_on_another(app: Flask, visitors: Visitors) -> None:
    first, second = make_meeting(app, days=7), make_meeting(app, days=14)
    case = make_case(app, "on_agenda", meeting=first)
    secretary = _at(app, visitors["sekreterare"], case)
    secretary.press(UNLIST, note="Underlaget är inte klart.")
    assert "Handläggaren" not in secretary.open(f"/sammantraden/{first}").text.partition("Klara att sätta upp")[0]
    _at(app, secretary, case).press(LIST, meeting=str(second))
    items = [(item.meeting_id, item.position, item.taken_off_at is None) for item in rows(app, AgendaItem)]
    assert (items, state_of(app, case)) == ([(first, 1, False), (second, 1, True)], "on_agenda")
    assert visitors["ledamot"].open("/sammantraden/arende/1").status_code == 404
    assert visitors["ledamot"].open("/sammantraden/arende/2").status_code == 200
    assert [(notice.event.step, notice.event.note) for notice in rows(app, Notice)][-2:] == [
        ("unlist", "Underlaget är inte klart."),
        ("list", ""),
    ]


def test_a_case_is_listed_only_on_a_coming_meeting_of_its_body(app: Flask) -> None:
    make_body(app, "NN")
    elsewhere, past = make_meeting(app, body="NN", days=2), make_meeting(app, days=0)
    case = make_case(app, "ready")
    before = fingerprint(app)
    plain = "Välj ett kommande sammanträde med Kommunstyrelsens arbetsutskott."
    told = {
        elsewhere: "Sammanträdet hör till Nämnden NN, men ärendet ska till Kommunstyrelsens arbetsutskott.",
        past: plain,
        99: plain,
        "9" * 30: plain,
        "": plain,
    }
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        for meeting, sentence in told.items():
            with pytest.raises(StepRefused) as refused:
                step_of(app, case, "list", "sekreterare", meeting=str(meeting))
            assert str(refused.value) == sentence
    assert fingerprint(app) == before


# The doorway itself


def test_an_unknown_step_is_refused_in_words(app: Flask) -> None:
    case = make_case(app)
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="Steget ”no_such_step” finns inte"):
        step_of(app, case, "no_such_step", "handlaggare")
    assert fingerprint(app) == before


def test_a_stale_version_is_refused_before_any_rule_is_asked(app: Flask) -> None:
    case = make_case(app, recipients=[])
    with app.app_context(), pytest.raises(StaleVersion) as stale, write():
        take_step(lock_case(case), "submit", actor=reader_of("ledamot"), expected_version=7)
    assert stale.value.current == 1


def test_what_a_deputy_does_is_told_as_his_and_for_whom(app: Flask, visitors: Visitors) -> None:
    case, deputy = make_case(app, "review"), make_person(app, "bitrade", "manager")
    with app.app_context(), write():
        manager, locked = reader_of("chef"), lock_case(case)
        actor, version = reader_of("bitrade"), locked.version
        take_step(locked, "approve_report", actor=actor, expected_version=version, on_behalf_of_id=manager.person_id)
    event, record = rows(app, CaseEvent)[-1], rows(app, AuditRecord)[-1]
    assert (event.actor_id, event.on_behalf_of_id) == (record.actor_id, record.on_behalf_of_id)
    assert (event.actor_id, event.on_behalf_of.name if event.on_behalf_of else "") == (deputy, "Chefen")
    page = visitors["handlaggare"].open(f"/arenden/{case}").text
    assert "Bitrade (för Chefen) godkände tjänsteskrivelsen." in page


def test_the_facts_of_a_case_take_three_statements_at_most(app: Flask) -> None:
    meeting = make_meeting(app)
    cases = {state: make_case(app, state, meeting=meeting) for state in ("draft", "ready", "on_agenda")}
    cases["decided"] = decided_case(app)
    counted = {}
    for state, number in cases.items():
        with app.app_context():
            reader = reader_of("chef")
            case = get_case(number, reader)
            assert case is not None
            for name, given in (("", {}), (" named", {"meeting": str(meeting)})):
                with statements(app) as sent:
                    facts_for(case, reader, given=given)
                counted[state + name] = len(sent)
    assert {state: count for state, count in counted.items() if count > 3} == {}


def test_every_kind_can_be_begun_from_the_page(visitors: Visitors) -> None:
    page = visitors["handlaggare"].open("/arenden/nytt").text
    assert [kind for kind in WORKFLOWS if f'value="{kind}"' not in page] == []


def test_a_save_meanwhile_is_told_as_a_save(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review")
    step_of(app, case, "return_report", "chef", note="Komplettera.")
    officer = _at(app, visitors["handlaggare"], case)
    form = officer.form(SUBMIT)
    _edited(officer, case)
    before = fingerprint(app)
    page = officer.post(form.action, **form.filled())
    assert (page.status_code, fingerprint(app)) == (409, before)
    told = page.text.partition("Ärendet ändrades medan du hade sidan öppen")[2].partition("Ditt steg är inte taget")[0]
    assert ("Tjänsteskrivelsen har sparats på nytt." in told, "Chefen" in told) == (True, False)
