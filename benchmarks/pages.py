"""The pages that are opened all day, with few and with many cases in the register: they are to take the same."""

import http.client
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import job, servers
from benchmarks.ground import PASSWORD, POSTGRESQL, Ground, application, grounds
from benchmarks.many import LONG, fill
from benchmarks.servers import HOST
from benchmarks.tables import Table
from benchmarks.usage import cpu_seconds
from casework.demo.people import DOMAIN
from tests.observing import statements
from tests.support.pages import Visitor

SIZES = (1_000, 100_000)
QUICK_SIZES = (1_000, 10_000)
WARMING = 10


@dataclass(frozen=True)
class Opened:
    """How long a page took over HTTP, its processor time, and what it asked the database in this process."""

    p50_ms: float
    cpu_ms: float
    statements: int


def measure(database: str, postgres: int | None, folder: Path, *, times: int, sizes: tuple[int, int] = SIZES) -> Table:
    """Each page with so many cases and with so many. `postgres`: the server's process, where it is ours."""
    few, many = (_written(size) for size in sizes)
    columns = ("", f"p50 ms, {few} cases", f"{many} cases", "ratio", f"CPU ms, {few}", many, "SQL")
    note = f"One reader, {times} times each, through the server; CPU of server and database."
    table = Table(f"Pages on {database}", columns, note)
    processes = [postgres] if postgres and database == POSTGRESQL else []
    with grounds(database, tuple(f"of_{size}" for size in sizes), folder) as places:
        found = [_opened(ground, size, processes, times) for size, ground in zip(sizes, places.values(), strict=True)]
    for page, small in found[0].items():
        large = found[1][page]
        ratio = large.p50_ms / small.p50_ms
        sent = _both(small.statements, large.statements)
        table.add(page, small.p50_ms, large.p50_ms, ratio, small.cpu_ms, large.cpu_ms, sent)
    return table


def _opened(ground: Ground, size: int, database: list[int], times: int) -> dict[str, Opened]:
    with application(ground) as app:
        with app.app_context():
            long = fill(size)
        visitor = Visitor(app)
        visitor.log_in(f"{job.OFFICER}@{DOMAIN}", PASSWORD)
        cookie = visitor.client.get_cookie("session")
        assert cookie is not None, "the officer could not log in"
        counted = {}
        for name, url in _pages(long).items():
            with statements(app) as sent:
                answer = visitor.client.get(url)
            assert answer.status_code == 200, url
            counted[name] = len(sent)
    with servers.casework(ground) as server:
        headers = {"Cookie": f"session={cookie.value}"}
        found = {}
        for name, url in _pages(long).items():
            _spent(server.port, url, headers, WARMING)
            before = cpu_seconds([server.process, *database])
            spent = _spent(server.port, url, headers, times)
            cpu = cpu_seconds([server.process, *database]) - before
            found[name] = Opened(statistics.median(spent) * 1000, cpu / times * 1000, counted[name])
    return found


def _pages(long: int) -> dict[str, str]:
    return {
        "the desk": "/",
        "inbox: the 50 that changed last": "/arenden",
        "inbox: the reader's own 50": "/arenden?whose=mine",
        f"case page with {LONG} events": f"/arenden/{long}",
    }


def _spent(port: int, url: str, headers: Mapping[str, str], times: int) -> list[float]:
    """The seconds of each time that the page was opened."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        connection.request("GET", url, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        spent.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{url}: {answer.status}")
    connection.close()
    return spent


def _both(few: int, many: int) -> str:
    return str(few) if few == many else f"{few} → {many}"


def _written(number: int) -> str:
    return f"{number:,}".replace(",", " ")
