"""Answering: drafts that nobody else sees, answers of the house and from outside, what is late, what is refused."""

import html
import threading
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework import clock
from casework.audit import AuditRecord, first_broken
from casework.cases.models import Case
from casework.database import write
from casework.desk.models import Notice
from casework.errors import StaleVersion
from casework.referrals import views
from casework.referrals.models import Referral, ReferralAnswer, ReferralDraft, ReferralEvent
from casework.referrals.operations import take
from casework.referrals.queries import lock_referral
from tests.conftest import Visitors
from tests.factories import make_case, make_person, reader_of, write_again
from tests.observing import amount, fingerprint, one, rows
from tests.referrals.asked import ask_one, due_in, note_one, referral_of, step_with, told
from tests.support.pages import Visitor

ANSWER, DRAFT = "Lämna svaret", "Spara utkast"
NO_VIEW = "Svara att det inte finns något att invända"
RECEIVE = "Anteckna svaret"
TODAY = clock.today().isoformat()
TEXT = "Vi tillstyrker förslaget."


@pytest.fixture
def case(app: Flask) -> int:
    """A draft."""
    return make_case(app)


@pytest.fixture
def archivist(app: Flask, visitors: Visitors, case: int) -> Visitor:
    """Somebody who has been asked, with the page open."""
    visitors["arkivarie"].open(f"/remisser/{ask_one(app, case, 'person')}")
    return visitors["arkivarie"]


# --- drafts -----------------------------------------------------------------------------------------------------


def test_a_draft_is_seen_by_those_who_answer_and_by_nobody_else(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "ready")
    make_person(app, "naksekr", "secretary", body="KF")
    referral = ask_one(app, case, "body")
    secretary = visitors["naksekr"]
    secretary.open(f"/remisser/{referral}")
    page = secretary.press(DRAFT, step="draft", text="Hemligt utkast.")
    assert "Utkastet är sparat. Ingen annan än de som svarar ser det." in told(page)
    assert (one(app, ReferralDraft).text, referral_of(app, referral).state) == ("Hemligt utkast.", "drafting")
    for who in ("naksekr", "sekreterare", "ledamot"):  # the body's secretary, the authority's, the body's chair
        assert "Hemligt utkast." in html.unescape(visitors[who].open(f"/remisser/{referral}").text), who
    for who in ("handlaggare", "chef", "registrator"):
        for url in (f"/remisser/{referral}", f"/arenden/{case}", "/arenden?q=Hemligt", "/"):
            page = visitors[who].open(url)
            assert (page.status_code, "Hemligt utkast" in html.unescape(page.text)) == (200, False), (who, url)
        assert f"/arenden/{case}" not in visitors[who].open("/arenden?q=Hemligt").text  # it is not searched
        assert "Svaret skrivs" in told(visitors[who].open(f"/remisser/{referral}"))
    secretary.open(f"/remisser/{referral}")
    assert dict(secretary.form(ANSWER).values)["text"] == "Hemligt utkast."


def test_a_draft_leaves_no_word_in_history_or_audit_trail(app: Flask, archivist: Visitor) -> None:
    archivist.press(DRAFT, step="draft", text="Hemligt utkast.")
    archivist.press(DRAFT, step="draft", text="Hemligt utkast, längre.")
    assert [(row.step, row.note) for row in rows(app, ReferralEvent)] == [("ask", ""), ("draft", "")]
    assert "Hemligt" not in str([row.data for row in rows(app, AuditRecord)])
    assert one(app, ReferralDraft).text == "Hemligt utkast, längre."


def test_a_draft_that_is_saved_twice_is_saved_once(app: Flask, archivist: Visitor) -> None:
    form = archivist.form(DRAFT)
    for _ in range(2):
        page = archivist.post(form.action, **form.filled(step="draft", text="Utkast."))
    assert (page.status_code, "Det var redan gjort." in told(page)) == (200, True)
    assert (one(app, Referral).version, amount(app, ReferralEvent)) == (2, 2)


