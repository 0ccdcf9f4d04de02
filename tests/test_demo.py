"""The demo as it is run: played at the first start, whole after a stop and a second start, never on a real database."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from casework.database import db, write
from casework.people.models import Authority
from casework.settings import Settings
from tests.conftest import on
from tests.test_cli import casework, one_line

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def running(folder: Path, port: int) -> Iterator[tuple[str, str]]:
    """`casework demo --serve` until Ctrl-C: what it said, and the address that it gave."""
    command = [sys.executable, "-m", "casework", "demo", "--serve", "--port", str(port)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CASEWORK_")}
    environment = clean | {"CASEWORK_DATA_DIR": str(folder), "CASEWORK_PASSWORD_COST": "test"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl+C" in line:
            break
    url = re.search(r"http://\S+", said)
    assert url is not None, said + process.communicate()[1]
    try:
        yield said, url[0]
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert "Traceback" not in errors
        assert process.returncode in {0, 1, -signal.SIGINT, 130}


def mailbox(url: str) -> list[dict[str, object]]:
    """What the recipients have, with the extracts, of the three played decisions: four letters, two and two."""
    found: list[dict[str, object]]
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"{url}/demo/mailbox.json") as response:
                found = [letter for letter in json.load(response) if letter["attachments"]]  # no notices to officers
        except OSError:
            found = []
        if len(found) >= 8:
            return found
        time.sleep(0.2)
    pytest.fail("the decision's mail did not come")


def test_demo_shows_the_main_job_done_and_survives_a_restart(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        with running(tmp_path, port) as (said, url):
            assert f"Port {port} var upptagen." in said
            assert f":{port}" not in url
            first = mailbox(url)
            assert len(first) == 8
            assert str(first[-1]["subject"]).startswith("Beslut § 1/")
            assert str(first[0]["subject"]).startswith("Beslut på delegation D 1/")
            assert len(str(first[0]["attachments"][0]["sha256"])) == 64  # type: ignore[index]
    password = re.findall(r"konton: (\S+)", said)
    with running(tmp_path, port) as (again, url):
        assert re.findall(r"konton: (\S+)", again) == password
        assert mailbox(url) == first


def test_demo_leaves_a_case_for_each_roles_next_click(tmp_path: Path) -> None:
    environment = {"CASEWORK_DATA_DIR": str(tmp_path), "CASEWORK_PASSWORD_COST": "test"}
    result = casework("demo", **environment)
    assert result.returncode == 0, result.stderr
    from casework import create_app
    from casework.cases.models import Case
    from tests.conftest import close, make_settings

    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'casework.sqlite3'}"))
    with app.app_context():
        states = [row.state for row in db.session.query(Case).order_by(Case.id)]
    close(app)
    assert states == ["decided", "draft", "review", "ready", "on_agenda", "waiting", "decided", "ready"]


def test_demo_refuses_a_database_that_holds_something_else(settings: Settings, app: Flask) -> None:
    with app.app_context(), write():
        db.session.add(Authority(name="En riktig kommun", short_name="RK"))
    result = casework("demo", **on(settings))
    assert result.returncode == 1
    assert "annat än demot" in one_line(result.stderr)
