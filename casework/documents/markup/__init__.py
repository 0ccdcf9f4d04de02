"""The text of a report: plain text in a small subset of Markdown. Pure: knows neither database nor Flask.

Paragraphs (a newline is a line break), headings `##` and `###`, lists `-` and `1.`, GFM tables, **bold**, *italic* and
links to http, https and mailto. Anything else, HTML too, is text and stays visible as text.
ADR 0006 says why.
"""

from casework.documents.markup.html import to_html
from casework.documents.markup.plain import to_plain
from casework.documents.markup.tidying import tidy
from casework.documents.markup.tree import FIGURE, Block, Bullets, Heading, Numbers, Paragraph, Run, Table, parse

__all__ = [
    "FIGURE",
    "Block",
    "Bullets",
    "Heading",
    "Numbers",
    "Paragraph",
    "Run",
    "Table",
    "parse",
    "tidy",
    "to_html",
    "to_plain",
]
