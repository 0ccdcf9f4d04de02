"""A budget increase from a dropped file to the closed case, told in real browsers and in the mail.

The association asks for a fifth more. The working committee prepares, the executive committee decides on condition that
the other parties decide the same; their answers come one by one, and with the last one the decision is in force.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from casework import clock
from tests.factories import make_template
from tests.journeys.conftest import ON_SQLITE, People, sees_all_received
from tests.journeys.screens import Screens, drop_file
from tests.support.smtp import SmtpServer

pytestmark = [pytest.mark.browser, ON_SQLITE]

REPORT = Path(__file__).parent / "reports" / "bidrag.txt"
TITLE = "Höjt bidrag till samordningsförbundet"
SUMMARY = "Förbundet vill att parterna höjer sina bidrag med en femtedel. Budgeten ökar då med {} tkr."
POINTS = (
    "Kommunens bidrag till förbundet höjs från 121 tkr till 145 tkr om året.",
    "Ökningen betalas inom kommunstyrelsens ram.",
)
CONDITION = "Beslutet gäller under förutsättning att följande parter fattar samma beslut senast den"
PARTIES = ("Försäkringskassan", "Arbetsförmedlingen", "Alvåsa kommun")
RECIPIENTS = {"Kanslichef samordningsförbundet": "kansli@samordning.example", "Ekonomichef": "ekonomichef@demo.example"}
DATA = {
    "Samordningsförbund": "Samordningsförbundet",
    "Budgetår": "2032",
    "Kommunens bidrag i dag": "121 tkr",
    "Kommunens bidrag enligt förslaget": "145 tkr",
    "Förbundets budget i dag": "6 072 tkr",
    "Förbundets budget enligt förslaget": "7 286 tkr",
    "Övriga parter som ska besluta detsamma": "\n".join(PARTIES),
}
HISTORY = [
    "Handläggaren skapade ärendet.",
    "Handläggaren lämnade tjänsteskrivelsen för granskning.",
    "Chefen godkände tjänsteskrivelsen.",
    "Sekreteraren satte upp ärendet på föredragningslistan för beredning.",
    "Ordföranden förde in organets förslag enligt tjänsteskrivelsen.",
    "Sekreteraren satte upp ärendet på föredragningslistan.",
    "Ordföranden förde in beslutet enligt förslaget.",
    "Villkoret är uppfyllt: beslutet gäller.",
    "Handläggaren avslutade ärendet.",
]


@dataclass
class Year(Screens):
    """The story's days beside its people."""

    received: date = field(default_factory=lambda: clock.today() - timedelta(days=20))
    answer_day: date = field(default_factory=lambda: clock.today() + timedelta(days=60))


@pytest.mark.long  # the same year without a browser: test_a_budget_increases_year.py
def test_a_budget_increases_year(app: Flask, people: People, smtp_server: SmtpServer) -> None:
    make_template(app)
    year = Year(people, smtp_server, TITLE)
    _the_officer_writes_of_the_letter_and_the_money(year)
    _a_sum_that_is_wrong_is_pointed_out_and_put_right(year)
    _the_manager_approves(year)
    _the_working_committee_prepares_a_proposal(year)
    _the_executive_committee_decides_on_a_condition(year)
    _the_parties_answer_one_by_one(year)
    _the_decision_is_in_force_and_the_recipients_are_told(year)
    _the_case_is_closed_and_its_history_tells_all(year)


