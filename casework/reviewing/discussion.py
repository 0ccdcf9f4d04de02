"""The comments as the case page shows them: where each stands in the newest version, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.cases.differences import Run, runs
from casework.cases.models import ReportVersion
from casework.cases.parts import OPTION, PROPOSAL, SECTION, Part, Place, part_label, parts_of
from casework.reviewing.models import OPEN, ReportComment
from casework.reviewing.passages import Span, spans

SEVERAL = (PROPOSAL, SECTION, OPTION)
"""Families of which a report may have several: a part of them may have moved, or got another name."""


@dataclass(frozen=True)
class Found:
    """Where a comment's passage stands: its part, and each text with a span. Without a passage: the part alone."""

    part: Part | None
    spots: tuple[tuple[Place, Span], ...] = ()

    @property
    def once(self) -> bool:
        """Whether the passage stands in one place only."""
        return len(self.spots) == 1


def find(key: str, heading: str, quote: str, parts: Sequence[Part]) -> Found:
    """Where the passage stands in those parts now, for a comment on the part that was called so.

    It is looked for in the part itself, then in one of the same heading, then in the others of its family. The part is
    None where neither the part nor the passage is there any more.
    """
    family = [part for part in parts if part.family == key.partition(":")[0]]
    named = [part for part in family if part.heading == heading]
    first = [part for part in named if part.key == key] or (named if len(named) == 1 else [])
    same_place = [part for part in family if part.key == key]
    if not quote:
        return Found(next(iter([*first, *same_place]), None))
    for part in first:
        if spots := _spots(quote, part):
            return Found(part, spots)
    if family and family[0].family in SEVERAL:
        others = [(part, spots) for part in family if (spots := _spots(quote, part))]
        if len(others) == 1:
            return Found(*others[0])
    return Found(None)


def _spots(quote: str, part: Part) -> tuple[tuple[Place, Span], ...]:
    return tuple((place, span) for place, text in part.texts.items() for span in spans(quote, text))


@dataclass(frozen=True)
class Entry:
    """One comment on the page: its number in the case, the name of its part, where it stands, its replies."""

    comment: ReportComment
    number: int
    label: str
    found: Found
    difference: tuple[Run, ...]
    replies: tuple[ReportComment, ...]

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.comment.resolution == OPEN

    @property
    def is_gone(self) -> bool:
        """Whether what it is about is in the newest version no more."""
        return self.found.part is None


def discussion(comments: Sequence[ReportComment], report: ReportVersion) -> list[Entry]:
    """The comments in the order of the document, those whose part is gone last."""
    parts = parts_of(report.content)
    order = {part.key: n for n, part in enumerate(parts)}
    roots = [row for row in comments if row.reply_to_id is None]
    entries = [_entry(row, number, comments, parts) for number, row in enumerate(roots, start=1)]
    last = len(parts)
    return sorted(entries, key=lambda row: order[row.found.part.key] if row.found.part else last)


def _entry(row: ReportComment, number: int, comments: Sequence[ReportComment], parts: Sequence[Part]) -> Entry:
    found = find(row.part, row.heading, row.quote, parts)
    label = found.part.label if found.part else part_label(row.part, row.heading)
    difference = () if row.suggestion is None else tuple(runs(row.quote, row.suggestion))
    return Entry(row, number, label, found, difference, tuple(r for r in comments if r.reply_to_id == row.id))
