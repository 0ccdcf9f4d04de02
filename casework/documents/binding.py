"""Several papers bound to one PDF: bookmarks by part and paper, and page labels that say the part and its page.

What comes from elsewhere is taken page by page: no script, no action and no bookmark of its own comes along. The bound
file declares neither PDF/A nor PDF/UA, since the papers of others may be anything.
"""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import ArrayObject, NameObject, TextStringObject

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a file is raised; its bytes are no log's

HARMLESS = ("/URI", "/GoTo")
"""What a link may do. Anything else, such as to start a program, a reader of papers has no use for."""


class UnbindableError(ValueError):
    """The file cannot be bound: it is broken, or needs a password. Its page says so instead."""


@dataclass(frozen=True)
class Paper:
    """A PDF with its bookmark."""

    title: str
    content: bytes


@dataclass(frozen=True)
class Part:
    """Papers under one bookmark. Its pages are labelled `label` with their number in the part: "3:2"."""

    title: str
    label: str
    papers: Sequence[Paper]


def readable(content: bytes) -> bytes:
    """The PDF as it may be bound: its pages alone, without scripts and actions. UnbindableError where that fails."""
    try:
        return _pages_of(content)
    except UnbindableError:
        raise
    except Exception as error:  # a stranger's broken file fails in ways that no list of errors holds
        raise UnbindableError(type(error).__name__) from error


def _pages_of(content: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise UnbindableError("the file needs a password")
    writer = PdfWriter()
    for page in reader.pages:
        _disarm(writer.add_page(page))
    if not writer.pages:
        raise UnbindableError("the file has no pages")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def bind(title: str, parts: Sequence[Part]) -> bytes:
    """One PDF of all papers in order. The same papers give the same pages, bookmarks and labels."""
    writer = PdfWriter()
    for part in parts:
        first, bookmark = len(writer.pages), None
        for paper in part.papers:
            at = len(writer.pages)
            writer.append(io.BytesIO(paper.content), import_outline=False)
            if bookmark is None:
                bookmark = writer.add_outline_item(title=part.title, page_number=at)
            if paper.title != part.title:
                writer.add_outline_item(title=paper.title, page_number=at, parent=bookmark)
        if len(writer.pages) > first:
            last = len(writer.pages) - 1
            writer.set_page_label(first, last, style=PageLabelStyle.DECIMAL, prefix=part.label, start=1)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    writer.add_metadata({"/Title": title})
    writer.root_object[NameObject("/Lang")] = TextStringObject("sv")
    writer.page_mode = "/UseOutlines"
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _disarm(page: PageObject) -> None:
    page.pop("/AA", None)
    annotations = page.get("/Annots")
    if annotations is not None:
        kept = [row for row in annotations.get_object() if _is_harmless(row.get_object())]
        page[NameObject("/Annots")] = ArrayObject(kept)


def _is_harmless(annotation: Any) -> bool:
    action = annotation.get("/A")
    return "/AA" not in annotation and (action is None or action.get_object().get("/S") in HARMLESS)
