"""What a rule of writing says, and what it may know beside the text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflows import Reason

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Remark:
    """One thing to look over: which rule, where ("proposal-0", "summary", "basis"), and the sentence."""

    rule: str
    place: str
    reason: Reason


@dataclass(frozen=True)
class Surroundings:
    """What stands beside the report: recipients, where the case comes from, what the template and the amounts say.

    `required`: place and heading of each part that the template requires, and whether it is empty.
    """

    required: tuple[tuple[str, str, bool], ...] = ()
    recipients: tuple[str, ...] = ()
    from_outside: bool = False
    received: date | None = None
    more_money: bool = False
    section_places: Mapping[int, str] = field(default_factory=dict)

    def section(self, number: int) -> str:
        """Where the section of that number stands on the page."""
        return self.section_places.get(number, "sections")


def texts_of(content: Content, beside: Surroundings) -> list[tuple[str, str]]:
    """Every text of the report with its place, options too."""
    rows = [(f"proposal-{number}", point) for number, point in enumerate(content["proposal"])]
    rows.append(("summary", content["summary"] or ""))
    for number, section in enumerate(content["sections"]):
        place = beside.section(number)
        rows.append((place, section["text"]))
        for option in section.get("options", []):
            rows += [(place, option[part]) for part in ("title", "for", "against", "consequence")]
    return [(place, text) for place, text in rows if text]
