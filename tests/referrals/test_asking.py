"""Sending a referral from the case's page: whom, about which text, until when; and what is refused."""

import threading
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes
from email.policy import default
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casework import clock
from casework.audit import AuditRecord, first_broken
from casework.cases.models import ReportVersion
from casework.cases.queries import lock_case
from casework.database import db, write
from casework.dispatch.channels import compose
from casework.dispatch.models import NOTICE, Delivery, DispatchFile
from casework.dispatch.models import REFERRAL as TO_OUTSIDE
from casework.dispatch.sending import parcel_of
from casework.people.models import Body, RoleGrant, Seat
from casework.referrals import views
from casework.referrals.asking import AddresseeDraft, ask
from casework.referrals.models import Referral, ReferralEvent
from casework.register.operations import read_file
from tests.conftest import Visitors
from tests.documents.pdf_pages import text_of
from tests.factories import make_body, make_case, make_neighbour, make_person, reader_of, step_of, write_again
from tests.meetings.sitting import refused
from tests.observing import amount, deliveries, dispatches, fingerprint, one, rows
from tests.referrals.asked import SCOPE, ask_all, ask_one, body, due_in, outside, person, step_with, told
from tests.support.pages import Visitor

SEND = "Skicka remissen"
PAPERS = [("Underlag.txt", b"Ett underlag."), ("Karta.txt", b"En karta.")]


@pytest.fixture
def case(app: Flask) -> int:
    """A draft with two attachments."""
    return make_case(app, attachments=PAPERS)


@pytest.fixture
def officer(visitors: Visitors, case: int) -> Visitor:
    """The case's officer with the form open."""
    visitors["handlaggare"].open(f"/arenden/{case}/remisser/ny")
    return visitors["handlaggare"]


def send(officer: Visitor, *to: dict[str, str], **given: str) -> TestResponse:
    """Fill in the form for those, and press."""
    values: dict[str, str] = {"scope": SCOPE, "due": due_in(14).isoformat()} | given
    for number, row in enumerate(to):
        values |= {f"addressees-{number}-{name}": value for name, value in row.items()}
    return officer.press(SEND, **values)


def choice(app: Flask, kind: str, name: str) -> dict[str, str]:
    """The addressee as the form's list has it."""
    with app.app_context():
        ((_key, number),) = (body(name) if kind == "body" else person(name)).items()
    return {"to": f"{kind}:{number}"}


REGION = {"to": "outside", "name": "Regionen", "address": "region@region.example", "channel": "mail"}


# --- sent -------------------------------------------------------------------------------------------------------


def test_several_are_asked_at_once_about_the_text_as_it_stands(app: Flask, case: int, officer: Visitor) -> None:
    later = due_in(30).isoformat()
    own = {"scope": "Bara vägarna.", "due": later}
    page = send(officer, choice(app, "body", "KF"), choice(app, "person", "Arkivarien") | own, REGION)
    assert (page.status_code, "Remissen är skickad till 3." in told(page)) == (200, True)
    asked, report = rows(app, Referral), one(app, ReportVersion, case_id=case)
    assert [(row.name, row.scope, row.due) for row in asked] == [
        ("Kommunfullmäktige", SCOPE, due_in(14)),
        ("Arkivarien", "Bara vägarna.", due_in(30)),
        ("Regionen", SCOPE, due_in(14)),
    ]
    assert {(row.state, row.version, row.report_version_id, row.report_hash) for row in asked} == {
        ("asked", 1, report.id, report.content_hash)
    }
    assert [(row.channel, row.address) for row in asked] == [("", ""), ("", ""), ("mail", "region@region.example")]
    assert {len(row.papers) for row in asked} == {2}
    events = [(row.step, row.from_state, row.to_state) for row in rows(app, ReferralEvent)]
    assert events == [("ask", None, "asked")] * 3
    records = [row for row in rows(app, AuditRecord, case_id=case) if row.event == "referral_ask"]
    assert [row.data["referral"] for row in records] == [row.id for row in asked]
    assert "Remisser och samtal (3)" in told(page)
    assert "Remiss · version 1 Kommunfullmäktige" in told(page)


