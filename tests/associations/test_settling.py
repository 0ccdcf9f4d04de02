"""What follows by itself: a condition is set with its decision, met by the last yes, and failed by the first no."""

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from casework import clock, create_app
from casework.associations import letters
from casework.associations.models import DecisionCondition, PartyAnswer
from casework.associations.operations import settle
from casework.audit import AuditRecord, first_broken
from casework.cases.models import Case, CaseEvent, Recipient
from casework.cases.queries import lock_case
from casework.database import db, write
from casework.desk.models import Notice
from casework.dispatch.models import Delivery, Dispatch
from casework.dispatch.sending import drain
from casework.meetings.models import Decision, MinutesExtract
from casework.people.models import DirectoryFunction
from casework.register.operations import read_file
from casework.settings import Settings
from tests.associations.budget import BOARD, PARTIES, answered, decided, fields, lapse, listed, waiting
from tests.conftest import Visitors, close
from tests.factories import call_roll_of, item_of, make_meeting, state_of, step_of
from tests.observing import amount, fingerprint, one, rows
from tests.support.smtp import SmtpServer
from workflows import StepRefused

OWN_STEPS = ("take_effect", "lapse")


def steps(app: Flask) -> list[str]:
    return [event.step for event in rows(app, CaseEvent)]


# --- the condition is set ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "given"), [("approve", {}), ("approve_changed", {"text": "Bidraget höjs till 140 tkr."})]
)
def test_a_decision_waits_for_the_parties_that_its_report_names(
    app: Flask, outcome: str, given: dict[str, str]
) -> None:
    case = listed(app, fields=fields(due=date(2031, 8, 15)))
    assert amount(app, DecisionCondition) == 0
    decided(app, case, outcome, **given)
    condition = one(app, DecisionCondition)
    assert (condition.case_id, condition.decision_id, condition.outcome) == (case, one(app, Decision).id, None)
    assert (condition.parties, condition.due) == (list(PARTIES), date(2031, 8, 15))
    assert condition.text == (
        "Beslutet gäller under förutsättning att följande parter fattar samma beslut senast den 15 augusti 2031: "
        "Försäkringskassan, Arbetsförmedlingen, Regionen, Alvåsa kommun, Tallnäs kommun och Ekeby kommun."
    )
    assert (state_of(app, case), amount(app, PartyAnswer), amount(app, Dispatch)) == ("waiting", 0, 1)


def test_parties_are_trimmed_and_named_once(app: Flask) -> None:
    names = ["  Regionen ", "", "REGIONEN", "Alvåsa\tkommun", "Alva\u030asa kommun", " \n"]
    waiting(app, names)
    assert one(app, DecisionCondition).parties == ["Regionen", "Alvåsa kommun"]


def test_one_party_is_named_in_the_sentence(app: Flask) -> None:
    waiting(app, ["Regionen"], date(2031, 8, 15))
    assert one(app, DecisionCondition).text == (
        "Beslutet gäller under förutsättning att Regionen fattar samma beslut senast den 15 augusti 2031."
    )


def test_recipients_without_a_day_get_the_answer_day_before_the_letter_is_written(app: Flask) -> None:
    day = clock.today() + timedelta(days=30)
    waiting(app, due=day)
    assert [row.deadline for row in rows(app, Recipient)] == [day, day]
    assert [row.deadline for row in rows(app, Delivery)] == [day, day]
    text = one(app, Dispatch).text
    assert re.findall(r"^(.*): senast", text, re.MULTILINE) == ["Socialchef", "Revisorn"]
    assert "\nVillkor\nBeslutet gäller under förutsättning att följande parter fattar samma beslut senast den " in text
    assert "- Försäkringskassan\n- Arbetsförmedlingen\n" in text


def test_the_extract_holds_the_condition(app: Flask) -> None:
    waiting(app, ["Regionen", "Alvåsa kommun"], date(2031, 8, 15))
    sha256 = one(app, MinutesExtract).sha256
    with app.app_context():
        content = read_file(sha256)
    text = " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    assert "fattar samma beslut senast den 15 augusti 2031: Regionen Alvåsa kommun" in text


def test_a_rejected_proposal_has_no_condition(app: Flask) -> None:
    case = listed(app)
    decided(app, case, "reject")
    assert (state_of(app, case), amount(app, DecisionCondition)) == ("rejected", 0)
    assert {row.deadline for row in rows(app, Recipient)} == {None}


