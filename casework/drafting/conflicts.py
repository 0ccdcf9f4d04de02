"""Somebody saved meanwhile: both texts, part by part, and the form filled in so that nothing is lost."""

import json
from dataclasses import dataclass
from typing import Any

from casework.cases.models import ReportVersion
from casework.cases.queries import latest_report, numbered_report, recipients_of
from casework.database import db
from casework.drafting.forms import ReportForm
from casework.drafting.merging import Difference, differences, resolved, with_value
from casework.drafting.pages import Desk, Pairs
from casework.drafting.parts import Layout
from casework.people.models import Person
from casework.web import whole


@dataclass(frozen=True)
class Merge:
    """What the page of two texts shows, and what it carries along: the text as typed, and what both began with."""

    differences: list[Difference]
    saved: ReportVersion
    author: str
    mine: str
    base: str
    before: str
    returned: bool = False
    """Whether the text is one that she comes back to, rather than one that she just tried to save."""


def conflict(
    form: ReportForm, pairs: Pairs, desk: Desk, layout: Layout, *, returned: bool = False
) -> tuple[ReportForm, Merge | None]:
    """The form with what is saved now and what was typed, each part as proposed; None where they are the same."""
    assert desk.case is not None
    saved = latest_report(desk.case.id)
    assert saved is not None  # a case has a version of its report from its first moment
    theirs = desk.stored(saved, recipients_of(desk.case.id), layout)
    base, before = form.base.data or "", form.before.data or ""
    found = _compared(base, before, form.plain(), theirs, desk, layout)
    data = resolved(form.plain(), found) | {name: theirs[name] for name in ("base", "before", "version")}
    fresh = desk.empty({**data, "draft_revision": form.draft_revision.data, "creation_key": form.creation_key.data})
    merge = Merge(found, saved, _author(saved), json.dumps([list(pair) for pair in pairs]), base, before, returned)
    return fresh, merge if found else None


def shown(form: ReportForm, mine: str, base: str, before: str, desk: Desk, layout: Layout) -> Merge | None:
    """The two texts as the page carried them; None where it carried none."""
    assert desk.case is not None
    saved, pairs = numbered_report(desk.case.id, whole(form.base.data) or 0), _pairs(mine)
    if saved is None or pairs is None:
        return None
    theirs = desk.began_with(saved, form.before.data or "", layout)
    found = _compared(base, before, desk.as_typed(pairs).plain(), theirs, desk, layout)
    return Merge(found, saved, _author(saved), mine, base, before)


def with_part(form: ReportForm, take: str, merge: Merge, desk: Desk) -> ReportForm | None:
    """The form with one part as chosen on the page of two texts; other fields stay. None for no such choice."""
    key, _colon, which = take.rpartition(":")
    chosen = next((one for one in merge.differences if one.key == key and which in one.choices), None)
    return desk.empty(with_value(form.plain(), key, chosen.value(which))) if chosen else None


def _author(saved: ReportVersion) -> str:
    person = db.session.get(Person, saved.author_id)
    return person.name if person else ""


def _compared(
    base: str, before: str, mine: dict[str, Any], theirs: dict[str, Any], desk: Desk, layout: Layout
) -> list[Difference]:
    assert desk.case is not None
    number = whole(base)
    begun = numbered_report(desk.case.id, number) if number else None
    began = desk.began_with(begun, before, layout) if begun else None
    return differences(began, mine, theirs, desk.case.kind, {body.id: body.name for body in desk.bodies})


def _pairs(text: str) -> Pairs | None:
    """The form as it was typed, which the page carried; it comes from the page, so it may be anything."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return None
    good = isinstance(rows, list) and all(isinstance(row, list) and len(row) == 2 for row in rows)
    return rows if good else None
