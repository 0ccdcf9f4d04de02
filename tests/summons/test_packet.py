"""All papers of a summons in one PDF, made by the worker."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import update

from casework import clock
from casework.cases.models import ReportVersion
from casework.database import db, write
from casework.summons import packets
from casework.summons.models import Packet
from tests.conftest import Visitors
from tests.factories import make_neighbour
from tests.observing import one
from tests.summons.conftest import Seeded, make_packets, send
from tests.support.pages import Visitor


@pytest.fixture
def sent(secretary: Visitor, seeded: Seeded) -> Seeded:
    """The summons is sent; its packet waits for the worker."""
    send(secretary, seeded)
    return seeded


def bookmarks(outline: list[Any], reader: PdfReader, depth: int = 0) -> list[tuple[int, str, int]]:
    """(depth, title, page from 0) of every bookmark, in order."""
    found: list[tuple[int, str, int]] = []
    for row in outline:
        if isinstance(row, list):
            found += bookmarks(row, reader, depth + 1)
        else:
            found.append((depth, row.title, reader.get_destination_page_number(row)))
    return found


def test_the_packet_holds_every_paper_under_its_bookmark(app: Flask, sent: Seeded, visitors: Visitors) -> None:
    member = visitors["ledamot"]
    page = member.open(sent.url).text
    assert "Handlingarna sätts samman: 0 av 5 är klara." in page
    assert '<progress id="packet"' in page
    assert member.open(f"{sent.url}/1/handlingar.pdf").status_code == 404
    assert make_packets(app) == 1
    assert member.client.get(f"{sent.url}/1/framsteg.json").json["state"] == "done"
    assert "Ladda ned alla handlingar (PDF)" in member.open(sent.url).text
    answer = member.client.get(f"{sent.url}/1/handlingar.pdf")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Handlingar KSAU 20')
    reader = PdfReader(io.BytesIO(answer.data))
    assert bookmarks(reader.outline, reader) == [
        (0, "Kallelse", 0),
        (0, "1. Översyn av medlemskapet", 1),
        (1, "Tjänsteskrivelse", 1),
        (1, "Underlag å.txt", 2),
        (1, "Karta.pdf", 3),
        (0, "2. Lokaler för skolan", 4),
        (1, "Tjänsteskrivelse", 4),
    ]
    assert reader.page_labels == ["K:1", "1:1", "1:2", "1:3", "2:1"]
    text = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert "Förvaltningen får i uppdrag att se över medlemskapet." in text[1]
    assert "Underlag å.txt Filen är av typen text och kan inte sättas in här." in text[2]
    assert "Filen är skadad eller skyddad med lösenord" in text[3]
    assert make_packets(app) == 0


def test_the_packet_is_of_the_frozen_version(app: Flask, sent: Seeded, visitors: Visitors) -> None:
    with app.app_context(), write():
        old = db.session.query(ReportVersion).filter_by(case_id=sent.cases[1]).one()
        content = {**old.content, "summary": "En helt ny sammanfattning."}
        db.session.add(
            ReportVersion(
                case_id=old.case_id, number=2, content=content, content_hash="f" * 64, author_id=1, saved_at=clock.now()
            )
        )
    assert "Ändrat: 2. Lokaler för skolan: ny text i tjänsteskrivelsen" in visitors["ledamot"].open(sent.url).text
    make_packets(app)
    text = PdfReader(io.BytesIO(visitors["ledamot"].client.get(f"{sent.url}/1/handlingar.pdf").data)).pages[-1]
    assert "helt ny" not in text.extract_text()


def test_a_worker_that_dies_leaves_the_packet_to_the_next(
    app: Flask, sent: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    def killed(*_arguments: object) -> bytes:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(packets, "bind", killed)
        with pytest.raises(KilledError):
            make_packets(app)
    packet = one(app, Packet)
    assert (packet.state, packet.done, packet.attempts) == ("making", 5, 1)
    assert make_packets(app) == 0
    with time_machine.travel(clock.now() + packets.LEASE + timedelta(seconds=1), tick=True):
        assert make_packets(app) == 1
    packet = one(app, Packet)
    assert (packet.state, packet.done, packet.attempts, packet.sha256 is not None) == ("done", 5, 2, True)


def test_a_worker_whose_lease_ran_out_leaves_the_packet_alone(
    app: Flask, sent: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = packets.bind

    def slow(*arguments: Any) -> bytes:
        with write():
            db.session.execute(update(Packet).values(lease_token="another"))
        return real(*arguments)

    monkeypatch.setattr(packets, "bind", slow)
    make_packets(app)
    packet = one(app, Packet)
    assert (packet.state, packet.lease_token, packet.sha256) == ("making", "another", None)


def test_what_cannot_be_made_is_tried_again_and_then_told(
    app: Flask, sent: Seeded, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> bytes:
        raise OSError("no room on the disk")

    with monkeypatch.context() as patched:
        patched.setattr(packets, "bind", broken)
        for attempt in range(packets.MOST_ATTEMPTS):
            with time_machine.travel(clock.now() + timedelta(hours=attempt), tick=True):
                assert make_packets(app) == 1
    assert one(app, Packet).state == "failed"
    assert "Handlingarna kunde inte sättas samman" in visitors["ledamot"].open(sent.url).text
    secretary = visitors["sekreterare"]
    secretary.open(sent.url)
    secretary.press("Sätt samman handlingarna igen")
    assert make_packets(app) == 1
    assert one(app, Packet).state == "done"


def test_a_frozen_attachment_is_shown_as_it_was(sent: Seeded, visitors: Visitors) -> None:
    member = visitors["ledamot"]
    found = re.search(rf'href="({sent.url}/1/handlingar/\d+/\d+)"', member.open(sent.url).text)
    assert found is not None
    answer = member.client.get(found[1])
    assert (answer.status_code, answer.data) == (200, b"Ett underlag.")
    assert member.client.get(f"{sent.url}/1/handlingar/1/999").status_code == 404
    assert member.client.get(f"{sent.url}/9/kallelse.pdf").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "/1", "/1/kallelse.pdf", "/1/sammantrade.ics", "/1/handlingar.pdf", "/1/framsteg.json"]
)
def test_to_others_there_is_no_summons(app: Flask, sent: Seeded, visitors: Visitors, path: str) -> None:
    make_neighbour(app)
    assert visitors["granne-sekreterare"].client.get(sent.url + path).status_code == 404
    assert visitors["handlaggare"].client.get(sent.url + path).status_code == 403
