"""The load: clients that play the job over kept connections, one after the other, until the time is up."""

import http.client
import json
import statistics
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks import job
from benchmarks.servers import HOST


class HttpClient:
    """One connection; sends as whoever the request is for, by his token."""

    def __init__(self, port: int, tokens: Mapping[str, str]) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self._headers = {
            actor: {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
            for actor, token in tokens.items()
        }
        self.seconds: list[float] = []

    def post(self, path: str, body: Mapping[str, Any], actor: str) -> dict[str, Any]:
        """The answer's document. RuntimeError for any answer but 2xx."""
        began = time.perf_counter()
        self._connection.request("POST", path, json.dumps(body).encode(), self._headers[actor])
        answer = self._connection.getresponse()
        told = answer.read()
        self.seconds.append(time.perf_counter() - began)
        if answer.status // 100 != 2:
            raise RuntimeError(f"{path}: {answer.status} {told[:500].decode(errors='replace')}")
        document: dict[str, Any] = json.loads(told)
        return document

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


@dataclass
class Played:
    """What the clients did together."""

    jobs: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Whole jobs a second."""
        return self.jobs / self.seconds

    @property
    def p50_ms(self) -> float:
        """The middle request."""
        return statistics.median(self.latencies) * 1000


def play(port: int, tokens: Mapping[str, str], meeting: int, *, clients: int, seconds: float) -> Played:
    """Play for that long, by so many clients at once; each ends the job that it has begun."""
    played, failed, lock = Played(), [], threading.Lock()
    began = time.perf_counter()

    def one() -> None:
        client, jobs = HttpClient(port, tokens), 0
        try:
            while jobs == 0 or time.perf_counter() - began < seconds:
                job.play(client, meeting)
                jobs += 1
        except Exception as error:  # noqa: BLE001  # told below, by the thread that started this one
            failed.append(error)
        finally:
            client.close()
        with lock:
            played.jobs += jobs
            played.latencies += client.seconds

    threads = [threading.Thread(target=one) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    played.seconds = time.perf_counter() - began
    if failed:
        raise failed[0]
    return played
