"""The agenda as data: what a summons freezes, its hash, and what of it has changed since. Pure.

An agenda is {"meeting": {"authority", "body", "short_name", "starts_at", "place"}, "items": [...]}; an item is
{"id", "number", "kind", "title", "case_number", "officer", "proposal": [...], "report": {"id", "sha256"} or None,
"attachments": [{"id", "name", "sha256", "media_type", "size"}], "late", "closed_doors"}. It is kept as JSON.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

ADDED, REMOVED, MOVED, CHANGED, WHEN, PLACE = "added", "removed", "moved", "changed", "when", "place"
SIGNS = {ADDED: "+", REMOVED: "−", MOVED: "→", CHANGED: "~", WHEN: "~", PLACE: "~"}
"""Beside the word, so that neither colour nor word alone says what happened."""

FIELDS = ("title", "proposal", "report", "attachments", "late", "closed_doors", "case_number")
"""What of an item may change without its being another item."""

Agenda = Mapping[str, Any]
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise than before. `fields`: which of FIELDS, where an item was changed."""

    kind: str
    title: str = ""
    before: int | None = None
    now: int | None = None
    fields: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


def content_hash(agenda: Agenda) -> str:
    """SHA-256 of the agenda, whatever order its keys come in."""
    return _hash(agenda)


def fingerprints(agenda: Agenda) -> dict[int, str]:
    """A short print of each item, by id: what a form carries of the agenda that its reader saw."""
    return {item["id"]: _hash({**item, "number": None})[:16] for item in agenda["items"]}


def papers_of(item: Item) -> int:
    """How many papers the item has: its report and its attachments."""
    return (item["report"] is not None) + len(item["attachments"])


def difference(before: Agenda, now: Agenda) -> list[Change]:
    """What is otherwise in `now`: the meeting first, then what was added, removed, moved and changed.

    An item that has another number only because others came or went is not moved.
    """
    old = {item["id"]: item for item in before["items"]}
    new = {item["id"]: item for item in now["items"]}
    changes = [
        Change(kind)
        for kind, key in ((WHEN, "starts_at"), (PLACE, "place"))
        if before["meeting"][key] != now["meeting"][key]
    ]
    changes += [Change(ADDED, new[key]["title"], now=new[key]["number"]) for key in new if key not in old]
    changes += [Change(REMOVED, old[key]["title"], before=old[key]["number"]) for key in old if key not in new]
    for key in moved([key for key in old if key in new], [key for key in new if key in old]):
        changes.append(Change(MOVED, new[key]["title"], before=old[key]["number"], now=new[key]["number"]))
    changes += [_changed(old[key], item) for key, item in new.items() if key in old and _differ(old[key], item)]
    return changes


def since_seen(seen: Mapping[int, str], now: Agenda, titles: Mapping[int, str]) -> list[Change]:
    """What is otherwise than in the `fingerprints` that a page carried; `titles` of those that are gone, by id."""
    prints, items = fingerprints(now), {item["id"]: item for item in now["items"]}
    changes = [Change(ADDED, items[key]["title"], now=items[key]["number"]) for key in items if key not in seen]
    changes += [Change(REMOVED, titles.get(key, "")) for key in seen if key not in items]
    for key in moved([key for key in seen if key in items], [key for key in items if key in seen]):
        changes.append(Change(MOVED, items[key]["title"], now=items[key]["number"]))
    differ = [key for key in items if key in seen and seen[key] != prints[key]]
    return changes + [Change(CHANGED, items[key]["title"], now=items[key]["number"]) for key in differ]


def moved(before: Sequence[int], now: Sequence[int]) -> list[int]:
    """Those of the same things that stand in another place among the others; as few as tell it."""
    matcher = SequenceMatcher(None, list(before), list(now), autojunk=False)
    stays = {before[block.a + step] for block in matcher.get_matching_blocks() for step in range(block.size)}
    return [key for key in now if key not in stays]


def _differ(before: Item, now: Item) -> list[str]:
    return [field for field in FIELDS if before[field] != now[field]]


def _changed(before: Item, now: Item) -> Change:
    old, new = ({(row["name"], row["sha256"]): row["name"] for row in item["attachments"]} for item in (before, now))
    return Change(
        CHANGED,
        now["title"],
        before=before["number"],
        now=now["number"],
        fields=tuple(_differ(before, now)),
        came=tuple(name for key, name in new.items() if key not in old),
        went=tuple(name for key, name in old.items() if key not in new),
    )


def _hash(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
