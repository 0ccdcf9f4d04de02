"""A whole run leaves no rule out: what the first part tries on one database, the rest tries on the other."""

from typing import Any

import pytest

from tests.support.dealt import DATABASES, _rest

BOTH = ("tests/test_law.py", "test_both")


class _Item:
    """As much of a collected test as the deal asks for."""

    def __init__(self, path: str, test: str, database: str, case: object) -> None:
        self.nodeid = f"{path}::{test}[{database}-{case}]"
        self.callspec = type("Spec", (), {"params": {"database_url": database, "case": case}})
        self.rule = (path, test, case)
        self.database = database
        self.both = (path, test) == BOTH

    def get_closest_marker(self, name: str) -> object:
        """Whether it is marked so."""
        return True if name == "both" and self.both else None


def _items() -> list[Any]:
    cases: list[tuple[str, str, object]] = [("tests/test_a.py", f"test_{number}", None) for number in range(5)]
    cases += [("tests/test_b.py", "test_cases", case) for case in ("a", "b", "c")]
    cases += [(*BOTH, "d")]
    return [_Item(path, test, database, case) for database in DATABASES for path, test, case in cases]


def test_each_rule_is_tried_once_in_the_first_part_and_once_in_the_rest() -> None:
    items = _items()
    rest = _rest(items)
    first = [item for item in items if item.nodeid not in rest and not item.both]
    second = [item for item in items if item.nodeid in rest]
    rules = {item.rule for item in items if not item.both}
    assert {item.rule for item in first} == {item.rule for item in second} == rules
    assert len(first) == len(second) == len(rules)
    assert {(item.rule, item.database) for item in first}.isdisjoint((item.rule, item.database) for item in second)


def test_each_file_is_tried_on_both_databases_in_each_part() -> None:
    items = _items()
    rest = _rest(items)
    for part in ([item for item in items if item.nodeid in rest], [item for item in items if item.nodeid not in rest]):
        for path in ("tests/test_a.py", "tests/test_b.py"):
            assert {item.database for item in part if item.rule[0] == path} == set(DATABASES)


def test_what_is_marked_both_is_never_left_out() -> None:
    assert not [item for item in _items() if item.both and item.nodeid in _rest(_items())]


@pytest.mark.parametrize("database", DATABASES)
def test_what_has_one_database_is_never_left_out(database: str) -> None:
    assert _rest([item for item in _items() if item.database == database]) == set()
