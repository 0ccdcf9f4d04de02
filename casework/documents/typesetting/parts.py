"""What the papers of a meeting share: the parts of a paragraph, numbers of paragraphs, signatures."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from casework.documents.markup import FIGURE, Run, Table
from casework.documents.typesetting.sheets import as_line, as_text, moment_in_words, says_something


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTable:
    """A table, such as how each person voted. Refused with ValueError: no column, a row that is longer or shorter."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("En tabell måste ha minst en kolumn.")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("Varje rad i en tabell måste ha lika många celler som tabellen har kolumner.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a paragraph: a heading in the margin, a note under it, and what it says, in the order of the fields.

    `text` and `points` are texts as in `casework.documents.markup`; several points are numbered. `lines` stand one
    under the other. A part that says nothing is left out.
    """

    heading: str
    note: str = ""
    text: str = ""
    points: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    table: PartTable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSignature:
    """A signature or the place of one. `method` in words ("bekräftad med lösenord"); `note`: why it is not there.

    `approves`: whether it is one of those that approve (justera); the secretary's is not. Refused with ValueError: no
    name, a time without zone.
    """

    name: str
    role: str
    signed_at: datetime | None = None
    method: str = ""
    note: str = ""
    approves: bool = True

    def __post_init__(self) -> None:
        if not says_something(self.name):
            raise ValueError("En underskrift måste ha ett namn.")
        if self.signed_at is not None and self.signed_at.tzinfo is None:
            raise ValueError("Tidpunkten för en underskrift måste ha en tidszon.")


def paragraph_range(numbers: Sequence[int]) -> str:
    """Return the numbers as in "§ 41" and "§§ 38, 40–45". Refused with ValueError: none, below 1, out of order."""
    if not numbers:
        raise ValueError("Minst en paragraf måste anges.")
    if min(numbers) < 1:
        raise ValueError("Ett paragrafnummer måste vara minst 1.")
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise ValueError("Paragraferna måste stå i nummerordning, var och en en gång.")
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return f"{'§' if len(numbers) == 1 else '§§'}\N{NO-BREAK SPACE}{told}"


def part_sheets(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return the parts that say something, as the templates read them."""
    return [
        sheet for sheet in map(_part_sheet, parts) if any(sheet[key] for key in ("text", "points", "lines", "table"))
    ]


def signature_sheets(signatures: Sequence[PrintedSignature]) -> list[dict[str, Any]]:
    """Return the signatures as the templates read them: the time in words, or nothing."""
    return [
        {
            "name": as_line(row.name),
            "role": as_line(row.role),
            "signed": moment_in_words(row.signed_at) if row.signed_at else "",
            "method": as_line(row.method),
            "note": as_line(row.note),
        }
        for row in signatures
    ]


def _part_sheet(part: Part) -> dict[str, Any]:
    return {
        "heading": as_line(part.heading),
        "note": as_line(part.note),
        "text": as_text(part.text),
        "points": [as_text(point) for point in part.points if says_something(point)],
        "lines": [as_line(line) for line in part.lines if says_something(line)],
        "table": _table_sheet(part.table) if part.table and part.table.rows else None,
    }


def _table_sheet(table: PartTable) -> dict[str, Any]:
    """Return the table as that of a text; a column of nothing but figures stands to the right."""
    rows = [[as_line(cell) for cell in row] for row in (table.columns, *table.rows)]
    amounts = tuple(all(FIGURE.match(row[at]) for row in rows[1:]) for at in range(len(table.columns)))
    return asdict(Table(tuple(tuple((Run(cell),) for cell in row) for row in rows), amounts))
