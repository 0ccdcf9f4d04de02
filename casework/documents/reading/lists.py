"""The lists of a report: decision basis, attachments and recipients."""

import re
from itertools import islice, pairwise

from casework.documents.reading.bodies import match_body
from casework.documents.reading.dates import find_date
from casework.documents.reading.headings import FRAME
from casework.documents.reading.lines import Line, starts_lower, starts_upper
from casework.documents.reading.paragraphs import closed, goes_on, joined, marker_of
from casework.documents.reading.people import is_name, is_title, without_contact

_NOTHING = re.compile(r"(?:[-–—.]|inga(?: bilagor)?|ingen|saknas|finns ej)?[\s.]*\Z", re.IGNORECASE)
_TWO_ATTACHMENTS = re.compile(r"(?<=\S)\s+(?=Bilaga \d{1,2}\b)")
_TWO_DATED = re.compile(r"(?<=\d{4}-\d{2}-\d{2}) (?=[A-ZÅÄÖ])")
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_ISO = len("2019-05-29")
_SEMICOLON = re.compile(r";\s+(?=\S)")
_OPEN = re.compile(r"\([^)]{0,200}\Z")
_REACH = 400

_DEADLINE = re.compile(
    r"[,(]?\s*(?:\b(?:dock|snarast|och|men)\s+){0,3}(?:\b(?:för svar|svar)\s+)?\bsenast(?:\s+den)?\s+",
    re.IGNORECASE,
)
_DEADLINES = 50  # no distribution has more; bounds the time on hostile texts
_DATE_DISTANCE = 40  # «torsdagen den 15 september 2019 »
_KNOWLEDGE = re.compile(
    r"(?:för (?:kännedom|åtgärd|verkställighet|verkställande|handläggning)|kopia)(?:\s?:|\s+till)?\s+",
    re.IGNORECASE,
)
_KNOWLEDGE_AFTER = re.compile(r"\s*\(?för (?:kännedom|åtgärd|verkställighet|handläggning)\)?\Z", re.IGNORECASE)
_COMMA = re.compile(r",\s+|;\s+|\s+samt\s+|\s+&\s+(?=[A-ZÅÄÖ])")
_AND = re.compile(r"\s+och\s+(?P<to>till\s+)?")
_DEFINITE = re.compile(r"\w{3,40}(?:en|et|na)\b")  # «socialchefen» is an addressee, «socialchef» also a title
_LAST_ABBREVIATION = re.compile(r"\b(?:m\.?\s?fl|m\.?\s?m|AB|avd)\.\Z")


def items_of(lines: list[Line]) -> list[list[Line]]:
    """Return the lines of each item of a list: by their signs where it has any, else one item a line.

    A line goes on with the item before when it begins in small letters or that one cannot end there.
    """
    signed = any(marker_of(line.text) for line in lines)
    items = [lines[:1]] if lines else []
    for line, after in pairwise(lines):
        if _new_item(items[-1], line, after, signed=signed):
            items.append([])
        items[-1].append(after)
    return items


def _new_item(item: list[Line], line: Line, after: Line, *, signed: bool) -> bool:
    sign = marker_of(line.text)
    if marker_of(after.text):
        return True
    if sign and not sign.rest and len(item) == 1:
        return False
    if starts_lower(after.text) or goes_on(line.text) or _OPEN.search(line.text[-_REACH:]):
        return False
    return not signed or after.blank_before


def _text(item: list[Line]) -> str:
    sign = marker_of(item[0].text)
    first = sign.rest if sign else item[0].text
    return joined([text for text in (first, *(line.text for line in item[1:])) if text])


def basis_of(lines: list[Line], *, inline: bool = False) -> list[str]:
    """Return the records of a decision basis or the attachments, as printed, without signs.

    Two numbered or dated records on one line are two; `inline`: the first line stood after the
    heading's colon, where commas part the records.
    """
    texts: list[str] = []
    for number, item in enumerate(items_of(lines)):
        text = _text(item)
        parts = _split_inline(text) if inline and number == 0 else _split_line(text)
        texts.extend(part for part in parts if not _NOTHING.match(part[:_REACH]))
    return texts


