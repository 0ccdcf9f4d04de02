"""What the report's form takes for a saved report, or for one just read from a file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from casework.cases.models import Recipient
from casework.dispatch.channels import MAIL
from casework.drafting.forms import DATED, sections_data
from casework.drafting.parts import Part, with_missing


def form_data(content: Mapping[str, Any], parts: Sequence[Part], recipients: Iterable[Recipient]) -> dict[str, Any]:
    """The form's data for a saved report and its distribution list, with the template's missing parts offered."""
    rows = [
        {
            "name": row.name,
            "channel": "" if row.own_channel == MAIL.name else row.own_channel,
            "address": row.own_address,
            "deadline": row.deadline,
        }
        for row in recipients
    ]
    return {**text_data(content), **sections_data(with_missing(content["sections"], parts)), "recipients": rows or [{}]}


def file_data(content: Mapping[str, Any], sections: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The form's data for a report just read from a file; `sections` as arranged by the template."""
    day = content.get("recipients_deadline")
    deadline = date.fromisoformat(day) if day else None
    rows = [{"name": name, "address": "", "deadline": deadline} for name in content.get("recipients", [])]
    return {**text_data(content), **sections_data(sections), "recipients": rows or [{}]}


def text_data(content: Mapping[str, Any]) -> dict[str, Any]:
    """The form's data for what is not a list of sections or of recipients."""
    points = content.get("proposal") or [""]
    deciders = [name or "" for name in content.get("proposal_bodies") or []] + [""] * len(points)
    return {
        "title": content.get("title") or "",
        "proposal": [{"text": text, "body": body} for text, body in zip(points, deciders, strict=False)],
        "summary": content.get("summary") or "",
        "basis": [_basis(row) for row in content.get("basis") or []],
    }


def _basis(row: str) -> dict[str, Any]:
    """A paper and its day, where its line ends with one."""
    found = DATED.fullmatch(row)
    try:
        day = date.fromisoformat(found["day"]) if found else None
    except ValueError:
        day = None
    return {"text": found["text"] if found and day else row, "day": day}
