"""A budget increase from the association's letter to the closed case, told in real browsers and in the mail.

The association asks for a fifth more. The working committee prepares, the executive committee decides on condition that
the other parties decide the same; their answers come one by one, and with the last one the decision is in force.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from casework import clock
from tests.journeys.conftest import People
from tests.support.smtp import SmtpServer

pytestmark = pytest.mark.browser

TITLE = "Höjt bidrag till samordningsförbundet"
POINT = "Kommunens bidrag till förbundet höjs från 121 tkr till 145 tkr om året."
CONDITION = "Beslutet gäller under förutsättning att följande parter fattar samma beslut senast den"
PARTIES = ("Försäkringskassan", "Arbetsförmedlingen", "Regionen", "Alvåsa kommun")
RECIPIENTS = ("Kanslichef samordningsförbundet", "Ekonomichef")
AMOUNTS = {
    "own_present": "121 tkr",
    "own_proposed": "145 tkr",
    "total_present": "6 072 tkr",
    "total_proposed": "7 286 tkr",
}


@dataclass
class Year:
    """The people at their screens, each at a browser of his own, and the town's mail server."""

    people: People
    mail: SmtpServer
    pages: dict[str, Page] = field(default_factory=dict)
    case: str = ""
    received: date = field(default_factory=lambda: clock.today() - timedelta(days=20))
    answer_day: date = field(default_factory=lambda: clock.today() + timedelta(days=60))

    def __getitem__(self, name: str) -> Page:
        """The person's browser; he logs in when he is first asked for."""
        if name not in self.pages:
            self.pages[name] = self.people.at_their_desk(name)
        return self.pages[name]

    def at_the_case(self, name: str) -> Page:
        """The person with the case's page open."""
        page = self[name]
        page.goto(self.case)
        return page

    def finds_on_the_desk(self, name: str) -> Page:
        """The person opens what waits for him on his desk."""
        page = self[name]
        page.goto("/")
        page.get_by_role("link", name=TITLE).first.click()
        return page


def test_a_budget_increases_year(people: People, smtp_server: SmtpServer) -> None:
    year = Year(people, smtp_server)
    _the_officer_writes_of_the_letter_and_the_money(year)
    _the_page_points_out_a_sum_that_is_wrong(year)
    _the_manager_reads_and_approves(year)
    _the_working_committee_prepares_a_proposal(year)
    _the_executive_committee_decides_on_a_condition(year)
    _the_parties_answer_one_by_one(year)
    _the_decision_is_in_force_and_the_recipients_are_told(year)
    _the_case_is_closed_and_its_history_tells_all(year)


def _the_officer_writes_of_the_letter_and_the_money(year: Year) -> None:
    officer = year["handlaggare"]
    officer.goto("/arenden/nytt")
    officer.get_by_label("Ärendetyp").select_option(label="Budgetökning")
    officer.get_by_label("Organ som ska besluta").select_option(label="Kommunstyrelsens arbetsutskott")
    officer.get_by_role("button", name="Hämta mallens avsnitt").click()
    officer.locator("#origin-part summary").click()
    officer.locator("[name=origin]").select_option(label="Skrivelse utifrån")
    officer.get_by_label("Avsändare").fill("Samordningsförbundet")
    officer.get_by_label("Inkom den").fill(year.received.isoformat())
    officer.locator("[name=fields-association]").fill("Samordningsförbundet")
    officer.get_by_label("Budgetår").fill("2032")
    for name, amount in AMOUNTS.items():
        officer.locator(f"[name=fields-{name}]").fill(amount)
    officer.get_by_label("Övriga parter som ska besluta detsamma").fill("\n".join(PARTIES))
    officer.get_by_label("Svarsdag").fill(year.answer_day.isoformat())
    officer.locator("#title").fill(TITLE)
    officer.locator("[name=proposal-0]").fill(POINT)
    officer.locator("[name=proposal-0-body]").select_option(label="Kommunstyrelsen")
    officer.locator("[name=summary]").fill(
        "Förbundet vill att parterna höjer sina bidrag med en femtedel. Budgeten ökar då med 1 204 tkr."
    )
    officer.locator("[name=recipients-0-name]").fill(RECIPIENTS[0])
    officer.get_by_role("option", name=RECIPIENTS[0]).first.click()
    officer.get_by_role("button", name="Lägg till en mottagare").click()
    officer.locator("[name=recipients-1-name]").fill(RECIPIENTS[1])
    officer.get_by_role("button", name="Spara ärendet").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text(TITLE)
    year.case = officer.url


def _the_page_points_out_a_sum_that_is_wrong(year: Year) -> None:
    officer = year["handlaggare"]
    for row in ("Kommunens bidrag 121 tkr 145 tkr +24 tkr +19,8 %", "Förbundets budget 6 072 tkr 7 286 tkr +1 214 tkr"):
        expect(officer.get_by_role("row", name=row)).to_be_visible()
    wrong = officer.get_by_role("link", name="Texten säger 1 204 tkr, uträknat är 1 214 tkr.")
    wrong.click()
    expect(officer.locator("[name=summary]")).to_be_in_viewport()
    officer.locator("[name=summary]").fill(
        "Förbundet vill att parterna höjer sina bidrag med en femtedel. Budgeten ökar då med 1 214 tkr."
    )
    officer.get_by_role("button", name="Spara", exact=True).click()
    expect(officer.get_by_text("Texten säger 1 204 tkr")).to_have_count(0)
    officer.get_by_role("button", name="Lämna för granskning").click()
    expect(officer.get_by_text("Ärendet väntar på chefen.")).to_be_visible()


