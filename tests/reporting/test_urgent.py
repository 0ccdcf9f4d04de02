"""What cannot await the body is decided by its chair or a named member, and the next meeting is told (KL 6:39)."""

import io
import threading
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import update

from casework import clock
from casework.cases.models import Case, CaseEvent
from casework.database import db, write
from casework.delegation.models import DelegatedDecision
from casework.dispatch.models import Dispatch
from casework.meetings.models import AgendaItem
from casework.people.models import Person
from casework.reporting.models import DelegationReport
from tests.conftest import Visitors
from tests.delegation.scheme import end_rule_of
from tests.factories import call_roll_of, make_case, make_meeting, state_of, step_of
from tests.meetings.sitting import matter_at, step_at
from tests.observing import amount, fingerprint, one, rows
from tests.reporting.told import decided_by_manager, decided_urgently, record_at, reports_at, urgent_rule
from tests.support.pages import Visitor
from workflows import StepRefused

THERE = ("Ordföranden", "Vice ordföranden", "Ledamoten", "Andra ledamoten", "Tredje ledamoten")
DECIDE = "Besluta i brådskande fall"
WHY = "Vattnet rinner in i skolan."
ROOF = {"kind": "general_matter", "title": "Akut reparation av taket", "body": "KS"}


@pytest.fixture
def rule(app: Flask) -> int:
    """The chair's point."""
    return urgent_rule(app)


@pytest.fixture
def case(app: Flask, rule: int) -> int:
    """A general matter that waits for the executive committee."""
    return make_case(app, "ready", **ROOF)


@pytest.fixture
def chair(visitors: Visitors, case: int) -> Visitor:
    """The chair, before the matter."""
    visitors["ordforande"].open(f"/bradskande/{case}")
    return visitors["ordforande"]


def test_the_chair_decides_and_says_why(app: Flask, chair: Visitor, case: int, rule: int) -> None:
    page = chair.press(DECIDE, note=WHY)
    made = one(app, DelegatedDecision)
    assert (page.status_code, state_of(app, case), made.label) == (200, "decided", f"D 1/{clock.today().year}")
    assert (made.urgent, made.urgency, made.reported, made.own_minutes, made.rule_id) == (True, WHY, True, False, rule)
    assert "Brådskande beslut" in page.text
    assert rows(app, CaseEvent, case_id=case)[-1].note == WHY
    assert "Ordföranden (Kommunstyrelsens ordförande) har i ett brådskande fall" in one(app, Dispatch).text


def test_the_paper_says_that_it_is_urgent_and_why(app: Flask, chair: Visitor) -> None:
    chair.press(DECIDE, note=WHY)
    answer = chair.client.get(f"/delegationsordning/beslut/{one(app, DelegatedDecision).id}")
    text = " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages).split())
    for words in ("Brådskande beslut", WHY, "kommunallagen 6 kap. 39 §", "punkt 1.1", "Ordföranden"):
        assert words in text


def test_officials_and_members_share_one_series(app: Flask, rule: int) -> None:
    decided_by_manager(app)
    decided_urgently(app, rule)
    assert [(row.number, row.urgent) for row in rows(app, DelegatedDecision)] == [(1, False), (2, True)]


def test_the_register_shows_the_chair_what_may_be_urgent(visitors: Visitors, case: int) -> None:
    there = f"/bradskande/{case}"
    assert there in visitors["ordforande"].open("/delegationsordning/beslut").text
    assert there not in visitors["ledamot"].open("/delegationsordning/beslut").text


def test_a_named_member_decides_while_he_has_his_seat(app: Flask, visitors: Visitors) -> None:
    member = one(app, Person, name="Ledamoten").id
    point = urgent_rule(app, delegate_person_id=member)
    case, page = make_case(app, "ready", **ROOF), visitors["ledamot"]
    assert visitors["ordforande"].client.get(f"/bradskande/{case}").status_code == 404  # the point names another
    page.open(f"/bradskande/{case}")
    assert page.press(DECIDE, note=WHY).status_code == 200
    assert one(app, DelegatedDecision).rule_id == point


@pytest.mark.parametrize("without", ["note", "rule_point"])
def test_without_a_reason_or_a_point_nothing_is_decided(app: Flask, chair: Visitor, case: int, without: str) -> None:
    before = fingerprint(app)
    page = chair.press(DECIDE, **({"note": WHY} | {without: ""}))
    assert (page.status_code, fingerprint(app) == before, state_of(app, case)) == (422, True, "ready")


def test_a_point_that_has_ended_gives_no_right(app: Flask, chair: Visitor, case: int, rule: int) -> None:
    form = chair.form(DECIDE)
    end_rule_of(app, rule)
    before = fingerprint(app)
    answer = chair.client.post(form.action or f"/bradskande/{case}", data=form.filled() | {"note": WHY})
    assert (answer.status_code, fingerprint(app) == before) == (404, True)


def test_who_saw_another_text_decides_nothing(app: Flask, chair: Visitor, case: int) -> None:
    form = chair.form(DECIDE)
    with app.app_context(), write():
        db.session.execute(update(Case).where(Case.id == case).values(version=Case.version + 1))
    before = fingerprint(app)
    answer = chair.client.post(f"/bradskande/{case}", data=form.filled() | {"note": WHY})
    assert (answer.status_code, fingerprint(app) == before) == (409, True)
    assert WHY in answer.text


