"""A whole run deals its tests out between the databases; what it leaves is played in the long run (ADR 0016).

Every other test of a file, and every other case of a test, is tried on SQLite and the rest on PostgreSQL: each rule
once, and each room on both databases, in half the time. What is marked `both` is about the databases themselves, what
happens at one moment, or what is never false: it is not dealt out. Chosen files or tests are tried on both.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which part of the deal is played."""
    parser.addoption(
        "--deal",
        choices=("first", "rest", "all"),
        help="which tests to run, of those that are dealt out; without it the first part of a whole run",
    )


@pytest.hookimpl(trylast=True)  # what was left out by -m is no part of the deal
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other part."""
    chosen = config.args_source is not pytest.Config.ArgsSource.TESTPATHS or bool(config.option.keyword)
    part = config.getoption("--deal") or ("all" if chosen else "first")
    if part == "all":
        return
    rest = _rest(items)
    config.hook.pytest_deselected(items=[item for item in items if (item.nodeid in rest) != (part == "rest")])
    items[:] = [item for item in items if (item.nodeid in rest) == (part == "rest")]


def _rest(items: list[pytest.Item]) -> set[str]:
    """The node ids of the second part: what the first part tries on the other database."""
    files: dict[str, dict[tuple[object, ...], dict[str, str]]] = defaultdict(dict)
    for item in items:
        spec = getattr(item, "callspec", None)
        database = spec.params.get("database_url") if spec else None
        if spec and database in DATABASES and item.get_closest_marker("both") is None:
            case = tuple(id(value) for name, value in sorted(spec.params.items()) if name != "database_url")
            path, _, test = item.nodeid.partition("[")[0].partition("::")
            files[path].setdefault((test, *case), {})[database] = item.nodeid
    rest = set()
    for file in files.values():
        dealt = [cases for cases in file.values() if len(cases) == len(DATABASES)]
        rest |= {cases[DATABASES[(number + 1) % 2]] for number, cases in enumerate(dealt)}
    return rest
