"""Rows of a form: a form within a form, and a list of such whose rows are counted before they are made."""

from collections.abc import Iterable
from typing import Any

from wtforms import FieldList

from casework.web import DIGITS, Form
from workflows._vocabulary import N_

ROWS = 100
TOO_MANY = N_("För många rader: högst 100.")


class Part(Form):
    """A form within a form: its token is the whole form's."""

    class Meta:
        """Asked by WTForms."""

        csrf = False


class Rows(FieldList):
    """A list whose rows are counted before they are made: one more than it may hold is enough to refuse it."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> list[int]:
        """WTForms asks here which rows were sent; its own way fails on a number such as "²"."""
        names = (name[len(prefix) + 1 :].split("-", 1)[0] for name in formdata if name.startswith(f"{prefix}-"))
        numbers = {int(name) for name in names if name.isascii() and name.isdecimal() and len(name) <= DIGITS}
        return sorted(numbers)[: ROWS + 1]

    def _add_entry(self, *arguments: Any, **more: Any) -> Any:
        """A row remembers the number that it was sent with: WTForms closes the gaps afterwards."""
        entry = super()._add_entry(*arguments, **more)
        entry.sent_index = entry.index
        return entry
