"""What an officer report holds as data, in words: its options, and what its kind knows of itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from casework.documents.figures.amounts import written
from casework.web import iso_day
from workflows import WORKFLOWS
from workflows._vocabulary import DAY, MONEY, N_


def options_text(options: Sequence[Mapping[str, Any]]) -> str:
    """The options of a section as text."""
    rows = []
    for option in options:
        mark = f" ({gettext('förordas')})" if option.get("recommended") else ""
        rows.append(f"{gettext('Alternativ')}: {option.get('title') or ''}{mark}")
        parts = (("for", N_("Talar för")), ("against", N_("Talar emot")), ("consequence", N_("Konsekvens")))
        rows += [f"{gettext(label)}: {option[name]}" for name, label in parts if option.get(name)]
    return "\n".join(rows)


def fields_text(kind: str, values: Mapping[str, Any]) -> str:
    """What the kind knows of itself as data, one a line, by its labels."""
    fields = WORKFLOWS[kind].fields if kind in WORKFLOWS else {}
    return "\n".join(
        f"{gettext(fields[name].label) if name in fields else name}: {field_text(kind, name, value)}"
        for name, value in values.items()
    )


def field_text(kind: str, name: str, value: Any) -> str:
    """One of the kind's data as it is read: amounts as documents have them, days in words."""
    fields = WORKFLOWS[kind].fields if kind in WORKFLOWS else {}
    type_ = fields[name].type if name in fields else ""
    if type_ == MONEY and isinstance(value, int):
        return written(value)
    if type_ == DAY:
        return iso_day(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