# --- answered in the house --------------------------------------------------------------------------------------


def test_an_answer_is_given_once_and_seen_by_those_who_see_the_case(
    app: Flask, visitors: Visitors, case: int, archivist: Visitor
) -> None:
    archivist.press(DRAFT, step="draft", text="Utkast.")
    page = archivist.press(ANSWER, step="answer", text=TEXT)
    assert "Svaret är lämnat. Handläggaren har fått veta det." in told(page)
    answer, referral = one(app, ReferralAnswer), one(app, Referral)
    assert (answer.text, answer.no_view, answer.received_on, answer.sha256) == (TEXT, False, clock.today(), None)
    assert (referral.state, amount(app, ReferralDraft), ANSWER in page.text) == ("answered", 0, False)
    assert one(app, Notice).text == "Arkivarien har svarat på remissen."
    shown = told(visitors["handlaggare"].open(f"/remisser/{referral.id}"))
    assert (TEXT in shown, "✓ Besvarad" in shown) == (True, True)
    assert "✓ Besvarad" in told(visitors["handlaggare"].open(f"/arenden/{case}"))
    record = rows(app, AuditRecord, case_id=case)[-1]
    data = {"referral": referral.id, "from": "drafting", "to": "answered"}
    assert (record.event, record.data) == ("referral_answer", data)


def test_an_answer_says_which_version_it_is_about(
    app: Flask, visitors: Visitors, case: int, archivist: Visitor
) -> None:
    write_again(app, case, summary="Ny text.")
    write_again(app, case, summary="Ännu nyare text.")
    archivist.press(ANSWER, step="answer", text=TEXT)
    told_so = "Svaret gäller version 1; nu gäller version 3."
    for url in (f"/remisser/{one(app, Referral).id}", f"/arenden/{case}"):
        assert told_so in told(visitors["handlaggare"].open(url)), url


def test_an_answer_may_be_a_file(app: Flask, visitors: Visitors, archivist: Visitor) -> None:
    referral = one(app, Referral).id
    step_with(app, referral, "answer", "arkivarie", file=("Yttrande.txt", b"Vi tillstyrker."))
    answer = visitors["handlaggare"].client.get(f"/remisser/{referral}/svar")
    assert (answer.data, "Yttrande.txt" in answer.headers["Content-Disposition"]) == (b"Vi tillstyrker.", True)
    assert "Yttrande.txt" in told(visitors["handlaggare"].open(f"/remisser/{referral}"))


def test_nothing_to_object_is_an_answer(app: Flask, visitors: Visitors, archivist: Visitor) -> None:
    page = archivist.press(NO_VIEW)
    referral, answer = one(app, Referral), one(app, ReferralAnswer)
    assert (referral.state, answer.no_view, answer.text) == ("no_view", True, "")
    assert "✓ Inget att invända" in told(page)
    assert one(app, Notice).text == "Arkivarien har inget att invända."


def test_an_answer_after_the_last_day_is_marked(app: Flask, visitors: Visitors, case: int) -> None:
    referral = ask_one(app, case, "person", days=2)
    with time_machine.travel(clock.now() + timedelta(days=3)):
        page = visitors["arkivarie"].open(f"/remisser/{referral}")
        assert "✗ Försenat svar, sista dag var" in told(page)
        page = visitors["arkivarie"].press(ANSWER, step="answer", text=TEXT)
        assert "○ Kom efter sista dagen" in told(page)
        assert "○ Kom efter sista dagen" in told(visitors["handlaggare"].open(f"/arenden/{case}"))


def test_an_answer_on_the_last_day_is_in_time(app: Flask, visitors: Visitors, case: int) -> None:
    referral = ask_one(app, case, "person", days=2)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        visitors["arkivarie"].open(f"/remisser/{referral}")
        assert "Kom efter" not in told(visitors["arkivarie"].press(ANSWER, step="answer", text=TEXT))


