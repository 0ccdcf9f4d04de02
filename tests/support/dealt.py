"""The cases of one test are dealt out between the databases; the rest of the deal is played in the long run.

A test that is given several cases is tried on each database with every other case, so that each case and each database
is tried in `make test`, in half the time. --deal=rest takes the other halves, --deal=all everything. What is marked
`both` is about the databases themselves and is not dealt out.
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
        default="first",
        help="which cases to run, of those that are dealt out",
    )


@pytest.hookimpl(trylast=True)  # what was left out by -k and -m is no part of the deal
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the cases of the other part."""
    part = config.getoption("--deal")
    if part == "all":
        return
    rest = _rest(items)
    kept = [item for item in items if (item.nodeid in rest) == (part == "rest")]
    config.hook.pytest_deselected(items=[item for item in items if (item.nodeid in rest) != (part == "rest")])
    items[:] = kept


def _rest(items: list[pytest.Item]) -> set[str]:
    """The node ids of the second part: of each dealt test the cases that the first part tries on the other database."""
    dealt: dict[str, dict[tuple[int, ...], dict[str, str]]] = defaultdict(dict)
    for item in items:
        spec = getattr(item, "callspec", None)
        database = spec.params.get("database_url") if spec else None
        if spec and database in DATABASES and item.get_closest_marker("both") is None:
            case = tuple(id(value) for name, value in sorted(spec.params.items()) if name != "database_url")
            dealt[item.nodeid.partition("[")[0]].setdefault(case, {})[database] = item.nodeid
    return {
        cases[database]
        for test in dealt.values()
        if len(test) > 1
        for number, cases in enumerate(test.values())
        if len(cases) == len(DATABASES)
        for database in DATABASES[(number + 1) % 2 :][:1]
    }
