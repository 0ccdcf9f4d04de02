"""Two versions of an officer report beside each other, part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any

from flask_babel import gettext

from casework.cases.differences import Run, runs
from casework.cases.parts import BASIS, FIELDS, OPTION, PROPOSAL, RECIPIENTS, SECTION, SUMMARY, TITLE, part_label
from casework.cases.wording import fields_text, options_text
from casework.web import day
from workflows import WORKFLOWS

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """One part of the two versions: whether they differ, and where, as runs of differences.runs."""

    label: str
    state: str
    runs: list[Run] = field(default_factory=list)


def compared(before: Content, after: Content, kind: str = "") -> list[Compared]:
    """Every part that either version has something in, in the order of the document. `kind`: whose data it has."""
    rows = [
        _row(part_label(TITLE, ""), before.get("title"), after.get("title")),
        _row(gettext("Organ som ska besluta"), before.get("to_body"), after.get("to_body")),
        _row(part_label(PROPOSAL, ""), _points(before), _points(after)),
        _row(part_label(SUMMARY, ""), before.get("summary"), after.get("summary")),
        *_sections(before.get("sections") or [], after.get("sections") or []),
        _row(part_label(FIELDS, ""), _fields(before, kind), _fields(after, kind)),
        _row(part_label(BASIS, ""), _lines(before, "basis"), _lines(after, "basis")),
        _row(part_label(RECIPIENTS, ""), _recipients(before), _recipients(after)),
    ]
    return [row for row in rows if row is not None]


def _row(label: str, before: str | None, after: str | None) -> Compared | None:
    """The part's row; None where neither has anything."""
    before, after = before or "", after or ""
    if before == after:
        return Compared(label, SAME) if before else None
    state = CHANGED if before and after else REMOVED if before else ADDED
    return Compared(label, state, runs(before, after))


def _lines(content: Content, name: str) -> str:
    return "\n".join(content.get(name) or [])


def _points(content: Content) -> str:
    """The points, each that another body than the case's decides with its name."""
    points, bodies = content.get("proposal") or [], content.get("proposal_bodies") or []
    own = {None, content.get("to_body")}
    return "\n\n".join(
        point if body in own else gettext("%(point)s (beslutas av %(body)s)", point=point, body=body)
        for point, body in zip_longest(points, bodies[: len(points)])
    )


def _recipients(content: Content) -> str:
    lines, deadline = _lines(content, "recipients"), content.get("recipients_deadline")
    told = gettext("senast %(day)s", day=day(date.fromisoformat(deadline))) if deadline else ""
    return "\n".join(filter(None, [lines, told]))


def _fields(content: Content, kind: str) -> str:
    """The data of the kind, one a line in the order of its table."""
    stored = content.get("fields") or {}
    known = [*WORKFLOWS[kind].fields] if kind in WORKFLOWS else []
    names = [name for name in known if name in stored]
    return fields_text(kind, {name: stored[name] for name in [*names, *(n for n in stored if n not in known)]})


def _sections(before: Sequence[Content], after: Sequence[Content]) -> list[Compared | None]:
    pairs = paired([_name(row) for row in before], [_name(row) for row in after])
    rows: list[Compared | None] = []
    for i, j in pairs:
        old, new = before[i] if i is not None else {}, after[j] if j is not None else {}
        rows.append(_section(old, new, j if j is not None else i or 0))
        rows += _options(old.get("options") or [], new.get("options") or [])
    places = [i for i, j in pairs if i is not None and j is not None]
    if places != sorted(places):
        label = gettext("Avsnittens ordning")
        rows.append(
            _row(label, *("\n".join(row.get("heading") or "" for row in version) for version in (before, after)))
        )
    return rows


def _section(old: Content, new: Content, number: int) -> Compared | None:
    headings = [row.get("heading") or "" for row in (old, new)]
    texts = [row.get("text") or "" for row in (old, new)]
    label = part_label(f"{SECTION}:{number}", headings[1] or headings[0])
    if old and new and headings[0] != headings[1]:
        texts = [f"{heading}\n{text}" for heading, text in zip(headings, texts, strict=True)]
    if old and new:
        return _row(label, *texts) or Compared(label, SAME)
    return Compared(label, REMOVED if old else ADDED, runs(*texts))


def _options(before: Sequence[Content], after: Sequence[Content]) -> list[Compared | None]:
    titles = [[(row.get("title") or "").casefold() for row in rows] for rows in (before, after)]
    rows = []
    for i, j in paired(*titles):
        old, new = before[i] if i is not None else {}, after[j] if j is not None else {}
        label = part_label(f"{OPTION}:0:0", new.get("title") or old.get("title") or "")
        rows.append(_row(label, _option(old), _option(new)))
    return rows


def _option(row: Content) -> str:
    return options_text([row]) if row else ""


def _name(section: Content) -> str:
    """What a section is known by in another version: its code in the template, else its heading."""
    return section.get("code") or (section.get("heading") or "").casefold()


def paired(before: Sequence[str], after: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which of `before` each of `after` was, by name, in the order of `after`; what was taken away where it stood.

    One under a new name is told by its place: it comes right after what came before it.
    """
    left = list(range(len(before)))
    known: dict[int, int] = {}
    for j, name in enumerate(after):
        if (i := next((i for i in left if before[i] == name), None)) is not None:
            known[j] = i
            left.remove(i)
    pairs: list[tuple[int | None, int | None]] = []
    previous = -1
    for j in range(len(after)):
        match = known.get(j)
        if match is None and previous + 1 in left:
            match = previous + 1
            left.remove(match)
        pairs.append((match, j))
        previous = previous if match is None else match
    for i in left:
        at = next((n + 1 for n, (old, _) in enumerate(pairs) if old == i - 1), 0)
        pairs.insert(at, (i, None))
    return pairs
