"""The minutes (sammanträdesprotokoll) on paper: of a meeting, of what was approved at once, of a correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from casework.clock import local
from casework.documents.typesetting.characters import SUBSTITUTE
from casework.documents.typesetting.parts import (
    Part,
    PrintedSignature,
    paragraph_range,
    part_sheets,
    signature_sheets,
)
from casework.documents.typesetting.press import PRESS
from casework.documents.typesetting.sheets import (
    as_line,
    check_sha256,
    day_in_words,
    moment_in_words,
    says_something,
    short_line,
)

MOST_WITHOUT_CONTENTS = 5
"""Minutes of more paragraphs have a table of contents."""

_TITLES = {
    "regular": "Sammanträdesprotokoll",
    "immediate": "Sammanträdesprotokoll",
    "correction": "Rättelse till protokoll",
}
_DRAFT = "UTKAST, inte justerat"


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPerson:
    """Somebody who was there. `name` with the party; `paragraphs`: those that he was there for, where not for all.

    Refused with ValueError: no name, paragraphs that `paragraph_range` refuses.
    """

    name: str
    role: str = ""
    serving_for: str = ""
    paragraphs: tuple[int, ...] = ()
    remote: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if not says_something(self.name):
            raise ValueError("Den som var närvarande måste ha ett namn.")
        if self.paragraphs:
            paragraph_range(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesParagraph:
    """One paragraph. `case_number` may be empty. Refused with ValueError: a number below 1, no title."""

    number: int
    title: str
    case_number: str = ""
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        paragraph_range([self.number])
        if not says_something(self.title):
            raise ValueError(f"§ {self.number} måste ha en rubrik.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesNotice:
    """The posting of the notice that the minutes are approved. `notes`: sentences under it."""

    posted_on: date | None = None
    removal_on: date | None = None
    last_appeal_on: date | None = None
    kept_at: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesData:
    """What minutes say. Without `approved_at` they are a draft, and say so on every page.

    `times` and `corrections` are lines, `about` sentences about the paper; `opening` is told before the paragraphs.
    `approvers`: who were chosen to approve; `approval_place`: place and time of the approval, in words. `corrects`:
    what a correction corrects, as in "§ 41 i protokollet den 14 juni 2026". `sha256`: the content hash that the
    signatures are of. `made_at`: when the data were read; it dates the PDF. Refused with ValueError: no paragraph,
    paragraphs out of order, no body, a time without
    zone, a hash other than 64 lower-case hex digits (a draft that nobody has signed needs none), approved without a
    signature, posted without being approved, a correction that does not say of what.
    """

    authority_name: str
    body_name: str
    meeting_day: date
    place: str
    times: tuple[str, ...]
    serving: tuple[MinutesPerson, ...]
    others: tuple[MinutesPerson, ...]
    approvers: tuple[str, ...]
    approval_place: str
    paragraphs: tuple[MinutesParagraph, ...]
    signatures: tuple[PrintedSignature, ...]
    made_at: datetime
    secretary: str = ""
    notice: MinutesNotice = MinutesNotice()
    kind: Literal["regular", "immediate", "correction"] = "regular"
    corrects: str = ""
    approved_at: datetime | None = None
    sha256: str = ""
    document_number: str = ""
    corrections: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    opening: Part | None = None
    lang: Literal["sv"] = "sv"

    def __post_init__(self) -> None:
        if not self.paragraphs:
            raise ValueError("Ett protokoll måste ha minst en paragraf.")
        paragraph_range(_numbers(self.paragraphs))
        if not says_something(self.body_name):
            raise ValueError("Ett protokoll måste säga vilket organ som har sammanträtt.")
        if any(moment is not None and moment.tzinfo is None for moment in (self.made_at, self.approved_at)):
            raise ValueError("Tiderna i ett protokoll måste ha en tidszon.")
        if self.kind == "correction" and not says_something(self.corrects):
            raise ValueError("En rättelse måste säga vilken paragraf den rättar.")
        if self.lang != "sv":
            raise ValueError("Protokoll finns bara på svenska.")
        self._check_approval()

    def _check_approval(self) -> None:
        signed = any(row.signed_at for row in self.signatures)
        if self.approved_at and not signed:
            raise ValueError("Ett justerat protokoll måste ha minst en underskrift.")
        if self.notice.posted_on and not self.approved_at:
            raise ValueError("Ett protokoll anslås först när det är justerat.")
        if self.sha256 or signed:
            check_sha256(self.sha256)


def typeset_minutes(data: MinutesData) -> bytes:
    """Return the minutes as a PDF, declared as PDF/A-2a and PDF/UA-1. The same data give the same bytes.

    Control characters are taken away, characters that the fonts lack are shown as a square and explained there. Raises
    TypesettingError when the template cannot be set (a fault in the house, not in the data).
    """
    return PRESS.pdf("minutes.typ", _sheet(data), data.made_at)


def _sheet(data: MinutesData) -> dict[str, Any]:
    """Return the data as the template reads them: cleaned strings, dates in words."""
    day, title = day_in_words(data.meeting_day), _TITLES[data.kind]
    numbers = paragraph_range(_numbers(data.paragraphs))
    draft = "" if data.approved_at else f"{_DRAFT}. "
    sheet = {
        "lang": data.lang,
        "kind": data.kind,
        "document": title,
        "title": as_line(f"{title} {numbers}: {data.body_name} {day}"),
        "description": as_line(f"{draft}{data.body_name} {day}, {numbers}"),
        "running": short_line(f"{draft}{title} {numbers}, {data.authority_name}"),
        "footer": short_line(f"{draft}{data.body_name}, {day}"),
        "authority_name": as_line(data.authority_name),
        "body_name": as_line(data.body_name),
        "meeting_day": day,
        "numbers": numbers,
        "place": as_line(data.place),
        "times": [as_line(line) for line in data.times],
        "serving": [_person(person) for person in data.serving],
        "others": [_person(person) for person in data.others],
        "approvers": [as_line(name) for name in data.approvers],
        "approval_place": as_line(data.approval_place),
        "secretary": as_line(data.secretary),
        "corrects": as_line(data.corrects),
        "signatures": signature_sheets(data.signatures),
        "approved_on": day_in_words(local(data.approved_at).date()) if data.approved_at else "",
        "approved_at": moment_in_words(data.approved_at) if data.approved_at else "",
        "notice": _notice(data.notice),
        "contents": len(data.paragraphs) > MOST_WITHOUT_CONTENTS,
        "opening": part_sheets((data.opening,)) if data.opening else [],
        "paragraphs": [_paragraph(paragraph) for paragraph in data.paragraphs],
        "sha256": data.sha256,
        "document_number": as_line(data.document_number),
        "corrections": [as_line(line) for line in data.corrections],
        "about": [as_line(line) for line in data.about if says_something(line)],
    }
    return sheet | {"characters_missing": SUBSTITUTE in str(sheet)}


def _numbers(paragraphs: Sequence[MinutesParagraph]) -> list[int]:
    return [paragraph.number for paragraph in paragraphs]


def _person(person: MinutesPerson) -> str:
    """Return the person on one line, as in "Per Åström (M), tjänstgör för Eva Lund (M), §§ 40–45, på distans"."""
    said = [
        person.name,
        person.role,
        f"tjänstgör för {person.serving_for}" if person.serving_for else "",
        paragraph_range(person.paragraphs) if person.paragraphs else "",
        "på distans" if person.remote else "",
        person.note,
    ]
    return as_line(", ".join(words for words in said if words))


def _notice(notice: MinutesNotice) -> dict[str, Any]:
    days = {"posted_on": notice.posted_on, "removal_on": notice.removal_on, "last_appeal_on": notice.last_appeal_on}
    return {
        **{name: day_in_words(day) if day else "" for name, day in days.items()},
        "kept_at": as_line(notice.kept_at),
        "notes": [as_line(line) for line in notice.notes if says_something(line)],
    }


def _paragraph(paragraph: MinutesParagraph) -> dict[str, Any]:
    return {
        "number": str(paragraph.number),
        "title": as_line(paragraph.title),
        "case_number": as_line(paragraph.case_number),
        "parts": part_sheets(paragraph.parts),
    }
