"""The posting certificate (bevis om anslag): that a notice stood on the notice board, from when to when."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Literal

from casework.documents.typesetting.characters import SUBSTITUTE
from casework.documents.typesetting.parts import paragraph_range
from casework.documents.typesetting.press import PRESS
from casework.documents.typesetting.sheets import (
    as_line,
    check_sha256,
    day_in_words,
    moment_in_words,
    says_something,
    short_line,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateData:
    """What a certificate says. `stretches`: each (from, to) that the notice was up without a break, in order.

    `subject`: what the notice was about ("Justerat protokoll"); `paragraphs`: those of the minutes of `meeting_day`,
    none where they hold none. `number`: of a decision by delegation, whose day is `meeting_day` then.
    `last_appeal_on` is None where there was nothing to appeal; `posted_where`: the board; `kept_at`: where the minutes
    are; `notice_sha256`: the notice's content hash; `notes`: sentences. Refused with ValueError: no stretch, one that
    ends before it begins or begins before the last has ended, issued before the notice was taken down, a time without
    zone, disordered paragraphs, paragraphs of a decision by delegation, no body, board or issuer, a hash other than 64
    lower-case hex digits, a language other than Swedish.
    """

    authority_name: str
    body_name: str
    meeting_day: date
    paragraphs: tuple[int, ...]
    stretches: tuple[tuple[datetime, datetime], ...]
    posted_where: str
    notice_sha256: str
    issued_by: str
    issued_at: datetime
    last_appeal_on: date | None = None
    subject: str = "Justerat protokoll"
    kept_at: str = ""
    document_number: str = ""
    number: str = ""
    notes: tuple[str, ...] = ()
    lang: Literal["sv"] = "sv"

    def __post_init__(self) -> None:
        _numbers(self)
        check_sha256(self.notice_sha256)
        if not all(map(says_something, (self.body_name, self.posted_where, self.issued_by, self.subject))):
            raise ValueError(
                "Ett bevis om anslag måste säga vad som anslogs, för vilket organ, var och vem som intygar det."
            )
        if self.lang != "sv":
            raise ValueError("Bevis om anslag finns bara på svenska.")
        moments = [self.issued_at, *(moment for stretch in self.stretches for moment in stretch)]
        if any(moment.tzinfo is None for moment in moments):
            raise ValueError("Tiderna i ett bevis om anslag måste ha en tidszon.")
        if not self.stretches:
            raise ValueError("Ett bevis om anslag måste säga när anslaget var uppe.")
        if any(end <= start for start, end in self.stretches):
            raise ValueError("Ett anslag måste tas ned efter att det sattes upp.")
        if any(later[0] <= earlier[1] for earlier, later in pairwise(self.stretches)):
            raise ValueError("Tiderna då anslaget var uppe måste följa på varandra.")
        if self.issued_at < self.stretches[-1][1]:
            raise ValueError("Ett bevis om anslag utfärdas först när anslaget är nedtaget.")


def _numbers(data: CertificateData) -> str:
    if data.number and data.paragraphs:
        raise ValueError("Ett delegationsbeslut har inga paragrafer.")
    return paragraph_range(data.paragraphs) if data.paragraphs else data.number


def typeset_certificate(data: CertificateData) -> bytes:
    """Return the certificate as a PDF, declared as PDF/A-2a and PDF/UA-1. The same data give the same bytes.

    Raises TypesettingError when the template cannot be set (a fault in the house, not in the data).
    """
    return PRESS.pdf("certificate.typ", _sheet(data), data.issued_at)


def _sheet(data: CertificateData) -> dict[str, Any]:
    """Return the data as the template reads them: cleaned strings, moments in words."""
    day, numbers = day_in_words(data.meeting_day), as_line(_numbers(data))
    stretches = [[moment_in_words(moment) for moment in stretch] for stretch in data.stretches]
    sheet = {
        "lang": data.lang,
        "title": as_line(", ".join(filter(None, (f"Bevis om anslag: {data.body_name} {day}", numbers)))),
        "description": as_line(f"{data.subject}, {data.body_name} {day}"),
        "running": short_line(f"Bevis om anslag, {data.body_name} {day}"),
        "footer": short_line(f"Bevis om anslag, {data.authority_name}"),
        "authority_name": as_line(data.authority_name),
        "body_name": as_line(data.body_name),
        "meeting_day": day,
        "numbers": numbers,
        "delegated": bool(data.number),
        "subject": as_line(data.subject),
        "posted": stretches[0][0],
        "removed": stretches[-1][1],
        "stretches": stretches,
        "last_appeal_on": day_in_words(data.last_appeal_on) if data.last_appeal_on else "",
        "posted_where": as_line(data.posted_where),
        "kept_at": as_line(data.kept_at),
        "notice_sha256": data.notice_sha256,
        "issued_by": as_line(data.issued_by),
        "issued_at": moment_in_words(data.issued_at),
        "document_number": as_line(data.document_number),
        "notes": [as_line(line) for line in data.notes if says_something(line)],
    }
    return sheet | {"characters_missing": SUBSTITUTE in str(sheet)}
