"""Tables as Markdown, as README has them."""

from dataclasses import dataclass, field

SMALL = 10  # below it a figure has two decimals


@dataclass
class Table:
    """A table with its heading and what must be known to read it."""

    title: str
    columns: tuple[str, ...]
    note: str = ""
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *cells: str | float | None) -> None:
        """A row; numbers are rounded, None is a dash."""
        self.rows.append(tuple(cell if isinstance(cell, str) else figure(cell) for cell in cells))

    def markdown(self) -> str:
        """The table, first column to the left, the others to the right."""
        rule = ("---", *("---:" for _ in self.columns[1:]))
        lines = [f"| {' | '.join(row)} |" for row in (self.columns, rule, *self.rows)]
        return "\n".join([f"### {self.title}", "", *([self.note, ""] if self.note else []), *lines, ""])


def figure(value: float | None) -> str:
    """Two decimals for what is small, none for what is not."""
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.2f}" if abs(value) < SMALL else f"{value:.0f}"
