"""The product as it is run: `casework serve` and `casework worker`, each in a process of its own.

The processes begin with the modules loaded, so that no test waits for that; test_cli and test_demo begin without.
"""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from tests.support.processes import command, move_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from multiprocessing.process import BaseProcess
    from pathlib import Path

START_SECONDS = 60
SECRET = "s" * 40


@contextmanager
def served(folder: Path, database_url: str, smtp_url: str = "", *, later: timedelta | None = None) -> Iterator[str]:
    """Serve that database until the block ends, and give the address. What is said is in folder/served.log.

    `later`: so much later it is for the server and its worker than for everybody else.
    """
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
    log = folder / ("served-later.log" if later else "served.log")
    before = partial(move_clock, later) if later else None
    serve = command(environment, log, "serve", "--no-worker", "--port", str(port), before=before)
    with command(environment, log, "worker", before=before), serve as process:
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
