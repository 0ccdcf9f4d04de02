"""Where two texts differ, word by word as far as that is not too much work."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby

Run = tuple[str, str]

UNITS = (re.compile(r"[^\n]*\n+|[^\n]+"), re.compile(r"[^.!?]*[.!?]+\s*|[^.!?]+"), re.compile(r"\S+\s*|\s+"))
"""Lines, then sentences in lines that differ, then words in sentences that differ. Each covers every character."""

MOST_LENGTHS = 4_000_000
MOST_PAIRS = 200_000
"""A comparison costs at most some seconds within both; two long texts that repeat themselves would take hours."""


def runs(stored: str, typed: str) -> list[Run]:
    """Return runs of ("same" | "stored" | "typed", text): those of the first two kinds make up the stored text.

    What is too much work to compare by words is told in larger pieces, at last as a whole.
    """
    found = (run for run in _compared(stored, typed, UNITS) if run[1])
    return [(kind, "".join(text for _, text in group)) for kind, group in groupby(found, key=lambda run: run[0])]


def _compared(stored: str, typed: str, units: Sequence[re.Pattern[str]]) -> list[Run]:
    if not (units and stored and typed):
        return [("stored", stored), ("typed", typed)]
    before, after = units[0].findall(stored), units[0].findall(typed)
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    ends = len(before) - tail, len(after) - tail
    middle = _middle(before[head : ends[0]], after[head : ends[1]], units[1:])
    return [("same", "".join(before[:head])), *middle, ("same", "".join(before[ends[0] :]))]


def _alike(before: list[str], after: list[str]) -> int:
    """Return how many parts are the same from the start."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(before), len(after)))


def _middle(before: list[str], after: list[str], finer: Sequence[re.Pattern[str]]) -> list[Run]:
    if _too_much(before, after):
        return _compared("".join(before), "".join(after), finer)
    found: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        pieces = "".join(before[a:b]), "".join(after[c:d])
        found += [("same", pieces[0])] if tag == "equal" else _compared(*pieces, finer)
    return found


def _too_much(before: list[str], after: list[str]) -> bool:
    if len(before) * len(after) > MOST_LENGTHS:
        return True
    amount = Counter(after)
    return sum(amount[part] for part in before) > MOST_PAIRS
