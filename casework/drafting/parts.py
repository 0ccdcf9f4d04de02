"""The parts of an officer report: what a template says of them, and how a text's parts are matched to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from casework.documents.reading.vocabulary import SECTION_NAMES, code_of_section

POINTS, TEXT, OPTIONS, BASIS, RECIPIENTS = "points", "text", "options", "basis", "recipients"
"""What stands in a part."""

FIXED = {
    "PROPOSED_DECISION": ("proposal", POINTS, "Förslag till beslut"),
    "SUMMARY": ("summary", TEXT, "Sammanfattning av ärendet"),
    "DECISION_BASIS": ("basis", BASIS, "Beslutsunderlag"),
    "RECIPIENTS": ("recipients", RECIPIENTS, "Beslutet ska skickas till"),
}
"""Parts that are more than text under a heading: their name in the report's content, their kind, their heading."""

OTHER = "OTHER"
"""A part of a template's own, known by its heading alone."""

CODES = {
    **{code: heading for code, (_, _, heading) in FIXED.items()},
    **{code: names.split("|")[0].strip() for code, names in SECTION_NAMES.items()},
    OTHER: "Eget avsnitt",
}
"""Every code that a template may use, with the heading that it has unless told otherwise."""


@dataclass(frozen=True)
class Part:
    """One part of a template, in its order."""

    code: str
    heading: str
    required: bool = False
    copy_to_minutes: bool = False
    help: str = ""
    phrases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Where the report's content keeps it; "" for one of the sections."""
        return FIXED[self.code][0] if self.code in FIXED else ""

    @property
    def kind(self) -> str:
        """What stands in it."""
        if self.code in FIXED:
            return FIXED[self.code][1]
        return OPTIONS if self.code == "ALTERNATIVES" else TEXT

    def row(self) -> dict[str, Any]:
        """The part as a template keeps it."""
        return {**asdict(self), "phrases": list(self.phrases), "kind": self.kind}


STANDARD = (
    *(Part(code, CODES[code]) for code in ("PROPOSED_DECISION", "SUMMARY", "BACKGROUND")),
    *(Part(code, CODES[code]) for code in ("DECISION_BASIS", "RECIPIENTS")),
)
"""The parts where an authority has no template."""


@dataclass(frozen=True)
class Layout:
    """The template by which a report is written: its version's key, or None where the authority has none."""

    id: int | None = None
    name: str = ""
    number: int = 0
    parts: tuple[Part, ...] = STANDARD

    @property
    def sections(self) -> list[Part]:
        """The parts that are sections."""
        return [part for part in self.parts if not part.name]

    @property
    def fixed(self) -> dict[str, Part]:
        """The other four, by where the content keeps them."""
        return {part.name: part for part in self.parts if part.name}


def parts_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """A template's parts. The four that every report has are there even where the template does not name them."""
    found = [
        Part(
            row["code"],
            row["heading"],
            row["required"],
            row["copy_to_minutes"],
            row["help"],
            tuple(row["phrases"]),
        )
        for row in rows
    ]
    named = {part.code for part in found}
    first = [part for part in STANDARD[:2] if part.code not in named]
    last = [part for part in STANDARD[3:] if part.code not in named]
    return (*first, *found, *last)


def outline(parts: Sequence[Part]) -> list[dict[str, str]]:
    """The order of the report as its content remembers it: each fixed part with its heading, the sections as one."""
    rows: list[dict[str, str]] = []
    for part in parts:
        name = part.name or "sections"
        if name not in {row["part"] for row in rows}:
            rows.append({"part": name, "heading": part.heading if part.name else ""})
    if "sections" not in {row["part"] for row in rows}:
        rows.insert(2, {"part": "sections", "heading": ""})
    return rows


Section = dict[str, Any]


def matched(sections: Iterable[Section], parts: Sequence[Part]) -> list[Section]:
    """The sections with the code of the part that each is, by its own code or by what its heading means.

    A part is taken once: the second of two that mean the same stays as it is.
    """
    free = [part for part in parts if not part.name]
    found: list[Section] = []
    for section in sections:
        part = next((part for part in free if _is(section, part)), None)
        if part is not None:
            free.remove(part)
        found.append({**section, "code": part.code if part else _own_code(section, found)})
    return found


def _is(section: Section, part: Part) -> bool:
    same = section["heading"].strip().casefold() == part.heading.casefold()
    if part.code == OTHER:
        return same
    return same or part.code == (section.get("code") or code_of_section(section["heading"]))


def _own_code(section: Section, before: Iterable[Section]) -> str:
    """The code that it came with, once; options need it to be drawn."""
    code = section.get("code") or ""
    return "" if code == OTHER or code in {row["code"] for row in before} else code


def with_missing(sections: Iterable[Section], parts: Sequence[Part]) -> list[Section]:
    """The sections in their own order, and the template's parts that are missing among them where they belong.

    An empty part that another template offered is none; a heading of one's own is something.
    """
    rows = matched([row for row in sections if is_written(row)], parts)
    place = 0
    for part in (part for part in parts if not part.name):
        there = next((index for index, row in enumerate(rows) if _taken(row, part)), None)
        if there is None:
            rows.insert(place, {"code": part.code, "heading": part.heading, "text": ""})
            there = place
        place = there + 1
    return rows or [{"code": "", "heading": "", "text": ""}]


def _taken(row: Section, part: Part) -> bool:
    same = row["heading"].strip().casefold() == part.heading.casefold()
    return row["code"] == part.code and (same or part.code != OTHER)


def arranged(sections: Iterable[Section], parts: Sequence[Part]) -> list[Section]:
    """The sections of a text from elsewhere in the template's order; those that it does not know come after."""
    rows = matched(sections, parts)
    order = [part for part in parts if not part.name]
    known = [row for part in order for row in rows if _taken(row, part)]
    return with_missing([*known, *(row for row in rows if not any(row is other for other in known))], parts)


def is_written(row: Mapping[str, Any]) -> bool:
    """Whether something stands in it. A part that a template offers is nothing until something is written there."""
    return bool(row["text"] or row.get("options") or (row["heading"] and not row.get("code")))


def part_of(section: Mapping[str, Any], parts: Sequence[Part]) -> Part | None:
    """What the template says of the section; None for one that it does not know."""
    return next((part for part in parts if not part.name and _taken(dict(section), part)), None)