def test_an_outside_party_gets_the_report_and_the_papers_by_mail(app: Flask, officer: Visitor) -> None:
    send(officer, REGION)
    message, letter = one_dispatch(app), deliveries(app, TO_OUTSIDE)[0]
    assert (letter.recipient, letter.address, letter.state, letter.deadline) == (
        "Regionen",
        "region@region.example",
        "queued",
        due_in(14),
    )
    assert message.subject == "Remiss: Översyn av medlemskapet (KS 2026/1)".replace("2026", str(clock.today().year))
    assert SCOPE in message.text
    assert "Svara senast" in message.text
    assert "- Underlag.txt" in message.text
    with app.app_context():
        parcel = parcel_of(db.session.get_one(Delivery, letter.id), [])
        assert [(name, kind) for name, kind, _bytes in parcel.attachments] == [
            (message.file_name, "application/pdf"),
            ("Underlag.txt", "text/plain; charset=utf-8"),
            ("Karta.txt", "text/plain; charset=utf-8"),
        ]
        mail = message_from_bytes(bytes(compose(parcel)), policy=default)
        assert [part.get_content() for part in mail.iter_attachments()][1:] == ["Ett underlag.", "En karta."]
        words = " ".join(text_of(parcel.attachments[0][2]).split())
    assert "Förvaltningen får i uppdrag att se över medlemskapet." in words


def one_dispatch(app: Flask) -> Any:
    """The only letter out of the house."""
    (message,) = dispatches(app, TO_OUTSIDE)
    return message


def test_a_letter_on_paper_waits_for_the_officer_to_post_it(app: Flask, case: int, officer: Visitor) -> None:
    page = send(officer, REGION | {"channel": "paper", "address": "Regionhuset, 123 45 Ekedal"})
    assert "Ska postas" in told(page)
    letter = deliveries(app, TO_OUTSIDE)[0]
    printed = officer.client.get(f"/arenden/{case}/leverans/{letter.id}/brev")
    words = " ".join(text_of(printed.data).split())
    assert "Bilaga: Tjänsteskrivelse KS" in words
    assert "Underlag.txt, Karta.txt" in words


def test_a_function_of_the_directory_is_reached_as_the_directory_says(app: Flask, officer: Visitor) -> None:
    send(officer, {"to": "outside", "name": "kommunens revisorer"}, {"to": "outside", "name": "Kommunens registrator"})
    revisors, registrar = rows(app, Referral)
    assert (revisors.channel, revisors.address) == ("paper", "Revisionskontoret, Box 12, 123 45 Ekedal")
    assert (registrar.name, registrar.is_outside) == ("Registratorn", False)  # a colleague's desk: she answers herself


def test_only_the_chosen_papers_go_along(app: Flask, officer: Visitor) -> None:
    chosen = dict(officer.form(SEND).values)["papers"]
    send(officer, REGION, papers=chosen)
    assert (rows(app, Referral)[0].papers, amount(app, DispatchFile)) == ([int(chosen)], 1)


@pytest.mark.usefixtures("letters_wanted")
def test_those_of_the_house_are_told_by_mail_without_the_title(app: Flask, case: int) -> None:
    with app.app_context():
        to = [body("KF"), person()]
    ask_all(app, case, *to)
    letters = deliveries(app, NOTICE)
    assert [row.address for row in letters] == [
        "sekreterare@demo.example",
        "ledamot@demo.example",  # who leads the assembly
        "arkivarie@demo.example",
    ]
    message = dispatches(app, NOTICE)[-1]
    assert message.subject.startswith("Remiss: Arkivarien (KS ")
    assert (f"/remisser/{rows(app, Referral)[-1].id}" in message.text, "medlemskapet" in message.text) == (True, False)


def test_those_who_are_asked_see_it_on_their_desks(app: Flask, case: int, visitors: Visitors) -> None:
    with app.app_context():
        to = [body("KF"), person()]
    ask_all(app, case, *to)
    for who in ("sekreterare", "ledamot", "arkivarie"):
        assert "Remisser att svara på (1)" in told(visitors[who].open("/")), who
    for who in ("handlaggare", "chef", "ordforande", "registrator"):
        assert "Remisser att svara på" not in told(visitors[who].open("/")), who


# --- without a script -------------------------------------------------------------------------------------------


def test_rows_are_added_and_removed_without_a_script(app: Flask, officer: Visitor) -> None:
    page = officer.press(SEND, add_addressees="1", scope=SCOPE)
    values = dict(officer.form(SEND).values)
    assert (page.status_code, "addressees-1-to" in values, values["scope"]) == (200, True, SCOPE)
    officer.press(SEND, remove_addressees="1")
    assert "addressees-1-to" not in dict(officer.form(SEND).values)
    assert amount(app, Referral) == 0


# --- refused ----------------------------------------------------------------------------------------------------

