"""Three texts in one: what two people changed in the same text, where they did not change the same place.

The algorithm is diff3's, over the standard library's comparison (ADR 6 says why not a library's).
"""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

MOST_PAIRS = 200_000
"""Equal pairs that are compared; more is too much work, and both texts are shown instead."""


def merged_lines(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str] | None:
    """The lines with both changes; None where both changed the same place, each in his way, or it is too much work."""
    if _too_much(base, mine) or _too_much(base, theirs):
        return None
    found: list[str] = []
    at = mine_at = theirs_at = 0
    for start, mine_start, theirs_start, length in _kept_by_both(base, mine, theirs):
        piece = _settled(base[at:start], mine[mine_at:mine_start], theirs[theirs_at:theirs_start])
        if piece is None:
            return None
        found += [*piece, *base[start : start + length]]
        at, mine_at, theirs_at = start + length, mine_start + length, theirs_start + length
    return found


def merged_text(base: str, mine: str, theirs: str) -> str | None:
    """As `merged_lines`, by paragraphs."""
    pieces = merged_lines(*(text.split("\n\n") if text else [] for text in (base, mine, theirs)))
    return None if pieces is None else "\n\n".join(pieces)


def _settled(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Sequence[str] | None:
    """What stands between two places that nobody changed: the one that is changed, or the same in both."""
    if list(mine) == list(theirs) or list(theirs) == list(base):
        return mine
    return theirs if list(mine) == list(base) else None


def _kept_by_both(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Runs of lines that stand in all three: where in each, and how many; the end of all three as the last."""
    in_mine, in_theirs = _places(base, mine), _places(base, theirs)
    runs: list[tuple[int, int, int, int]] = []
    for place in sorted(in_mine.keys() & in_theirs.keys()):
        here = place, in_mine[place], in_theirs[place]
        if runs and tuple(start + runs[-1][3] for start in runs[-1][:3]) == here:
            runs[-1] = (*runs[-1][:3], runs[-1][3] + 1)
        else:
            runs.append((*here, 1))
    return [*runs, (len(base), len(mine), len(theirs), 0)]


def _places(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """For each line of the base that the other kept, where it stands there."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {start + step: there + step for start, there, length in blocks for step in range(length)}


def _too_much(base: Sequence[str], other: Sequence[str]) -> bool:
    amount = Counter(other)
    return sum(amount[line] for line in base) > MOST_PAIRS or len(base) * len(other) > 20 * MOST_PAIRS
