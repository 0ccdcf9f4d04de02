"""The review of a membership in real browsers: from a dropped file to the closed case, with both decisions in the mail.

The committee decides that a review is made; it is reported back with its consequences, the committee prepares with a
text of its own, and the executive committee decides as it proposed.
"""

import hashlib
import io
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import ON_POSTGRESQL, People, sees_all_received
from tests.journeys.screens import Screens, drop_file
from tests.support.smtp import SmtpServer

pytestmark = [pytest.mark.browser, ON_POSTGRESQL]

HERE = Path(__file__).resolve().parent
SEED = HERE.parents[2] / "shared" / "seeds" / "000_948d46e85d42b5ed.txt"


@dataclass(frozen=True)
class Story:
    """A report as a file, and what must come out of it."""

    file: Path
    title: str
    point: str
    recipients: dict[str, str]
    unknown: dict[str, str]
    officer: str

    @property
    def addresses(self) -> dict[str, str]:
        """Every recipient, with the one that the officer added."""
        return self.recipients | self.unknown


OWN = Story(
    HERE / "reports" / "oversyn.txt",
    "Översyn av kommunens deltagande i den gemensamma beredskapsorganisationen",
    "Kommunstyrelsens arbetsutskott föreslås ge förvaltningen i uppdrag att se över deltagandet i "
    "beredskapsorganisationen.",
    {"Kommundirektör": "kommundirektor@demo.example", "Ekonomichef": "ekonomichef@demo.example"},
    {"Räddningschef": "raddningschef@demo.example"},
    "Kim Holm, Säkerhetssamordnare",
)
FROM_SEED = Story(
    SEED,
    "Beslut om översyn angående tillhörighet och medlemskap i Samordningsförbundet",
    "Kommunstyrelsens arbetsutskott förslås uppdra åt förvaltningen",
    {
        "Kanslichef Samordningsförbundet Södra Vätterbygden": "kansli@forbundet.example",
        "Socialchef": "socialchef@demo.example",
        "Chef arbetsmarknadsenheten": "arbetsmarknad@demo.example",
        "Kommundirektör": "kommundirektor@demo.example",
    },
    {},
    "Jenny Andersson, Chef arbetsmarknadsenheten",
)


@pytest.fixture(params=[OWN, pytest.param(FROM_SEED, marks=pytest.mark.long)], ids=["own-report", "seed-000"])
def story(request: pytest.FixtureRequest) -> Story:
    chosen: Story = request.param
    if not chosen.file.exists():
        pytest.skip("the folder shared/seeds is not beside this clone")
    return chosen


RESULT = "Kommunen begär att få lämna organisationen vid årsskiftet."
PREPARED = "Kommunen begär att få lämna organisationen vid årsskiftet och att få bli medlem i den södra."
COMMITTEE, BOARD = "Kommunstyrelsens arbetsutskott", "Kommunstyrelsen"
HISTORY = [
    "Handläggaren skapade ärendet.",
    "Handläggaren lämnade tjänsteskrivelsen för granskning.",
    "Chefen skickade tillbaka tjänsteskrivelsen.",
    "Handläggaren lämnade tjänsteskrivelsen för granskning.",
    "Chefen godkände tjänsteskrivelsen.",
    "Sekreteraren satte upp ärendet på föredragningslistan.",
    "Ordföranden förde in beslutet enligt förslaget.",
    "Handläggaren började återrapportera uppdraget.",
    "Handläggaren lämnade återrapporten för granskning.",
    "Chefen godkände tjänsteskrivelsen.",
    "Sekreteraren satte upp ärendet på föredragningslistan för beredning.",
    "Ordföranden förde in organets förslag med ändrad text.",
    "Sekreteraren satte upp ärendet på föredragningslistan.",
    "Ordföranden förde in beslutet enligt förslaget.",
    "Handläggaren avslutade ärendet.",
]


def test_a_membership_is_reviewed_from_a_dropped_file_to_the_closed_case(
    people: People, smtp_server: SmtpServer, story: Story
) -> None:
    year = Screens(people, smtp_server, story.title)
    _the_officer_drops_the_report_and_submits_it(year, story)
    _the_manager_returns_it_once_and_approves(year)
    meeting = year.sit(COMMITTEE, ["Ordföranden (S)"])
    _a_member_reads_the_papers(year, meeting)
    _the_chair_decides_once_there_is_a_quorum(year, story)
    _every_recipient_has_the_decision_in_his_mail(year, story)
    _the_assignment_is_reported_back_with_its_consequences(year)
    _the_committee_prepares_with_a_text_of_its_own(year)
    _the_board_decides_as_the_committee_proposed(year, story)
    _the_case_is_closed_and_its_history_tells_all(year)


