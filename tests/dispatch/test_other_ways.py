"""On paper, to a colleague's desk, held until the minutes are approved, looked at before; and the case's end."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import update

from casework import audit, clock
from casework.cases.models import CaseEvent
from casework.database import db, write
from casework.dispatch.models import Delivery
from casework.dispatch.sending import drain
from casework.people.models import Account
from tests.conftest import Visitors
from tests.dispatch.conftest import Sending
from tests.factories import (
    call_roll_of,
    decide,
    decided_case,
    item_of,
    make_case,
    make_meeting,
    make_neighbour,
    make_person,
    state_of,
)
from tests.observing import fingerprint, one, rows
from tests.support.pages import Visitor
from tests.support.smtp import SmtpServer
from workflows import WORKFLOWS, StepRefused

States = Callable[[], list[str]]
MIXED = (
    ("Socialchef", ""),
    ("Revisorn", "Revisionskontoret, Box 12, 123 45 Ekedal", "paper"),
    ("Registratorn", "Registrator@demo.example", "internal"),
)


def token(visitor: Visitor) -> str:
    """What lets a form through that no page offers."""
    visitor.open("/")
    return dict(visitor.forms()[0].values)["csrf_token"]


@pytest.fixture
def case(app: Flask) -> int:
    """Decided, for one by mail, one on paper and one within the house."""
    return decided_case(app, recipients=MIXED)


@pytest.mark.usefixtures("case")
def test_the_worker_sends_only_what_goes_by_mail(sending: Sending, smtp_server: SmtpServer, states: States) -> None:
    with sending().app_context():
        assert drain() == 1
    assert states() == ["sent", "queued", "queued"]
    assert len(smtp_server.messages) == 1


def test_a_letter_is_printed_and_posted(app: Flask, case: int, visitors: Visitors, states: States) -> None:
    officer = visitors["handlaggare"]
    page = officer.open(f"/arenden/{case}").text
    assert "Ska postas" in page
    answer = officer.open(f"/arenden/{case}/leverans/2/brev")
    assert answer.mimetype == "application/pdf"
    texts = [part.extract_text() for part in PdfReader(io.BytesIO(answer.data)).pages]
    assert "Revisorn\nRevisionskontoret\nBox 12\n123 45 Ekedal" in texts[0]
    assert "Beslut § 1/" in texts[0]
    assert "PROTOKOLLSUTDRAG" in " ".join(texts[1:])  # the extract itself comes after it
    officer.open(f"/arenden/{case}")
    for day, told in (
        ("", "Ange den dag då brevet postades."),
        ((clock.today() + timedelta(days=1)).isoformat(), "Dagen har inte varit än."),
        ("2001-01-01", "Beslutet fattades senare än så."),
    ):
        refused = officer.press("Markera som postad", day=day)
        assert (refused.status_code, told in refused.text) == (422, True)
    assert states() == ["queued", "queued", "queued"]
    officer.press("Markera som postad", day=clock.today().isoformat())
    assert states() == ["queued", "posted", "queued"]
    assert ", av Handläggaren" in officer.open(f"/arenden/{case}").text
    row = rows(app, Delivery)[1]
    assert (row.posted_on, row.handled_by_id) == (clock.today(), 1)
    assert [link.data["delivery"] for link in rows(app, audit.AuditRecord, event="delivery_posted")] == [2]


def test_posted_twice_the_first_day_stands(app: Flask, case: int, visitors: Visitors) -> None:
    officer = visitors["handlaggare"]
    officer.open(f"/arenden/{case}")
    form = officer.form("Markera som postad")
    for _ in range(2):
        officer.post(form.action, **form.filled(day=clock.today().isoformat()))
    assert len(rows(app, audit.AuditRecord, event="delivery_posted")) == 1


def test_a_colleague_reads_it_on_her_desk(app: Flask, case: int, visitors: Visitors, states: States) -> None:
    reader = visitors["registrator"]
    desk = reader.open("/").text
    assert "Beslut att läsa" in desk
    page = reader.open("/att-lasa/3").text
    assert "har fattat beslut i ärendet" in page
    assert reader.open("/att-lasa/3/fil").data[:5] == b"%PDF-"
    reader.open("/att-lasa/3")
    reader.press("Jag har läst beslutet")
    assert states() == ["queued", "queued", "seen"]
    assert "Beslut att läsa" not in reader.open("/").text
    assert "Du läste beslutet" in reader.open("/att-lasa/3").text
    assert ", av Registratorn" in visitors["handlaggare"].open(f"/arenden/{case}").text
    row = rows(app, Delivery)[2]
    assert (row.handled_by_id, row.person_id) == (row.person_id, row.handled_by_id)


def test_what_waits_for_people_can_go_elsewhere(app: Flask, case: int, visitors: Visitors, states: States) -> None:
    """A colleague is on leave, a letter has another address: it is changed before anybody has it."""
    officer, colleague = visitors["handlaggare"], visitors["registrator"]
    for delivery, address, refused in (
        (2, "Storgatan 9, 123 45 Ekedal", "Storgatan 9"),
        (3, "chef@demo.example", "ingen@demo.example"),
        (3, "chef@demo.example", "ingen"),
    ):
        officer.open(f"/arenden/{case}")
        before = fingerprint(app)
        form = officer.form("Spara adressen", f"/leverans/{delivery}")
        assert officer.post(form.action, **form.filled(address=refused)).status_code == 422
        assert fingerprint(app) == before
        officer.open(f"/arenden/{case}")
        officer.press("Spara adressen", f"/leverans/{delivery}", address=address)
    assert states() == ["queued"] * 3
    assert "Storgatan 9" in officer.open(f"/arenden/{case}").text
    assert colleague.open("/att-lasa/3").status_code == 404
    visitors["chef"].open("/att-lasa/3")
    visitors["chef"].press("Jag har läst beslutet")
    assert states() == ["queued", "queued", "seen"]
    officer.open(f"/arenden/{case}")
    mail, token_ = f"/arenden/{case}/leverans/1", token(officer)
    before = fingerprint(app)
    officer.post(mail, address="annan@demo.example", csrf_token=token_)  # by mail it is on its way
    assert fingerprint(app) == before


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("path", ["/att-lasa/3", "/att-lasa/3/fil", "/att-lasa/1", "/att-lasa/99"])
def test_nobody_else_sees_what_is_for_one_desk(visitors: Visitors, path: str) -> None:
    assert visitors["chef"].open(path).status_code == 404


@pytest.mark.usefixtures("case")
def test_nobody_else_says_that_it_is_read(app: Flask, visitors: Visitors, states: States) -> None:
    before = fingerprint(app)
    assert visitors["chef"].post("/att-lasa/3", csrf_token=token(visitors["chef"])).status_code == 404
    assert visitors["registrator"].post("/att-lasa/1", csrf_token=token(visitors["registrator"])).status_code == 404
    assert (fingerprint(app), states()) == (before, ["queued"] * 3)


def test_a_letter_of_a_neighbours_case_does_not_exist(app: Flask, case: int, visitors: Visitors) -> None:
    make_neighbour(app)
    for path in (f"/arenden/{case}/leverans/2/brev", f"/arenden/{case}/forhandsvisning"):
        assert visitors["granne-handlaggare"].open(path).status_code == 404
    assert "Revisorn" not in visitors["granne-handlaggare"].open("/arenden/expediering").text
    assert visitors["handlaggare"].open(f"/arenden/{case}/leverans/1/brev").status_code == 404  # it goes by mail


@pytest.mark.parametrize(
    ("recipient", "told"),
    [
        (("Revisorn", "", "paper"), "Mottagaren Revisorn saknar adress."),
        (("Revisorn", "Storgatan 1", "paper"), "Skriv gata eller box, postnummer och ort"),
        (("Kollegan", "ingen@demo.example", "internal"), "Ingen med den adressen har ett konto här."),
        (("Kollegan", "ingen", "internal"), "E-postadressen ”ingen” går inte att använda."),
        (("Nämnden", "0001", "sdk"), "på det sätt som är valt: det finns inte här än."),
        (("Nämnden", "x", "digital_post"), "på det sätt som är valt: det finns inte här än."),
    ],
)
def test_who_cannot_be_reached_stops_the_submission(
    app: Flask, visitors: Visitors, recipient: tuple[str, ...], told: str
) -> None:
    case = make_case(app, recipients=[recipient])
    officer = visitors["handlaggare"]
    assert told in officer.open(f"/arenden/{case}").text
    answer = officer.post(f"/arenden/{case}/steg/submit", version="1", csrf_token=token(officer))
    assert answer.status_code == 422
    assert state_of(app, case) == "draft"


def test_the_recipient_of_the_directory_is_reached_as_it_says(app: Flask, visitors: Visitors) -> None:
    """Also when the registrar changes that after the report was written."""
    case = make_case(app, "review")
    registrar = visitors["registrator"]
    registrar.open("/katalog/2")
    registrar.press("Spara", channel="paper", address="Box 1")
    assert registrar.page.status_code == 422
    registrar.press("Spara", channel="paper", address="Box 1, 123 45 Ekedal")
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    for step, who, given in (("approve_report", "chef", {}), ("list", "sekreterare", {"meeting": str(meeting)})):
        visitors[who].open(f"/arenden/{case}")
        visitors[who].press(WORKFLOWS["membership_review"].step(step, None).label, **given)  # type: ignore[union-attr]
    decide(app, case)
    first, second = rows(app, Delivery)
    assert (first.recipient, first.channel, first.address) == ("Socialchef", "paper", "Box 1, 123 45 Ekedal")
    assert second.channel == "mail"


# --- before the decision


def test_the_letter_can_be_looked_at_before_and_is_the_one_that_goes(
    app: Flask, visitors: Visitors, sending: Sending, smtp_server: SmtpServer
) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    case = make_case(app, "on_agenda", meeting=meeting, recipients=(*MIXED, ("Kansliet", "Revisor@demo.example")))
    before = fingerprint(app)
    item = item_of(app, case)
    for who, path in (("handlaggare", f"/arenden/{case}"), ("ledamot", f"/sammantraden/arende/{item}")):
        page = visitors[who].open(f"{path}/forhandsvisning").text
        assert "Om Kommunstyrelsens arbetsutskott beslutar enligt förslaget" in page
        for word in ("Revisionskontoret, Box 12", "Papper med posten", "Internt", "socialchef@demo.example", "§ …/"):
            assert word in page
    assert fingerprint(app) == before
    shown = page.partition('aria-label="Brevet"')[2].partition("</article>")[0]
    decide(app, case)
    with sending().app_context():
        drain()
    mail = smtp_server.messages[0]
    number = f"§ 1/{clock.today().year}"
    body = mail.message.get_body(("plain",))
    assert body is not None
    for line in body.get_content().splitlines():
        if line.strip() and not line.startswith("Ansvarig för uppdraget"):  # who that is, the meeting says
            assert line.replace(number, f"§ …/{clock.today().year}") in shown


def test_where_a_new_text_comes_first_there_is_nothing_to_look_at(app: Flask, case: int, visitors: Visitors) -> None:
    officer = visitors["handlaggare"]
    assert "Förhandsvisa utskicket" not in officer.open(f"/arenden/{case}").text
    assert "leder inget steg till ett beslut som skickas" in officer.open(f"/arenden/{case}/forhandsvisning").text
    officer.open(f"/arenden/{case}")
    officer.press("Återrapportera uppdraget")
    assert "Förhandsvisa utskicket" in officer.open(f"/arenden/{case}").text


def test_two_who_share_a_letter_are_shown_on_one_row(app: Flask, visitors: Visitors) -> None:
    shared = [("Nämnden", "k@demo.example"), ("Skolan", "K@demo.example"), ("Revisorn", "r@demo.example")]
    case = make_case(app, recipients=shared)
    page = visitors["handlaggare"].open(f"/arenden/{case}/forhandsvisning").text
    assert "Nämnden<br>Skolan" in page
    assert "Skolan<br>" not in page


def test_a_decision_by_delegation_can_be_looked_at_by_who_may_take_it(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "ready", kind="general_matter")
    assert "Om du beslutar på delegation" in visitors["chef"].open(f"/arenden/{case}/forhandsvisning").text
    assert "Om du beslutar på delegation" not in visitors["handlaggare"].open(f"/arenden/{case}/forhandsvisning").text


# --- what has not arrived


@pytest.mark.usefixtures("case")
def test_what_has_not_arrived_stands_on_one_page(app: Flask, visitors: Visitors, sending: Sending) -> None:
    page = visitors["handlaggare"].open("/arenden/expediering").text
    assert all(name in page for name in ("Socialchef", "Revisorn", "Registratorn", "Ingen e-postserver är inställd"))
    with sending().app_context():
        drain()
    page = visitors["handlaggare"].open("/arenden/expediering").text
    assert "socialchef@demo.example" not in page
    assert page.index("Ska postas") < page.index("Väntar på att läsas")


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(("who", "told"), [("handlaggare", True), ("admin", True), ("ledamot", False)])
def test_letters_that_wait_for_a_mail_server_are_told_to_those_who_can_act(
    visitors: Visitors, who: str, told: bool
) -> None:
    assert ("1 brev väntar, det äldsta sedan" in visitors[who].open("/").text) == told


def test_who_is_refused_for_good_is_told_to_the_officer(
    app: Flask, case: int, sending: Sending, smtp_server: SmtpServer, visitors: Visitors
) -> None:
    smtp_server.refuse("socialchef@demo.example", 550, "no such user")
    with sending().app_context():
        drain()
    assert "Beslutet till Socialchef kunde inte skickas." in visitors["handlaggare"].open("/").text
    assert "Beslutet till" not in visitors["chef"].open("/").text


def test_a_colleague_whose_account_is_gone_stops_the_decision(app: Flask, visitors: Visitors) -> None:
    make_person(app, "vikarien", "officer")
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    case = make_case(app, "on_agenda", meeting=meeting, recipients=[("Vikarien", "vikarien@demo.example", "internal")])
    with app.app_context(), write():
        db.session.execute(update(Account).where(Account.email == "vikarien@demo.example").values(active=False))
    told = "Ingen med den adressen har ett konto här."
    assert told in visitors["handlaggare"].open(f"/arenden/{case}/forhandsvisning").text
    with pytest.raises(StepRefused, match=told):
        decide(app, case)
    assert rows(app, Delivery) == []


# --- held until the minutes are approved


def test_what_is_held_goes_to_nobody_before_the_minutes_are_approved(
    app: Flask, visitors: Visitors, states: States, sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects = app.extensions["casework.effects"]
    monkeypatch.setitem(effects, "at_decision", effects["at_approval"])
    case = decided_case(app, recipients=MIXED)
    assert states() == ["held"] * 3
    with sending().app_context():
        assert drain() == 0
    assert "Beslut att läsa" not in visitors["registrator"].open("/").text
    assert visitors["registrator"].open("/att-lasa/3").status_code == 404
    assert "när paragrafen är justerad" in visitors["handlaggare"].open(f"/arenden/{case}").text


# --- the end of the case


def test_a_case_ends_when_everybody_is_reached_or_with_a_reason(
    app: Flask, case: int, visitors: Visitors, states: States
) -> None:
    officer = visitors["handlaggare"]
    officer.open(f"/arenden/{case}")
    refused = officer.press("Avsluta ärendet", note="Klart.", undelivered="")
    assert refused.status_code == 422
    assert state_of(app, case) == "decided"
    officer.press("Avsluta ärendet", note="Klart.", undelivered="De satt med i rummet.")
    assert (state_of(app, case), states()) == ("closed", ["queued"] * 3)
    assert one(app, CaseEvent, case_id=case, step="close").note == "Klart.\n\nDe satt med i rummet."


def test_where_everybody_is_reached_no_reason_is_asked_for(app: Flask, sending: Sending, visitors: Visitors) -> None:
    case = decided_case(app)
    officer = visitors["handlaggare"]
    assert "Varför ärendet avslutas fast" in officer.open(f"/arenden/{case}").text
    with sending().app_context():
        drain()
    assert "Varför ärendet avslutas fast" not in officer.open(f"/arenden/{case}").text
    officer.press("Avsluta ärendet", note="Klart.")
    assert state_of(app, case) == "closed"
