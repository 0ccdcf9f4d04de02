"""What follows from the amounts that a report gives: change, per cent, share. Computed, never typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

PRESENT, PROPOSED = "_present", "_proposed"
OWN, TOTAL = "own", "total"


def percent(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in per cent with one decimal, rounded half up; None of nothing."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Change:
    """One amount now and as proposed, in öre."""

    name: str
    label: str
    present: int
    proposed: int

    @property
    def change(self) -> int:
        """How much more, or less."""
        return self.proposed - self.present

    @property
    def percent(self) -> Decimal | None:
        """The change in per cent of what it is now."""
        return percent(self.change, self.present)


@dataclass(frozen=True)
class Amounts:
    """Every pair of present and proposed amounts, and one's own share of the total where both are told."""

    rows: tuple[Change, ...] = ()
    share_present: Decimal | None = None
    share_proposed: Decimal | None = None

    @property
    def levels(self) -> tuple[int, ...]:
        """The amounts that were typed."""
        return tuple(amount for row in self.rows for amount in (row.present, row.proposed))

    @property
    def changes(self) -> tuple[int, ...]:
        """The amounts that were computed."""
        return tuple(row.change for row in self.rows)


def amounts_of(values: Mapping[str, Any], labels: Mapping[str, str]) -> Amounts:
    """What follows from `values` (öre by name): each pair *_present and *_proposed, in the order of `labels`."""
    rows = []
    for name in labels:
        stem = name.removesuffix(PRESENT)
        pair = values.get(stem + PRESENT), values.get(stem + PROPOSED)
        if name.endswith(PRESENT) and all(isinstance(amount, int) for amount in pair):
            label = shared_label(labels[name], labels.get(stem + PROPOSED, ""))
            rows.append(Change(stem, label, int(pair[0] or 0), int(pair[1] or 0)))
    by_name = {row.name: row for row in rows}
    own, total = by_name.get(OWN), by_name.get(TOTAL)
    if own is None or total is None:
        return Amounts(tuple(rows))
    shares = percent(own.present, total.present), percent(own.proposed, total.proposed)
    return Amounts(tuple(rows), *shares)


def shared_label(one: str, other: str) -> str:
    """What the labels of a pair have in common, such as the end of "Nuvarande bidrag, kommunen"; else the first."""
    before, after = one.split(), other.split()
    head = _alike(before, after)
    tail = _alike(before[::-1], after[::-1])[::-1]
    words = " ".join(head if len(head) >= len(tail) else tail).strip(" ,:;–-()")
    return words[:1].upper() + words[1:] if words else one


def _alike(one: list[str], other: list[str]) -> list[str]:
    words = []
    for word, same in zip(one, other, strict=False):
        if word != same:
            break
        words.append(word)
    return words
