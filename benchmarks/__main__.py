"""`make bench`: every measurement, as tables on the terminal and in var/bench/."""

import argparse
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks import dispatch, jobs, pages, pdf, statements
from benchmarks.ground import DATABASES, postgresql
from benchmarks.tables import Table
from casework import clock

PLACE = Path("var/bench")
PARTS = ("job", "statements", "pdf", "dispatch", "pages")
HOW_TO_READ = (
    "Each ratio is the median of paired runs: both systems within the same minute. Differences below 30 % are noise "
    "on a machine that does something else too; CPU milliseconds (server and database) move least. "
    "How it is measured: docs/performance.md."
)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about a minute: fewer and shorter repetitions")
    parser.add_argument("--only", choices=PARTS, action="append", help="these parts; all without")
    parser.add_argument("--database", choices=DATABASES, action="append", help="on these; both without")
    given = parser.parse_args()
    folder = PLACE / "now"
    shutil.rmtree(folder, ignore_errors=True)
    told = [f"## Measured {clock.today():%Y-%m-%d}", "", HOW_TO_READ, ""]
    print("\n".join(told))
    try:
        for table in _tables(given.only or PARTS, given.database or DATABASES, folder.absolute(), quick=given.quick):
            told.append(table.markdown())
            print(told[-1], flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    file = PLACE / f"{clock.now():%Y%m%d-%H%M%S}.md"
    file.write_text("\n".join(told))
    print(f"Skrivet till {file}")


def _tables(parts: Sequence[str], databases: Sequence[str], folder: Path, *, quick: bool) -> Iterator[Table]:
    repetitions, seconds = (2, 1.0) if quick else (5, 3.0)
    sizes = pages.QUICK_SIZES if quick else pages.SIZES
    with postgresql() as server:
        measures: dict[str, Callable[[str, Path], Iterable[Table]]] = {
            "job": lambda database, place: jobs.measure(
                database, server, place, repetitions=repetitions, seconds=seconds
            ),
            "statements": lambda database, place: [statements.measure(database, place, times=5 if quick else 20)],
            "dispatch": lambda database, place: [dispatch.measure(database, place, jobs=3 if quick else 25)],
            "pages": lambda database, place: [
                pages.measure(database, server, place, times=10 if quick else 60, sizes=sizes)
            ],
        }
        for part in parts:
            if part == "pdf":
                yield pdf.measure(10 if quick else 100)
            else:
                for database in databases:
                    yield from measures[part](database, folder / part)


if __name__ == "__main__":
    main()
