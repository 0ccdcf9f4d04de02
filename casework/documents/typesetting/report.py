"""One version of an officer report on paper, for those who are asked about it (remiss) before anything is decided."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.clock import local
from casework.documents.typesetting.characters import SUBSTITUTE
from casework.documents.typesetting.press import PRESS
from casework.documents.typesetting.sheets import as_line, as_text, day_in_words, says_something, short_line


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """What the document says. Points, summary and sections (heading, text) are texts as in `casework.documents.markup`.

    A draft may lack any of them. `sha256` is the version's content hash. Refused with ValueError: no title, a version
    below 1, a time without zone, a hash other than 64 lower-case hex digits.
    """

    authority_name: str
    to_body: str
    case_number: str
    title: str
    version: int
    points: tuple[str, ...]
    summary: str
    sections: tuple[tuple[str, str], ...]
    officer: tuple[str, str]
    sha256: str
    saved_at: datetime

    def __post_init__(self) -> None:
        if not says_something(self.title) or self.version < 1:
            raise ValueError("En tjänsteskrivelse måste ha en rubrik och en version.")
        if self.saved_at.tzinfo is None:
            raise ValueError("Tidpunkten måste ha en tidszon.")
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise ValueError("Kontrollsumman måste vara 64 hexadecimala siffror.")


def typeset_report(data: ReportData) -> bytes:
    """Return the version as a PDF, declared as PDF/A-2a and PDF/UA-1. The same data give the same bytes.

    Raises TypesettingError when the template cannot be set (a fault in the house, not in the data).
    """
    return PRESS.pdf("report.typ", _sheet(data), data.saved_at)


def _sheet(data: ReportData) -> dict[str, Any]:
    sheet = {
        "title": as_line(f"Tjänsteskrivelse: {data.title}"),
        "description": as_line(f"{data.case_number}, version {data.version}"),
        "running": short_line(f"Dnr {data.case_number}, version {data.version}: {data.title}"),
        "footer": short_line(f"Tjänsteskrivelse, {data.authority_name}"),
        "authority_name": as_line(data.authority_name),
        "to_body": as_line(data.to_body),
        "day": day_in_words(local(data.saved_at).date()),
        "case_number": as_line(data.case_number),
        "version": str(data.version),
        "case_title": as_line(data.title),
        "points": [as_text(point) for point in data.points if says_something(point)],
        "summary": as_text(data.summary),
        "sections": [
            {"heading": as_line(heading), "text": as_text(text)}
            for heading, text in data.sections
            if says_something(heading + text)
        ],
        "officer": [as_line(part) for part in data.officer if says_something(part)],
        "sha256": data.sha256,
    }
    return sheet | {"characters_missing": SUBSTITUTE in str(sheet)}