def _the_officer_drops_the_report_and_submits_it(year: Screens, story: Story) -> None:
    """She sees the fields that were read. A recipient whom nobody knows stops her until she adds his address."""
    officer = year["handlaggare"]
    officer.get_by_role("link", name="Nytt ärende").click()
    drop_file(officer, story.file)
    officer.get_by_role("button", name="Läs filen").click()
    expect(officer.get_by_label("Rubrik", exact=True).first).to_have_value(story.title)
    expect(officer.locator("[name=proposal-0]")).to_have_value(beginning_with(story.point))
    expect(officer.get_by_text(f"Handläggare i filen: {story.officer}.")).to_be_visible()
    names = [field.input_value() for field in officer.locator("[name^=recipients-][name$=-name]").all()]
    assert names == [*story.recipients, *story.unknown]
    officer.get_by_label("Ärendetyp").select_option("membership_review")
    officer.get_by_role("button", name="Spara ärendet").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text(story.title)
    year.case = officer.url
    if story.unknown:
        expect(officer.get_by_text("Mottagaren Räddningschef saknar adress.")).to_be_visible()
        year.writes()
        officer.locator("[name=recipients-2-address]").fill(story.unknown["Räddningschef"])
        officer.get_by_role("button", name="Spara", exact=True).click()
    officer.get_by_role("button", name="Lämna för granskning").click()
    expect(officer.get_by_text("Ärendet väntar på chefen.")).to_be_visible()


def _the_manager_returns_it_once_and_approves(year: Screens) -> None:
    manager = year.finds_on_the_desk("chef")
    manager.locator("summary", has_text="Skicka tillbaka").click()
    manager.get_by_label("Skäl").fill("Läs igenom förslaget en gång till.")
    manager.get_by_role("button", name="Skicka tillbaka").click()
    officer = year["handlaggare"]
    officer.goto("/")
    expect(officer.get_by_text("”Läs igenom förslaget en gång till.”")).to_be_visible()
    year.at_the_case("handlaggare").get_by_role("button", name="Lämna för granskning").click()
    year.at_the_case("chef").get_by_role("button", name="Godkänn tjänsteskrivelsen").click()
    expect(manager.get_by_text("Ärendet väntar på sekreteraren.")).to_be_visible()


def _a_member_reads_the_papers(year: Screens, meeting: str) -> None:
    member = year["ledamot"]
    member.goto(meeting)
    member.get_by_role("link", name=year.title).click()
    expect(member.get_by_role("heading", name="Sammanfattning av ärendet")).to_be_visible()
    expect(member.get_by_role("button", name="Besluta enligt förslaget")).to_have_count(0)


def _the_chair_decides_once_there_is_a_quorum(year: Screens, story: Story) -> None:
    """Owner and day of the assignment are asked for, since the report names neither."""
    chair = year.finds_on_the_desk("ordforande")
    expect(chair.get_by_text("Organet är inte beslutsfört: 1 av 5 tjänstgör och minst 3 krävs.")).to_be_visible()
    year.call_roll(["Ledamoten (C)", "Andra ledamoten (S)"])
    expect(year["sekreterare"].get_by_text("3 av 5 tjänstgör, beslutsfört")).to_be_visible()
    chair.reload()
    chair.get_by_role("button", name="Besluta enligt förslaget").click()
    expect(chair.get_by_role("alert").first).to_be_visible()
    chair.locator("#approve-owner").fill("Chef arbetsmarknadsenheten")
    chair.locator("#approve-due").fill("2031-06-30")
    chair.get_by_role("button", name="Besluta enligt förslaget").click()
    told = f"Beslutet är fattat som § 1. {len(story.addresses)} mottagare får det nu."
    expect(chair.get_by_text(told)).to_be_visible()


def _every_recipient_has_the_decision_in_his_mail(year: Screens, story: Story) -> None:
    mails = year.mail.wait_for(len(story.addresses), seconds=30)
    assert sorted(mail.envelope_to[0] for mail in mails) == sorted(story.addresses.values())
    assert len({mail.message["Message-ID"] for mail in mails}) == len(mails)
    for mail in mails:
        judge_mail(mail.message, story)
    officer = year.at_the_case("handlaggare")
    sees_all_received(officer, len(mails))
    expect(officer.get_by_text("Ordföranden förde in beslutet enligt förslaget.")).to_be_visible()
    assert len(year.mail.messages) == len(mails)


