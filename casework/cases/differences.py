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


LONGEST_SAME, KEPT = 400, 120
"""Equal text that is longer is folded, and so much of it stays in sight beside what differs."""

FOLDED = "folded"


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
    parts = before if finer else [word.rstrip() for word in before]
    others = after if finer else [word.rstrip() for word in after]
    for tag, a, b, c, d in SequenceMatcher(None, parts, others, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [run for pair in zip(before[a:b], after[c:d], strict=True) for run in _same(*pair)]
        else:
            found += _compared("".join(before[a:b]), "".join(after[c:d]), finer)
    return found


def _same(stored: str, typed: str) -> list[Run]:
    """One word of both; the last of a text has no blank after it until something is added there."""
    if stored == typed:
        return [("same", stored)]
    word = len(stored.rstrip())
    return [("same", stored[:word]), ("stored", stored[word:]), ("typed", typed[word:])]


def _too_much(before: list[str], after: list[str]) -> bool:
    if len(before) * len(after) > MOST_LENGTHS:
        return True
    amount = Counter(after)
    return sum(amount[part] for part in before) > MOST_PAIRS


def folded(found: Sequence[Run]) -> list[Run]:
    """The runs, with the middle of each long equal one as a run of its own, "folded": a page shows it on demand."""
    last = len(found) - 1
    return [part for n, run in enumerate(found) for part in _folded(run, n == 0, n == last)]


def _folded(run: Run, first: bool, last: bool) -> list[Run]:
    kind, text = run
    if kind != "same" or len(text) <= LONGEST_SAME:
        return [run]
    start = 0 if first else _gap_after(text, KEPT)
    end = len(text) if last else text.rfind(" ", start, len(text) - KEPT) + 1 or len(text) - KEPT
    parts = [("same", text[:start]), (FOLDED, text[start:end]), ("same", text[end:])]
    return [part for part in parts if part[1]]


def _gap_after(text: str, at: int) -> int:
    """Where the word that stands at that place ends."""
    found = re.compile(r"\s+").search(text, at, at + KEPT)
    return found.end() if found else at
