"""A program plays both kinds over the network: from the fields of a dropped file to the decision in the mail.

What `casework report read` says of the file is what the API is given; nothing is typed but what the file cannot know.
"""

import hashlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from casework import clock
from tests.api.caller import Caller
from tests.api.program import token_of
from tests.observing import decisions_among
from tests.support.smtp import ReceivedMail, SmtpServer

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parents[2] / "shared" / "seeds"
AMOUNTS = {"own_present": 121_000_00, "own_proposed": 145_000_00, "parties": ["Regionen", "Alvåsa kommun"]}
TASK = {"owner": "Chef arbetsmarknadsenheten", "due": "2044-06-30"}


@dataclass(frozen=True)
class Story:
    """A kind of ärende and a report as a file; whose addresses the directory lacks; the bodies on the way."""

    kind: str
    file: Path
    recipients: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ("KSAU",)
    fields: dict[str, Any] = field(default_factory=dict)
    ends: str = "decided"


STORIES = {
    "own review": Story(
        "membership_review",
        HERE / "reports" / "oversyn.txt",
        ("kommundirektor@demo.example", "ekonomichef@demo.example", "okand0@demo.example"),
        ("Räddningschef",),
    ),
    "own increase": Story(
        "budget_increase",
        HERE / "reports" / "bidrag.txt",
        ("kansli@samordning.example", "ekonomichef@demo.example"),
        bodies=("KSAU", "KS"),
        fields=AMOUNTS,
        ends="waiting",
    ),
    "seed 000": Story(
        "membership_review",
        SEEDS / "000_948d46e85d42b5ed.txt",
        (
            "kansli@forbundet.example",
            "socialchef@demo.example",
            "arbetsmarknad@demo.example",
            "kommundirektor@demo.example",
        ),
    ),
    "seed 001": Story(
        "budget_increase",
        SEEDS / "001_28acf0653f210416.txt",
        ("okand0@demo.example",),
        ("Samordningsförbundets förbundschef Peter Hedfors",),
        fields=AMOUNTS,
        ends="waiting",
    ),
}


@pytest.fixture(params=STORIES)
def story(request: pytest.FixtureRequest) -> Story:
    """One after the other; the seeds where they are."""
    chosen = STORIES[request.param]
    if not chosen.file.exists():
        pytest.skip("the folder shared/seeds is not beside this clone")
    return chosen


class Programs(dict[str, Caller]):
    """Whoever is asked for, at the served product."""

    def __init__(self, app: Flask, url: str) -> None:
        self.app, self.url = app, url

    def __missing__(self, name: str) -> Caller:
        caller = self[name] = Caller(self.url, token_of(self.app, name))
        return caller


def test_the_api_plays_a_matter_from_the_file_to_the_mail(
    app: Flask, server: str, smtp_server: SmtpServer, story: Story
) -> None:
    programs, report = Programs(app, server), _read(story.file)
    case = _the_case_is_made_once(programs, story, report)
    case = _recipients_whom_nobody_knows_get_an_address(programs, story, case)
    _it_is_submitted_and_approved(programs, case)
    for body in story.bodies:
        assert decisions_among(smtp_server.messages) == [], "nothing goes out before the decision"
        item = _a_meeting_handles_it(programs, case, body, story)
    mails = _wait_for_decisions(smtp_server, len(story.recipients))
    _the_mails_are_the_deliveries(programs, case, item, mails, story)
    _the_history_tells_of_it(programs, case, story)


def _read(file: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "casework", "report", "read", str(file), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parents[1])
    return {name: value for name, value in json.loads(done.stdout).items() if name != "found"}


def _the_case_is_made_once(programs: Programs, story: Story, report: dict[str, Any]) -> dict[str, Any]:
    """Sent twice under one key, as a program does whose line broke."""
    deciders = ["Kommunstyrelsen" if "KS" in story.bodies else None] * len(report["proposal"])
    day = (clock.today() + timedelta(days=60)).isoformat()
    fields = {**story.fields, "answer_day": day} if story.fields else {}
    sent = {
        "kind": story.kind,
        "title": report["title"],
        "body": "KSAU",
        "origin": "administration",
        "report": {**report, "proposal_bodies": deciders, "fields": fields},
    }
    made = [programs["handlaggare"].post("/cases", sent, Idempotency_Key="first") for _ in range(2)]
    assert made[0] == made[1]
    case: dict[str, Any] = programs["handlaggare"].get(f"/cases/{made[0]['id']}")
    assert case == made[0]
    assert len(programs["handlaggare"].get("/cases")["data"]) == 1
    for name in ("title", "proposal", "summary", "basis", "recipients", "recipients_deadline"):
        assert case["report"][name] == report[name], name
    assert [row["heading"] for row in case["report"]["sections"]] == [row["heading"] for row in report["sections"]]
    return case