def _the_assignment_is_reported_back_with_its_consequences(year: Screens) -> None:
    """The same case goes on with a new report. Without an impact assessment it cannot be submitted."""
    officer = year.at_the_case("handlaggare")
    officer.get_by_role("button", name="Återrapportera uppdraget").click()
    expect(officer.get_by_text("Återrapporten saknar en konsekvensanalys.").first).to_be_visible()
    year.writes()
    officer.get_by_role("group", name="Förslag till beslut").get_by_label("Beslutspunkt").first.fill(RESULT)
    officer.get_by_label("Beslutas av").first.select_option(label=BOARD)
    officer.get_by_role("button", name="Lägg till en rubrik").click()
    officer.locator("[name^=sections-][name$=-heading]").last.fill("Konsekvenser")
    officer.get_by_role("group", name="Avsnitt ").last.get_by_label("Text", exact=True).fill("Längre resor.")
    officer.get_by_role("button", name="Spara", exact=True).click()
    officer.get_by_role("button", name="Lämna för granskning").click()
    manager = year.finds_on_the_desk("chef")
    manager.get_by_role("button", name="Godkänn tjänsteskrivelsen").click()
    expect(manager.get_by_text("Ärendet väntar på sekreteraren.")).to_be_visible()


def _the_committee_prepares_with_a_text_of_its_own(year: Screens) -> None:
    sent = len(year.mail.messages)
    year.sit(COMMITTEE)
    chair = year.finds_on_the_desk("ordforande")
    chair.locator("summary", has_text="Föreslå med ändrad text").click()
    chair.locator("#approve_changed-text").fill(PREPARED)
    chair.get_by_role("button", name="Föreslå med ändrad text").click()
    expect(chair.get_by_text("Fört till protokollet som § 2.")).to_be_visible()
    assert len(year.mail.messages) == sent, "a proposal to another body is no decision that goes out"


def _the_board_decides_as_the_committee_proposed(year: Screens, story: Story) -> None:
    """The chair sees the committee's text beside the officer's; the recipients get the committee's."""
    sent = len(year.mail.messages)
    year.sit(BOARD)
    chair = year.finds_on_the_desk("ordforande")
    expect(chair.get_by_role("region", name="Ändringar mot förslaget")).to_contain_text("KSAU § 2/")
    expect(chair.get_by_role("region", name="Ändringar mot förslaget").locator("ins").last).to_be_visible()
    chair.get_by_role("button", name="Besluta enligt förslaget").click()
    expect(
        chair.get_by_text(f"Beslutet är fattat som § 1. {len(story.addresses)} mottagare får det nu.")
    ).to_be_visible()
    expect(chair.locator("ins", has_text="södra").first).to_be_visible()
    mails = year.mail.wait_for(sent + len(story.addresses), seconds=30)[sent:]
    assert sorted(mail.envelope_to[0] for mail in mails) == sorted(story.addresses.values())
    assert all(PREPARED in mail.text for mail in mails)
    sees_all_received(year.at_the_case("handlaggare"), 2 * len(mails))


def _the_case_is_closed_and_its_history_tells_all(year: Screens) -> None:
    officer = year["handlaggare"]
    officer.locator("summary", has_text="Avsluta ärendet").click()
    officer.get_by_label("Skäl").first.fill("Organisationen har svarat.")
    officer.get_by_role("button", name="Avsluta ärendet").click()
    expect(officer.get_by_text("Ärendet är avslutat.").first).to_be_visible()
    assert year.history("handlaggare") == HISTORY


def judge_mail(message: EmailMessage, story: Story) -> None:
    """The message in order: subject, both texts, and an attachment that holds the decision."""
    assert message["Subject"].startswith("Beslut § 1/")
    assert story.title in message["Subject"]
    assert "arende@demo.example" in message["From"]
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert story.point in " ".join(plain.get_content().split())
    assert "Chef arbetsmarknadsenheten" in plain.get_content()
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    assert str(attachment.get_filename()).startswith("Protokollsutdrag KSAU § 1-")
    content = attachment.get_content()
    assert len(hashlib.sha256(content).hexdigest()) == 64
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    for expected in (*story.recipients, "§ 1", "Kommunstyrelsens arbetsutskott", "30 juni 2031"):
        assert expected in text, expected


def beginning_with(text: str) -> re.Pattern[str]:
    """Match a value that begins with the text."""
    return re.compile("^" + re.escape(text))
