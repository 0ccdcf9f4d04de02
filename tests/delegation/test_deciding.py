"""An official decides by a point of the scheme: numbered, on paper, sent to the recipients; and when he may not."""

import io
import threading
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from casework import clock
from casework.cases.models import Case
from casework.delegation import operations
from casework.delegation.models import DelegatedDecision, DelegationRule
from casework.dispatch.models import Delivery, Dispatch
from tests.conftest import Visitors
from tests.delegation.scheme import end_rule_of, make_rule
from tests.factories import make_case, state_of
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

DECIDE, VERB = "Besluta på delegation", "decide_delegated"
LEASE = {
    "title": "Hyra av förråd",
    "proposal": ["Förrådet på **Ågatan** hyrs i ett år.", "Avtalet tecknas av enheten."],
}


@pytest.fixture
def case(app: Flask) -> int:
    """A general matter whose text is approved."""
    return make_case(app, "ready", kind="general_matter", **LEASE)


@pytest.fixture
def manager(visitors: Visitors, case: int) -> Visitor:
    """The manager, to whom the scheme of the demo gives general matters, on the case's page."""
    visitors["chef"].open(f"/arenden/{case}")
    return visitors["chef"]


def test_the_manager_decides_by_a_point_and_the_recipients_are_told(app: Flask, manager: Visitor, case: int) -> None:
    page = manager.press(DECIDE)
    made = one(app, DelegatedDecision)
    year = clock.today().year
    assert (page.status_code, state_of(app, case), made.label) == (200, "decided", f"D 1/{year}")
    assert (made.points, made.delegate_title) == (LEASE["proposal"], "Förvaltningschef")
    assert ("punkt 4.1 i delegationsordningen för Kommunstyrelsen" in page.text, made.label in page.text) == (
        True,
        True,
    )
    assert "Chefen beslutade på delegation." in page.text
    assert {row.state for row in rows(app, Delivery)} == {"queued"}
    sent = one(app, Dispatch)
    assert sent.file_sha256 == made.sha256
    assert sent.subject.startswith(f"Beslut på delegation {made.label}: Hyra av förråd")
    assert "1. Förrådet på Ågatan hyrs i ett år.\n" in sent.text
    assert "<strong>Ågatan</strong>" in sent.html


def test_the_decision_is_a_paper_that_says_what_by_whom_and_by_what_right(
    app: Flask, manager: Visitor, case: int
) -> None:
    manager.press(DECIDE)
    made = one(app, DelegatedDecision)
    answer = manager.client.get(f"/arenden/{case}/delegationsbeslut/{made.id}")
    text = " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages).split())
    assert answer.content_type == "application/pdf"
    for words in (
        *("DELEGATIONSBESLUT", made.label, "Hyra av förråd", "Förrådet på Ågatan hyrs i ett år."),
        *("Förvaltningschef", "punkt 4.1", "kommunallagen 7 kap. 5 §", made.report_hash[:20], "Socialchef"),
        "Beslutet är fattat på delegation från Kommunstyrelsen.",
    ):
        assert words in text


def test_numbers_run_by_body_and_year(app: Flask, visitors: Visitors) -> None:
    for _ in range(3):
        visitors["chef"].open(f"/arenden/{make_case(app, 'ready', kind='general_matter', **LEASE)}")
        visitors["chef"].press(DECIDE)
    assert [row.number for row in rows(app, DelegatedDecision)] == [1, 2, 3]


def test_who_has_no_point_is_offered_nothing_and_refused_with_the_reason(
    app: Flask, visitors: Visitors, case: int
) -> None:
    officer = visitors["handlaggare"]
    assert DECIDE not in officer.open(f"/arenden/{case}").text
    before = fingerprint(app)
    page = officer.post(f"/arenden/{case}/steg/{VERB}", **_form(app, officer, case))
    assert (page.status_code, fingerprint(app) == before) == (422, True)
    assert "ger dig inte rätt att besluta i ärendet" in page.text


def test_a_point_for_a_title_gives_the_officer_of_that_title_the_right(
    app: Flask, visitors: Visitors, case: int
) -> None:
    rule = make_rule(app, delegate_title="utredare", words="förråd")
    visitors["handlaggare"].open(f"/arenden/{case}")
    visitors["handlaggare"].press(DECIDE)
    assert one(app, DelegatedDecision).rule_id == rule


