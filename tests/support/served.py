"""The product as it is run: `casework serve` with its embedded worker, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START_SECONDS = 60


@contextmanager
def served(folder: Path, database_url: str, smtp_url: str = "", *arguments: str) -> Iterator[str]:
    """Serve that database until the block ends, and give the address. The server's output is in folder/served.log."""
    port = free_port()
    environment = {
        **os.environ,
        "CASEWORK_SECRET_KEY": "s" * 40,
        "CASEWORK_DATA_DIR": str(folder),
        "CASEWORK_DATABASE_URL": database_url,
        "CASEWORK_SMTP_URL": smtp_url,
        "CASEWORK_BASE_URL": f"http://127.0.0.1:{port}",
        "CASEWORK_MAIL_FROM": "Ekedals kommun <arende@demo.example>",
        "CASEWORK_PASSWORD_COST": "test",
    }
    command = [sys.executable, "-m", "casework", "serve", "--port", str(port), *arguments]
    log = folder / "served.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait(process, f"http://127.0.0.1:{port}/logga-in", log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    """A port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    message = f"the server did not start:\n{log.read_text()}"
    raise RuntimeError(message)
