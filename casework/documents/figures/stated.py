"""Amounts that a text states, beside those that are computed: what differs is pointed out, never changed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casework.documents.figures.amounts import BLANKS, KRONA, MILLION, THOUSAND, in_unit
from casework.documents.figures.changes import Amounts

_B = rf"[{BLANKS}\n]"
_UNITS = {"tkr": THOUSAND, "kkr": THOUSAND, "kr": KRONA, "mnkr": MILLION, "mkr": MILLION, "milj": MILLION}
_STATED = re.compile(
    rf"(?<![\d,.:/-])(?P<whole>\d{{1,3}}(?:{_B}\d{{3}})+|\d{{1,12}})(?:,(?P<part>\d{{1,6}}))?{_B}{{0,2}}"
    rf"(?P<unit>tkr|kkr|mnkr|mkr|milj(?:oner|on)?\.?(?:{_B}(?:kronor|kr))?|kronor|kr)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:ökning(?:en|ar)?|ökar|öka|ökas|ökade|höjning(?:en|ar)?|höjs|höjer|höja|höjas|minskning(?:en)?|minskar|minska"
    r"|minskas|sänkning(?:en)?|sänks|sänka)\b[^.!?;]{0,120}?\bmed\s+(?P<about>(?:totalt|hela|upp\s+till)\s+)?\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:ca|c:a|cirka|ungefär|omkring|drygt|knappt|nästan|närmare|runt|över|under)\.?\s+\Z", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|\Z)|\n[ \t]*\n")
NEAR = 50
"""A near miss: less than one part in so many off, which is two per cent."""

_REACH = 200
LONGEST = 200_000


@dataclass(frozen=True)
class Finding:
    """A stated amount that differs from the computed one: where it stands, both in öre, and the sentence around it."""

    place: str
    stated: int
    computed: int
    difference: int
    text: str
    unit: str

    @property
    def stated_written(self) -> str:
        """As the text has it: "1 204 tkr"."""
        return in_unit(self.stated, self.unit)

    @property
    def computed_written(self) -> str:
        """In the text's unit: "1 214 tkr"."""
        return in_unit(self.computed, self.unit)


@dataclass(frozen=True)
class _Amount:
    ore: int
    unit: str
    half: int
    """Half of the last place that is stated: what rounding may have taken."""
    said_as_change: bool
    start: int
    end: int

    def equals(self, computed: int) -> bool:
        """Whether the stated amount is the computed one, rounded as it is stated; less is also said as a minus."""
        return abs(self.ore - abs(computed)) <= self.half


def stated(texts: Iterable[tuple[str, str]], computed: Amounts) -> list[Finding]:
    """What the texts, each with its place, say that the computed amounts do not.

    An amount said as the change ("en ökning med …") that is none of the computed changes; and any amount that misses
    a computed one by less than two per cent, beyond how it is rounded.
    """
    if not computed.rows:
        return []
    return [
        finding
        for place, text in texts
        for amount in _amounts(text[:LONGEST])
        if (finding := _judged(place, text, amount, computed)) is not None
    ]


def _judged(place: str, text: str, amount: _Amount, computed: Amounts) -> Finding | None:
    changes = [change for change in computed.changes if change]
    known = [value for value in (*computed.levels, *changes) if value]
    if amount.said_as_change and changes:
        if any(amount.equals(change) for change in changes):
            return None
        return _finding(place, text, amount, _nearest(amount, changes))
    if not known or any(amount.equals(value) for value in known):
        return None
    nearest = _nearest(amount, known)
    missed = abs(amount.ore - abs(nearest)) * NEAR < abs(nearest)
    return _finding(place, text, amount, nearest) if missed else None


def _nearest(amount: _Amount, values: Iterable[int]) -> int:
    return abs(min(values, key=lambda value: abs(amount.ore - abs(value))))


def _finding(place: str, text: str, amount: _Amount, computed: int) -> Finding:
    sentence = " ".join(_around(text, amount.start, amount.end).split())
    return Finding(place, amount.ore, computed, amount.ore - computed, sentence, amount.unit)


def _around(text: str, start: int, end: int) -> str:
    first = max(0, start - _REACH)
    before = [found.end() for found in _SENTENCE_END.finditer(text, first, start)]
    after = _SENTENCE_END.search(text, end, end + _REACH)
    return text[before[-1] if before else first : after.end() if after else end + _REACH]


def _amounts(text: str) -> Iterator[_Amount]:
    for found in _STATED.finditer(text):
        unit = found["unit"].lower()
        short = next(name for name in ("tkr", "kkr", "mnkr", "mkr", "milj", "kr") if unit.startswith(name))
        scale, part = _UNITS[short], found["part"] or ""
        digits = re.sub(r"\D", "", found["whole"])
        ore = int(digits + part) * scale // 10 ** len(part)
        before = text[max(0, found.start() - _REACH) : found.start()]
        about = _ABOUT.search(before)
        before = before[: about.start()] if about else before
        place = scale // 10 ** len(part) if part else scale * (10 ** _noughts(digits) if about else 1)
        named = {THOUSAND: "tkr", MILLION: "mnkr", KRONA: "kr"}[scale]
        yield _Amount(ore, named, place // 2, bool(_CHANGE.search(before)), found.start(), found.end())


def _noughts(digits: str) -> int:
    return len(digits) - len(digits.rstrip("0")) if digits.strip("0") else 0