# --- recorded from outside --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["handlaggare", "registrator"])
def test_an_answer_from_outside_is_recorded_by_the_officer_or_a_registrar(
    app: Flask, visitors: Visitors, case: int, who: str
) -> None:
    referral = ask_one(app, case)
    visitors[who].open(f"/remisser/{referral}")
    page = visitors[who].press(RECEIVE, text=TEXT, received=TODAY)
    answer = one(app, ReferralAnswer)
    assert (answer.text, answer.received_on, referral_of(app, referral).state) == (TEXT, clock.today(), "answered")
    assert answer.recorded_by.name == {"handlaggare": "Handläggaren", "registrator": "Registratorn"}[who]
    assert "Svaret är antecknat." in told(page)
    assert amount(app, Notice) == (who == "registrator")  # the officer is not told of what she did herself


def test_nothing_to_object_from_outside(app: Flask, visitors: Visitors, case: int) -> None:
    referral = ask_one(app, case)
    visitors["registrator"].open(f"/remisser/{referral}")
    page = visitors["registrator"].press("Anteckna inget att invända", received=TODAY)
    assert (referral_of(app, referral).state, "✓ Inget att invända" in told(page)) == ("no_view", True)


def test_a_late_answer_is_taken_though_the_referral_was_ended_without(
    app: Flask, case: int, visitors: Visitors
) -> None:
    referral = ask_one(app, case, days=1)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        step_with(app, referral, "leave_unanswered")
        visitors["registrator"].open(f"/remisser/{referral}")
        page = visitors["registrator"].press(RECEIVE, text=TEXT, received=clock.today().isoformat())
    assert (referral_of(app, referral).state, "Kom efter sista dagen" in told(page)) == ("answered", True)


# --- surveys and interviews -------------------------------------------------------------------------------------


def test_an_interview_stands_in_the_same_register(app: Flask, visitors: Visitors, case: int) -> None:
    officer = visitors["handlaggare"]
    officer.open(f"/arenden/{case}/remisser/samtal")
    held = due_in(-40).isoformat()
    given = {"kind": "interview", "name": "En brukare", "scope": "Tillgänglighet", "text": "Det är trångt."}
    page = officer.press("Anteckna", received=held, **given)
    row, answer = one(app, Referral), one(app, ReferralAnswer)
    assert (row.kind, row.state, row.due, row.report_version_id) == ("interview", "answered", None, None)
    assert (answer.text, answer.received_on.isoformat()) == ("Det är trångt.", held)
    assert "Intervju En brukare Tillgänglighet ✓ Besvarad" in told(page)
    assert "Det är trångt." in told(officer.open(f"/remisser/{row.id}"))
    assert amount(app, Notice) == 0


def test_a_survey_that_is_sent_twice_is_there_once(app: Flask, visitors: Visitors, case: int) -> None:
    registrar = visitors["registrator"]
    registrar.open(f"/arenden/{case}/remisser/samtal")
    form = registrar.form("Anteckna")
    given = {"kind": "survey", "name": "60 föräldrar", "scope": "Skolvägen", "text": "Osäker.", "received": TODAY}
    for _ in range(2):
        registrar.post(f"/arenden/{case}/remisser/samtal", **form.filled(**given))
    assert (amount(app, Referral), one(app, Referral).kind) == (1, "survey")


NOTE = {"kind": "interview", "name": "En brukare", "scope": "Tillgänglighet", "text": "Trångt.", "received": TODAY}
NOTE_WRONG = [
    ({"name": " "}, "Skriv vem som svarade."),
    ({"scope": ""}, "Skriv vad det gällde."),
    ({"text": "\n"}, "Skriv svaret, eller bifoga det som en fil."),
    ({"received": ""}, "Ange dagen, till exempel 2026-11-30."),
    ({"received": due_in(1).isoformat()}, "Dagen har inte varit än. Ange den dag då svaret kom."),
    ({"kind": "rykte"}, "Vad det var:"),
]


