"""How many SQL statements each request of the job sends, and the milliseconds of processor time it takes."""

import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import job
from benchmarks.ground import application, grounds, meeting_of
from benchmarks.inside import InsideClient
from benchmarks.tables import Table
from benchmarks.tokens import tokens_for
from tests.observing import statements

NOTE = (
    "In this process, without a server: the statements that SQLAlchemy sends, the token's with them, without BEGIN and "
    "COMMIT (aim: at most 12 a step), and the median processor time, without the database server's."
)
REQUESTS = ("create", "submit", "approve the report", "put on the agenda", "decide, with PDF and deliveries")


class Counting:
    """A client that notes what each request of a job cost."""

    def __init__(self, inner: InsideClient) -> None:
        self._inner = inner
        self.sent: list[int] = []
        self.cpu_ms: list[float] = []

    def post(self, path: str, body: Mapping[str, Any], actor: str) -> dict[str, Any]:
        """As the inner client."""
        began = time.process_time()
        with statements(self._inner.app) as sent:
            answer = self._inner.post(path, body, actor)
        self.cpu_ms.append((time.process_time() - began) * 1000)
        self.sent.append(len(sent))
        return answer


def measure(database: str, folder: Path, *, times: int) -> Table:
    """The requests, one by one."""
    with grounds(database, ("statements",), folder) as places, application(places["statements"]) as app:
        ground = places["statements"]
        client = InsideClient(app, tokens_for(ground))
        job.play(client, meeting_of(ground))  # the first compiles statements and templates
        runs = [Counting(client) for _ in range(times)]
        for run in runs:
            job.play(run, meeting_of(ground))
    table = Table(f"Casework's requests on {database}", ("", "SQL", "CPU ms"), NOTE)
    for number, name in enumerate(REQUESTS):
        table.add(name, runs[0].sent[number], statistics.median(run.cpu_ms[number] for run in runs))
    return table
