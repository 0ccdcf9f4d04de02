"""A summons in real browsers: looked through and sent, answered by a member, and all its papers in one file."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from casework.summons.models import Summons, SummonsAnswer
from tests.factories import make_cases, make_meeting
from tests.journeys.conftest import ON_SQLITE, People, violations
from tests.observing import amount, one

pytestmark = pytest.mark.browser

PAPERS = [("Underlag.txt", b"Ett underlag."), ("Förteckning över åtgärder.txt", b"Fler.")]
WIDTHS = (1440, 768, 390)


@pytest.fixture
def meeting(app: Flask) -> int:
    """A meeting in a fortnight with two cases on its agenda."""
    meeting = make_meeting(app, days=14)
    make_cases(app, ["on_agenda"], meeting=meeting, attachments=PAPERS, title="Översyn av medlemskapet")
    make_cases(app, ["on_agenda"], meeting=meeting, title="Lokaler för skolan")
    return meeting


def at_the_summons(people: People, name: str, meeting: int) -> Page:
    """The person at the page of the summons."""
    page = people.at_their_desk(name)
    page.goto(f"/sammantraden/{meeting}/kallelse")
    return page


@ON_SQLITE
def test_a_summons_is_sent_answered_and_read_without_a_connection(
    app: Flask, people: People, meeting: int, tmp_path: Path
) -> None:
    secretary = at_the_summons(people, "sekreterare", meeting)
    secretary.get_by_role("link", name="Förhandsgranska kallelsen").click()
    assert violations(secretary, "the preview", WIDTHS) == {}
    secretary.get_by_role("button", name="Skicka kallelsen till 2").dblclick()
    expect(secretary.get_by_text("Kallelsen är skickad.")).to_be_visible()
    assert amount(app, Summons) == 1

    member = people.at_their_desk("ledamot")
    member.get_by_role("region", name="Kallelser").get_by_role("link").click()
    with member.expect_download() as downloading:  # the worker makes it, and the page then shows the link by itself
        member.get_by_role("link", name="Ladda ned alla handlingar (PDF)").click()
    downloading.value.save_as(tmp_path / "packet.pdf")
    reader = PdfReader(tmp_path / "packet.pdf")
    assert [row.title for row in reader.outline if not isinstance(row, list)] == [
        "Kallelse",
        "1. Översyn av medlemskapet",
        "2. Lokaler för skolan",
    ]
    member.get_by_label("Skäl eller hälsning till sekreteraren").fill("Sjuk")
    member.get_by_role("button", name="Jag kommer inte").click()
    expect(member.get_by_text("Du har svarat: kommer inte")).to_be_visible()
    assert one(app, SummonsAnswer).reason == "Sjuk"
    assert violations(member, "the summons of a member", WIDTHS) == {}

    secretary.reload()
    expect(secretary.get_by_text("Första ersättaren är inkallad i stället")).to_be_visible()
    assert violations(secretary, "the summons of its sender", WIDTHS) == {}
    secretary.goto(f"/sammantraden/{meeting}")
    assert violations(secretary, "the meeting", WIDTHS) == {}
