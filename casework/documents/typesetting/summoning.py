"""What a meeting's members get on paper: the summons (kallelse), and the papers of its packet."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from casework.clock import local
from casework.documents.typesetting.characters import SUBSTITUTE
from casework.documents.typesetting.press import PRESS, TypesettingError
from casework.documents.typesetting.sheets import (
    as_line,
    as_text,
    day_in_words,
    says_something,
    short_line,
    time_in_words,
)

MOST_PIXELS = 60_000_000
"""Of a PNG, which is unpacked to be set: a page has some 35 million points at 600 a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsData:
    """What a summons says. `items`: (title, lines under it) in order; `changes`: sentences, in a supplement.

    `about`: sentences about the summons itself. Refused with ValueError: a time without zone, nobody summoned.
    """

    authority_name: str
    body_name: str
    document: str
    starts_at: datetime
    place: str
    items: Sequence[tuple[str, Sequence[str]]]
    summoned: Sequence[str]
    url: str
    about: Sequence[str]
    issued_at: datetime
    changes: Sequence[str] = ()
    since: str = ""
    lang: Literal["sv"] = "sv"

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.issued_at.tzinfo is None:
            raise ValueError("Tiderna i en kallelse måste ha en tidszon.")
        if not self.summoned:
            raise ValueError("En kallelse måste ha någon som kallas.")


def typeset_summons(data: SummonsData) -> bytes:
    """The summons as a PDF, declared as PDF/A-2a and PDF/UA-1. The same data give the same bytes."""
    day = day_in_words(local(data.starts_at).date())
    sheet = {
        "lang": data.lang,
        "title": as_line(f"{data.document}: {data.body_name} {day}"),
        "description": as_line(f"{data.body_name} {day}, {data.place}"),
        "running": short_line(f"{data.document}, {data.body_name} {day}"),
        "footer": short_line(f"{data.document}, {data.authority_name}"),
        "authority_name": as_line(data.authority_name),
        "body_name": as_line(data.body_name),
        "document": as_line(data.document),
        "heading": as_line(f"{data.body_name} {day}"),
        "day": day,
        "time": time_in_words(data.starts_at),
        "place": as_line(data.place),
        "since": as_line(data.since),
        "changes": [as_line(line) for line in data.changes],
        "items": [{"title": as_line(title), "lines": [as_line(line) for line in lines]} for title, lines in data.items],
        "summoned": [as_line(name) for name in data.summoned],
        "url": data.url,
        "about": [as_line(line) for line in data.about if says_something(line)],
    }
    return PRESS.pdf("summons.typ", sheet | {"characters_missing": SUBSTITUTE in str(sheet)}, data.issued_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """An officer report (tjänsteskrivelse) for a packet: `content` has the shape of `report read`."""

    authority_name: str
    case_number: str
    title: str
    officer: str
    saved_at: datetime
    content: Mapping[str, Any]
    lang: Literal["sv"] = "sv"


def typeset_report(data: ReportData) -> bytes:
    """The report as a PDF, declared as PDF/A-2a and PDF/UA-1. The same data give the same bytes."""
    content = data.content
    given = content.get("date")
    day = date.fromisoformat(given) if given else local(data.saved_at).date()
    sheet = {
        "lang": data.lang,
        "document": "Tjänsteskrivelse",
        "title": as_line(f"Tjänsteskrivelse: {data.title}"),
        "description": as_line(f"{data.case_number}, {day_in_words(day)}"),
        "running": short_line(f"Tjänsteskrivelse, dnr {data.case_number}"),
        "footer": short_line(f"Dnr {data.case_number}, {data.authority_name}"),
        "authority_name": as_line(data.authority_name),
        "to_body": as_line(content.get("to_body") or ""),
        "day": day_in_words(day),
        "officer": as_line(data.officer),
        "case_number": as_line(data.case_number),
        "heading": as_line(data.title),
        "proposal": [as_text(point) for point in content.get("proposal", ()) if says_something(point)],
        "summary": as_text(content.get("summary") or ""),
        "sections": [
            {"heading": as_line(row["heading"] or "") or "–", "text": as_text(row["text"] or "")}
            for row in content.get("sections", ())
        ],
        "basis": [as_line(line) for line in content.get("basis", ())],
        "attachments": [as_line(line) for line in content.get("attachments", ())],
    }
    return PRESS.pdf("report.typ", sheet | {"characters_missing": SUBSTITUTE in str(sheet)}, data.saved_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnclosedData:
    """A page for one attachment. `told`: why its file is not here, where it is not an image."""

    authority_name: str
    running: str
    name: str
    made_at: datetime
    told: str = ""
    lang: Literal["sv"] = "sv"


def typeset_enclosed(data: EnclosedData) -> bytes:
    """A page that names the file and says why it is not in the packet."""
    return PRESS.pdf("enclosed.typ", _enclosed(data, ""), data.made_at)


def typeset_image(data: EnclosedData, content: bytes) -> bytes:
    """A page with the PNG or JPEG on it. TypesettingError for one that is broken, or too large to be unpacked."""
    name = "image.png" if content.startswith(b"\x89PNG") else "image.jpg"
    if name == "image.png":
        width, height = struct.unpack_from(">II", content, 16)  # IHDR is the first chunk (PNG 5.6)
        if width * height > MOST_PIXELS:
            raise TypesettingError("enclosed.typ: bilden är för stor")
    return PRESS.pdf("enclosed.typ", _enclosed(data, name), data.made_at, files={name: content})


def _enclosed(data: EnclosedData, image: str) -> dict[str, Any]:
    return {
        "lang": data.lang,
        "title": as_line(data.name),
        "description": as_line(data.running),
        "running": short_line(data.running),
        "footer": short_line(data.authority_name),
        "authority_name": as_line(data.authority_name),
        "name": as_line(data.name) or "–",
        "told": as_line(data.told),
        "image": image,
    }
