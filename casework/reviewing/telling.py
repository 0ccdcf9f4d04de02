"""Letting people know what was said about a report, and who reviews it; and the trace of it."""

from collections.abc import Iterable
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from casework import audit
from casework.cases.models import Case
from casework.permissions import Reader
from casework.web import clean_line

LONGEST = 160


def tell(persons: Iterable[int], case: Case, actor: Reader, kind: str, text: str, **values: str) -> None:
    """Let each of the persons but the actor know, where a room above has a way; in the language that mail has."""
    way = current_app.extensions.get("casework.tell")
    if way is None:
        return
    with force_locale("sv"):
        told = gettext(text) % {"who": actor.name, **values}
    for person_id in sorted(set(persons) - {actor.person_id}):
        way(person_id, case.id, kind, told)


def shortened(text: str) -> str:
    """The text on one line, and not too long for a notice."""
    line = clean_line(text)
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()} …"


def trace(event: str, case: Case, actor: Reader, **data: Any) -> None:
    """The audit record of what the actor did."""
    ids = {"authority_id": case.authority_id, "case_id": case.id, "actor_id": actor.person_id}
    audit.record(event, **ids, **data)
