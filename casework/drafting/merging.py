"""Two people in one report: where the saved text and the one just typed differ, part by part, and what to make of it.

Works on the form's data, so that a choice fills a field. Nothing is left out: what one of the two wrote stands either
in the field or beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext

from casework.cases.differences import Run, runs
from casework.cases.pages import ORIGINS
from casework.cases.wording import fields_text, options_text
from casework.dispatch.forms import NAMES
from casework.documents.reading.lines import letters
from casework.drafting.fields import kept
from casework.drafting.parts import is_written
from casework.drafting.threeway import merged_lines, merged_text

MINE, THEIRS, MERGED = "mine", "theirs", "merged"
Data = Mapping[str, Any]
SECTION = "section:"
ABSENT = None


@dataclass(frozen=True)
class Difference:
    """One part that differs: its three values, the merged one where there is one, and which one is proposed."""

    key: str
    label: str
    mine: Any
    theirs: Any
    merged: Any
    proposed: str
    both: bool
    """Whether both have changed it since the page was opened."""
    compared: list[Run]

    def value(self, which: str) -> Any:
        """The part's value by the choice."""
        return {MINE: self.mine, THEIRS: self.theirs, MERGED: self.merged}[which]

    @property
    def choices(self) -> list[str]:
        """What can be chosen."""
        return [MINE, THEIRS, *([MERGED] if self.merged is not None else [])]


def differences(base: Data | None, mine: Data, theirs: Data, kind: str, bodies: Mapping[int, str]) -> list[Difference]:
    """Where what is typed and what is saved differ; `base` is what both began with, None where it is not known.

    `bodies`: their names by key.
    """
    found = []
    for key, label, write in _parts(mine, theirs, kind, bodies):
        values = [_value(data, key) if data is not None else ABSENT for data in (base, mine, theirs)]
        if _plain(values[1]) != _plain(values[2]):
            found.append(_judged(key, label, values, write, known=base is not None))
    return found


def _judged(key: str, label: str, values: list[Any], write: Callable[[Any], str], *, known: bool) -> Difference:
    base, mine, theirs = values
    compared = runs(write(theirs), write(mine))
    whole = Difference(key, label, mine, theirs, None, MINE, known, compared)
    if not known:
        return whole
    if _plain(base) == _plain(theirs):
        return replace(whole, both=False)
    if _plain(base) == _plain(mine):
        return replace(whole, proposed=THEIRS, both=False)
    merged = _merged(key, base, mine, theirs)
    return whole if merged is None else replace(whole, merged=merged, proposed=MERGED)


