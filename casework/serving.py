"""Running it: migrations, the web server with threads, and the worker beside it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from flask_migrate import upgrade
from gunicorn.app.base import BaseApplication

from casework import create_app
from casework.extensions import migrate as extension

if TYPE_CHECKING:
    from casework.live.watch import Watch

PROCESSES = 2  # Python runs one thread at a time in each; more than there are cores gains nothing
THREADS = 96  # in each, made when needed: for the screens of meetings that wait (live.watch.MOST), and the pages


def migrate() -> None:
    """Bring the database up to date, in the current application's context."""
    settings = current_app.extensions["casework.settings"]
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    upgrade(directory=extension.directory)


class _Server(BaseApplication):
    def __init__(self, host: str, port: int, processes: int) -> None:
        self.address = f"{host}:{port}"
        self.processes = processes
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self.address,
            "workers": self.processes,
            "worker_class": "gthread",
            "threads": THREADS,
            "loglevel": "warning",
            "limit_request_line": 8190,
            "graceful_timeout": 10,
            "post_worker_init": _end_streams_with,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app()


def _end_streams_with(worker: Any) -> None:
    """A process that is to stop ends the streams of its meetings, which it would wait for otherwise."""
    watch: Watch = worker.wsgi.extensions["casework.live_watch"]
    watch.alive = lambda: worker.alive


def serve(host: str, port: int, *, with_worker: bool, processes: int = PROCESSES) -> None:
    """Serve until stopped; with the worker in a process of its own, which ends with this one."""
    with worker_process() if with_worker else nothing():
        _Server(host, port, processes).run()


@contextmanager
def nothing() -> Iterator[None]:
    """No worker."""
    yield


@contextmanager
def worker_process() -> Iterator[None]:
    """The worker beside the server."""
    with child("worker", "--parent", str(os.getpid())):
        yield


@contextmanager
def child(*arguments: str, module: str = "casework") -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours, stopped when the block ends, however it ends."""
    command = [sys.executable, "-m", module, *arguments]
    # a session of its own: Ctrl-C reaches the parent alone, which then stops its children in order
    process = subprocess.Popen(command, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def stop_on_signals() -> None:
    """A closed terminal or a service manager ends this process as Ctrl-C does: through every `finally`."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the first free port above it. Raises OSError when twenty in a row are taken."""
    for port in range(wanted, min(wanted + 20, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise OSError(f"ingen ledig port från {wanted}")