def _split_line(text: str) -> list[str]:
    parts = _TWO_ATTACHMENTS.split(text) if text.startswith("Bilaga ") else [text]
    dated = _TWO_DATED.split(text)
    if len(dated) > 1 and all(_DATED.search(part[-_ISO:]) for part in dated):
        parts = dated
    return [piece.strip() for part in parts for piece in _SEMICOLON.split(part)]


def _split_inline(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    return parts if all(starts_upper(part) for part in parts) else _split_line(text)


def recipients_of(lines: list[Line]) -> tuple[list[str], str | None]:
    """Return the addressees without the sentence around them, and the deadline as an ISO date.

    One a line or an item; a line parted by commas and «samt» or «och» holds several, a person's name
    and title one.
    """
    names: list[str] = []
    deadline: str | None = None
    items = _recipient_items(lines)
    for item in items:
        text, found = _without_deadline(_text(item))
        deadline = deadline or found
        names.extend(_addressees(text, alone=len(items) == 1))
    return list(dict.fromkeys(names)), deadline


def _recipient_items(lines: list[Line]) -> list[list[Line]]:
    """Items of a distribution: a sentence is one; small letters begin one where all lines have them."""
    small = len(lines) > 1 and all(starts_lower(line.text) for line in lines)
    if small:
        return [[line] for line in lines]
    items = items_of(lines)
    if lines and FRAME.match(lines[0].text) and not closed(lines[0].text):
        end = next((index for index, line in enumerate(lines) if closed(line.text)), 0)
        return [lines[: end + 1], *items_of(lines[end + 1 :])]
    return items


def _without_deadline(text: str) -> tuple[str, str | None]:
    for found in islice(_DEADLINE.finditer(text), _DEADLINES):
        date = find_date(text[found.end() : found.end() + _DATE_DISTANCE])
        if date:
            after = text[found.end() + date.end :].lstrip(" )")
            return text[: found.start()] + (" " + after if after not in ("", ".") else ""), date.iso
    return text, None


def _addressees(text: str, *, alone: bool) -> list[str]:
    frame = FRAME.match(text)
    text = text[frame.end() :] if frame else text
    text = _KNOWLEDGE.sub("", text, count=1) if _KNOWLEDGE.match(text) else text
    text = _KNOWLEDGE_AFTER.sub("", _trimmed(text))
    parts = _split_addressees(text, several=alone or bool(frame))
    names = [_KNOWLEDGE_AFTER.sub("", _trimmed(part)) for part in parts]
    return [name for name in names if not _NOTHING.match(name[:_REACH])]


def _trimmed(text: str) -> str:
    text = text.strip(" ,;:")
    if len(text) <= _REACH and "@" in text:
        text = without_contact(text) or text
    return text if _LAST_ABBREVIATION.search(text) else text.rstrip(". ")


def _split_addressees(text: str, *, several: bool) -> list[str]:
    parts = _with_titles(_COMMA.split(text))
    linked = " samt " in text or bool(_AND.search(text))
    if len(parts) == _ROLE_AND_PLACE and not several and not linked:
        return [text]
    *first, last = parts
    return [*first, *_split_and(last, listed=bool(first))]


_ROLE_AND_PLACE = 2  # «Förbundschef, Samordningsförbundet» as one of several lines is one addressee


def _with_titles(parts: list[str]) -> list[str]:
    """Parts of a line, a person's name and the title after its comma together."""
    whole: list[str] = []
    for part in parts:
        title = (is_title(part) or starts_lower(part)) and not _DEFINITE.match(part)
        if title and whole and is_name(whole[-1][:_REACH]):
            whole[-1] += f", {part}"
        else:
            whole.append(part)
    return whole


def _split_and(text: str, *, listed: bool) -> list[str]:
    """Return the two addressees of «X och Y»; one where «och» is within a name («Barn- och …»)."""
    for link in _AND.finditer(text, 0, _REACH):
        before, after = text[: link.start()], text[link.end() :]
        if before.endswith("-"):
            continue
        if link["to"] or starts_upper(after) or match_body(after) or is_title(after) or (listed and " " not in after):
            return [before, after]
    return [text]