def _the_officer_writes_of_the_letter_and_the_money(year: Year) -> None:
    officer = year["handlaggare"]
    officer.get_by_role("link", name="Nytt ärende").click()
    drop_file(officer, REPORT)
    officer.get_by_role("button", name="Läs filen").click()
    expect(officer.get_by_label("Rubrik", exact=True).first).to_have_value(TITLE)
    expect(officer.locator("[name=summary]")).to_have_value(SUMMARY.format("1 204"))
    officer.get_by_label("Ärendetyp").select_option(label="Budgetökning")
    officer.get_by_label("Organ som ska besluta").select_option(label="Kommunstyrelsens arbetsutskott")
    officer.get_by_role("button", name="Hämta mallens avsnitt").click()
    officer.locator("summary", has_text="Ärendets ursprung").click()
    officer.get_by_label("Ärendets ursprung").select_option(label="Skrivelse utifrån")
    officer.get_by_label("Avsändare").fill("Samordningsförbundet")
    officer.get_by_label("Inkom den").fill(year.received.isoformat())
    for label, text in DATA.items():
        officer.get_by_role("textbox", name=label, exact=False).first.fill(text)
    officer.get_by_label("Svarsdag").fill(year.answer_day.isoformat())
    _two_points_for_the_executive_committee(officer)
    _two_ways_are_weighed(officer)
    _recipients_from_the_directory(officer)
    officer.get_by_role("button", name="Spara ärendet").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text(TITLE)
    year.case = officer.url


def _rows(page: Page, part: str) -> Locator:
    """The rows of a part that is a list."""
    return page.get_by_role("group", name=part).get_by_role("group", name="Rad ")


def _two_points_for_the_executive_committee(officer: Page) -> None:
    rows = _rows(officer, "Förslag till beslut")
    assert [row.locator("textarea").input_value() for row in rows.all()] == list(POINTS)
    for row in rows.all():
        row.get_by_label("Beslutas av").select_option(label="Kommunstyrelsen")


def _two_ways_are_weighed(officer: Page) -> None:
    part = officer.locator(".sheet__part--section").filter(has=officer.locator("input[value=Alternativ]"))
    officer.wait_for_load_state()  # with the editors in place of the fields
    for _ in range(2):
        part.get_by_role("button", name="Lägg till ett alternativ").click()
    ways = part.get_by_role("group", name="Rad ")
    for row, way in zip(ways.all(), ("Bidraget höjs", "Bidraget är som det är"), strict=True):
        row.get_by_label("Alternativ").fill(way)
        row.get_by_label("Talar för").fill("Det kostar mindre i längden.")
        row.get_by_label("Talar emot").fill("Utfallet är svårt att mäta.")
    ways.first.get_by_text("Förordas").click()


def _recipients_from_the_directory(officer: Page) -> None:
    for row, (name, address) in zip(_rows(officer, "Beslutet ska skickas till").all(), RECIPIENTS.items(), strict=True):
        field = row.get_by_role("combobox", name="Namn eller funktion")
        assert field.input_value() == name  # as the file says
        row.get_by_label("Adress").fill("")
        field.fill("")
        field.press_sequentially(name[:10])
        officer.get_by_role("option").filter(
            has_text=address
        ).click()  # the list covers what is under it until one is chosen
        expect(row.get_by_text(f"följer katalogen: {address}")).to_be_visible()


def _a_sum_that_is_wrong_is_pointed_out_and_put_right(year: Year) -> None:
    officer = year["handlaggare"]
    for row in ("Kommunens bidrag 121 tkr 145 tkr +24 tkr +19,8 %", "Förbundets budget 6 072 tkr 7 286 tkr +1 214 tkr"):
        expect(officer.get_by_role("row", name=row)).to_be_visible()
    officer.get_by_role("link", name="Texten säger 1 204 tkr, uträknat är 1 214 tkr.").click()
    officer.wait_for_load_state()
    summary = officer.get_by_label("Sammanfattning av ärendet")
    expect(summary).to_be_in_viewport()
    summary.fill(SUMMARY.format("1 214"))
    officer.get_by_role("button", name="Spara", exact=True).click()
    expect(officer.get_by_text("Tjänsteskrivelsen är sparad.")).to_be_visible()
    expect(officer.get_by_text("Texten säger")).to_have_count(0)
    officer.get_by_role("button", name="Lämna för granskning").click()
    expect(officer.get_by_text("Ärendet väntar på chefen.")).to_be_visible()


