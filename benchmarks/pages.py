"""The pages that are opened all day, with few and with many cases in the register: they are to take the same."""

import http.client
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import job, servers
from benchmarks.ground import PASSWORD, Ground, application, grounds
from benchmarks.many import LONG, analyse, fill
from benchmarks.servers import HOST
from benchmarks.tables import Table
from casework.demo.people import DOMAIN
from tests.observing import statements
from tests.support.pages import Visitor

SIZES = (1_000, 100_000)
WARMING = 10


@dataclass(frozen=True)
class Opened:
    """How long a page took over HTTP, and what it asked the database in this process."""

    p50_ms: float
    statements: int


def measure(database: str, folder: Path, *, times: int) -> Table:
    """The middle time of each page at each size."""
    columns = ("", *(f"p50 ms, {_written(size)} cases" for size in SIZES), "ratio", "SQL")
    table = Table(f"Pages on {database}", columns, f"One reader, {times} times each, through the server.")
    found = {}
    with grounds(database, tuple(f"of-{size}".replace("-", "_") for size in SIZES), folder) as places:
        for size, ground in zip(SIZES, places.values(), strict=True):
            found[size] = _opened(ground, size, times)
    for page, few in found[SIZES[0]].items():
        many = found[SIZES[1]][page]
        table.add(page, few.p50_ms, many.p50_ms, many.p50_ms / few.p50_ms, _both(few.statements, many.statements))
    return table


def _opened(ground: Ground, size: int, times: int) -> dict[str, Opened]:
    with application(ground) as app:
        with app.app_context():
            long = fill(size)
            analyse()
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
        timed = {name: _p50_ms(server.port, url, headers, times) for name, url in _pages(long).items()}
    return {name: Opened(timed[name], counted[name]) for name in timed}


def _pages(long: int) -> dict[str, str]:
    return {
        "the desk": "/",
        "inbox: the 50 that changed last": "/arenden",
        "inbox: the reader's own 50": "/arenden?whose=mine",
        f"case page with {LONG} events": f"/arenden/{long}",
    }


def _p50_ms(port: int, url: str, headers: Mapping[str, str], times: int) -> float:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    spent = []
    for number in range(WARMING + times):
        began = time.perf_counter()
        connection.request("GET", url, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{url}: {answer.status}")
        if number >= WARMING:
            spent.append(time.perf_counter() - began)
    connection.close()
    return statistics.median(spent) * 1000


def _both(few: int, many: int) -> str:
    return str(few) if few == many else f"{few} → {many}"


def _written(number: int) -> str:
    return f"{number:,}".replace(",", " ")
