"""The whole path in real browsers: from a dropped file to the decision in the recipients' mail."""

import hashlib
import io
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import People, sees_all_received
from tests.support.smtp import SmtpServer

pytestmark = pytest.mark.browser

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


@pytest.fixture(params=[OWN, FROM_SEED], ids=["own-report", "seed-000"])
def story(request: pytest.FixtureRequest) -> Story:
    chosen: Story = request.param
    if not chosen.file.exists():
        pytest.skip("the folder shared/seeds is not beside this clone")
    return chosen


def drop_file(page: Page, file: Path) -> None:
    """Drop the file on the zone, as a hand with a mouse does."""
    expect(page.locator("[data-drop-hint]")).to_be_visible()  # the zone takes files once its script has run
    transfer = page.evaluate_handle(
        """([name, text]) => { const t = new DataTransfer();
           t.items.add(new File([text], name, {type: "text/plain"})); return t; }""",
        [file.name, file.read_text()],
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": transfer})


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_dropped_report_becomes_a_decision_in_the_recipients_mail(
    people: People, smtp_server: SmtpServer, story: Story
) -> None:
    # The officer drops the report, sees its fields, and saves the case.
    officer = people.at_their_desk("handlaggare")
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
    case_url = officer.url

    # A recipient whom nobody knows stops the submission, by name; the officer adds his address.
    if story.unknown:
        expect(officer.get_by_text("Mottagaren Räddningschef saknar adress.")).to_be_visible()
        officer.get_by_role("link", name="Redigera").click()
        officer.locator("[name=recipients-2-address]").fill(story.unknown["Räddningschef"])
        officer.get_by_role("button", name="Spara", exact=True).click()
    officer.get_by_role("button", name="Lämna för granskning").click()
    expect(officer.get_by_text("Ärendet väntar på chefen.")).to_be_visible()

    # The manager finds it on the desk, sends it back with a reason, and approves what comes again.
    manager = people.at_their_desk("chef")
    manager.get_by_role("link", name=story.title).click()
    manager.locator("summary", has_text="Skicka tillbaka").click()
    manager.get_by_label("Skäl").fill("Läs igenom förslaget en gång till.")
    manager.get_by_role("button", name="Skicka tillbaka").click()
    officer.goto("/")
    expect(officer.get_by_text("”Läs igenom förslaget en gång till.”")).to_be_visible()
    officer.goto(case_url)
    officer.get_by_role("button", name="Lämna för granskning").click()
    manager.goto(case_url)
    manager.get_by_role("button", name="Godkänn tjänsteskrivelsen").click()
    expect(manager.get_by_text("Ärendet väntar på sekreteraren.")).to_be_visible()

    # The secretary plans a meeting, puts the case on its agenda and calls the roll, two short of a quorum.
    secretary = people.at_their_desk("sekreterare")
    secretary.goto("/sammantraden/nytt")
    secretary.get_by_label("Organ").select_option(label="Kommunstyrelsens arbetsutskott")
    secretary.get_by_label("Dag").fill(secretary.evaluate("new Date().toLocaleDateString('sv-SE')"))
    secretary.get_by_label("Tid").fill("08:30")
    secretary.get_by_label("Plats").fill("Lilla sessionssalen")
    secretary.get_by_role("button", name="Spara sammanträdet").click()
    meeting_url = secretary.url
    secretary.get_by_role("button", name="Sätt upp på föredragningslistan").click()
    rows = secretary.get_by_role("group")
    rows.filter(has_text="Ordföranden (S)").first.get_by_text("Närvarande").click()
    secretary.get_by_role("button", name="Spara uppropet").click()

    # A member reads the papers; the chair sees why nothing can be decided yet.
    member = people.at_their_desk("ledamot")
    member.goto(meeting_url)
    member.get_by_role("link", name=story.title).click()
    expect(member.get_by_role("heading", name="Sammanfattning av ärendet")).to_be_visible()
    expect(member.get_by_role("button", name="Besluta enligt förslaget")).to_have_count(0)
    chair = people.at_their_desk("ordforande")
    chair.get_by_role("link", name=story.title).click()
    expect(chair.get_by_text("Organet är inte beslutsfört: 1 av 5 tjänstgör och minst 3 krävs.")).to_be_visible()
    for name in ("Ledamoten (C)", "Andra ledamoten (S)"):
        rows.filter(has_text=name).first.get_by_text("Närvarande").click()
    secretary.get_by_role("button", name="Spara uppropet").click()
    expect(secretary.get_by_text("3 av 5 tjänstgör, beslutsfört")).to_be_visible()

    # The chair decides; owner and day of the assignment are asked for, since the report names neither.
    chair.reload()
    chair.get_by_role("button", name="Besluta enligt förslaget").click()
    expect(chair.get_by_role("alert").first).to_be_visible()
    chair.locator("#approve-owner").fill("Chef arbetsmarknadsenheten")
    chair.locator("#approve-due").fill("2031-06-30")
    chair.get_by_role("button", name="Besluta enligt förslaget").click()
    count = len(story.recipients) + len(story.unknown)
    expect(chair.get_by_text(f"Beslutet är fattat som § 1. {count} mottagare får det nu.")).to_be_visible()

    # Every recipient has the decision in his mail, with the extract as PDF.
    addresses = story.recipients | story.unknown
    mails = smtp_server.wait_for(count, seconds=30)
    assert sorted(mail.envelope_to[0] for mail in mails) == sorted(addresses.values())
    assert len({mail.message["Message-ID"] for mail in mails}) == count
    for mail in mails:
        judge_mail(mail.message, story)

    # The officer sees it done.
    officer.goto(case_url)
    sees_all_received(officer, count)
    expect(officer.get_by_text("Ordföranden förde in beslutet enligt förslaget.")).to_be_visible()
    assert len(smtp_server.messages) == count


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