def _the_manager_reads_and_approves(year: Year) -> None:
    manager = year.finds_on_the_desk("chef")
    expect(manager.get_by_text("Samordningsförbundet").first).to_be_visible()
    manager.get_by_role("button", name="Godkänn tjänsteskrivelsen").click()
    expect(manager.get_by_text("Ärendet väntar på sekreteraren.")).to_be_visible()


def _sits(year: Year, body: str) -> None:
    """The secretary plans a meeting today, lists the case and calls the roll: everybody is there."""
    secretary = year["sekreterare"]
    secretary.goto("/sammantraden/nytt")
    secretary.get_by_label("Organ").select_option(label=body)
    secretary.get_by_label("Dag").fill(clock.today().isoformat())
    secretary.get_by_label("Tid").fill("08:30")
    secretary.get_by_label("Plats").fill("Lilla sessionssalen")
    secretary.get_by_role("button", name="Spara sammanträdet").click()
    secretary.get_by_role("button", name="Sätt upp på föredragningslistan").click()
    expect(secretary.get_by_role("link", name=TITLE)).to_be_visible()
    for choice in secretary.locator("[name^=present-][value=present]").all():
        choice.check(force=True)
    secretary.get_by_role("button", name="Spara uppropet").click()


def _the_working_committee_prepares_a_proposal(year: Year) -> None:
    _sits(year, "Kommunstyrelsens arbetsutskott")
    chair = year.finds_on_the_desk("ordforande")
    expect(chair.get_by_role("row", name="Kommunens bidrag 121 tkr 145 tkr")).to_be_visible()
    chair.get_by_role("button", name="Föreslå enligt förslaget").click()
    expect(chair.get_by_text("Fört till protokollet som § 1.")).to_be_visible()
    assert year.mail.messages == [], "a proposal to another body is no decision that goes out"


def _the_executive_committee_decides_on_a_condition(year: Year) -> None:
    _sits(year, "Kommunstyrelsen")
    chair = year.finds_on_the_desk("ordforande")
    expect(chair.get_by_text(CONDITION).first).to_be_visible()
    chair.get_by_role("button", name="Besluta enligt förslaget").click()
    expect(chair.get_by_text("Beslutet är fattat som § 1. 2 mottagare får det nu.")).to_be_visible()
    letters = year.mail.wait_for(2, seconds=30)
    assert sorted(letter.envelope_to[0] for letter in letters) == [
        "ekonomichef@demo.example",
        "kansli@samordning.example",
    ]
    body = letters[0].message.get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().split())
    assert CONDITION in text
    assert [party in text for party in PARTIES] == [True] * len(PARTIES)


def _the_parties_answer_one_by_one(year: Year) -> None:
    officer = year.at_the_case("handlaggare")
    for number, party in enumerate(PARTIES):
        left = len(PARTIES) - number
        expect(officer.get_by_text(f"{left} av {len(PARTIES)} parter har inte beslutat än")).to_be_visible()
        officer.get_by_text("Anteckna ett svar").click()
        officer.get_by_label("Part", exact=True).select_option(label=party)
        officer.get_by_label("Har beslutat detsamma").check()
        officer.get_by_label("Dagen för partens beslut").fill(clock.today().isoformat())
        officer.get_by_label("Handling").fill(f"Protokoll § {number + 20}")
        officer.get_by_role("button", name="Anteckna svaret").click()
        expect(officer.get_by_text(f"Svaret från {party} är antecknat.")).to_be_visible()


def _the_decision_is_in_force_and_the_recipients_are_told(year: Year) -> None:
    officer = year["handlaggare"]
    expect(officer.get_by_role("heading", name="Villkoret är uppfyllt sedan")).to_be_visible()
    letters = year.mail.wait_for(4, seconds=30)
    told = [letter.message["Subject"] for letter in letters[2:]]
    assert all(subject.startswith("Villkoret i beslut § 1/") and "är uppfyllt" in subject for subject in told), told


def _the_case_is_closed_and_its_history_tells_all(year: Year) -> None:
    officer = year.at_the_case("handlaggare")
    officer.locator("summary", has_text="Avsluta ärendet").click()
    officer.get_by_label("Skäl").fill("Förbundet har fått besked och beloppet står i budgeten.")
    officer.get_by_role("button", name="Avsluta ärendet").click()
    expect(officer.get_by_text("Ärendet är avslutat.")).to_be_visible()
    sentences = [text for text in officer.locator(".timeline li p:first-child").all_inner_texts() if text]
    for told in (
        "Handläggaren skapade ärendet.",
        "Chefen godkände tjänsteskrivelsen.",
        "Sekreteraren satte upp ärendet på föredragningslistan för beredning.",
        "Ordföranden förde in organets förslag enligt tjänsteskrivelsen.",
        "Ordföranden förde in beslutet enligt förslaget.",
        "Villkoret är uppfyllt: beslutet gäller.",
        "Handläggaren avslutade ärendet.",
    ):
        assert told in sentences, (told, sentences)
