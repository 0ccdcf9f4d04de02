"""A review of a membership from the first draft to the end of the year's work, through the pages and the mail.

The committee defers, then decides with a text of its own; the assignment rests, is taken up and reported back; the
committee prepares, the executive committee decides as it proposed. Both decisions go out by mail.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from casework.assignments.models import Assignment
from casework.cases.models import Case, Consultation, ReportVersion
from casework.dispatch.models import Delivery
from casework.meetings.models import AgendaItem, Decision, MinutesExtract
from casework.people.models import Body
from tests.conftest import Visitors
from tests.journeys.story import Story, told
from tests.observing import amount, one, rows
from tests.support.smtp import SmtpServer

PROPOSAL = "Förvaltningen får i uppdrag att se över medlemskapet."
COMMITTEES = "Förvaltningen får i uppdrag att se över medlemskapet och vad ett byte av förbund kostar."
RESULT = "Kommunen begär att få lämna förbundet vid årsskiftet."
PREPARED = "Kommunen begär att få lämna förbundet vid årsskiftet och att få bli medlem i det södra."
REPORT = {
    "kind": "membership_review",
    "title": "Översyn av medlemskapet",
    "body": "2",
    "proposal-0": PROPOSAL,
    "summary": "Medlemskapet bör ses över.",
    "sections-0-heading": "Ärende",
    "sections-0-text": "Bakgrunden är att regionerna har ändrats.",
    "recipients-0-name": "Socialchef",
    "recipients-1-name": "Revisorn",
    "recipients-1-address": "revisor@demo.example",
}
HISTORY = [
    "Handläggaren skapade ärendet.",
    "Handläggaren lämnade tjänsteskrivelsen för granskning.",
    "Chefen skickade tillbaka tjänsteskrivelsen.",
    "Handläggaren lämnade tjänsteskrivelsen för granskning.",
    "Chefen godkände tjänsteskrivelsen.",
    "Sekreteraren satte upp ärendet på föredragningslistan.",
    "Ordföranden förde in att ärendet bordlades.",
    "Sekreteraren satte upp ärendet på föredragningslistan.",
    "Ordföranden förde in beslutet med ändrad text.",
    "Handläggaren lät ärendet vila.",
    "Handläggaren tog upp ärendet igen.",
    "Handläggaren började återrapportera uppdraget.",
    "Handläggaren lämnade återrapporten för granskning.",
    "Chefen godkände tjänsteskrivelsen.",
    "Sekreteraren satte upp ärendet på föredragningslistan för beredning.",
    "Ordföranden förde in organets förslag med ändrad text.",
    "Sekreteraren satte upp ärendet på föredragningslistan.",
    "Ordföranden förde in beslutet enligt förslaget.",
    "Handläggaren avslutade ärendet.",
    "Registratorn öppnade ärendet igen.",
]


@pytest.fixture
def january(app: Flask) -> Iterator[None]:
    """The year begins; after the database is made, since other tests stand on copies of the same one."""
    with time_machine.travel(datetime(2031, 1, 7, 9, tzinfo=UTC)):
        yield


def test_a_membership_reviews_year(app: Flask, january: None, visitors: Visitors, smtp_server: SmtpServer) -> None:
    story = Story(app, visitors, smtp_server)
    _the_report_is_written_returned_and_approved(story)
    _the_committee_defers_and_then_decides_with_a_text_of_its_own(story)
    _the_assignment_rests_and_is_reported_back(story)
    _the_committee_prepares_and_the_board_decides(story)
    _the_case_is_closed_and_its_history_tells_all(story)
    _a_reason_opens_it_again(story)


def _the_report_is_written_returned_and_approved(story: Story) -> None:
    officer = story.people["handlaggare"]
    officer.open("/arenden/nytt")
    officer.press("Spara ärendet", **REPORT)
    assert officer.page is not None
    story.case, story.number = officer.page.request.path, one(story.app, Case).number
    story.press("handlaggare", "Lämna för granskning")
    story.press("chef", "Skicka tillbaka", note="Berätta om medlemsavgiften.")
    assert (story.stands(), "Berätta om medlemsavgiften." in officer.open("/").text) == ("draft", True)
    officer.open(f"{story.case}/tjansteskrivelse")
    officer.press("Spara", summary="Medlemskapet bör ses över. Avgiften är 90 000 kronor om året.")
    story.press("handlaggare", "Lämna för granskning")
    story.press("chef", "Godkänn tjänsteskrivelsen")
    assert (story.stands(), amount(story.app, ReportVersion)) == ("ready", 2)


def _the_committee_defers_and_then_decides_with_a_text_of_its_own(story: Story) -> None:
    first = story.sit("2", "2031-01-14")
    assert "Fört till protokollet som § 1." in story.record("Bordlägg")
    assert (story.stands(), story.post()) == ("ready", [])
    second = story.sit("2", "2031-02-11")
    assert first != second
    given = {"approve_changed__text": COMMITTEES, "approve_changed__owner": "Socialchef"}
    page = story.record("Besluta med ändrad text", **given, approve_changed__due="2031-09-30")
    assert "Beslutet är fattat som § 2. 2 mottagare får det nu." in page
    assert ("Ändringar mot förslaget" in page, story.stands()) == (True, "decided")
    subject = f"Beslut § 2/2031: Översyn av medlemskapet ({story.number})"
    assert story.post() == [("revisor@demo.example", subject), ("socialchef@demo.example", subject)]
    assert COMMITTEES in story.letter()
    task = one(story.app, Assignment)
    assert (task.text, task.owner, task.due.isoformat(), task.status) == (
        COMMITTEES,
        "Socialchef",
        "2031-09-30",
        "open",
    )


def _the_assignment_rests_and_is_reported_back(story: Story) -> None:
    page = story.press("handlaggare", "Låt ärendet vila", note="Förbundet väntar på regionen.", until="2031-05-02")
    assert ("Förbundet väntar på regionen." in page, "2 maj 2031" in page, story.stands()) == (True, True, "paused")
    story.press("handlaggare", "Ta upp ärendet igen")
    assert story.stands() == "decided"
    story.press("handlaggare", "Återrapportera uppdraget")
    assert (story.stands(), one(story.app, Assignment).status) == ("reporting", "reported")
    officer = story.people["handlaggare"]
    lacking = "Återrapporten saknar en konsekvensanalys. Lägg till den som ett avsnitt under Redigera."
    assert lacking in story.at_the_case("handlaggare").page.text  # type: ignore[union-attr]
    officer.open(f"{story.case}/tjansteskrivelse")
    assessed = {"sections-1-heading": "Konsekvenser", "sections-1-text": "Färre avgifter, längre resor."}
    officer.press("Spara", **{"proposal-0": RESULT, "proposal-0-body": "Kommunstyrelsen"}, **assessed)
    story.press("handlaggare", "Lämna för granskning")
    assert story.case in story.people["chef"].open("/").text, "the report does not stand on the manager's desk"
    story.press("chef", "Godkänn tjänsteskrivelsen")
    assert (story.stands(), amount(story.app, ReportVersion)) == ("result_ready", 3)
    assert story.case in story.people["sekreterare"].open("/").text, "the case does not stand on the secretary's desk"


def _the_committee_prepares_and_the_board_decides(story: Story) -> None:
    story.sit("2", "2031-09-09")
    page = story.record("Föreslå med ändrad text", approve_changed__text=PREPARED)
    assert "Fört till protokollet som § 3." in page
    assert (story.stands(), story.post()) == ("result_ready", [])
    story.sit("1", "2031-10-07")
    chair = story.people["ordforande"]
    before = chair.open(f"/sammantraden/arende/{rows(story.app, AgendaItem)[-1].id}").text
    assert [words in before for words in ("Ändringar mot förslaget", "<h3>KSAU § 3/2031</h3>")] == [True, True]
    assert [text in before for text in (PREPARED, RESULT)] == [True, True]
    page = story.record("Besluta enligt förslaget")
    assert "Beslutet är fattat som § 1. 2 mottagare får det nu." in page  # the board counts for itself
    struck, added = re.findall(r"<del>(.*?)</del>", page), re.findall(r"<ins>(.*?)</ins>", page)
    assert ("södra" in " ".join(struck), "södra" in " ".join(added)) == (False, True)
    subject = f"Beslut § 1/2031: Översyn av medlemskapet ({story.number})"
    assert story.post() == [("revisor@demo.example", subject), ("socialchef@demo.example", subject)]
    assert PREPARED in story.letter()
    bodies = {row.id: row.short_name for row in rows(story.app, Body)}
    assert [
        (bodies[row.body_id], row.paragraph, row.outcome, row.points, row.serving) for row in rows(story.app, Decision)
    ] == [
        ("KSAU", 1, "defer", ["Ärendet bordläggs till ett kommande sammanträde."], 5),
        ("KSAU", 2, "approve_changed", [COMMITTEES], 5),
        ("KSAU", 3, "approve_changed", [PREPARED], 5),
        ("KS", 1, "approve", [PREPARED], 5),
    ]
    assert [(bodies[row.body_id], row.role) for row in rows(story.app, Consultation)] == [
        ("KSAU", "deciding"),
        ("KSAU", "deciding"),
        ("KSAU", "preparing"),
        ("KS", "deciding"),
    ]
    assert (story.stands(), amount(story.app, MinutesExtract)) == ("implementing", 2)


def _the_case_is_closed_and_its_history_tells_all(story: Story) -> None:
    page = story.press("handlaggare", "Avsluta ärendet", note="Förbundet har svarat.")
    assert ("Ärendet är avslutat." in page, story.stands()) == (True, "closed")
    assert told(page) == HISTORY[:-1]
    assert {row.state for row in rows(story.app, Delivery)} == {"sent"}
    story.audit_holds()


def _a_reason_opens_it_again(story: Story) -> None:
    registrar = story.at_the_case("registrator")
    assert registrar.press("Öppna ärendet igen", note=" ").status_code == 422
    assert story.stands() == "closed"
    page = story.press("registrator", "Öppna ärendet igen", note="Regionen har ändrat sig.")
    assert (told(page), "Regionen har ändrat sig." in page, story.stands()) == (HISTORY, True, "draft")
    desk = story.people["handlaggare"].open("/").text
    assert ("Registratorn öppnade ärendet igen." in desk, story.case in desk) == (True, True)
    story.audit_holds()