def test_without_other_parties_the_decision_is_in_force_at_once_and_nobody_is_told_twice(app: Flask) -> None:
    case = listed(app, fields=fields(parties=[" "]))
    decided(app, case)
    condition = one(app, DecisionCondition)
    assert (condition.parties, condition.outcome, condition.text) == ([], "met", "Beslutet har inget villkor.")
    assert (state_of(app, case), steps(app)[-2:]) == ("in_force", ["approve", "take_effect"])
    assert (amount(app, Dispatch), amount(app, Delivery)) == (1, 2)
    assert "förutsättning" not in one(app, Dispatch).text


def test_a_decision_is_not_made_on_a_day_that_has_passed(app: Flask, visitors: Visitors) -> None:
    """The board met too late for the condition. It may still defer, remit back or reject."""
    case = listed(app, fields=fields(due=clock.today()))
    item = item_of(app, case)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        chair, before = visitors["ordforande"], fingerprint(app)
        page = chair.open(f"/sammantraden/arende/{item}").text
        assert "Svarsdagen har redan varit. Skicka tillbaka tjänsteskrivelsen och ange en ny." in page
        with app.app_context(), pytest.raises(StepRefused, match="Svarsdagen har redan varit"):
            decided(app, case)
        assert fingerprint(app) == before
        decided(app, case, "defer")
    assert (state_of(app, case), amount(app, DecisionCondition)) == ("ready", 0)


# --- it is met --------------------------------------------------------------------------------------------------


def test_the_last_yes_makes_the_decision_take_effect(app: Flask) -> None:
    case = waiting(app)
    answered(app, case, *PARTIES[:5])
    assert (state_of(app, case), one(app, DecisionCondition).outcome, amount(app, Dispatch)) == ("waiting", None, 1)
    answered(app, case, PARTIES[5])
    condition, event = one(app, DecisionCondition), rows(app, CaseEvent)[-1]
    assert (state_of(app, case), condition.outcome) == ("in_force", "met")
    assert (event.step, event.from_state, event.to_state, event.actor_id) == (
        "take_effect",
        "waiting",
        "in_force",
        None,
    )
    assert condition.settled_at is not None
    assert rows(app, PartyAnswer)[-1].recorded_at <= condition.settled_at <= event.at
    assert [row.event_id for row in rows(app, Notice)][-1] == event.id
    assert amount(app, Dispatch) == 2


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("declined", "Regionen har sagt nej."),
        ("other_amount", "Regionen har beslutat om ett annat belopp."),
    ],
)
def test_the_first_no_makes_the_decision_lapse(app: Flask, status: str, why: str) -> None:
    case = waiting(app)
    answered(app, case, PARTIES[0])
    answered(app, case, "Regionen", status=status)
    event = rows(app, CaseEvent)[-1]
    assert (state_of(app, case), one(app, DecisionCondition).outcome) == ("lapsed", "failed")
    assert (event.step, event.actor_id) == ("lapse", None)
    letter = rows(app, Dispatch)[-1]
    assert f"Beslutet har förfallit. {why}\n" in letter.text


def test_waiting_and_correcting_settle_nothing(app: Flask) -> None:
    case = waiting(app, PARTIES[:2])
    answered(app, case, PARTIES[0])
    answered(app, case, PARTIES[1], status="pending")
    answered(app, case, PARTIES[0], status="pending", note="Fel part antecknades.")
    answered(app, case, PARTIES[1])
    assert (state_of(app, case), amount(app, Dispatch)) == ("waiting", 1)
    answered(app, case, PARTIES[0])
    assert state_of(app, case) == "in_force"
    assert [(row.party, row.number, row.status) for row in rows(app, PartyAnswer)] == [
        (PARTIES[0], 1, "accepted"),
        (PARTIES[1], 1, "pending"),
        (PARTIES[0], 2, "pending"),
        (PARTIES[1], 2, "accepted"),
        (PARTIES[0], 3, "accepted"),
    ]


def test_settling_twice_is_settling_once(app: Flask) -> None:
    case = waiting(app)
    answered(app, case, *PARTIES)
    before = fingerprint(app)
    with app.app_context(), write():
        assert settle(lock_case(case)) is None
    assert fingerprint(app) == before
    assert (lapse(app), fingerprint(app)) == (0, before)