@pytest.mark.parametrize("given", [{"words": "bidrag"}, {"kind": "membership_review"}, {"body": "KSAU"}])
def test_a_point_about_other_matters_gives_no_right(
    app: Flask, visitors: Visitors, case: int, given: dict[str, str]
) -> None:
    make_rule(app, **({"delegate_title": "utredare"} | given))
    assert DECIDE not in visitors["handlaggare"].open(f"/arenden/{case}").text


def test_a_point_that_has_ended_or_not_begun_gives_no_right(app: Flask, visitors: Visitors, case: int) -> None:
    end_rule_of(app, make_rule(app, delegate_title="utredare"))
    make_rule(app, delegate_title="utredare", point="9.2", valid_from=clock.today() + timedelta(days=1))
    assert DECIDE not in visitors["handlaggare"].open(f"/arenden/{case}").text


def test_a_point_that_ends_while_the_page_is_open_decides_nothing(app: Flask, manager: Visitor, case: int) -> None:
    form = manager.form(DECIDE)
    end_rule_of(app, rows(app, DelegationRule, point="4.1")[0].id)
    before = fingerprint(app)
    page = manager.post(form.action, **form.filled())
    assert (page.status_code, fingerprint(app) == before, state_of(app, case)) == (422, True, "ready")
    assert "delegationsordning" in page.text


def test_what_is_the_assemblys_is_no_officials(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "ready", kind="general_matter", proposal_bodies=["Kommunfullmäktige"])
    manager = visitors["chef"]
    assert DECIDE not in manager.open(f"/arenden/{case}").text
    before = fingerprint(app)
    page = manager.post(f"/arenden/{case}/steg/{VERB}", **_form(app, manager, case))
    assert "Punkt 1 ska beslutas av Kommunfullmäktige och kan inte beslutas på delegation." in page.text
    assert (page.status_code, fingerprint(app) == before) == (422, True)


def test_who_may_decide_is_warned_of_what_may_not_be_delegated(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "ready", kind="general_matter", proposal=["Bidraget till föreningen höjs med 5 000 kr."])
    warned = "Punkt 1 binder kommunen ekonomiskt."
    assert warned in visitors["chef"].open(f"/arenden/{case}").text
    assert DECIDE in visitors["chef"].open(f"/arenden/{case}").text  # told, not stopped: words are no proof
    assert "Innan någon beslutar på delegation" not in visitors["registrator"].open(f"/arenden/{case}").text


def test_no_other_kind_is_decided_by_an_official(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "ready")
    assert DECIDE not in visitors["chef"].open(f"/arenden/{case}").text


def test_a_double_click_decides_once(app: Flask, manager: Visitor, case: int) -> None:
    form, answers = manager.form(DECIDE), []
    cookie = manager.client.get_cookie("session")
    assert cookie is not None

    def send() -> None:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        answers.append(client.post(form.action, data=form.filled()).status_code)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert (amount(app, DelegatedDecision), amount(app, Dispatch), state_of(app, case)) == (1, 1, "decided")


def test_nothing_is_kept_when_the_paper_cannot_be_made(
    app: Flask, manager: Visitor, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_data: object) -> bytes:
        raise RuntimeError("no paper")

    monkeypatch.setattr(operations, "typeset_delegated", fail)
    before = fingerprint(app)
    assert manager.press(DECIDE).status_code == 500
    assert (fingerprint(app) == before, state_of(app, case)) == (True, "ready")


def test_a_text_that_was_not_approved_is_not_decided(app: Flask, visitors: Visitors) -> None:
    case, manager = make_case(app, "review", kind="general_matter", **LEASE), visitors["chef"]
    assert DECIDE not in manager.open(f"/arenden/{case}").text
    before = fingerprint(app)
    assert manager.post(f"/arenden/{case}/steg/{VERB}", **_form(app, manager, case)).status_code == 422
    assert fingerprint(app) == before


def _form(app: Flask, visitor: Visitor, case: int) -> dict[str, str]:
    """What the page would send if it offered the step: the demo's point 4.1, of the case as it stands."""
    token = dict(visitor.forms()[0].values)["csrf_token"]
    rule = one(app, DelegationRule, point="4.1").id
    return {"csrf_token": token, "version": str(one(app, Case, id=case).version), "rule_point": str(rule)}
