"""A budget increase from the association's letter to the end of the year's work, through the pages and the mail.

The association asks for a fifth more. The report states one figure that its amounts do not bear out; the committee
prepares, the board decides on the condition that the other parties decide the same; they answer one after the other.
The second story ends when one of them says no, the third when one of them says nothing.
"""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader

from casework.associations.models import DecisionCondition, PartyAnswer
from casework.cases.models import Case, ReportVersion
from casework.dispatch.models import Delivery
from casework.meetings.models import AgendaItem, Decision, MinutesExtract
from casework.people.models import Body
from tests.conftest import Visitors
from tests.journeys.story import Story, told
from tests.observing import amount, one, rows
from tests.support.smtp import SmtpServer

INSURANCE, AGENCY, REGION, NEIGHBOUR = PARTIES = (
    "Försäkringskassan",
    "Arbetsförmedlingen",
    "Region Mellanbygd",
    "Alvåsa kommun",
)
POINT = "Kommunen höjer sitt bidrag till förbundet från 121 tkr till 145 tkr, om övriga parter beslutar detsamma."
SUMMARY = (
    "Förbundet vill ha en större budget. För kommunen är det 24 tkr mer. Förbundets budget ökar med {} tkr om året."
)
REPORT = {
    "kind": "budget_increase",
    "title": "Högre bidrag till samordningsförbundet",
    "body": "2",
    "origin": "letter",
    "origin_sender": "Samordningsförbundet",
    "origin_received": "2031-05-12",
    "proposal-0": POINT,
    "proposal-0-body": "Kommunstyrelsen",
    "summary": SUMMARY.format("1 204"),
    "basis-0": "Förbundets fråga till parterna",
    "basis-0-day": "2031-05-12",
    "recipients-0-name": "Ekonomichef",
    "recipients-1-name": "Förbundets kansli",
    "recipients-1-address": "kansliet@forbundet.example",
    "recipients-1-deadline": "2031-08-15",
}
DATA = {
    "fields-association": "Samordningsförbundet",
    "fields-budget_year": "2032",
    "fields-own_present": "121 tkr",
    "fields-own_proposed": "145 000 kr",
    "fields-total_present": "6 072 tkr",
    "fields-total_proposed": "7,286 mnkr",
    "fields-parties": "\n".join(PARTIES),
    "fields-answer_day": "2031-08-15",
}
WAITS = (
    "Beslutet gäller under förutsättning att följande parter fattar samma beslut senast den 15 augusti 2031: "
    f"{INSURANCE}, {AGENCY}, {REGION} och {NEIGHBOUR}."
)
EVERYBODY = ("ekonomichef@demo.example", "kansliet@forbundet.example")
HISTORY = [
    "Handläggaren skapade ärendet.",
    "Handläggaren lämnade tjänsteskrivelsen för granskning.",
    "Chefen godkände tjänsteskrivelsen.",
    "Sekreteraren satte upp ärendet på föredragningslistan för beredning.",
    "Ordföranden förde in organets förslag enligt tjänsteskrivelsen.",
    "Sekreteraren satte upp ärendet på föredragningslistan.",
    "Ordföranden förde in beslutet enligt förslaget.",
]
IN_FORCE = "Villkoret är uppfyllt: beslutet gäller."
LAPSED = "Villkoret är inte uppfyllt: beslutet har förfallit."
CLOSED = "Handläggaren avslutade ärendet."


@pytest.fixture
def calendar(app: Flask) -> Iterator[time_machine.Traveller]:
    """The year, from the day after the letter came; after the database is made, as others stand on copies of it."""
    with time_machine.travel(datetime(2031, 5, 13, 7, tzinfo=UTC)) as traveller:
        yield traveller


@pytest.fixture
def story(app: Flask, calendar: time_machine.Traveller, visitors: Visitors, smtp_server: SmtpServer) -> "BudgetStory":
    """Nothing has happened yet."""
    return BudgetStory(app, visitors, smtp_server, calendar=calendar)


class BudgetStory(Story):
    """A story with days: people come to work anew each of them."""

    def __init__(self, app: Flask, people: Visitors, mail: SmtpServer, *, calendar: time_machine.Traveller) -> None:
        super().__init__(app, people, mail)
        self.calendar = calendar

    def on(self, month: int, day: int) -> None:
        """It is the morning of that day."""
        self.calendar.move_to(datetime(2031, month, day, 7, tzinfo=UTC))
        self.people.clear()

    def answers(self, party: str, status: str = "accepted", day: str = "", **given: str) -> str:
        """The officer records what the party wrote, by hand: the page that comes. `day`: of the party's decision."""
        given = {"party": party, "status": status, "decided_on": day, **given}
        return self.press("handlaggare", "Anteckna svaret", **{f"answer-{name}": text for name, text in given.items()})

    def subject(self, how: str) -> str:
        """The subject of a letter about the board's decision."""
        return f"{how}: Högre bidrag till samordningsförbundet ({self.number})"