def test_a_note_that_lacks_something_is_refused(app: Flask, visitors: Visitors, case: int) -> None:
    officer, before = visitors["handlaggare"], fingerprint(app)
    for given, sentence in NOTE_WRONG:
        officer.open(f"/arenden/{case}/remisser/samtal")
        page = officer.press("Anteckna", **(NOTE | given))
        assert (page.status_code, sentence in told(page)) == (422, True), sentence
    assert fingerprint(app) == before


def test_another_officer_notes_nothing(app: Flask, visitors: Visitors) -> None:
    make_person(app, "kollega", "officer")
    ready = make_case(app, "ready")
    before = fingerprint(app)
    visitors["kollega"].open(f"/arenden/{ready}/remisser/samtal")
    page = visitors["kollega"].press("Anteckna", **NOTE)
    sentence = "Det här antecknas av ärendets handläggare, Handläggaren, eller av registratorn."
    assert (page.status_code, sentence in told(page), fingerprint(app)) == (422, True, before)


# --- refused ----------------------------------------------------------------------------------------------------

NOT_WRITTEN = "Skriv svaret, eller bifoga det som en fil."
NOT_ADDRESSEE = "Det här steget tas av den som fick remissen."
REFUSED: list[tuple[str, str, dict[str, str], str]] = [
    ("arkivarie", "answer", {"text": " "}, NOT_WRITTEN),
    ("arkivarie", "withdraw", {"note": "Vill inte."}, "Det här steget tas av handläggaren."),
    ("arkivarie", "extend", {"due": due_in(60).isoformat()}, "Det här steget tas av handläggaren."),
    ("handlaggare", "answer", {"text": TEXT}, NOT_ADDRESSEE),
    ("handlaggare", "draft", {"text": TEXT}, NOT_ADDRESSEE),
    ("handlaggare", "no_objection", {}, NOT_ADDRESSEE),
    (
        "handlaggare",
        "receive",
        {"text": TEXT, "received": TODAY},
        "Svaret lämnas av den som fick remissen, på remissens egen sida.",
    ),
    ("registrator", "withdraw", {"note": "Nej."}, "Det här steget tas av handläggaren."),
    ("chef", "draft", {"text": TEXT}, NOT_ADDRESSEE),
    ("handlaggare", "withdraw", {"note": " "}, "Skriv varför remissen återkallas."),
    ("handlaggare", "extend", {"due": ""}, "Ange dagen, till exempel 2026-11-30."),
    ("handlaggare", "extend", {"due": TODAY}, "Den nya sista dagen ska ligga framåt i tiden."),
    ("handlaggare", "extend", {"due": due_in(5).isoformat()}, "Svarstiden kan bara förlängas"),
    ("handlaggare", "leave_unanswered", {}, "Sista dagen har inte passerat än."),
    ("handlaggare", "ask", {}, "Välj vad du vill göra med remissen."),
    ("arkivarie", "", {"text": TEXT}, "Välj vad du vill göra med remissen."),
]


def test_a_step_that_may_not_be_taken_changes_nothing(app: Flask, visitors: Visitors, case: int) -> None:
    referral = ask_one(app, case, "person")
    before = fingerprint(app)
    for who, step, given, sentence in REFUSED:
        visitor = visitors[who]
        visitor.open(f"/remisser/{referral}")
        token = dict(visitor.forms()[0].values)["csrf_token"]
        page = visitor.post(f"/remisser/{referral}", csrf_token=token, step=step, version="1", **given)
        assert (page.status_code, sentence in told(page)) == (422, True), (who, step, told(page))
    assert fingerprint(app) == before


