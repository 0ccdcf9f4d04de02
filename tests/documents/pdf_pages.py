"""What stands where in a PDF: its text, and the runs of text with their edges."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdf


@dataclass(frozen=True)
class Run:
    """A piece of text set in one go, in points; an artifact stands in the page's head or foot."""

    left: float
    right: float
    baseline: float
    size: float
    artifact: bool


def opened(content: bytes) -> pikepdf.Pdf:
    """Open the PDF; use as a context manager."""
    return pikepdf.open(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """Return the text of all pages in reading order, with blanks and line ends folded."""
    return " ".join(page_texts(content))


def page_texts(content: bytes) -> list[str]:
    """Return the text of each page in reading order, with blanks and line ends folded."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def structure(content: bytes) -> list[str]:
    """The tags of the document's parts, in reading order, without the inner ones that every document has."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            found.extend([str(node.S)] if "/S" in node else [])
            walk(node.get("/K", pikepdf.Array()))

    with opened(content) as pdf:
        walk(pdf.Root.StructTreeRoot)
    return found


def runs_of(page: pikepdf.Page) -> list[Run]:
    """Return every run of text on a page as Typst writes it: one `cm`, `Tf`, `Tm` and `TJ` a run."""
    widths = {name: _widths(font) for name, font in page.resources.Font.items()}
    runs, marks, origin, font, size, indent = [], [], (0.0, 0.0), "", 0.0, 0.0
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        match str(instruction.operator):
            case "BDC":
                marks.append(str(operands[0]))
            case "EMC":
                marks.pop()
            case "cm":
                origin = (float(operands[4]), float(operands[5]))
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "Tm":
                indent = float(operands[4])
            case "TJ":
                left = origin[0] + indent
                right = left + _advance(operands[0], widths[font]) * size / 1000
                runs.append(Run(left, right, origin[1], size, "/Artifact" in marks))
    return runs


def _advance(pieces: pikepdf.Object, widths: dict[int, float]) -> float:
    """Return a TJ array's width in thousandths of the size: two-byte glyphs, less the numbers between."""
    total = 0.0
    for piece in pieces:
        if isinstance(piece, pikepdf.String):
            glyphs = bytes(piece)
            codes = [int.from_bytes(glyphs[i : i + 2], "big") for i in range(0, len(glyphs), 2)]
            total += sum(widths[code] for code in codes)
        else:
            total -= float(piece)
    return total


def _widths(font: pikepdf.Object) -> dict[int, float]:
    """Return the width of each glyph from the font's /W array: `first last width` or `first [width ...]`."""
    widths: dict[int, float] = {}
    array, at = list(font.DescendantFonts[0].W), 0
    while at < len(array):
        first = int(array[at])
        if isinstance(array[at + 1], pikepdf.Array):
            widths |= {first + i: float(width) for i, width in enumerate(array[at + 1])}
            at += 2
        else:
            widths |= dict.fromkeys(range(first, int(array[at + 1]) + 1), float(array[at + 2]))
            at += 3
    return widths
