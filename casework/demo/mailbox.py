"""The demo's mailbox: a real SMTP server on loopback that keeps what it gets as files.

Runs as `python -m casework.demo.mailbox --port P --folder F`.
"""

import argparse
import hashlib
import os
import signal
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any


class _Keep:
    """aiosmtpd's handler: one file a message, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        name = f"{time.time_ns():020d}"
        part = self.folder / f"{name}.part"
        head = "".join(f"X-Envelope-To: {address}\r\n" for address in envelope.rcpt_tos)
        part.write_bytes(head.encode() + envelope.content)
        part.rename(self.folder / f"{name}.eml")
        return "250 mottaget"


def messages(folder: Path) -> list[tuple[str, EmailMessage]]:
    """What has come, the newest first: (name, message)."""
    found = sorted(folder.glob("*.eml"), reverse=True) if folder.is_dir() else []
    return [(path.stem, _parsed(path)) for path in found]


def message(folder: Path, name: str) -> EmailMessage | None:
    """One message by its name."""
    path = folder / f"{name}.eml"
    return _parsed(path) if name.isdecimal() and path.is_file() else None


def described(mail: EmailMessage) -> dict[str, Any]:
    """The message as /demo/mailbox.json shows it (contracts.md)."""
    body = mail.get_body(preferencelist=("plain",))
    return {
        "to": str(mail["To"]),
        "subject": str(mail["Subject"]),
        "message_id": str(mail["Message-ID"]),
        "text": body.get_content() if body else "",
        "attachments": [
            {"name": part.get_filename(), "sha256": hashlib.sha256(part.get_content()).hexdigest()}
            for part in mail.iter_attachments()
        ],
    }


def _parsed(path: Path) -> EmailMessage:
    parsed = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)  # what policy.default makes
    return parsed


def main() -> None:
    """Receive mail until stopped, or until the process that started it is gone."""
    from aiosmtpd.controller import Controller

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(_Keep(arguments.folder), hostname="127.0.0.1", port=arguments.port)
    controller.start()
    stop, parent = threading.Event(), os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(1.0) and os.getppid() == parent:
        pass
    controller.stop()


if __name__ == "__main__":
    main()