def resolved(mine: Data, found: Sequence[Difference], chosen: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The form's data with each part as proposed, or as chosen."""
    data = dict(mine)
    for difference in found:
        which = (chosen or {}).get(difference.key, difference.proposed)
        data = with_value(data, difference.key, difference.value(which), after=difference)
    return data


def with_value(data: Data, key: str, value: Any, after: Difference | None = None) -> dict[str, Any]:
    """The data with that part's value; a section that is not there yet comes last, one that is nothing goes."""
    if not key.startswith(SECTION):
        return {**data, key: value}
    rows = [dict(row) for row in data["sections"]]
    place = next((number for number, row in enumerate(rows) if _key(row) == key), len(rows))
    rows[place : place + 1] = [] if value is ABSENT else [value]
    return {**data, "sections": [{**row, "position": str(number)} for number, row in enumerate(rows)]}


def _parts(
    mine: Data, theirs: Data, kind: str, bodies: Mapping[int, str]
) -> list[tuple[str, str, Callable[[Any], str]]]:
    fixed: list[tuple[str, str, Callable[[Any], str]]] = [
        ("title", gettext("Rubrik"), str),
        ("body", gettext("Organ som ska besluta"), lambda number: bodies.get(number, "")),
        ("origin", gettext("Ärendets ursprung"), lambda name: gettext(ORIGINS.get(name, name or ""))),
        ("origin_sender", gettext("Avsändare"), str),
        ("origin_received", gettext("Inkom den"), lambda day: str(day or "")),
        ("fields", gettext("Uppgifter"), lambda values: fields_text(kind, kept(values or {}))),
        ("proposal", gettext("Förslag till beslut"), _points),
        ("summary", gettext("Sammanfattning av ärendet"), str),
    ]
    sections = {_key(row): row["heading"] for data in (theirs, mine) for row in data["sections"] if is_written(row)}
    rows = [(key, heading or gettext("Avsnitt"), _section) for key, heading in sections.items()]
    last: list[tuple[str, str, Callable[[Any], str]]] = [
        ("basis", gettext("Beslutsunderlag"), lambda rows: "\n".join(map(_line, rows))),
        ("recipients", gettext("Mottagare"), lambda rows: "\n".join(map(_line, rows))),
    ]
    return [*fixed, *rows, *last]


def _value(data: Data, key: str) -> Any:
    if key.startswith(SECTION):
        return next((row for row in data["sections"] if _key(row) == key and is_written(row)), ABSENT)
    return data.get(key)


def _key(row: Mapping[str, Any]) -> str:
    return SECTION + (row.get("code") or letters(row["heading"]))


def _plain(value: Any) -> Any:
    """The value without what does not matter: order on the page, empty rows, nothing in its different shapes."""
    if isinstance(value, Mapping):
        kept_ = {key: _plain(part) for key, part in value.items() if key not in ("position", "csrf_token")}
        return {key: part for key, part in kept_.items() if part not in (ABSENT, "", [], {})}
    if isinstance(value, list):
        return [part for part in map(_plain, value) if part not in (ABSENT, "", [], {})]
    return ABSENT if value == "" else value


def _merged(key: str, base: Any, mine: Any, theirs: Any) -> Any:
    """Both changes in one, where they do not meet; None where they do, or where there is no telling."""
    if key == "summary":
        return merged_text(base or "", mine or "", theirs or "")
    if key.startswith(SECTION):
        return _merged_section(base, mine, theirs)
    if key in ("proposal", "basis", "recipients"):
        return _merged_rows(base, mine, theirs)
    return None


def _merged_section(base: Any, mine: Any, theirs: Any) -> Any:
    if ABSENT in (base, mine, theirs):
        return None
    text = merged_text(base["text"], mine["text"], theirs["text"])
    found = {**mine, "text": text}
    for part in ("heading", "options", "recommended"):
        before, own, other = (_plain(row.get(part)) for row in (base, mine, theirs))
        if own == before:
            found[part] = theirs.get(part)
        elif other not in (before, own):
            return None
    return None if text is None else found


def _merged_rows(base: Any, mine: Any, theirs: Any) -> list[dict[str, Any]] | None:
    lines = [[_line(row) for row in rows if _plain(row)] for rows in (base or [], mine, theirs)]
    known = {_line(row): row for row in (*theirs, *mine)}
    merged = merged_lines(*lines)
    return None if merged is None else [known[line] for line in merged if line in known]


def _line(row: Mapping[str, Any]) -> str:
    """A row of a list as one line."""
    return " – ".join(_word(name, part) for name, part in row.items() if part)


def _word(name: str, part: Any) -> str:
    return gettext(NAMES[part]) if name == "channel" and part in NAMES else str(part)


def _points(rows: Sequence[Mapping[str, Any]]) -> str:
    written = [(row["text"], row["body"]) for row in rows if row["text"]]
    return "\n\n".join(text + (f"\n({gettext('Beslutas av')}: {body})" if body else "") for text, body in written)


def _section(row: Mapping[str, Any] | None) -> str:
    if row is ABSENT:
        return ""
    options = [
        {**option, "recommended": str(number) == row.get("recommended")}
        for number, option in enumerate(row.get("options") or [])
    ]
    return "\n".join(part for part in (row["heading"], row["text"], options_text(options)) if part)