YESTERDAY, TODAY = due_in(-1).isoformat(), clock.today().isoformat()
WRONG: list[tuple[dict[str, str], list[dict[str, str]], str]] = [
    ({}, [], "Välj minst en som ska få remissen."),
    ({"scope": " \n"}, [REGION], "Skriv vad svaret ska omfatta."),
    ({"scope": "x" * 5001}, [REGION], "Texten är för lång: högst 5000 tecken."),
    ({"due": ""}, [REGION], "Ange dagen, till exempel 2026-11-30."),
    ({"due": "i maj"}, [REGION], "Svar senast:"),
    ({"due": TODAY}, [REGION], "Ange en dag framåt i tiden."),
    ({"due": YESTERDAY}, [REGION], "Ange en dag framåt i tiden."),
    ({}, [REGION | {"due": TODAY}], "Ange en dag framåt i tiden."),
    ({}, [REGION | {"to": ""}], "Välj vem som ska få remissen."),
    ({}, [REGION | {"to": "body:99999"}], "Välj vem som ska få remissen."),
    ({}, [REGION | {"name": ""}], "Skriv vem det är."),
    ({}, [REGION | {"address": ""}], "Skriv adressen, eller välj en funktion som står i katalogen."),
    ({}, [REGION | {"address": "regionen"}], "Adressen ska se ut som namn@kommun.se."),
    ({}, [REGION, REGION], "Regionen står mer än en gång."),
]


def test_what_is_wrong_is_told_and_nothing_is_sent(app: Flask, case: int, officer: Visitor) -> None:
    before = fingerprint(app)
    for given, to, sentence in WRONG:
        officer.open(f"/arenden/{case}/remisser/ny")
        page = send(officer, *to, **given)
        assert (page.status_code, sentence in told(page)) == (422, True), sentence
        kept = dict(officer.form(SEND).values)
        assert kept["scope"] == given.get("scope", SCOPE).strip()
    assert fingerprint(app) == before


def test_who_has_not_answered_is_not_asked_again(app: Flask, case: int, officer: Visitor) -> None:
    referral = ask_one(app, case)
    before = fingerprint(app)
    page = send(officer, REGION)
    assert "Regionen har redan en remiss i ärendet som inte är besvarad." in told(page)
    assert (page.status_code, fingerprint(app)) == (422, before)
    step_with(app, referral, "withdraw", note="Fel fråga.")
    assert send(officer, REGION).status_code == 200


def test_a_body_for_which_nobody_can_answer_is_not_asked(app: Flask, case: int) -> None:
    neighbour = make_body(app, "NN")
    past = {"valid_to": due_in(-1), "valid_from": due_in(-2)}
    with app.app_context(), write():
        db.session.query(Seat).filter_by(body_id=neighbour).update(past)
        db.session.query(RoleGrant).filter_by(role="secretary").update(past)
    assert refused(app, lambda: ask_all(app, case, {"body_id": neighbour})) == [
        (
            "Ingen kan svara för Nämnden NN: organet har varken sekreterare eller ordförande med konto. "
            "Skicka remissen till en utomstående adress i stället."
        )
    ]


def test_only_the_cases_officer_asks_and_not_himself(app: Flask, case: int, visitors: Visitors) -> None:
    make_person(app, "kollega", "officer")
    ready = make_case(app, "ready")
    before = fingerprint(app)
    page = visitors["kollega"].open(f"/arenden/{ready}/remisser/ny")
    assert "Bara ärendets handläggare, Handläggaren, kan göra det här." in told(page)
    assert send(visitors["kollega"], REGION).status_code == 422
    assert visitors["kollega"].open(f"/arenden/{case}/remisser/ny").status_code == 404
    with app.app_context():
        himself = person("Handläggaren")
    assert refused(app, lambda: ask_all(app, case, himself)) == ["Du kan inte skicka remissen till dig själv."]
    assert fingerprint(app) == before


def test_the_neighbours_people_cannot_be_asked(app: Flask, case: int) -> None:
    make_neighbour(app)
    with app.app_context():
        them = [person("Granne-chef"), {"body_id": _named("NAU")}]
    for one_of_them in them:
        assert refused(app, partial(ask_all, app, case, one_of_them)) == ["Välj minst en som ska få remissen."]


def _named(short_name: str) -> int:
    return db.session.query(Body).filter_by(short_name=short_name).one().id


def test_a_case_that_has_ended_asks_nobody(app: Flask, case: int, officer: Visitor) -> None:
    step_of(app, case, "withdraw", "handlaggare", note="Behövs inte.")
    before = fingerprint(app)
    page = send(officer, REGION)
    assert "Ärendet är avslutat. Öppna det igen för att fråga någon." in told(page)
    assert (page.status_code, fingerprint(app)) == (422, before)