@pytest.mark.both
def test_a_double_click_decides_once(app: Flask, chair: Visitor, case: int) -> None:
    form, answers = chair.form(DECIDE), []
    cookie = chair.client.get_cookie("session")
    assert cookie is not None

    def send() -> None:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        answers.append(client.post(f"/bradskande/{case}", data=form.filled() | {"note": WHY}).status_code)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert (amount(app, DelegatedDecision), amount(app, Dispatch)) == (1, 1)


def test_what_stands_on_an_agenda_leaves_it(app: Flask, visitors: Visitors, rule: int) -> None:
    meeting = make_meeting(app, body="KS")
    case = make_case(app, "on_agenda", meeting=meeting, **ROOF)
    visitors["ordforande"].open(f"/bradskande/{case}")
    visitors["ordforande"].press(DECIDE, note=WHY)
    assert (state_of(app, case), one(app, AgendaItem, case_id=case).taken_off_at is not None) == ("decided", True)
    assert len(reports_at(app, meeting)) == 1


def test_a_meeting_that_has_begun_decides_itself(app: Flask, visitors: Visitors, rule: int) -> None:
    meeting = make_meeting(app, body="KS")
    case = make_case(app, "on_agenda", meeting=meeting, **ROOF)
    call_roll_of(app, meeting, THERE)
    before = fingerprint(app)
    assert "Sammanträdet där ärendet står har börjat." in visitors["ordforande"].open(f"/bradskande/{case}").text
    with pytest.raises(StepRefused, match="har börjat"):
        step_of(app, case, "decide_urgently", "ordforande", rule_point=str(rule), note=WHY)
    assert fingerprint(app) == before


def test_the_next_meeting_does_not_end_before_it_is_told(app: Flask, rule: int) -> None:
    meeting = make_meeting(app, body="KS")
    made = decided_urgently(app, rule)
    call_roll_of(app, meeting, THERE)
    (item,) = reports_at(app, meeting)
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="Anmälan kan inte bordläggas"):
        record_at(app, item, "defer")
    with pytest.raises(StepRefused, match="Brådskande beslut är inte anmälda: D 1/"):
        step_at(app, meeting, "close")
    assert fingerprint(app) == before
    record_at(app, item, "note", text="Anmälan antecknas.")
    step_at(app, meeting, "close")
    assert one(app, DelegationReport).delegated_id == made


def test_a_removed_item_is_added_again_before_the_meeting_ends(app: Flask, rule: int) -> None:
    meeting = make_meeting(app, body="KS")
    decided_urgently(app, rule)
    with app.app_context(), write():
        db.session.execute(update(AgendaItem).values(taken_off_at=clock.now()))
    call_roll_of(app, meeting, THERE)
    with pytest.raises(StepRefused, match="lägg till den om den inte står på listan"):
        step_at(app, meeting, "close")
    added = matter_at(app, meeting, "Delegationsbeslut", kind="delegated")
    record_at(app, added, "note", text="Anmälan antecknas.")
    step_at(app, meeting, "close")
    assert amount(app, DelegationReport) == 1


def test_what_is_decided_during_a_meeting_waits_for_the_next(app: Flask, rule: int) -> None:
    meeting = make_meeting(app, body="KS")
    call_roll_of(app, meeting, THERE)
    decided_urgently(app, rule)
    step_at(app, meeting, "close")
    assert amount(app, DelegationReport) == 0


def test_the_secretary_is_reminded_when_no_meeting_is_planned(app: Flask, visitors: Visitors, rule: int) -> None:
    decided_urgently(app, rule)
    desk, register = (
        visitors["sekreterare"].open("/").text,
        visitors["ordforande"].open("/delegationsordning/beslut").text,
    )
    assert ("Brådskande beslut att anmäla" in desk, "inget sammanträde är planerat" in desk) == (True, True)
    assert "Inget sammanträde är planerat att anmäla det på" in register
    make_meeting(app, body="KS")
    assert "Brådskande beslut att anmäla" not in visitors["sekreterare"].open("/").text
    assert "Ska anmälas" in visitors["ordforande"].open("/delegationsordning/beslut").text


def test_the_secretary_is_reminded_when_the_meeting_has_passed(
    app: Flask, visitors: Visitors, rule: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock goes a fortnight ahead, and the meeting was never held."""
    decided_urgently(app, rule)
    make_meeting(app, body="KS")
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=14))
    assert "skulle ha anmälts" in visitors["sekreterare"].open("/").text
    assert "Skulle ha anmälts" in visitors["ordforande"].open("/delegationsordning/beslut").text


def test_no_official_decides_by_a_members_point(app: Flask, visitors: Visitors, case: int, rule: int) -> None:
    before = fingerprint(app)
    with pytest.raises(StepRefused):
        step_of(app, case, "decide_delegated", "chef", rule_point=str(rule), note=WHY)
    with pytest.raises(StepRefused):
        step_of(app, case, "decide_urgently", "chef", rule_point=str(rule), note=WHY)
    assert fingerprint(app) == before
