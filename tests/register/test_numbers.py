"""Number series: one after the other, whatever happens and whoever takes them at the same moment."""

import threading
from contextlib import suppress

import pytest
from flask import Flask

from casework.database import write
from casework.people.models import Authority
from casework.register.models import NumberSeries
from casework.register.operations import take_number
from tests.factories import make_neighbour
from tests.observing import one, rows

pytestmark = pytest.mark.both


def _take(app: Flask, series: str = "case", year: int = 2031, authority: int = 1) -> int:
    with app.app_context(), write():
        return take_number(authority, series, year)


def test_a_series_counts_from_one_by_authority_name_and_year(app: Flask) -> None:
    neighbour = make_neighbour(app)
    taken = [_take(app), _take(app), _take(app, year=2032), _take(app, "paragraph:1"), _take(app, authority=neighbour)]
    assert (taken, _take(app)) == ([1, 2, 1, 1, 1], 3)
    assert len(rows(app, NumberSeries)) == 4
    assert [row.id for row in rows(app, Authority)] == [1, neighbour]


def test_a_number_of_a_transaction_that_failed_is_taken_again(app: Flask) -> None:
    _take(app)
    with app.app_context(), suppress(ZeroDivisionError), write():
        assert take_number(1, "case", 2031) == 2
        raise ZeroDivisionError
    assert _take(app) == 2


def test_numbers_taken_at_once_are_all_different_without_gaps(app: Flask) -> None:
    taken: list[int] = []

    def take_some(number: int) -> None:
        for turn in range(10):
            with app.app_context(), suppress(ZeroDivisionError), write():
                mine = take_number(1, "case", 2031)
                if (number + turn) % 4 == 0:
                    raise ZeroDivisionError
                taken.append(mine)

    threads = [threading.Thread(target=take_some, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(taken), one(app, NumberSeries).last) == (list(range(1, 31)), 30)
