"""Work outside requests: a loop that drains what is due. The rows themselves are the truth and commit with their cause.

The first drain, for both databases; the scale issue runs the same tasks by an existing engine on PostgreSQL.
"""

import os
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from casework import clock
from casework.database import db
from casework.logs import log

PAUSE = 1.0


def run(app: Flask, drains: list[Callable[[], int]], *, once: bool = False, parent: int | None = None) -> None:
    """Drain until stopped by SIGTERM or SIGINT, or once. With `parent`, stop when that process is gone."""
    stop = threading.Event()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        worked = sum(_drain(app, drain) for drain in drains)
        if once and not worked:
            return
        if parent is not None and os.getppid() != parent:
            return
        if not worked:
            stop.wait(PAUSE)


def every(pause: timedelta, drain: Callable[[], int]) -> Callable[[], int]:
    """`drain`, and when it has found nothing, or failed, not again until `pause` has passed."""
    last: datetime | None = None

    def paced() -> int:
        nonlocal last
        now = clock.now()
        if last is not None and last <= now < last + pause:  # a clock that was set back does not stop it
            return 0
        last = now  # also when it fails: then it is not tried at every turn
        worked = drain()
        if worked:
            last = None
        return worked

    return paced


def _drain(app: Flask, drain: Callable[[], int]) -> int:
    with app.app_context():
        try:
            return drain()
        except Exception as error:  # noqa: BLE001  # the worker outlives a database that is away for a while
            db.session.rollback()
            log.error("drain_failed", error=type(error).__name__, exc_info=error)
            return 0
