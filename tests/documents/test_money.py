"""Amounts in whole öre: what follows from them is exact, and what is written is read back as the same."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.documents.figures.money import MOST, change, percent, percent_written, share, typed, written

TKR = 100_000
ore = st.integers(-MOST, MOST)
some = ore.filter(bool)


def test_the_figures_of_a_budget_increase_by_a_fifth() -> None:
    """121 to 145 and 6 072 to 7 286 thousand: 24 and 1 214, which a text of the time stated as 1 204."""
    own, total = (121 * TKR, 145 * TKR), (6072 * TKR, 7286 * TKR)
    assert [written(change(*row)) for row in (own, total)] == ["24\xa0tkr", "1\xa0214\xa0tkr"]
    assert [percent(change(*row), row[0]) for row in (own, total)] == [Decimal("19.8"), Decimal("20.0")]
    assert [share(*row) for row in zip(own, total, strict=True)] == [Decimal("2.0"), Decimal("2.0")]


@given(present=ore, proposed=ore)
def test_the_change_is_what_takes_one_to_the_other(present: int, proposed: int) -> None:
    assert present + change(present, proposed) == proposed
    assert change(present, proposed) == -change(proposed, present)


@given(part=ore, whole=some)
def test_per_cent_is_the_nearest_tenth(part: int, whole: int) -> None:
    found = percent(part, whole)
    assert found is not None
    assert found.as_tuple().exponent == -1
    assert abs(Fraction(found) - Fraction(part * 100, whole)) <= Fraction(1, 20)


@given(part=ore, whole=some)
def test_per_cent_of_less_mirrors_that_of_more(part: int, whole: int) -> None:
    assert percent(-part, whole) == -percent(part, whole) == percent(part, -whole)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1, 2000, "0.1"),  # 0,05: a half goes up
        (-1, 2000, "-0.1"),
        (3, 2000, "0.2"),
        (1, 2001, "0.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (5, 5, "100.0"),
        (0, 7, "0.0"),
    ],
)
def test_half_a_tenth_is_rounded_away_from_nought(part: int, whole: int, expected: str) -> None:
    assert str(percent(part, whole)) == expected


def test_per_cent_of_nothing_is_none() -> None:
    assert (percent(5, 0), share(5, 0), share(None, 5), share(5, None)) == (None, None, None, None)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (121 * TKR, "121 tkr"),
        (1214 * TKR, "1 214 tkr"),
        (1_234_567 * TKR, "1 234 567 tkr"),
        (121_500_00, "121 500 kr"),
        (1_50, "1,50 kr"),
        (5, "0,05 kr"),
        (0, "0 kr"),
        (-24 * TKR, "−24 tkr"),
        (-1_234_05, "−1 234,05 kr"),
    ],
)
def test_amount_is_written_as_documents_have_it(amount: int, expected: str) -> None:
    assert written(amount) == expected.replace(" ", "\xa0")


def test_a_change_says_which_way() -> None:
    signed = [written(amount, signed=True) for amount in (24 * TKR, 0, -24 * TKR)]
    assert signed == ["+24\xa0tkr", "0\xa0kr", "−24\xa0tkr"]
    shown = [percent_written(percent(part, 121), signed=True) for part in (24, 0, -24)]
    assert shown == ["+19,8\xa0%", "0,0\xa0%", "−19,8\xa0%"]
    assert (percent_written(percent(24, 121)), percent_written(None)) == ("19,8\xa0%", "")


@given(amount=st.integers(0, MOST))
def test_what_is_written_is_read_back(amount: int) -> None:
    assert typed(written(amount)) == amount
    assert " " not in written(amount)  # no line breaks it


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("140 tkr", 140 * TKR),
        ("140tkr", 140 * TKR),
        (" 1 214  TKR ", 1214 * TKR),
        ("140 000 kr", 140_000_00),
        ("140000 kronor", 140_000_00),
        ("1,25 tkr", 1_250_00),
        ("0,5 kr", 50),
        ("0 kr", 0),
        ("140 000", None),  # of what?
        ("140", None),
        ("", None),
        ("tkr", None),
        ("1.214 tkr", None),
        ("14 00 kr", None),
        ("1,255 tkr", None),
        ("-5 kr", None),
        ("5 mnkr", None),
        ("²5 kr", None),
        ("٣ kr", None),
        ("9" * 40 + " tkr", None),
    ],
)
def test_a_typed_amount_has_its_unit(text: str, expected: int | None) -> None:
    assert typed(text) == expected


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_amount_or_none(text: str) -> None:
    found = typed(text)
    assert found is None or 0 <= found <= MOST
