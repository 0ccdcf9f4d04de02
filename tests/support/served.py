"""The product as it is run: `casework serve` and `casework worker`, each in a process of its own.

The processes begin with the modules loaded, so that no test waits for that; test_cli and test_demo begin without.
"""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.support.processes import command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.process import BaseProcess
    from pathlib import Path

START_SECONDS = 60
SECRET = "s" * 40


@contextmanager
def served(folder: Path, database_url: str, smtp_url: str = "") -> Iterator[str]:
    """Serve that database until the block ends, and give the address. What is said is in folder/served.log."""
    port = free_port()
    environment = {
        "CASEWORK_SECRET_KEY": SECRET,
        "CASEWORK_DATA_DIR": str(folder),
        "CASEWORK_DATABASE_URL": database_url,
        "CASEWORK_SMTP_URL": smtp_url,
        "CASEWORK_BASE_URL": f"http://127.0.0.1:{port}",
        "CASEWORK_MAIL_FROM": "Ekedals kommun <arende@demo.example>",
        "CASEWORK_PASSWORD_COST": "test",
    }
    log = folder / "served.log"
    serve = command(environment, log, "serve", "--no-worker", "--port", str(port))
    with command(environment, log, "worker"), serve as process:
        _wait(process, f"http://127.0.0.1:{port}/logga-in", log)
        yield f"http://127.0.0.1:{port}"


def free_port() -> int:
    """A port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: BaseProcess, url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if not process.is_alive():
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    message = f"the server did not start:\n{log.read_text()}"
    raise RuntimeError(message)