def test_each_change_stands_in_the_audit_trail_without_names(app: Flask) -> None:
    case = waiting(app, PARTIES[:2])
    answered(app, case, PARTIES[1])
    answered(app, case, PARTIES[0], who="registrator")
    records = rows(app, AuditRecord, case_id=case)[-3:]
    assert [row.event for row in records] == ["party_answered", "party_answered", "take_effect"]
    assert [(row.data["party"], row.data["status"]) for row in records[:2]] == [(2, "accepted"), (1, "accepted")]
    assert [row.actor_id for row in records] == [row.recorded_by_id for row in rows(app, PartyAnswer)] + [None]
    assert PARTIES[0] not in str([row.data for row in records])
    with app.app_context():
        assert first_broken() is None


def test_what_fails_on_the_way_leaves_the_answer_unrecorded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter cannot be written: neither answer, outcome, step nor letter is kept."""
    case = waiting(app, PARTIES[:1])
    before = fingerprint(app)
    monkeypatch.setattr(letters, "letter", _fail)
    with pytest.raises(RuntimeError, match="no paper"):
        answered(app, case, PARTIES[0])
    assert fingerprint(app) == before


def _fail(*_arguments: object, **_more: object) -> str:
    raise RuntimeError("no paper")


# --- and the recipients are told --------------------------------------------------------------------------------


@pytest.fixture
def worker(settings: Settings, app: Flask, smtp_server: SmtpServer) -> Iterator[Flask]:
    sending = create_app(settings.model_copy(update={"smtp_url": smtp_server.url}))
    yield sending
    close(sending)


def test_who_got_the_decision_gets_the_letter_at_the_address_of_that_day(
    app: Flask, worker: Flask, smtp_server: SmtpServer
) -> None:
    case = waiting(app, ["Regionen", "Alvåsa kommun"], date(2031, 8, 15))
    with worker.app_context():
        drain()
    first = [mail.envelope_to for mail in smtp_server.messages]
    assert first == [("socialchef@demo.example",), ("revisor@demo.example",)]
    with app.app_context(), write():
        row = db.session.execute(select(DirectoryFunction).filter_by(name="Socialchef")).scalar_one()
        row.address = "ny-socialchef@demo.example"
    answered(app, case, "Regionen", "Alvåsa kommun", decided_on=date(2026, 1, 7))
    with worker.app_context():
        drain()
    told = smtp_server.messages[2:]
    assert [mail.envelope_to for mail in told] == [("ny-socialchef@demo.example",), ("revisor@demo.example",)]
    subject = rows(app, Dispatch)[-1].subject
    assert re.fullmatch(
        r"Villkoret i beslut § 1/\d{4} är uppfyllt: Högre bidrag till förbundet \(KS \d{4}/1\)", subject
    )
    assert {mail.message["Subject"] for mail in told} == {subject}
    assert len({mail.message["Message-ID"] for mail in smtp_server.messages}) == 4
    plain, rich = (told[0].message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    assert "Beslutet gäller. Alla parter har fattat samma beslut.\n" in plain
    assert (
        "- Regionen: Har beslutat detsamma (7 januari 2026)\n- Alvåsa kommun: Har beslutat detsamma (7 januari" in plain
    )
    assert '<tr><th scope="row">Regionen</th><td>Har beslutat detsamma</td><td>7 januari 2026</td></tr>' in rich
    (extract,) = told[0].message.iter_attachments()
    (before,) = smtp_server.messages[0].message.iter_attachments()
    assert extract.get_content() == before.get_content()
    assert {row.deadline for row in rows(app, Delivery)[2:]} == {None}


def test_the_condition_and_its_letter_are_in_swedish_whatever_language_the_page_has(
    app: Flask, visitors: Visitors
) -> None:
    case, registrar = waiting(app, ["Regionen"]), visitors["registrator"]
    registrar.open(f"/arenden/{case}")
    registrar.press("English")
    registrar.open(f"/arenden/{case}")
    form = next(form for form in registrar.forms() if "/villkor" in form.action)
    given = {"answer-status": "accepted", "answer-decided_on": clock.today().isoformat()}
    registrar.post(form.action, **(form.filled() | given))
    assert state_of(app, case) == "in_force"
    letter = rows(app, Dispatch)[-1]
    assert "är uppfyllt" in letter.subject
    assert "Beslutet gäller. Alla parter har fattat samma beslut." in letter.text
    assert f"({clock.today().day} " in letter.text


def test_the_page_shows_what_each_letter_was_about(app: Flask, visitors: Visitors) -> None:
    case = waiting(app, ["Regionen"])
    officer = visitors["handlaggare"]
    assert "Villkoret i beslut" not in officer.open(f"/arenden/{case}").text
    answered(app, case, "Regionen")
    page = officer.open(f"/arenden/{case}").text
    told = re.findall(r'<th colspan="4" scope="rowgroup">(.*?)</th>', page)
    assert told == [row.subject for row in rows(app, Dispatch)[::-1]]
    assert page.count("socialchef@demo.example<br>") == 2


# --- nobody presses it through ----------------------------------------------------------------------------------

EVERYBODY = ("handlaggare", "chef", "sekreterare", "ordforande", "ledamot", "registrator", "arkivarie", "admin")


@pytest.mark.parametrize("step", OWN_STEPS)
def test_no_person_takes_the_systems_steps(app: Flask, visitors: Visitors, step: str) -> None:
    case = waiting(app, ["Regionen"])
    version, before = str(one(app, Case).version), fingerprint(app)
    answers = {}
    for who in EVERYBODY:
        visitor = visitors[who]
        visitor.open("/")
        token = dict(visitor.forms()[0].values)["csrf_token"]
        page = visitor.post(f"/arenden/{case}/steg/{step}", csrf_token=token, version=version)
        answers[who] = page.status_code
        assert ("Det här steget tas av systemet." in page.text) == (page.status_code == 422)
    office = dict.fromkeys(("handlaggare", "chef", "sekreterare", "registrator"), 422)
    assert answers == dict.fromkeys(EVERYBODY, 403) | office
    assert fingerprint(app) == before


def test_no_page_offers_the_systems_steps_and_waiting_ends_in_no_other_way(app: Flask, visitors: Visitors) -> None:
    case = waiting(app, ["Regionen"])
    version, before = str(one(app, Case).version), fingerprint(app)
    for who in ("handlaggare", "chef", "sekreterare", "registrator"):
        visitor = visitors[who]
        page = visitor.open(f"/arenden/{case}").text
        assert [form.action for form in visitor.forms() if "/steg/" in form.action] == []
        assert [word for word in ("Villkoret är uppfyllt", "kan inte än", "systemet") if word in page] == []
        assert "Väntar på övriga parter." in page
        assert case not in [int(n) for n in re.findall(r'href="/arenden/(\d+)"', _waiting_part(visitor.open("/").text))]
    officer = visitors["handlaggare"]
    officer.open(f"/arenden/{case}")
    token = dict(officer.forms()[0].values)["csrf_token"]
    for step in ("close", "withdraw", "pause", "reopen"):
        page = officer.post(f"/arenden/{case}/steg/{step}", csrf_token=token, version=version, note="Nu.")
        assert (page.status_code, fingerprint(app)) == (422, before), step


def _waiting_part(page: str) -> str:
    return page.partition('id="waiting"')[2].partition("<section")[0]


# --- and afterwards ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_it_is_closed_with_a_reason_and_may_be_decided_anew(app: Flask, visitors: Visitors, answer: str) -> None:
    case = waiting(app, ["Regionen"])
    answered(app, case, "Regionen", status=answer)
    officer = visitors["handlaggare"]
    officer.open(f"/arenden/{case}")
    assert officer.press("Avsluta ärendet", note=" ").status_code == 422
    refused = officer.press("Avsluta ärendet", note="Alla har fått besked.", undelivered=" ")
    assert (refused.status_code, state_of(app, case) == "closed") == (422, False)
    officer.press("Avsluta ärendet", note="Alla har fått besked.", undelivered="De fick det i handen.")
    assert state_of(app, case) == "closed"
    assert "De fick det i handen." in officer.open(f"/arenden/{case}").text
    step_of(app, case, "reopen", "registrator", note="Förbundet frågar igen.")
    step_of(app, case, "submit", "handlaggare")
    step_of(app, case, "approve_report", "chef")
    meeting = make_meeting(app, body="KS")
    call_roll_of(app, meeting, BOARD)
    step_of(app, case, "list", "sekreterare", meeting=str(meeting))
    decided(app, case)
    assert (state_of(app, case), amount(app, DecisionCondition)) == ("waiting", 2)
    page = officer.open(f"/arenden/{case}").text
    assert re.findall(r"<h3>(Beslut § .*?)</h3>", page) == [f"Beslut § {n}/{clock.today().year}" for n in (2, 1)]
    answered(app, case, "Regionen")
    assert [row.outcome for row in rows(app, DecisionCondition)][1] == "met"
    assert state_of(app, case) == "in_force"
