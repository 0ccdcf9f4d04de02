"""What the worker needs for each message, beside a bare loop that hands the same messages to the same server."""

import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from sqlalchemy import select

from benchmarks import job
from benchmarks.ground import Ground, application, grounds, meeting_of
from benchmarks.inside import InsideClient
from benchmarks.servers import HOST
from benchmarks.tables import Table
from benchmarks.tokens import tokens_for
from casework.database import db
from casework.dispatch.models import Delivery
from casework.dispatch.sending import drain
from casework.register.operations import read_file

START_SECONDS = 30


def measure(database: str, folder: Path, *, jobs: int) -> Table:
    """The deliveries of so many jobs, by the worker's drain and by smtplib alone."""
    with grounds(database, ("dispatch",), folder) as places, _mail_server() as port:
        ground = places["dispatch"]
        with application(ground) as app:
            client = InsideClient(app, tokens_for(ground))
            for _ in range(jobs):
                job.play(client, meeting_of(ground))
            with app.app_context():
                letters = _letters()
        alone = _timed(lambda: _one_connection(port, letters))
        each = _timed(lambda: _a_connection_each(port, letters))
        worker = _timed(lambda: _drain(ground, port, len(letters)))
    table = Table(f"{len(letters)} deliveries on {database}", ("", "ms a message", "CPU ms", "loop : it"))
    for name, (wall, cpu) in (
        ("smtplib, one connection, messages made beforehand", alone),
        ("smtplib, a connection for each message", each),
        ("the worker: claim, commit, send, mark, commit", worker),
    ):
        table.add(name, wall / len(letters), cpu / len(letters), alone[0] / wall)
    return table


def _letters() -> list[tuple[str, str, bytes]]:
    """What waits, as (from, to, message) of the size that the worker sends."""
    made = []
    for row in db.session.scalars(select(Delivery).order_by(Delivery.id)):
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = "arende@demo.example", row.address, row.dispatch.subject
        message["Message-ID"] = row.message_id
        message.set_content(row.dispatch.text, cte="quoted-printable")
        message.add_alternative(row.dispatch.html, subtype="html", cte="quoted-printable")
        if row.dispatch.file_sha256:
            content = read_file(row.dispatch.file_sha256)
            message.add_attachment(content, maintype="application", subtype="pdf", filename="Protokollsutdrag.pdf")
        made.append(("arende@demo.example", row.address, message.as_bytes()))
    return made


def _one_connection(port: int, letters: list[tuple[str, str, bytes]]) -> None:
    with smtplib.SMTP(HOST, port, "localhost") as connection:
        for sender, recipient, content in letters:
            connection.sendmail(sender, recipient, content)


def _a_connection_each(port: int, letters: list[tuple[str, str, bytes]]) -> None:
    for letter in letters:
        _one_connection(port, [letter])


def _drain(ground: Ground, port: int, expected: int) -> None:
    with application(replace(ground, smtp_url=f"smtp://{HOST}:{port}")) as app, app.app_context():
        sent = drain(limit=expected + 1)
        if sent != expected:
            raise RuntimeError(f"the worker tried {sent} of {expected} deliveries")


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds by the clock and of this process's processor time."""
    began = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began[0]) * 1000, (time.process_time() - began[1]) * 1000


@contextmanager
def _mail_server() -> Iterator[int]:
    """A mail server in a process of its own that takes everything and keeps nothing; its port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    command = ["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"{HOST}:{port}"]
    process = subprocess.Popen([sys.executable, *command], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                smtplib.SMTP(HOST, port, "localhost").close()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                break
        yield port
    finally:
        process.terminate()
        process.wait()
