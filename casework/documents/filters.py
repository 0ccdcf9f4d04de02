"""The words by which templates show the texts of reports."""

from flask import Flask
from flask_babel import gettext
from markupsafe import Markup

from casework.documents.markup import to_html, to_plain


def init_app(app: Flask) -> None:
    """Bind the filters `markup` and `plain` to the templates of `app`."""
    app.jinja_env.filters.update(markup=markup, plain=plain)


def markup(text: str | None, level: int | None = 4, *, boxed: bool = True) -> Markup:
    """A text on a page: `##` as h4, or as `level` says, or as bold lines if it is None; tables in a box that scrolls.

    A letter has no such box.
    """
    return to_html(text or "", level=level, table_label=gettext("Tabell") if boxed else "")


def plain(text: str | None) -> str:
    """A text where no markup may show."""
    return to_plain(text or "")
