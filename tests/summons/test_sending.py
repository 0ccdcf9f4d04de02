"""The summons from the preview to the mailboxes of members and substitutes."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from icalendar import Calendar
from pypdf import PdfReader

from casework.dispatch.models import SUMMONS, Dispatch
from casework.meetings.models import Meeting
from casework.summons.models import Packet, Summons, SummonsLetter
from tests.conftest import Visitors
from tests.deliberation.refusals import refuses
from tests.factories import make_cases, step_of
from tests.observing import amount, deliveries, fingerprint, one, rows
from tests.summons.conftest import Seeded, send
from tests.support.pages import Visitor
from tests.support.smtp import ReceivedMail, SmtpServer

TAKE_OFF = "unlist"
Worker = Callable[[], list[ReceivedMail]]
MEMBERS = {
    "ordforande@demo.example",
    "vice@demo.example",
    "ledamot@demo.example",
    "andra@demo.example",
    "tredje@demo.example",
    "forsta@demo.example",
}


def attached(mail: ReceivedMail) -> dict[str, bytes]:
    return {part.get_filename(): part.get_payload(decode=True) for part in mail.message.iter_attachments()}


def test_members_and_substitutes_get_the_summons_with_its_pdf_and_calendar_file(
    app: Flask, secretary: Visitor, seeded: Seeded, worker: Worker
) -> None:
    send(secretary, seeded)
    mails = worker()
    assert {address for mail in mails for address in mail.envelope_to} == MEMBERS
    mail = mails[0]
    assert mail.message["Subject"].startswith("Kallelse: Kommunstyrelsens arbetsutskott")
    for words in ("1. Översyn av medlemskapet", "2. Lokaler för skolan", "Underlag å.txt", "Lilla salen", seeded.url):
        assert words in mail.text
    assert mail.message.get_body(("html",)).get_content().count("<li>") == 2
    files = attached(mail)
    (pdf_name, pdf), (ics_name, ics) = files.items()
    assert pdf_name.startswith("Kallelse KSAU 20")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Översyn av medlemskapet" in text
    assert "Andra ersättaren (M), ersättare" in " ".join(text.split())
    assert ics_name == "sammantrade.ics"
    part = list(mail.message.iter_attachments())[1]
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "PUBLISH")
    event = Calendar.from_ical(ics).walk("VEVENT")[0]
    assert event["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert event.decoded("DTSTART") == one(app, Meeting).starts_at
    assert (event["SEQUENCE"], event["STATUS"], str(event["LOCATION"])) == (0, "CONFIRMED", "Lilla salen")


def test_the_summons_freezes_the_agenda_and_moves_the_meeting(app: Flask, secretary: Visitor, seeded: Seeded) -> None:
    send(secretary, seeded)
    summons = one(app, Summons)
    assert (summons.number, summons.is_supplement, len(summons.content_hash)) == (1, False, 64)
    assert [item["title"] for item in summons.agenda["items"]] == ["Översyn av medlemskapet", "Lokaler för skolan"]
    assert [row["name"] for row in summons.agenda["items"][0]["attachments"]] == ["Underlag å.txt", "Karta.pdf"]
    assert one(app, Meeting).state == "summoned"
    assert one(app, Dispatch, purpose=SUMMONS).case_id is None
    assert one(app, Packet).total == 5


def test_who_has_no_address_is_told_of_before_and_after(secretary: Visitor, seeded: Seeded) -> None:
    assert "Andra ersättaren (M), ersättare" in secretary.page.text.partition("Kalla dem på annat sätt")[2]
    send(secretary, seeded)
    assert "Har ingen e-postadress: kalla på annat sätt" in secretary.page.text
    assert "0 av 7 har fått den; 1 kallas på annat sätt; 6 är på väg" in secretary.page.text


def test_what_is_previewed_is_what_is_sent(app: Flask, secretary: Visitor, seeded: Seeded) -> None:
    shown = secretary.page.text.partition('<pre class="letter">')[2].partition("</pre>")[0]
    send(secretary, seeded)
    assert shown == one(app, Dispatch, purpose=SUMMONS).text
    assert deliveries(app, SUMMONS)


def test_pressed_twice_it_is_sent_once(app: Flask, secretary: Visitor, seeded: Seeded) -> None:
    form = secretary.form("Skicka kallelsen till 6")
    for _ in range(2):
        answer = secretary.post(form.action, **form.filled())
        assert answer.status_code == 200
        assert "Kallelsen är skickad." in answer.text
    assert (amount(app, Summons), amount(app, SummonsLetter), amount(app, Packet)) == (1, 1, 1)


def test_an_agenda_that_changed_after_the_preview_is_not_sent(app: Flask, secretary: Visitor, seeded: Seeded) -> None:
    form = secretary.form("Skicka kallelsen till 6")
    make_cases(app, ["on_agenda"], meeting=seeded.meeting, title="Nytt ärende")
    step_of(app, seeded.cases[1], TAKE_OFF, "sekreterare", note="Utgår.")
    before = fingerprint(app)
    answer = secretary.post(form.action, **form.filled())
    assert answer.status_code == 409
    assert "Tillkommit: 2. Nytt ärende" in answer.text
    assert "Utgått: Lokaler för skolan" in answer.text
    assert fingerprint(app) == before
    form = secretary.form("Skicka kallelsen till 6")
    assert secretary.post(form.action, **form.filled()).status_code == 200
    assert amount(app, Summons) == 1


def test_a_supplement_tells_what_has_changed(app: Flask, secretary: Visitor, seeded: Seeded, worker: Worker) -> None:
    send(secretary, seeded)
    first = worker()[0]
    make_cases(app, ["on_agenda"], meeting=seeded.meeting, title="Nytt ärende")
    step_of(app, seeded.cases[0], TAKE_OFF, "sekreterare", note="Utgår.")
    assert "Ändrat sedan kallelsen" in secretary.open(seeded.url).text
    send(secretary, seeded)
    mail = worker()[0]
    assert mail.message["Subject"].startswith("Tilläggskallelse: ")
    assert "+ Tillkommit: 2. Nytt ärende" in mail.text
    assert "− Utgått: Översyn av medlemskapet (var nummer 1)" in mail.text
    assert mail.message["References"] == first.message["References"]
    events = [Calendar.from_ical(attached(one)["sammantrade.ics"]).walk("VEVENT")[0] for one in (first, mail)]
    assert events[0]["UID"] == events[1]["UID"]
    assert [event["SEQUENCE"] for event in events] == [0, 1]
    pdf = next(content for name, content in attached(mail).items() if name.startswith("Tilläggskallelse 2 KSAU"))
    assert "Tillkommit: 2. Nytt ärende" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert [row.number for row in rows(app, Summons)] == [1, 2]
    assert "Ändrat sedan kallelsen" not in secretary.open(seeded.url).text
    assert "En senare kallelse gäller" in secretary.open(f"{seeded.url}/1").text


def test_without_a_change_no_supplement_goes(app: Flask, secretary: Visitor, seeded: Seeded) -> None:
    form = secretary.form("Skicka kallelsen till 6")
    send(secretary, seeded)
    before = fingerprint(app)
    told = "Inget har ändrats sedan kallelsen. En tilläggskallelse behövs inte."
    assert told in secretary.open(f"{seeded.url}/forhandsvisning").text
    answer = secretary.post(form.action, **form.filled() | {"number": "2"})
    assert (answer.status_code, told in answer.text, fingerprint(app)) == (422, True, before)


def test_an_empty_agenda_is_not_summoned_to(app: Flask, secretary: Visitor, seeded: Seeded) -> None:
    for case in seeded.cases:
        step_of(app, case, TAKE_OFF, "sekreterare", note="Utgår.")
    page = secretary.open(f"{seeded.url}/forhandsvisning").text
    assert "Föredragningslistan är tom. Sätt upp något på den först." in page
    assert not [label for form in secretary.forms() for label in form.labels if label.startswith("Skicka ")]


@pytest.mark.parametrize("name", ["ordforande", "ledamot"])
def test_only_the_secretary_sends(
    app: Flask, secretary: Visitor, seeded: Seeded, visitors: Visitors, name: str
) -> None:
    form, before = secretary.form("Skicka kallelsen till 6"), fingerprint(app)
    visitor = visitors[name]
    visitor.open("/")
    token = dict(visitor.forms()[0].values)["csrf_token"]
    values = form.filled() | {"csrf_token": token}
    assert visitor.post(form.action, **values).status_code == 403
    assert fingerprint(app) == before


NO_ADDRESSES = {
    "": "Ange adressen.",
    "ingen adress": "E-postadressen ”ingen adress” går inte att använda.",
    "x" * 255: "Texten är för lång: högst 254 tecken.",
}


def test_a_letter_that_did_not_arrive_is_told_and_mended(
    app: Flask, secretary: Visitor, seeded: Seeded, worker: Worker, smtp_server: SmtpServer
) -> None:
    smtp_server.refuse("vice@demo.example", 550, "no such user")
    send(secretary, seeded)
    worker()
    page = secretary.open(seeded.url).text
    assert "5 av 7 har fått den; 1 kunde inte skickas; 1 kallas på annat sätt" in page
    assert "no such user" in page
    assert "har inte kommit fram" in secretary.open("/").text
    secretary.open(seeded.url)
    again = secretary.form("Skicka igen").action
    for address, told in NO_ADDRESSES.items():
        refuses(app, secretary, again, told, address=address)
    secretary.open(seeded.url)
    secretary.press("Skicka igen", address="vice.ny@demo.example")
    refuses(app, secretary, again, "Brevet är på väg eller har kommit fram.", address="vice.ny@demo.example")
    assert [mail.envelope_to for mail in worker()] == [("vice.ny@demo.example",)]
    assert "6 av 7 har fått den; 1 kallas på annat sätt" in secretary.open(seeded.url).text
    refuses(app, secretary, again, "Brevet är på väg eller har kommit fram.", address="vice.ny@demo.example")
