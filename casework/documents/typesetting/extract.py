"""The minutes extract (protokollsutdrag): one paragraph of the minutes, for the decision's recipients."""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from babel.dates import format_date, format_time

from casework.clock import local
from casework.documents.markup import parse
from casework.documents.typesetting.characters import SUBSTITUTE, fit_for_print, one_line
from casework.documents.typesetting.press import PRESS


@dataclass(frozen=True, slots=True)
class ExtractAssignment:
    """What the decision orders: who answers for it and until when (both are required of an assignment)."""

    owner: str
    due: date
    text: str


@dataclass(frozen=True, slots=True)
class ExtractCondition:
    """What the decision waits for: the parties that are to decide the same, and until when."""

    parties: tuple[str, ...]
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractData:
    """What an extract says. Decision, assignment and summary are texts as in `casework.documents.markup`.

    `present` may hold the presiding person too, who is named once, first. `disqualified` are sentences about those who
    took no part for being disqualified. `report_sha256` is the content
    hash of the officer report that was approved. `approved` tells whether the minutes have been approved
    (justerade): without it the extract says that they have not. Refused with ValueError: no decided text,
    no title, a paragraph number below 1, a time without zone, a hash other than 64 lower-case hex digits, a
    language other than Swedish.
    """

    authority_name: str
    body_name: str
    meeting_day: date
    meeting_place: str
    paragraph: int
    paragraph_year: int
    case_number: str
    case_title: str
    summary: str
    decision_points: tuple[str, ...]
    outcome_label: str
    presiding: tuple[str, str]
    present: tuple[tuple[str, str], ...]
    recipients: tuple[str, ...]
    report_sha256: str
    extract_number: str
    decided_at: datetime
    assignment: ExtractAssignment | None = None
    condition: ExtractCondition | None = None
    disqualified: tuple[str, ...] = ()
    approved: bool = False
    lang: Literal["sv"] = "sv"

    def __post_init__(self) -> None:
        if not any(_says_something(point) for point in self.decision_points):
            raise ValueError("Ett protokollsutdrag måste ha en beslutstext.")
        if not _says_something(self.case_title):
            raise ValueError("Ett protokollsutdrag måste ha en ärenderubrik.")
        if self.paragraph < 1:
            raise ValueError("Ett protokollsutdrag måste ha ett paragrafnummer.")
        if self.decided_at.tzinfo is None:
            raise ValueError("Tidpunkten för beslutet måste ha en tidszon.")
        if not re.fullmatch(r"[0-9a-f]{64}", self.report_sha256):
            raise ValueError("Kontrollsumman måste vara 64 hexadecimala siffror.")
        if self.lang != "sv":
            raise ValueError("Protokollsutdrag finns bara på svenska.")


def typeset_extract(data: ExtractData) -> bytes:
    """Return the extract as a PDF, declared as PDF/A-2a and PDF/UA-1. The same data give the same bytes.

    Control characters are taken away, characters that the fonts lack are shown as a square and explained
    there. Raises TypesettingError when the template cannot be set (a fault in the house, not in the data).
    """
    return PRESS.pdf("extract.typ", _sheet(data), data.decided_at)


def _sheet(data: ExtractData) -> dict[str, Any]:
    """Return the data as the template reads them: cleaned strings, dates in words."""
    day = _day(data.meeting_day)
    sheet = {
        "lang": data.lang,
        "title": _line(f"Protokollsutdrag § {data.paragraph}/{data.paragraph_year}: {data.case_title}"),
        "description": _line(f"{data.body_name} {day}, {data.case_number}, utdrag {data.extract_number}"),
        "running": _short(f"§ {data.paragraph}, dnr {data.case_number}, {data.body_name} {day}"),
        "footer": _short(f"Utdrag nr {data.extract_number}, {data.authority_name}"),
        "authority_name": _line(data.authority_name),
        "body_name": _line(data.body_name),
        "meeting_day": day,
        "meeting_place": _line(data.meeting_place),
        "paragraph": str(data.paragraph),
        "case_number": _line(data.case_number),
        "case_title": _line(data.case_title),
        "summary": _text(data.summary),
        "decision_points": [_text(point) for point in data.decision_points if _says_something(point)],
        "outcome_label": _line(data.outcome_label),
        "assignment": _assignment(data.assignment),
        "condition": _condition(data.condition),
        "present": _present(data),
        "disqualified": [_line(sentence) for sentence in data.disqualified],
        "recipients": [_line(name) for name in data.recipients],
        "report_sha256": data.report_sha256,
        "extract_number": _line(data.extract_number),
        "decided_at": _moment(data.decided_at),
        "approved": data.approved,
    }
    return sheet | {"characters_missing": SUBSTITUTE in str(sheet)}


def _assignment(given: ExtractAssignment | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return {"owner": _line(given.owner), "due": _day(given.due), "text": _text(given.text)}


def _condition(given: ExtractCondition | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return {"parties": [_line(name) for name in given.parties], "due": _day(given.due)}


def _present(data: ExtractData) -> list[str]:
    """Return who took part and as what, the presiding person first and only once."""
    others = [person for person in data.present if person != data.presiding]
    return [_line(f"{name}, {role}" if role else name) for name, role in (data.presiding, *others)]


def _says_something(text: str) -> bool:
    """Tell whether anything is left of the text when blanks and control characters are gone."""
    return any(character.isprintable() and not character.isspace() for character in text)


def _line(text: str) -> str:
    return one_line(fit_for_print(text, PRESS.can_show))


def _short(text: str, most: int = 80) -> str:
    """Return one line of at most `most` characters, for the page's head and foot."""
    line = _line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _text(text: str) -> list[dict[str, Any]]:
    """Return the blocks of a text; what a person has typed are strings in it, and nothing else is."""
    return [asdict(block) for block in parse(fit_for_print(text.expandtabs(4), PRESS.can_show))]


def _day(day: date) -> str:
    """Return the day as in 14 juni 2026."""
    return format_date(day, "d MMMM y", locale="sv")


def _moment(moment: datetime) -> str:
    """Return the moment as in 14 juni 2026 kl. 08.45, as the clock on the wall showed it."""
    there = local(moment)
    return f"{_day(there.date())} kl. {format_time(there, 'HH.mm', locale='sv')}"