def test_papers_that_no_mail_server_takes_are_not_sent(app: Flask, monkeypatch: pytest.MonkeyPatch, case: int) -> None:
    monkeypatch.setattr("casework.referrals.asking.HEAVIEST", 20)
    told = "Handlingarna är tillsammans för stora för ett brev: högst 20 MB. Välj vilka som ska följa med."
    assert refused(app, lambda: ask_all(app, case, outside())) == [told]
    ask_one(app, case, "body")  # who reads them here needs no letter


# --- twice, and beside somebody else ----------------------------------------------------------------------------


def test_a_form_that_is_sent_twice_asks_once(app: Flask, officer: Visitor) -> None:
    form = officer.form(SEND)
    values = form.filled(scope=SCOPE, due=due_in(14).isoformat())
    values |= {f"addressees-0-{name}": value for name, value in REGION.items()}
    url = officer.page.request.path if officer.page else ""
    first, second = (officer.client.post(url, data=values) for _ in range(2))
    assert (first.status_code, second.status_code, first.location) == (302, 302, second.location)
    assert (amount(app, Referral), len(dispatches(app, TO_OUTSIDE))) == (1, 1)


def test_two_windows_at_once_ask_the_same_party_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, case: int, officer: Visitor
) -> None:
    both = threading.Barrier(2)

    def wait(*arguments: Any, **more: Any) -> list[Referral]:
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return ask(*arguments, **more)

    monkeypatch.setattr(views, "ask", wait)
    statuses: list[int] = []
    presses = [_pressing(app, officer, statuses) for _ in range(2)]
    threads = [threading.Thread(target=press) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(statuses), amount(app, Referral)) == ([302, 422], 1)
    with app.app_context():
        assert first_broken() is None


def _pressing(app: Flask, officer: Visitor, into: list[int]) -> Callable[[], None]:
    """Another window of the officer, about to send a form of its own."""
    page = officer.page
    assert page is not None
    url = page.request.path
    officer.open(url)
    values = officer.form(SEND).filled(scope=SCOPE, due=due_in(14).isoformat())
    values |= {f"addressees-0-{name}": value for name, value in REGION.items()}
    cookie = officer.client.get_cookie("session")
    assert cookie is not None
    client = app.test_client()
    client.set_cookie("session", cookie.value)
    return lambda: into.append(client.post(url, data=values).status_code)


# --- what was asked stands --------------------------------------------------------------------------------------


def test_a_new_version_of_the_report_changes_nothing_of_what_was_asked(
    app: Flask, case: int, visitors: Visitors
) -> None:
    referral = ask_one(app, case, "person")
    write_again(app, case, summary="En helt annan sammanfattning.")
    theirs, ours = (told(visitors[who].open(f"/remisser/{referral}")) for who in ("arkivarie", "handlaggare"))
    assert ("Medlemskapet bör ses över." in theirs, "En helt annan" in theirs) == (True, False)
    changed = "Frågan gäller version 1; nu gäller version 2."
    assert (changed in ours, changed in theirs) == (True, False)  # who does not see the case is not told of it
    assert changed in told(visitors["handlaggare"].open(f"/arenden/{case}"))


def test_an_attachment_that_is_removed_from_the_case_stays_with_the_question(
    app: Flask, case: int, visitors: Visitors
) -> None:
    referral = ask_one(app, case, "person")
    paper = rows(app, Referral)[0].papers[0]
    visitors["handlaggare"].open(f"/arenden/{case}")
    visitors["handlaggare"].press("Ta bort filen", f"/handlingar/{paper}/")
    assert visitors["handlaggare"].client.get(f"/arenden/{case}/handlingar/{paper}").status_code == 404
    assert visitors["arkivarie"].client.get(f"/remisser/{referral}/handlingar/{paper}").data == b"Ett underlag."


def test_the_same_key_gives_the_rows_that_it_made(app: Flask, case: int) -> None:
    key = uuid4().hex
    with app.app_context(), write():
        drafts = [AddresseeDraft(SCOPE, due_in(3), **outside())]
        given: dict[str, Any] = {"papers": [], "actor": reader_of("handlaggare"), "creation_key": key}
        first, second = (ask(lock_case(case), drafts, **given)[0].id for _ in range(2))
    assert (first, amount(app, Referral)) == (second, 1)
    with app.app_context():
        assert read_file(str(one_dispatch(app).file_sha256)).startswith(b"%PDF")