def test_a_budget_increases_year(story: BudgetStory) -> None:
    _the_letter_becomes_a_report_with_amounts(story)
    _a_stated_figure_is_pointed_out_and_put_right(story)
    _the_report_is_reviewed(story)
    _the_committee_prepares(story)
    _the_board_decides_on_a_condition(story)
    _the_parties_answer_one_after_the_other(story)
    _the_last_answer_brings_the_decision_into_force(story)
    _the_case_is_closed_and_its_history_tells_all(story)


def test_a_party_says_no_and_the_decision_lapses(story: BudgetStory) -> None:
    _decided(story)
    story.on(6, 24)
    story.answers(INSURANCE, day="2031-06-23")
    story.on(7, 1)
    asked = story.answers(REGION, "declined", "2031-06-30", note="Regionen sparar.")
    assert "När du antecknar att Region Mellanbygd har sagt nej förfaller beslutet genast" in asked
    assert (story.stands(), amount(story.app, PartyAnswer)) == ("waiting", 1)
    officer = story.people["handlaggare"]
    page = html.unescape(officer.press("Ja, anteckna svaret").text)
    assert "Beslutet har förfallit. Mottagarna får besked; se Expediering." in page
    assert (story.stands(), "Anteckna svaret" in page) == ("lapsed", False)
    subject = story.subject("Villkoret i beslut § 1/2031 är inte uppfyllt")
    assert story.post() == [(address, subject) for address in EVERYBODY]
    letter = story.letter()
    assert "Region Mellanbygd har sagt nej." in letter
    assert [f"{INSURANCE}: Har beslutat detsamma" in letter, f"{REGION}: Har sagt nej" in letter] == [True, True]
    page = story.press("handlaggare", "Avsluta ärendet", note="Kommunens bidrag är som förut.")
    assert (story.stands(), told(page)) == ("closed", [*HISTORY, LAPSED, CLOSED])
    story.audit_holds()


def test_the_answer_day_passes_and_the_decision_lapses(story: BudgetStory) -> None:
    _decided(story)
    story.on(8, 14)
    for party in (INSURANCE, AGENCY, REGION):
        story.answers(party, day="2031-08-13")
    story.answers(NEIGHBOUR, "pending", expected_on="2031-08-25", note="Kommunstyrelsen där möts först sedan.")
    story.on(8, 15)
    assert (story.post(), story.stands()) == ([], "waiting")  # the day itself counts
    story.on(8, 16)
    subject = story.subject("Villkoret i beslut § 1/2031 är inte uppfyllt")
    assert (story.post(), story.stands()) == ([(address, subject) for address in EVERYBODY], "lapsed")
    assert "Svarsdagen den 15 augusti 2031 passerade utan beslut från Alvåsa kommun." in story.letter()
    assert LAPSED in html.unescape(story.people["handlaggare"].open("/").text)
    assert story.post() == []


def _decided(story: BudgetStory) -> None:
    _the_letter_becomes_a_report_with_amounts(story)
    _the_report_is_reviewed(story)
    _the_committee_prepares(story)
    _the_board_decides_on_a_condition(story)


def _the_letter_becomes_a_report_with_amounts(story: BudgetStory) -> None:
    officer = story.people["handlaggare"]
    officer.open("/arenden/nytt")
    page = officer.press("Hämta mallens avsnitt", offer_parts="1", kind="budget_increase", body="2")
    assert all(label in page.text for label in ("Kommunens bidrag enligt förslaget", "Svarsdag"))
    officer.press("Spara ärendet", **REPORT, **DATA, **_background())
    assert officer.page is not None
    story.case, story.number = officer.page.request.path, one(story.app, Case).number
    page = _plain(officer.page.text)
    assert all(text in page for text in ("Skrivelse utifrån", "Samordningsförbundet", "12 maj 2031")), page
    rows_of_money = (
        "Kommunens bidrag 121 tkr 145 tkr +24 tkr +19,8 %",
        "Förbundets budget 6 072 tkr 7 286 tkr +1 214 tkr +20,0 %",
        "Andel av totalen 2,0 % 2,0 %",
    )
    assert [text for text in rows_of_money if text not in page] == []


def _background() -> dict[str, str]:
    return {
        "sections-0-heading": "Ärende",
        "sections-0-text": "Förbundet når inte alla som behöver stöd. Budgeten ändras bara om alla parter är eniga.",
    }