def _the_manager_approves(year: Year) -> None:
    manager = year.finds_on_the_desk("chef")
    expect(manager.get_by_text("Skrivelse utifrån")).to_be_visible()
    manager.get_by_role("button", name="Godkänn tjänsteskrivelsen").click()
    expect(manager.get_by_text("Ärendet väntar på sekreteraren.")).to_be_visible()


def _the_working_committee_prepares_a_proposal(year: Year) -> None:
    year.sit("Kommunstyrelsens arbetsutskott")
    chair = year.finds_on_the_desk("ordforande")
    expect(chair.get_by_role("row", name="Kommunens bidrag 121 tkr 145 tkr")).to_be_visible()
    chair.get_by_role("button", name="Föreslå enligt förslaget").click()
    expect(chair.get_by_text("Fört till protokollet som § 1.")).to_be_visible()
    assert year.mail.messages == [], "a proposal to another body is no decision that goes out"


def _the_executive_committee_decides_on_a_condition(year: Year) -> None:
    year.sit("Kommunstyrelsen")
    chair = year.finds_on_the_desk("ordforande")
    expect(chair.get_by_role("region", name="Villkor").get_by_text(CONDITION)).to_be_visible()
    chair.get_by_role("button", name="Besluta enligt förslaget").click()
    expect(chair.get_by_text("Beslutet är fattat som § 1. 2 mottagare får det nu.")).to_be_visible()
    letters = year.mail.wait_for(2, seconds=30)
    assert sorted(letter.envelope_to[0] for letter in letters) == sorted(RECIPIENTS.values())
    text = letters[0].text
    assert [words for words in (*POINTS, CONDITION, *PARTIES) if words not in text] == []


def _the_parties_answer_one_by_one(year: Year) -> None:
    officer = year["handlaggare"]
    officer.goto(year.case)
    officer.get_by_role("link", name="Anteckna parternas svar").click()
    for number, party in enumerate(PARTIES):
        left = f"{len(PARTIES) - number} av {len(PARTIES)} parter har inte beslutat än"
        expect(officer.get_by_role("heading", name=left)).to_be_visible()
        officer.get_by_text("Anteckna ett svar").click()
        officer.get_by_label("Part", exact=True).select_option(label=party)
        officer.get_by_text("Har beslutat detsamma").last.click()
        officer.get_by_label("Dagen för partens beslut").fill(clock.today().isoformat())
        officer.get_by_label("Handling").fill(f"Protokoll § {number + 20}")
        officer.get_by_role("button", name="Anteckna svaret").click()
        expect(officer.get_by_role("row", name=party).get_by_text(f"Protokoll § {number + 20}")).to_be_visible()


def _the_decision_is_in_force_and_the_recipients_are_told(year: Year) -> None:
    officer = year["handlaggare"]
    expect(officer.get_by_text("Beslutet gäller. Mottagarna får besked; se Expediering.")).to_be_visible()
    letters = year.mail.wait_for(4, seconds=30)[2:]
    assert sorted(letter.envelope_to[0] for letter in letters) == sorted(RECIPIENTS.values())
    subjects = {letter.message["Subject"] for letter in letters}
    assert all("är uppfyllt" in subject for subject in subjects), subjects
    sees_all_received(officer, 4)


def _the_case_is_closed_and_its_history_tells_all(year: Year) -> None:
    officer = year["handlaggare"]
    officer.locator("summary", has_text="Avsluta ärendet").click()
    officer.get_by_label("Skäl").first.fill("Beloppet står i budgeten, och förbundet har fått besked.")
    officer.get_by_role("button", name="Avsluta ärendet").click()
    expect(officer.get_by_text("Ärendet är avslutat.").first).to_be_visible()
    assert year.history("handlaggare") == HISTORY