def test_a_file_that_may_not_be_kept_is_refused_in_its_own_words(app: Flask, archivist: Visitor) -> None:
    form, before = archivist.form(ANSWER), fingerprint(app)
    values = form.filled(step="answer", text=TEXT) | {"file": (BytesIO(b"MZ\x90\x00\x03" * 40), "svar.exe")}
    page = archivist.client.post(form.action, data=values, content_type="multipart/form-data")
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Filen ”svar.exe” kan inte tas emot" in told(page)
    assert TEXT in page.text  # what was written is there still


def test_an_answer_that_is_given_is_not_changed(app: Flask, archivist: Visitor) -> None:
    form = archivist.form(ANSWER)
    archivist.press(ANSWER, step="answer", text=TEXT)
    before = fingerprint(app)
    page = archivist.post(form.action, **form.filled(step="answer", text="Ångrade mig.", version="2"))
    assert "Steget kan inte tas i läget ”Besvarad”." in told(page)
    assert (page.status_code, fingerprint(app), "Ångrade mig." in told(page)) == (422, before, True)


# --- two at once ------------------------------------------------------------------------------------------------


def test_a_press_that_is_sent_twice_is_taken_once(app: Flask, archivist: Visitor) -> None:
    form = archivist.form(ANSWER)
    for _ in range(2):
        page = archivist.post(form.action, **form.filled(step="answer", text=TEXT))
    assert (page.status_code, "Det var redan gjort." in told(page), amount(app, ReferralAnswer)) == (200, True, 1)


def test_a_page_that_was_overtaken_loses_no_text(app: Flask, visitors: Visitors, case: int) -> None:
    referral = ask_one(app, case, "body")
    secretary, chair = visitors["sekreterare"], visitors["ledamot"]
    secretary.open(f"/remisser/{referral}")
    chair.open(f"/remisser/{referral}")
    chair.press(DRAFT, step="draft", text="Ordförandens utkast.")
    before = fingerprint(app)
    page = secretary.press(ANSWER, step="answer", text="Sekreterarens svar.")
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert "Remissen ändrades medan du hade sidan öppen" in told(page)
    assert dict(secretary.form(ANSWER).values)["text"] == "Sekreterarens svar."
    chair.open(f"/remisser/{referral}")
    chair.press(ANSWER, step="answer", text="Ordförandens svar.")
    page = secretary.press(ANSWER, step="answer", text="Sekreterarens svar.")
    assert (page.status_code, one(app, ReferralAnswer).text) == (409, "Ordförandens svar.")
    assert "Du hade skrivit Sekreterarens svar." in told(page)


def test_of_two_answers_at_the_same_moment_one_is_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch, visitors: Visitors, case: int
) -> None:
    referral, both = ask_one(app, case, "body"), threading.Barrier(2)

    def wait(*arguments: Any, **more: Any) -> None:
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        take(*arguments, **more)

    monkeypatch.setattr(views, "take_step", wait)
    statuses: list[int] = []
    threads = []
    for who in ("sekreterare", "ledamot"):
        visitors[who].open(f"/remisser/{referral}")
        form = visitors[who].form(ANSWER)
        values, client = form.filled(step="answer", text=f"Svar av {who}."), visitors[who].client
        send = lambda c=client, v=values: statuses.append(c.post(f"/remisser/{referral}", data=v).status_code)  # noqa: E731
        threads.append(threading.Thread(target=send))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(statuses), amount(app, ReferralAnswer)) == ([302, 409], 1)
    with app.app_context():
        assert first_broken() is None


def test_a_stale_version_is_refused_by_the_operation_too(app: Flask, case: int) -> None:
    referral = ask_one(app, case, "person")
    before = fingerprint(app)
    with pytest.raises(StaleVersion), app.app_context(), write():
        given = {"text": TEXT}
        take(lock_referral(referral), "answer", actor=reader_of("arkivarie"), expected_version=7, given=given)
    assert fingerprint(app) == before


def test_noting_changes_nothing_of_the_case(app: Flask, case: int) -> None:
    before = one(app, Case).version
    note_one(app, case)
    assert one(app, Case).version == before