def _plain(markup: str) -> str:
    """The page as it is read, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def _a_stated_figure_is_pointed_out_and_put_right(story: BudgetStory) -> None:
    pointed_out = "Texten säger 1 204 tkr, uträknat är 1 214 tkr."
    officer = story.at_the_case("handlaggare")
    assert pointed_out in _plain(officer.open(story.case).text)
    assert pointed_out in _plain(officer.open(f"{story.case}/tjansteskrivelse").text)
    officer.press("Spara", summary=SUMMARY.format("1 214"))
    assert pointed_out not in _plain(officer.open(story.case).text)
    assert amount(story.app, ReportVersion) == 2


def _the_report_is_reviewed(story: BudgetStory) -> None:
    story.on(5, 28)
    story.press("handlaggare", "Lämna för granskning")
    page = _plain(story.press("chef", "Godkänn tjänsteskrivelsen"))
    assert ("+1 214 tkr" in page, story.stands()) == (True, "ready")


def _the_committee_prepares(story: BudgetStory) -> None:
    story.on(6, 3)
    story.sit("2", "2031-06-03")
    page = story.record("Föreslå enligt förslaget")
    assert "Fört till protokollet som § 1." in page
    assert (story.stands(), story.post()) == ("ready", [])


def _the_board_decides_on_a_condition(story: BudgetStory) -> None:
    story.on(6, 10)
    story.sit("1", "2031-06-10")
    item = rows(story.app, AgendaItem)[-1].id
    before = _plain(story.people["ordforande"].open(f"/sammantraden/arende/{item}").text)
    assert [WAITS in before, "+24 tkr" in before] == [True, True]
    page = story.record("Besluta enligt förslaget")
    assert "Beslutet är fattat som § 1. 2 mottagare får det nu." in page
    assert (story.stands(), one(story.app, DecisionCondition).text) == ("waiting", WAITS)
    assert story.post() == [(address, story.subject("Beslut § 1/2031")) for address in EVERYBODY]
    assert all(party in story.letter() for party in PARTIES)
    (enclosed,) = story.mail.messages[-1].message.iter_attachments()
    extract = " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(enclosed.get_content())).pages).split()
    )
    assert all(text in extract for text in ("15 augusti 2031", *PARTIES)), extract
    bodies = {row.id: row.short_name for row in rows(story.app, Body)}
    assert [(bodies[row.body_id], row.points) for row in rows(story.app, Decision)] == [
        ("KSAU", [POINT]),
        ("KS", [POINT]),
    ]


def _the_parties_answer_one_after_the_other(story: BudgetStory) -> None:
    story.on(6, 24)
    page = story.answers(INSURANCE, day="2031-06-23", document="Beslut 23 juni, dnr 114")
    assert ("3 av 4 parter har inte beslutat än" in page, "Beslut 23 juni, dnr 114" in page) == (True, True)
    note = "Kommunstyrelsen i Alvåsa tar upp frågan efter sommaren."
    page = story.answers(NEIGHBOUR, "pending", expected_on="2031-08-12", note=note)
    assert ("3 av 4 parter har inte beslutat än" in page, note in page) == (True, True)
    story.on(7, 2)
    story.answers(AGENCY, day="2031-07-01")
    story.on(8, 11)
    assert "1 av 4 parter har inte beslutat än" in story.answers(REGION, day="2031-08-08")
    assert (story.stands(), story.post()) == ("waiting", [])


def _the_last_answer_brings_the_decision_into_force(story: BudgetStory) -> None:
    story.on(8, 13)
    page = story.answers(NEIGHBOUR, day="2031-08-12", document="Protokollsutdrag § 88")
    assert "Beslutet gäller. Mottagarna får besked; se Expediering." in page
    assert ("Alla parter har fattat samma beslut." in page, "Anteckna svaret" in page) == (True, False)
    assert story.stands() == "in_force"
    subject = story.subject("Villkoret i beslut § 1/2031 är uppfyllt")
    assert story.post() == [(address, subject) for address in EVERYBODY]
    letter = story.letter()
    assert [f"{party}: Har beslutat detsamma" in letter for party in PARTIES] == [True] * 4
    assert [row.status for row in rows(story.app, PartyAnswer)] == [
        "accepted",
        "pending",
        "accepted",
        "accepted",
        "accepted",
    ]
    assert amount(story.app, MinutesExtract) == 1  # the letter carries the decision's own extract once more


def _the_case_is_closed_and_its_history_tells_all(story: BudgetStory) -> None:
    story.on(8, 20)
    page = story.press("handlaggare", "Avsluta ärendet", note="Bidraget är infört i budgeten för 2032.")
    assert ("Ärendet är avslutat." in page, story.stands()) == (True, "closed")
    assert told(page) == [*HISTORY, IN_FORCE, CLOSED]
    assert {row.state for row in rows(story.app, Delivery)} == {"sent"}
    story.audit_holds()
