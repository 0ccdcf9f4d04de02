"""A decision goes by mail, on paper and to a colleague's desk: chosen, looked at before, posted, read, closed."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from casework import clock
from tests.factories import call_roll_of, decide, make_case, make_meeting, state_of, step_of
from tests.journeys.conftest import ON_SQLITE, People, sees_all_received, violations
from tests.support.smtp import SmtpServer

pytestmark = [pytest.mark.browser, ON_SQLITE]

TYPED = "Skolkansliet"
STREET = "Storgatan 9, 123 45 Ekedal"


def test_a_decision_goes_three_ways(app: Flask, people: People, smtp_server: SmtpServer) -> None:
    case = make_case(app, recipients=[("Socialchef", "")])
    officer = people.at_their_desk("handlaggare")
    _recipients_are_chosen(officer, case)
    _what_will_be_sent_is_looked_at(officer)
    officer.goto(f"/arenden/{case}")
    officer.get_by_role("button", name="Lämna för granskning").click()
    expect(officer.get_by_text("Ärendet väntar på chefen.")).to_be_visible()
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    step_of(app, case, "approve_report", "chef")
    step_of(app, case, "list", "sekreterare", meeting=str(meeting))
    decide(app, case)
    _by_mail(officer, case, smtp_server)
    _on_paper(officer)
    _it_cannot_be_closed_without_a_reason(officer)
    _a_colleague_reads_it(people.at_their_desk("registrator"))
    officer.reload()
    expect(officer.get_by_text("av Registratorn")).to_be_visible()
    officer.locator("summary", has_text="Avsluta ärendet").click()
    expect(officer.get_by_label("Varför ärendet avslutas fast")).to_have_count(0)  # everybody is reached
    officer.get_by_label("Skäl", exact=True).first.fill("Alla har beslutet.")
    officer.get_by_role("button", name="Avsluta ärendet").click()
    expect(officer.get_by_text("Ärendet är avslutat.")).to_be_visible()
    assert state_of(app, case) == "closed"


def _row(page: Page, number: int) -> Locator:
    return page.locator("[data-recipient]").nth(number)


def _recipients_are_chosen(officer: Page, case: int) -> None:
    """One who is in the directory brings his way along; another is written with hers, and what is wrong is told."""
    officer.goto(f"/arenden/{case}/tjansteskrivelse")
    officer.wait_for_load_state()
    for _ in range(2):
        officer.get_by_role("button", name="Lägg till en mottagare").click()
    name = _row(officer, 1).get_by_role("combobox", name="Namn eller funktion")
    name.press_sequentially("Kommunens reg")
    officer.get_by_role("option").filter(has_text="registrator@demo.example").click()
    expect(_row(officer, 1).get_by_label("Sätt")).to_have_value("internal")
    _row(officer, 2).get_by_role("combobox", name="Namn eller funktion").fill(TYPED)
    _row(officer, 2).get_by_label("Sätt").select_option("Papper med posten")
    _row(officer, 2).get_by_label("Adress").fill("Storgatan 9")
    officer.get_by_role("button", name="Spara", exact=True).click()
    expect(_row(officer, 2).get_by_text("Skriv gata eller box, postnummer och ort")).to_be_visible()
    _row(officer, 2).get_by_label("Adress").fill(STREET)
    officer.get_by_role("button", name="Spara", exact=True).click()
    officer.wait_for_url(f"**/arenden/{case}")


def _what_will_be_sent_is_looked_at(officer: Page) -> None:
    officer.get_by_role("link", name="Förhandsvisa utskicket").click()
    expect(officer.get_by_role("heading", name="Förhandsvisning av utskicket")).to_be_visible()
    for name, way, address in (
        ("Socialchef", "E-post", "socialchef@demo.example"),
        ("Kommunens registrator", "Internt, på kollegans skrivbord", "registrator@demo.example"),
        (TYPED, "Papper med posten", STREET),
    ):
        row = officer.get_by_role("row").filter(has_text=name)
        expect(row).to_contain_text(way)
        expect(row).to_contain_text(address)
    expect(officer.get_by_role("article", name="Brevet")).to_contain_text("har fattat beslut i ärendet")
    assert violations(officer, officer.url, widths=(1440, 390)) == {}
    officer.set_viewport_size({"width": 1280, "height": 800})


def _by_mail(officer: Page, case: int, smtp_server: SmtpServer) -> None:
    smtp_server.wait_for(1, seconds=30)
    officer.goto(f"/arenden/{case}")
    sees_all_received(officer, 1)
    assert [mail.envelope_to for mail in smtp_server.messages if mail.message["In-Reply-To"] is None] == [
        ("socialchef@demo.example",)
    ]


def _on_paper(officer: Page) -> None:
    """The letter is printed; a day to come is refused where it is written, and today is taken."""
    letter = officer.get_by_role("link", name=f"Skriv ut brevet (PDF) {TYPED}").get_attribute("href")
    answer = officer.request.get(str(letter))
    text = PdfReader(BytesIO(answer.body())).pages[0].extract_text()
    assert f"{TYPED}\nStorgatan 9\n123 45 Ekedal" in text
    for days, told in ((1, "Dagen har inte varit än."), (0, "är postat.")):
        day = (clock.today() + timedelta(days=days)).isoformat()
        form = officer.locator("form", has=officer.get_by_role("button", name="Markera som postad"))
        if not form.get_by_label("Postad den").is_visible():
            officer.locator("summary", has_text="Markera som postad").click()
        form.get_by_label("Postad den").fill(day)
        form.get_by_role("button", name="Markera som postad").click()
        expect(officer.get_by_text(told)).to_be_visible()
    expect(officer.get_by_text(", av Handläggaren")).to_be_visible()


def _it_cannot_be_closed_without_a_reason(officer: Page) -> None:
    officer.locator("summary", has_text="Avsluta ärendet").click()
    expect(officer.get_by_label("Varför ärendet avslutas fast")).to_be_visible()  # the colleague has not read it yet


def _a_colleague_reads_it(colleague: Page) -> None:
    expect(colleague.get_by_role("heading", name="Beslut att läsa")).to_be_visible()
    colleague.get_by_role("link", name="Översyn av medlemskapet").first.click()
    assert violations(colleague, colleague.url, widths=(390,)) == {}
    colleague.get_by_role("button", name="Jag har läst beslutet").click()
    expect(colleague.get_by_text("Noterat: du har läst beslutet.")).to_be_visible()
