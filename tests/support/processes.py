"""Several real processes on one database at the same moment, each with an application of its own."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import time_machine

from casework import clock, create_app
from casework.cli import cli
from casework.database import db

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import timedelta
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from pathlib import Path
    from threading import Barrier

    from casework.settings import Settings

SECONDS = 120
CONTEXT = multiprocessing.get_context("forkserver")
"""Not fork: a copy of this process would share its connections and locks. The server loads the application once."""
CONTEXT.set_forkserver_preload(
    [
        "casework.cli",
        "casework.demo.story",
        "casework.effects",
        "casework.serving",
        "psycopg",
        "sqlalchemy.dialects.postgresql.psycopg",
        "sqlalchemy.dialects.sqlite",
        "tests.support.compiled_all",
        "time_machine",
        "typst",
    ]
)


def together(settings: Settings, work: Callable[..., Any], each: Sequence[tuple[Any, ...]]) -> list[Any]:
    """What `work(*arguments)` returns for each of `each`, every one in its own process and application context.

    `work` is a function of a module. All begin when the last is ready. When one fails: AssertionError, with its trace.
    """
    gate = CONTEXT.Barrier(len(each), timeout=SECONDS)
    started = [_start(settings, work, arguments, gate) for arguments in each]
    answers = []
    for process, answer in started:
        assert answer.poll(SECONDS), f"{process.name} did not answer within {SECONDS} s"
        answers.append(answer.recv())
        process.join(SECONDS)
        process.close()
        answer.close()
    failed = [told for fine, told in answers if not fine]
    assert not failed, "\n".join(failed)
    return [value for _, value in answers]


@contextmanager
def command(
    environment: Mapping[str, str], log: Path, *arguments: str, before: Callable[[], object] | None = None
) -> Iterator[BaseProcess]:
    """`casework ARGUMENTS` in a process of its own until the block ends; what it says goes to the file `log`.

    `before`, a function of a module, is called in that process first.
    """
    process = CONTEXT.Process(target=_command, args=(dict(environment), log, arguments, before))
    process.start()
    try:
        yield process
    finally:
        process.terminate()
        process.join(30)
        if process.is_alive():
            process.kill()
            process.join()


def move_clock(later: timedelta) -> None:
    """From now on this process lives so much later, and its clock goes on from there."""
    time_machine.travel(clock.now() + later, tick=True).start()


def _command(
    environment: dict[str, str], log: Path, arguments: Sequence[str], before: Callable[[], object] | None
) -> None:
    os.environ.update(environment)
    if before is not None:
        before()
    with log.open("a") as output:  # server and worker write in one file
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    cli.main(list(arguments), prog_name="casework")


def _start(
    settings: Settings, work: Callable[..., Any], arguments: tuple[Any, ...], gate: Barrier
) -> tuple[Any, Connection]:
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_answer, args=(theirs, settings, work, arguments, gate), daemon=True)
    process.start()
    theirs.close()  # so that a process which dies is an end of file here, not a silence
    return process, ours


def _answer(
    answer: Connection, settings: Settings, work: Callable[..., Any], arguments: tuple[Any, ...], gate: Barrier
) -> None:
    try:
        with create_app(settings).app_context():
            gate.wait()
            value = work(*arguments)
            db.session.remove()
            db.engine.dispose()
        answer.send((True, value))
    except BaseException:  # noqa: BLE001  # whatever it is, the test that waits has to hear it
        gate.abort()
        answer.send((False, traceback.format_exc()))
