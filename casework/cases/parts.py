"""The parts of an officer report, each under a key by which comments and comparisons name it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from workflows._vocabulary import N_

Place = tuple[str | int, ...]
"""Where a text stands in the report's content: ("summary",), ("sections", 2, "text")."""

TITLE, PROPOSAL, SUMMARY, SECTION, OPTION = "title", "proposal", "summary", "section", "option"
BASIS, RECIPIENTS, FIELDS = "basis", "recipients", "fields"

LABELS = {
    TITLE: N_("Rubrik"),
    PROPOSAL: N_("Förslag till beslut"),
    SUMMARY: N_("Sammanfattning av ärendet"),
    BASIS: N_("Beslutsunderlag"),
    RECIPIENTS: N_("Mottagare"),
    FIELDS: N_("Uppgifter om ärendet"),
}
OPTION_TEXTS = ("title", "for", "against", "consequence")


@dataclass(frozen=True)
class Part:
    """One part of one version. `heading` is its own, "" where every report has such a part under the same name."""

    key: str
    texts: Mapping[Place, str]
    heading: str = ""

    @property
    def family(self) -> str:
        """What sort of part it is."""
        return self.key.partition(":")[0]

    @property
    def label(self) -> str:
        """What it is called on screen."""
        return part_label(self.key, self.heading)


def part_label(key: str, heading: str) -> str:
    """What the part of that key is called on screen."""
    family, _, number = key.partition(":")
    if family == SECTION:
        return heading or gettext("Avsnitt %(number)s", number=int(number) + 1)
    if family == OPTION:
        return gettext("Alternativ: %(title)s", title=heading)
    if family == PROPOSAL and number:
        return gettext("Beslutspunkt %(number)s", number=int(number) + 1)
    return gettext(LABELS[family])


def parts_of(content: Mapping[str, Any]) -> list[Part]:
    """The parts of a report in the order of the document, also empty ones that every report has."""
    points = content.get("proposal") or []
    found = [Part(TITLE, {("title",): content.get("title") or ""})]
    found += [Part(f"{PROPOSAL}:{n}", {("proposal", n): point}) for n, point in enumerate(points)]
    found += [] if points else [Part(PROPOSAL, {})]
    found.append(Part(SUMMARY, {("summary",): content.get("summary") or ""}))
    for number, section in enumerate(content.get("sections") or []):
        found += _section(number, section)
    if content.get("fields"):
        found.append(Part(FIELDS, {}))
    found.append(Part(BASIS, {("basis", n): row for n, row in enumerate(content.get("basis") or [])}))
    found.append(Part(RECIPIENTS, {("recipients", n): row for n, row in enumerate(content.get("recipients") or [])}))
    return found


def _section(number: int, section: Mapping[str, Any]) -> list[Part]:
    at: Place = ("sections", number)
    texts: dict[Place, str] = {(*at, name): section.get(name) or "" for name in ("heading", "text")}
    found = [Part(f"{SECTION}:{number}", texts, section.get("heading") or "")]
    for n, option in enumerate(section.get("options") or []):
        texts = {(*at, "options", n, name): option.get(name) or "" for name in OPTION_TEXTS}
        found.append(Part(f"{OPTION}:{number}:{n}", texts, option.get("title") or ""))
    return found