def _recipients_whom_nobody_knows_get_an_address(
    programs: Programs, story: Story, case: dict[str, Any]
) -> dict[str, Any]:
    officer, path = programs["handlaggare"], f"/cases/{case['id']}"
    lost = [row["name"] for row in case["recipients"] if not row["address"]]
    assert lost == list(story.unknown)
    if not lost:
        return case
    status, refused = officer.call("POST", f"{path}/steps", {"step": "submit", "version": case["version"]})
    assert (status, refused["reasons"]) == (
        422,
        [f"Mottagaren {lost[0]} saknar adress. Lägg till den under Mottagare."],
    )
    addresses = {name: f"okand{number}@demo.example" for number, name in enumerate(lost)}
    rows = [{**row, "address": row["address"] or addresses[row["name"]]} for row in case["recipients"]]
    officer.put(f"{path}/recipients", rows)
    fresh: dict[str, Any] = officer.get(path)
    return fresh


def _it_is_submitted_and_approved(programs: Programs, case: dict[str, Any]) -> None:
    path = f"/cases/{case['id']}/steps"
    submitted = programs["handlaggare"].post(path, {"step": "submit", "version": case["version"]})
    allowed = [row["name"] for row in programs["chef"].get(path) if row["allowed"]]
    assert "approve_report" in allowed
    approved = programs["chef"].post(path, {"step": "approve_report", "version": submitted["version"]})
    assert approved["state"] == "ready"


def _a_meeting_handles_it(programs: Programs, case: dict[str, Any], short_name: str, story: Story) -> dict[str, Any]:
    """Nobody is there at first, and so nothing can be decided."""
    secretary, chair = programs["sekreterare"], programs["ordforande"]
    body = next(row for row in secretary.get("/bodies") if row["short_name"] == short_name)
    starts = (clock.now() + timedelta(days=5)).isoformat()
    meeting = secretary.post(f"/bodies/{body['id']}/meetings", {"starts_at": starts, "place": "Lilla salen"})
    item = secretary.post(f"/meetings/{meeting['id']}/items", {"case": case["id"]})
    outcome = {"outcome": "approve", "version": item["version"]}
    if story.kind == "membership_review":
        outcome |= TASK
    status, refused = chair.call("POST", f"/items/{item['id']}/outcome", outcome)
    assert (status, bool(refused["reasons"])) == (422, True)
    there = [
        {"person": seat["person"], "present": True} for seat in meeting["attendance"] if seat["role"] != "substitute"
    ]
    secretary.put(f"/meetings/{meeting['id']}/attendance", there)
    recorded: dict[str, Any] = chair.post(f"/items/{item['id']}/outcome", outcome)
    assert recorded["decision"]["points"] == case["report"]["proposal"]
    return recorded


def _wait_for_decisions(server: SmtpServer, count: int) -> list[ReceivedMail]:
    deadline = time.monotonic() + 60
    while len(found := decisions_among(server.messages)) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _the_mails_are_the_deliveries(
    programs: Programs, case: dict[str, Any], item: dict[str, Any], mails: list[ReceivedMail], story: Story
) -> None:
    deadline, sent = time.monotonic() + 60, []
    while time.monotonic() < deadline:
        sent = programs["handlaggare"].get(f"/cases/{case['id']}/deliveries")
        if {row["state"] for row in sent} == {"sent"}:
            break
        time.sleep(0.1)
    assert sorted(mail.envelope_to[0] for mail in mails) == sorted(story.recipients)
    by_id = {mail.message["Message-ID"]: mail for mail in mails}
    assert len(by_id) == len(mails) == len(sent)
    for row in sent:
        mail = by_id[row["message_id"]]
        (attachment,) = mail.message.iter_attachments()
        extract = hashlib.sha256(attachment.get_content()).hexdigest()
        assert extract == row["extract_sha256"] == item["decision"]["extract_sha256"]
        assert (mail.envelope_to, row["state"], row["attempts"]) == ((row["address"],), "sent", 1)
        assert row["sent_at"] is not None
        assert row["address"] in mail.message["To"]
        assert f"Beslut § {item['decision']['paragraph']}/" in mail.message["Subject"]
        assert case["title"] in mail.message["Subject"]
        assert "arende@demo.example" in mail.message["From"]
        assert all(" ".join(point.split()) in " ".join(mail.text.split()) for point in case["report"]["proposal"])


def _the_history_tells_of_it(programs: Programs, case: dict[str, Any], story: Story) -> None:
    path = f"/cases/{case['id']}"
    history = programs["chef"].get(f"{path}/history")
    assert [row["sentence"] for row in history][:3] == [
        "Handläggaren skapade ärendet.",
        "Handläggaren lämnade tjänsteskrivelsen för granskning.",
        "Chefen godkände tjänsteskrivelsen.",
    ]
    assert (history[-1]["actor"], history[-1]["to"]) == ("Ordföranden", story.ends)
    assert programs["chef"].get(path)["state"] == story.ends
