"""`make bench-meeting`: how long it takes until sixty screens show what the chair has done, and one screen alone."""

import argparse
import shutil
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import servers
from benchmarks.ground import DATABASES, POSTGRESQL, Ground, application, grounds, postgresql
from benchmarks.screens import Chair, following
from benchmarks.sitting import MEMBERS, cookie_of, hold
from benchmarks.tables import Table
from benchmarks.usage import cpu_seconds, memory_mib
from casework import clock
from tests.observing import statements

PLACE = Path("var/bench")
NOTE = (
    "Milliseconds until the new content stands at a screen (aim: 2000), counted from the answer to the press and from "
    "the press itself. The chair takes up items and decides them. CPU of server and database; memory (PSS) of the "
    "server. The screens are clients on the same cores."
)
QUIET = 4.0


@dataclass(frozen=True)
class Measured:
    """What the changes took at so many screens."""

    from_press: list[float]
    from_answer: list[float]
    cpu_ms: float
    quiet_cpu_ms: float
    memory: float
    statements: int


def main() -> None:
    """Measure on both databases, or one."""
    parser = argparse.ArgumentParser(prog="make bench-meeting", description=__doc__)
    parser.add_argument("--items", type=int, default=8, help="how many items the chair takes up and decides")
    parser.add_argument("--database", choices=DATABASES, action="append", help="on these; both without")
    given = parser.parse_args()
    folder = PLACE / "meeting"
    shutil.rmtree(folder, ignore_errors=True)
    told = [f"## A meeting, measured {clock.today():%Y-%m-%d}", ""]
    print("\n".join(told))
    try:
        with postgresql() as server:
            for database in given.database or DATABASES:
                told.append(measure(database, server, folder.absolute(), items=given.items).markdown())
                print(told[-1], flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    file = PLACE / f"{clock.now():%Y%m%d-%H%M%S}-meeting.md"
    file.write_text("\n".join(told))
    print(f"Skrivet till {file}")


def measure(database: str, postgres: int | None, folder: Path, *, items: int) -> Table:
    """A meeting on that database, at one screen and at all of them. `postgres`: the server's process, if it is ours."""
    extra = [postgres] if postgres and database == POSTGRESQL else []
    with grounds(database, ("one", "all"), folder) as places:
        one = _held(places["one"], extra, screens=1, items=items)
        every = _held(places["all"], extra, screens=MEMBERS, items=items)
    title = f"A change of the meeting on {database}"
    table = Table(title, ("", "1 screen", f"{MEMBERS} screens", "ratio"), NOTE)
    for name, few, many in (
        ("from the answer: median", statistics.median(one.from_answer), statistics.median(every.from_answer)),
        ("p95", _p95(one.from_answer), _p95(every.from_answer)),
        ("longest", max(one.from_answer), max(every.from_answer)),
        ("from the press: median", statistics.median(one.from_press), statistics.median(every.from_press)),
        ("p95", _p95(one.from_press), _p95(every.from_press)),
        ("longest", max(one.from_press), max(every.from_press)),
        ("CPU ms a change", one.cpu_ms, every.cpu_ms),
        ("CPU ms a second while nothing happens", one.quiet_cpu_ms, every.quiet_cpu_ms),
        ("memory of the server, MiB", one.memory, every.memory),
    ):
        table.add(name, few, many, many / few if few else None)
    table.add("SQL that one screen's fetch sends", one.statements, every.statements, None)
    return table


def _held(ground: Ground, extra: Sequence[int], *, screens: int, items: int) -> Measured:
    with application(ground) as app:
        sitting = hold(app, items=items)
        cookies = [cookie_of(app, name) for name in sitting.members[:screens]]
        chair_cookie = cookie_of(app, sitting.members[0])
    with servers.casework(ground) as server:
        processes = [server.process, *extra]
        with following(server.port, sitting, cookies) as showing:
            quiet = cpu_seconds(processes)
            time.sleep(QUIET)
            quiet = (cpu_seconds(processes) - quiet) / QUIET
            chair = Chair(server.port, sitting, chair_cookie)
            before = cpu_seconds(processes)
            changes = list(chair.changes(apart=0.5))
            cpu = (cpu_seconds(processes) - before) / len(changes)
            memory = memory_mib([server.process])
    from_press, from_answer = [], []
    for change in changes:
        for screen in showing:
            shown = min(moment for token, moment in screen.shown.items() if token >= change.token)
            from_press.append((shown - change.pressed) * 1000)
            from_answer.append(max(0.0, shown - change.answered) * 1000)
    counted = _statements(ground, sitting.meeting, cookies[-1])
    return Measured(from_press, from_answer, cpu * 1000, quiet * 1000, memory, counted)


def _statements(ground: Ground, meeting: int, cookie: str) -> int:
    """How many a member's fetch sends."""
    with application(ground) as app:
        client = app.test_client(use_cookies=False)
        with statements(app) as sent:
            answer = client.get(f"/sammantraden/{meeting}/nu?del=1", headers={"Cookie": cookie})
        if answer.status_code != 200:
            raise RuntimeError(f"a member's page answered {answer.status_code}")
    return len(sent)


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    main()
