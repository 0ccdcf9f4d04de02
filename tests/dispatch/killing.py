"""Workers that are killed: each a `casework worker` of its own, stopped at a chosen moment, looked at, and killed."""

from __future__ import annotations

import os
import signal
import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg

from casework.dispatch import channels
from tests.dispatch.unreliable_server import PATIENCE
from tests.support.processes import command, move_clock

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import timedelta
    from multiprocessing.process import BaseProcess

    from casework.settings import Settings

OPEN_ON_POSTGRESQL = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
"""


class _Impatient(channels.SmtpSender):
    """What carries the mail, but it does not wait for long: the shortest that can be set is a second, and four."""

    def __init__(self, url: str, **more: Any) -> None:
        super().__init__(url, PATIENCE, answer_timeout=PATIENCE, **more)


def _impatient_and(later: timedelta) -> None:
    """In the worker's process: its clock stands so much later, and it waits shortly for answers."""
    move_clock(later)
    channels.SmtpSender = _Impatient  # type: ignore[misc]


def worker(settings: Settings, smtp_url: str, *options: str, later: timedelta) -> AbstractContextManager[BaseProcess]:
    """`casework worker OPTIONS` as it will run so much `later`, until the block ends."""
    environment = {
        "CASEWORK_SECRET_KEY": settings.secret_key,
        "CASEWORK_DATA_DIR": str(settings.data_dir),
        "CASEWORK_DATABASE_URL": settings.database,
        "CASEWORK_MAIL_FROM": settings.mail_from,
        "CASEWORK_LOG_LEVEL": "error",
        "CASEWORK_SMTP_URL": smtp_url,
    }
    log = settings.data_dir / "worker.log"
    return command(environment, log, "worker", *options, before=partial(_impatient_and, later))


def kill(process: BaseProcess, settings: Settings) -> bool:
    """SIGKILL, at this moment; whether a transaction was open on the database."""
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)  # so that what is seen next is how it dies
    during = _is_in_transaction(settings.database)
    process.kill()
    process.join(30)
    assert process.exitcode == -signal.SIGKILL, "it had ended before it was killed"
    return during


def _is_in_transaction(url: str) -> bool:
    if not url.startswith("sqlite"):
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            ((count,),) = connection.execute(OPEN_ON_POSTGRESQL).fetchall()
            return count > 0
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:  # somebody else is writing
        return True
    finally:
        connection.close()
    return False
