"""The tree as HTML for pages and mail."""

from itertools import groupby

import nh3
from markupsafe import Markup, escape

from casework.documents.markup.tree import Block, Bullets, Heading, Numbers, Paragraph, Run, Runs, Table, parse

TAGS = {"p", "br", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a", "div"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "th": {"scope", "class"},
    "td": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
}
SCHEMES = {"http", "https", "mailto"}


def to_html(text: str, *, level: int | None = 4, table_label: str = "") -> Markup:
    """Return the text as HTML in which nothing runs: `##` as h4 if level is 4, headings as bold lines if it is None.

    With a `table_label` each table stands in a box of that name, which the keyboard reaches and a narrow screen
    scrolls. What the tree gives is cleaned once more against a list of tags, attributes and schemes.
    """
    page = _Page(level, table_label)
    made = "".join(page.block(block) for block in parse(text))
    return Markup(nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener"))  # noqa: S704  # cleaned in the same breath


class _Page:
    """How blocks are written on one page."""

    def __init__(self, level: int | None, table_label: str) -> None:
        self.level, self.table_label = level, table_label

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return f"<p>{_runs(block.runs)}</p>"
            case Heading():
                return self.heading(block)
            case Bullets():
                return f"<ul>{self.items(block.items, loose=block.loose)}</ul>"
            case Numbers():
                start = "" if block.start == 1 else f' start="{block.start}"'
                return f"<ol{start}>{self.items(block.items, loose=block.loose)}</ol>"
            case Table():
                return self.table(block)

    def heading(self, block: Heading) -> str:
        words = _runs(block.runs)
        if self.level is None:
            return f"<p><strong>{words}</strong></p>"
        tag = f"h{self.level + block.level - 2}"
        return f"<{tag}>{words}</{tag}>"

    def items(self, items: tuple[tuple[Block, ...], ...], *, loose: bool) -> str:
        def item(blocks: tuple[Block, ...]) -> str:
            bare = (_runs(b.runs) if isinstance(b, Paragraph) and not loose else self.block(b) for b in blocks)
            return f"<li>{''.join(bare)}</li>"

        return "".join(item(blocks) for blocks in items)

    def table(self, block: Table) -> str:
        head = _row(block.rows[0], block.amounts, "th", ' scope="col"')
        body = "".join(_row(cells, block.amounts, "td") for cells in block.rows[1:])
        table = f"<table><thead>{head}</thead>{f'<tbody>{body}</tbody>' if body else ''}</table>"
        if not self.table_label:
            return table
        return f'<div class="table-box" tabindex="0" role="group" aria-label="{escape(self.table_label)}">{table}</div>'


def _row(cells: tuple[Runs, ...], amounts: tuple[bool, ...], tag: str, more: str = "") -> str:
    classes = [' class="amount"' if amount else "" for amount in amounts]
    written = (f"<{tag}{more}{kind}>{_runs(cell)}</{tag}>" for cell, kind in zip(cells, classes, strict=True))
    return f"<tr>{''.join(written)}</tr>"


def _runs(runs: Runs) -> str:
    """One link for neighbouring runs that lead to the same address, and one <strong> likewise."""
    return "".join(
        _in(f'a href="{escape(href)}"' if href else "", _strong(list(group)))
        for href, group in groupby(runs, key=lambda run: run.href)
    )


def _strong(runs: list[Run]) -> str:
    def emphasised(group: list[Run]) -> str:
        return "".join(_in("em" if run.emphasis else "", _lines(run.text)) for run in group)

    groups = groupby(runs, key=lambda run: run.strong)
    return "".join(_in("strong" if strong else "", emphasised(list(group))) for strong, group in groups)


def _in(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag.split(' ', maxsplit=1)[0]}>" if tag else inner


def _lines(text: str) -> str:
    return "<br>".join(str(escape(line)) for line in text.split("\n"))
