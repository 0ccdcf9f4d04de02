"""Web servers in processes of their own: Casework as `casework serve` starts it, the bare applications just so."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ground import Ground
from casework.serving import THREADS

HOST = "127.0.0.1"
PROCESSES = 2
START_SECONDS = 60
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    port: int
    process: int


@contextmanager
def casework(ground: Ground) -> Iterator[Server]:
    """`casework serve` without the worker: the deliveries stay queued."""
    port = _free_port()
    command = ["-m", "casework", "serve", "--host", HOST, "--port", str(port)]
    with _running([*command, "--no-worker", "--processes", str(PROCESSES)], ground.environment, port) as server:
        yield server


@contextmanager
def bare(way: str, ground: Ground) -> Iterator[Server]:
    """One of the bare applications, with the processes and threads that Casework has."""
    port = _free_port()
    command = ["-m", "gunicorn", "benchmarks.bare.app:from_environment()", "--bind", f"{HOST}:{port}"]
    command += ["--workers", str(PROCESSES), "--worker-class", "gthread", "--threads", str(THREADS)]
    with _running([*command, "--log-level", "warning"], ground.environment | {"BARE": way}, port) as server:
        yield server


@contextmanager
def _running(arguments: list[str], environment: dict[str, str], port: int) -> Iterator[Server]:
    process = subprocess.Popen([sys.executable, *arguments], env=environment, cwd=ROOT)
    try:
        _wait(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when every process of the server can have answered."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"the server did not answer within {START_SECONDS} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
