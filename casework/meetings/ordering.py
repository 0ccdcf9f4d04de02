"""The order of an agenda by the body's rule: what opens the meeting, cases, the routine block, what ends it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LISTED, DECISIONS, NUMBER = "listed", "decisions", "number"
OPENING = ("roll_call", "announcement", "approvers", "agenda", "previous_minutes")
ENDING = ("delegated", "notices", "other")
INFORMATION = "information"


@dataclass(frozen=True)
class Listed:
    """What the order looks at of an item. `at_the_end`: as its standing item says, None for an item that is none."""

    id: int
    kind: str
    case_number: str = ""
    routine: bool = False
    standing_place: int | None = None
    at_the_end: bool | None = None


def by_rule(items: Sequence[Listed], rule: str) -> list[int]:
    """The items' ids in order; those that the rule does not part stand as they stood.

    Standing items keep their own order, and with other items of their kinds they open or end the meeting. Of the rest
    routine items come last, and by `rule` decisions before information, or cases by their number.
    """
    places = {item.id: place for place, item in enumerate(items)}
    return [item.id for item in sorted(items, key=lambda item: (*_key(item, rule), places[item.id]))]


def _key(item: Listed, rule: str) -> tuple[int, int, tuple[tuple[int, str], ...]]:
    if item.at_the_end is None:
        part = 0 if item.kind in OPENING else 2 if item.kind in ENDING else 1
    else:
        part = 2 if item.at_the_end else 0
    if part != 1:
        usual = (*OPENING, *ENDING).index(item.kind) if item.kind in (*OPENING, *ENDING) else len(OPENING)
        return part, usual if item.standing_place is None else item.standing_place, ()
    after = 2 if item.routine else 1 if rule == DECISIONS and item.kind == INFORMATION else 0
    return part, after, _number(item.case_number) if rule == NUMBER else ()


def _number(text: str) -> tuple[tuple[int, str], ...]:
    """KS 2026/9 before KS 2026/10; what has no number last."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in parts) or ((1, ""),)
