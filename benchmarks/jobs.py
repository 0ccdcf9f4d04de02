"""Casework's jobs a second beside those of the bare applications, each pair in the same minute."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import job, servers
from benchmarks.bare.app import CORE, DRIVER, ORM, ORM_PDF
from benchmarks.ground import POSTGRESQL, SQLITE, Ground, counted_by_postgresql, grounds, meeting_of
from benchmarks.load import Played, play
from benchmarks.servers import Server
from benchmarks.tables import Table
from benchmarks.tokens import tokens_for
from benchmarks.usage import cpu_seconds, memory_mib

CASEWORK = "casework"
SYSTEMS = {
    CASEWORK: "Casework",
    ORM_PDF: "(a) with the PDF as well",
    ORM: "(a) Flask, SQLAlchemy ORM",
    CORE: "(b) Flask, SQLAlchemy Core",
    DRIVER: "(c) Flask, bare driver",
}
CLIENTS = (1, 4)
WARMING = 8  # at once, so that each process has made a job before the clock starts
TITLES = {SQLITE: "SQLite (synchronous=FULL)", POSTGRESQL: "PostgreSQL (fsync on)"}


@dataclass
class Measured:
    """A system's repetitions at one number of clients."""

    played: list[Played] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    statements: float | None = None
    memory: float = 0.0

    @property
    def per_second(self) -> float:
        """The middle repetition."""
        return statistics.median(row.per_second for row in self.played)

    @property
    def spread(self) -> str:
        """The slowest and the quickest repetition."""
        rates = sorted(row.per_second for row in self.played)
        return f"{rates[0]:.1f}–{rates[-1]:.1f}"


Measurements = dict[int, dict[str, Measured]]


def measure(database: str, postgres: int | None, folder: Path, *, repetitions: int, seconds: float) -> Iterator[Table]:
    """The table of that database for each number of clients. `postgres`: the server's process, where it is ours."""
    with running(database, folder) as systems:
        found = _repeat(systems, [postgres] if postgres and database == POSTGRESQL else [], repetitions, seconds)
    for clients, measured in found.items():
        yield _table(f"The job on {TITLES[database]}, {clients} client{'s' * (clients > 1)}", measured)


@contextmanager
def running(database: str, folder: Path) -> Iterator[dict[str, tuple[Ground, Server]]]:
    """Every system on a ground of its own, warm."""
    with ExitStack() as stack:
        places = stack.enter_context(grounds(database, tuple(SYSTEMS), folder))
        found = {}
        for name, ground in places.items():
            start = servers.casework(ground) if name == CASEWORK else servers.bare(name, ground)
            found[name] = ground, stack.enter_context(start)
        for name, (ground, server) in found.items():
            play(server.port, tokens_for(ground, name == CASEWORK), meeting_of(ground), clients=WARMING, seconds=2)
        yield found


def _repeat(
    systems: dict[str, tuple[Ground, Server]], database: list[int], repetitions: int, seconds: float
) -> Measurements:
    """Each repetition runs the systems one after the other, each time from another one on."""
    found: Measurements = {clients: {name: Measured() for name in systems} for clients in CLIENTS}
    names = list(systems)
    for clients in CLIENTS:
        for repetition in range(repetitions):
            at = repetition % len(names)
            for name in names[at:] + names[:at]:
                _once(systems[name], found[clients][name], name, database, clients, seconds)
    return found


def _once(
    system: tuple[Ground, Server], row: Measured, name: str, database: list[int], clients: int, seconds: float
) -> None:
    ground, server = system
    processes = [server.process, *database]
    counted = counted_by_postgresql(ground) if database else 0
    before = cpu_seconds(processes)
    played = play(
        server.port, tokens_for(ground, name == CASEWORK), meeting_of(ground), clients=clients, seconds=seconds
    )
    requests = played.jobs * job.REQUESTS
    row.played.append(played)
    row.cpu_ms.append((cpu_seconds(processes) - before) / requests * 1000)
    if database:
        row.statements = (counted_by_postgresql(ground) - counted) / requests
    row.memory = memory_mib([server.process])


def _table(title: str, measured: dict[str, Measured]) -> Table:
    columns = ("", "jobs/s", "slowest–quickest", "Casework : it", "CPU ms a request", "p50 ms", "SQL a request", "MiB")
    table = Table(title, columns)
    ours = measured[CASEWORK]
    for name, row in measured.items():
        pairs = [mine.per_second / its.per_second for mine, its in zip(ours.played, row.played, strict=True)]
        table.add(
            SYSTEMS[name],
            row.per_second,
            row.spread,
            None if name == CASEWORK else statistics.median(pairs),
            statistics.median(row.cpu_ms),
            statistics.median(played.p50_ms for played in row.played),
            row.statements,
            row.memory,
        )
    return table
