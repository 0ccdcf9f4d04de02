"""Recording the other parties' answers by hand on the case's page: who may, what is asked for, and what is refused."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from casework import clock
from casework.associations.models import PartyAnswer
from casework.audit import AuditRecord
from casework.web import day
from tests.associations.budget import PARTIES, answered, lapse, waiting
from tests.conftest import Visitors
from tests.factories import make_case, make_person, state_of
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import PageForm, Visitor

TODAY = clock.today().isoformat()
YES = {"status": "accepted", "decided_on": TODAY}
RECORD, YES_IT_ENDS = "Anteckna svaret", "Ja, anteckna svaret"


@pytest.fixture
def case(app: Flask) -> int:
    """A decision that waits for six parties."""
    return waiting(app)


@pytest.fixture
def officer(visitors: Visitors, case: int) -> Visitor:
    """The case's officer with its page open."""
    visitors["handlaggare"].open(f"/arenden/{case}")
    return visitors["handlaggare"]


def record(visitor: Visitor, button: str = RECORD, **given: Any) -> TestResponse:
    """Fill in the form that stands on the page, and press."""
    return visitor.press(button, **{f"answer-{name}": value for name, value in given.items()})


def told(page: TestResponse) -> str:
    """The page as it is read, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def row_of(page: TestResponse, party: str) -> str:
    """What the table says of the party."""
    found = re.search(rf'<th scope="row">{party}</th>(.*?)</tr>', page.text, re.DOTALL)
    assert found is not None, f"{party} has no row"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


# --- recorded ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["handlaggare", "registrator"])
def test_an_answer_is_recorded_by_the_officer_or_a_registrar(
    app: Flask, visitors: Visitors, case: int, who: str
) -> None:
    visitor = visitors[who]
    visitor.open(f"/arenden/{case}")
    page = record(visitor, **YES, party="Regionen", document="Protokoll § 12", note="Med tack.")
    row = one(app, PartyAnswer)
    assert (row.party, row.number, row.status, row.amount) == ("Regionen", 1, "accepted", None)
    assert (row.decided_on, row.expected_on, row.document, row.note) == (
        clock.today(),
        None,
        "Protokoll § 12",
        "Med tack.",
    )
    assert row.recorded_by.name == {"handlaggare": "Handläggaren", "registrator": "Registratorn"}[who]
    assert "Svaret från Regionen är antecknat." in told(page)
    with app.test_request_context():
        shown = f"✓ Har beslutat detsamma Beslutat {day(clock.today())}. Protokoll § 12. Antecknat av "
    assert row_of(page, "Regionen").startswith(shown + row.recorded_by.name)
    assert row_of(page, "Regionen").endswith("Med tack.")
    assert "5 av 6 parter har inte beslutat än" in told(page)
    record_ = rows(app, AuditRecord, case_id=case)[-1]
    assert (record_.event, record_.actor_id, record_.data["party"]) == ("party_answered", row.recorded_by_id, 3)


def test_a_party_that_has_not_decided_says_why_and_when(app: Flask, officer: Visitor) -> None:
    ahead = clock.today() + timedelta(days=9)
    page = record(officer, status="pending", expected_on=ahead.isoformat(), note="Nämnden möts då.")
    row = one(app, PartyAnswer)
    assert (row.party, row.status, row.decided_on, row.expected_on) == (PARTIES[0], "pending", None, ahead)
    with app.test_request_context():
        assert row_of(page, PARTIES[0]).startswith(f"○ Har inte beslutat än Väntas besluta {day(ahead)}. Antecknat av")
    assert "6 av 6 parter har inte beslutat än" in told(page)


def test_the_next_party_that_has_not_answered_is_chosen_from_the_start(officer: Visitor) -> None:
    assert dict(officer.form(RECORD).values)["answer-party"] == PARTIES[0]
    record(officer, **YES)
    assert dict(officer.form(RECORD).values)["answer-party"] == PARTIES[1]


def test_the_last_answer_says_what_came_of_it(app: Flask, case: int, officer: Visitor) -> None:
    answered(app, case, *PARTIES[1:])
    officer.open(f"/arenden/{case}")
    page = record(officer, **YES)
    assert "Beslutet gäller. Mottagarna får besked; se Expediering." in told(page)
    with app.test_request_context():
        assert f"Villkoret är uppfyllt sedan {day(clock.today())} Alla parter har fattat samma beslut." in told(page)
    assert (state_of(app, case), RECORD in told(page)) == ("in_force", False)


def test_a_correction_says_why_and_keeps_what_was(app: Flask, case: int, officer: Visitor) -> None:
    record(officer, **YES, document="Brev 1")
    before = fingerprint(app)
    page = record(officer, party=PARTIES[0], status="accepted", decided_on=TODAY, document="Brev 2")
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert f"{PARTIES[0]} har redan svarat. Skriv varför svaret rättas." in told(page)
    assert dict(officer.form(RECORD).values)["answer-document"] == "Brev 2"
    page = record(officer, note="Fel brev.")
    assert [(row.number, row.document) for row in rows(app, PartyAnswer)] == [(1, "Brev 1"), (2, "Brev 2")]
    text = row_of(page, PARTIES[0])
    assert text.index("Brev 2") < text.index("Fel brev.") < text.index("Tidigare svar (1)") < text.index("Brev 1")


def test_what_follows_a_promise_needs_no_reason(app: Flask, officer: Visitor) -> None:
    record(officer, status="pending", note="I höst.")
    record(officer, **YES, party=PARTIES[0])
    assert [row.status for row in rows(app, PartyAnswer)] == ["pending", "accepted"]


# --- refused ----------------------------------------------------------------------------------------------------

AMOUNT = "Skriv ett belopp, till exempel 121 tkr, 121 000 kr eller 1,2 mnkr."
UNIT = "Skriv enheten, till exempel 121 kr eller 121 tkr."
WRONG: list[tuple[dict[str, str], str]] = [
    ({}, "Välj svaret."),
    ({"status": "kanske", "decided_on": TODAY}, "Svar:"),
    ({**YES, "party": "Grannkommunen"}, "Part:"),
    ({"status": "accepted"}, "Dagen för partens beslut: Ange dagen, till exempel 2026-11-30."),
    ({"status": "accepted", "decided_on": "i maj"}, "Dagen för partens beslut:"),
    (
        {"status": "accepted", "decided_on": (clock.today() + timedelta(days=1)).isoformat()},
        "Dagen har inte varit än. Välj ”Har inte beslutat än” om beslutet väntas.",
    ),
    ({**YES, "amount": "140 tkr"}, "Beloppet anges bara när parten har beslutat om ett annat belopp."),
    ({**YES, "expected_on": TODAY}, "Dagen anges bara när parten inte har beslutat än."),
    ({"status": "other_amount", "decided_on": TODAY}, AMOUNT),
    ({"status": "other_amount", "decided_on": TODAY, "amount": "140"}, UNIT),
    ({"status": "declined"}, "Dagen för partens beslut: Ange dagen, till exempel 2026-11-30."),
    ({"status": "pending"}, "Skriv varför parten inte har beslutat än."),
    ({"status": "pending", "note": " \n"}, "Skriv varför parten inte har beslutat än."),
    ({"status": "pending", "note": "I höst.", "decided_on": TODAY}, "Dagen anges bara när parten har beslutat."),
    (
        {"status": "pending", "note": "I höst.", "expected_on": (clock.today() - timedelta(days=1)).isoformat()},
        "Dagen har redan varit. Ange en dag framåt i tiden.",
    ),
    ({**YES, "document": "x" * 201}, "Handling: Texten är för lång: högst 200 tecken."),
    ({**YES, "note": "x" * 20_001}, "Anteckning: Texten är för lång: högst 20000 tecken."),
]


def test_what_does_not_go_together_is_refused_and_kept_on_the_page(app: Flask, case: int, officer: Visitor) -> None:
    before = fingerprint(app)
    for given, sentence in WRONG:
        officer.open(f"/arenden/{case}")
        page = record(officer, **given)
        assert (page.status_code, sentence in told(page)) == (422, True), sentence
        kept = dict(officer.form(RECORD).values)
        texts = given.keys() - {"status", "party", "decided_on"}
        assert {name: kept.get(f"answer-{name}") for name in texts} == {name: given[name].strip() for name in texts}
    assert fingerprint(app) == before


def test_others_read_the_answers_and_record_none(app: Flask, visitors: Visitors, case: int) -> None:
    make_person(app, "kollega", "officer")
    answered(app, case, "Regionen")
    officer = visitors["handlaggare"]
    officer.open(f"/arenden/{case}")
    form, before = officer.form(RECORD), fingerprint(app)
    for who, status in (("kollega", 422), ("chef", 403), ("sekreterare", 403)):
        page = visitors[who].open(f"/arenden/{case}")
        assert ("✓ Har beslutat detsamma" in told(page), RECORD in page.text) == (True, False)
        token = dict(visitors[who].forms()[0].values)["csrf_token"]
        given = _filled(form, **YES) | {"answer-csrf_token": token, "csrf_token": token}
        page = visitors[who].post(form.action, **given)
        assert (page.status_code, fingerprint(app)) == (status, before), who
    refusal = "Svaren antecknas av ärendets handläggare, Handläggaren, eller av registratorn."
    kollega = visitors["kollega"]
    token = dict(kollega.open(f"/arenden/{case}") and kollega.forms()[0].values)["csrf_token"]
    assert refusal in told(kollega.post(form.action, **(_filled(form, **YES) | {"csrf_token": token})))


def _filled(form: PageForm, **given: str) -> dict[str, Any]:
    return form.filled() | {f"answer-{name}": value for name, value in given.items()}


def test_a_case_that_waits_for_nobody_takes_no_answer(app: Flask, visitors: Visitors, officer: Visitor) -> None:
    form, other = officer.form(RECORD), make_case(app, "ready")
    before = fingerprint(app)
    page = officer.post(f"/arenden/{other}/villkor", **_filled(form, **YES))
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Ärendet har inget beslut som väntar på andra parter." in told(page)


# --- what ends the decision is asked about once more ------------------------------------------------------------

ENDS: dict[str, dict[str, str]] = {
    "declined": {"status": "declined", "decided_on": TODAY},
    "other_amount": {"status": "other_amount", "decided_on": TODAY, "amount": "130 tkr"},
}


@pytest.mark.parametrize("status", ENDS)
def test_a_no_is_asked_about_once_and_then_ends_the_decision(
    app: Flask, case: int, officer: Visitor, status: str
) -> None:
    before = fingerprint(app)
    page = record(officer, **ENDS[status])
    assert (page.status_code, fingerprint(app)) == (200, before)
    words = {"declined": "har sagt nej", "other_amount": "har beslutat om ett annat belopp"}[status]
    assert f"När du antecknar att {PARTIES[0]} {words} förfaller beslutet genast" in told(page)
    page = record(officer, YES_IT_ENDS)
    row = one(app, PartyAnswer)
    assert (row.status, row.amount) == (status, 130_000_00 if status == "other_amount" else None)
    assert "Beslutet har förfallit. Mottagarna får besked; se Expediering." in told(page)
    assert (state_of(app, case), YES_IT_ENDS in page.text, RECORD in page.text) == ("lapsed", False, False)
    assert "✗ " in row_of(page, PARTIES[0])
    assert row_of(page, PARTIES[1]) == "– Inget svar"


def test_a_yes_to_one_no_is_none_to_another(app: Flask, case: int, officer: Visitor) -> None:
    record(officer, **ENDS["declined"])
    before = fingerprint(app)
    page = record(officer, YES_IT_ENDS, party="Regionen")
    assert (page.status_code, fingerprint(app), "När du antecknar att Regionen har sagt nej" in told(page)) == (
        200,
        before,
        True,
    )
    page = record(officer, YES_IT_ENDS, **ENDS["other_amount"])
    assert (page.status_code, fingerprint(app)) == (200, before)
    record(officer, YES_IT_ENDS, status="accepted", amount="")  # thought better of
    assert (one(app, PartyAnswer).status, state_of(app, case)) == ("accepted", "waiting")


# --- too late, twice, or beside somebody else -------------------------------------------------------------------


def test_after_the_decision_has_lapsed_no_answer_is_recorded(app: Flask, case: int, officer: Visitor) -> None:
    form = officer.form(RECORD)
    answered(app, case, "Regionen", status="declined")
    before = fingerprint(app)
    page = officer.post(form.action, **_filled(form, **YES))
    with app.test_request_context():
        sentence = f"Beslutet förföll den {day(clock.today())}. Svaret kan inte antecknas."
    assert (page.status_code, fingerprint(app), sentence in told(page)) == (422, before, True)


def test_once_the_day_has_passed_no_answer_is_recorded_though_no_worker_has_been_by(
    app: Flask, visitors: Visitors
) -> None:
    case = waiting(app, due=clock.today())
    with time_machine.travel(clock.now() + timedelta(days=1)):
        registrar = visitors["registrator"]
        page = registrar.open(f"/arenden/{case}")
        assert (state_of(app, case), RECORD in page.text) == ("waiting", False)
        token, before = dict(registrar.forms()[0].values)["csrf_token"], fingerprint(app)
        given = {"csrf_token": token, "answer-party": "Regionen", "answer-status": "accepted"}
        page = registrar.post(f"/arenden/{case}/villkor", **given, **{"answer-decided_on": TODAY})
        with app.test_request_context():
            sentence = f"Beslutet förföll den {day(clock.today())}. Svaret kan inte antecknas."
        assert (page.status_code, fingerprint(app), sentence in told(page)) == (422, before, True)
        assert (lapse(app), state_of(app, case)) == (1, "lapsed")


def test_once_the_condition_is_met_no_answer_is_changed(app: Flask, case: int, officer: Visitor) -> None:
    form = officer.form(RECORD)
    answered(app, case, *PARTIES)
    before = fingerprint(app)
    page = officer.post(form.action, **_filled(form, **ENDS["declined"], note="Ångrade sig."))
    with app.test_request_context():
        sentence = f"Villkoret är uppfyllt sedan den {day(clock.today())}. Svaren kan inte ändras."
    assert (page.status_code, fingerprint(app), sentence in told(page)) == (422, before, True)


def test_a_page_that_somebody_has_overtaken_shows_what_stands(
    app: Flask, visitors: Visitors, case: int, officer: Visitor
) -> None:
    registrar = visitors["registrator"]
    registrar.open(f"/arenden/{case}")
    record(registrar, **YES, document="Registratorns brev")
    before = fingerprint(app)
    page = record(officer, status="pending", note="Har inte hört något.")
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert f"Någon annan har antecknat ett svar från {PARTIES[0]}" in told(page)
    assert "Registratorns brev" in row_of(page, PARTIES[0])
    kept = dict(officer.form(RECORD).values)
    assert (kept["answer-note"], kept["answer-party"]) == ("Har inte hört något.", PARTIES[0])
    record(officer)  # having read it
    assert [row.status for row in rows(app, PartyAnswer)] == ["accepted", "pending"]


def test_an_answer_of_another_party_does_not_stand_in_the_way(
    app: Flask, visitors: Visitors, case: int, officer: Visitor
) -> None:
    registrar = visitors["registrator"]
    registrar.open(f"/arenden/{case}")
    record(registrar, **YES, party="Regionen")
    assert record(officer, **YES).status_code == 200
    assert [row.party for row in rows(app, PartyAnswer)] == ["Regionen", PARTIES[0]]


@pytest.mark.parametrize("last", [False, True])
def test_the_same_press_again_has_been_taken(app: Flask, case: int, officer: Visitor, last: bool) -> None:
    if last:
        answered(app, case, *PARTIES[1:])
        officer.open(f"/arenden/{case}")
    form = officer.form(RECORD)
    officer.post(form.action, **_filled(form, **YES))
    before = fingerprint(app)
    page = officer.post(form.action, **_filled(form, **YES))
    assert (page.status_code, fingerprint(app)) == (200, before)
    assert "Svaret var redan antecknat." in told(page)
    assert state_of(app, case) == ("in_force" if last else "waiting")


def test_a_form_without_its_token_is_refused(app: Flask, case: int, officer: Visitor) -> None:
    form, before = officer.form(RECORD), fingerprint(app)
    given = {name: value for name, value in _filled(form, **YES).items() if "csrf" not in name}
    assert officer.post(form.action, **given).status_code == 400
    assert (fingerprint(app), amount(app, PartyAnswer)) == (before, 0)
