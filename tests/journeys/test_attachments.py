"""Files on their way: how far they have come, what is refused, and a connection that is lost."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from casework.cases.models import Attachment
from tests.conftest import PASSWORD
from tests.documents import document_files as files
from tests.factories import make_case
from tests.journeys.conftest import ON_SQLITE, People
from tests.observing import rows

pytestmark = [pytest.mark.browser, ON_SQLITE]


@pytest.fixture
def case(app: Flask) -> int:
    """A draft of the officer."""
    return make_case(app)


@pytest.fixture
def officer(people: People, case: int) -> Page:
    """Its officer, at its page."""
    page = people.at_their_desk("handlaggare")
    page.goto(f"/arenden/{case}")
    return page


def file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def choose(page: Page, *chosen: Any) -> None:
    page.get_by_label("Lägg till filer").set_input_files(list(chosen))
    page.get_by_role("button", name="Lägg till", exact=True).click()


def names(app: Flask) -> list[str]:
    return [row.name for row in rows(app, Attachment)]


def test_files_show_how_far_they_have_come_and_one_refused_stops_no_other(app: Flask, officer: Page) -> None:
    network = officer.context.new_cdp_session(officer)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 1_500_000}
    network.send("Network.emulateNetworkConditions", slow)
    officer.locator("summary", has_text="Återkalla ärendet").click()
    officer.get_by_label("Skäl").fill("Skrivet medan filerna skickas.")
    choose(officer, file("stor.txt", b"a" * 3_000_000), file("program.exe", b"MZ\0"), file("Förslag å.pdf", files.PDF))

    bar = officer.get_by_role("progressbar", name="stor.txt")
    expect(bar).to_be_visible()
    officer.wait_for_function(
        "() => { const b = document.querySelector('progress'); return b?.value > 5 && b.value < 100; }"
    )
    expect(officer.locator("[data-upload-told]")).to_have_text(re.compile("^Skickar stor.txt: \\d+ procent$"))
    expect(officer.get_by_role("link", name="Förslag å.pdf")).to_be_visible()
    expect(officer.get_by_role("link", name="stor.txt")).to_be_visible()
    refused = officer.locator("[data-upload-lines] li")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("Filen ”program.exe” kan inte tas emot: en bilaga ska vara PDF,")
    expect(officer.get_by_role("heading", name="Handlingar (2)")).to_be_visible()
    assert names(app) == ["stor.txt", "Förslag å.pdf"]

    # what was written beside it is still there, and its form has followed the version
    expect(officer.get_by_label("Skäl")).to_have_value("Skrivet medan filerna skickas.")
    officer.get_by_role("button", name="Återkalla ärendet").click()
    expect(officer.get_by_text("Ärendet är avslutat.")).to_be_visible()


def test_a_lost_connection_is_told_and_tried_again(app: Flask, officer: Page) -> None:
    officer.context.set_offline(True)
    choose(officer, file("a.pdf", files.PDF))
    expect(officer.locator("[data-upload-lines] li")).to_contain_text("Förbindelsen bröts innan a.pdf var framme.")
    assert names(app) == []
    officer.context.set_offline(False)
    officer.get_by_role("button", name="Försök igen").click()
    expect(officer.get_by_role("link", name="a.pdf")).to_be_visible()
    assert names(app) == ["a.pdf"]
    officer.locator("summary", has_text="Ta bort").click()
    officer.get_by_role("button", name="Ta bort filen").click()
    expect(officer.get_by_text("Filen ”a.pdf” är borttagen från handlingarna.")).to_be_visible()


def test_without_script_files_are_sent_by_the_form_and_a_refusal_is_a_page(
    app: Flask, people: People, case: int, tmp_path: Path
) -> None:
    page = people.new_context(base_url=people.url, java_script_enabled=False).new_page()
    page.goto(f"/arenden/{case}")
    page.get_by_label("E-postadress").fill("handlaggare@demo.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    choose(page, file("a.pdf", files.PDF), file("b.png", files.png()))
    expect(page.get_by_text("2 filer finns nu bland handlingarna.")).to_be_visible()
    choose(page, file("c.png", files.PDF))
    expect(page.get_by_role("alert")).to_contain_text("Filen ”c.png” har ändelsen .png")
    large = tmp_path / "stor.txt"
    large.write_bytes(b"a" * 64_000_000)
    choose(page, large)
    expect(page.get_by_role("heading", name="Filen är för stor")).to_be_visible()
    assert names(app) == ["a.pdf", "b.png"]
