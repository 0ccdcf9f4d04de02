"""The title of a report: the last lines of its header that are nothing else."""

import re

from casework.documents.reading.bodies import request_of
from casework.documents.reading.labels import Label
from casework.documents.reading.lines import Line, letters, starts_lower
from casework.documents.reading.paragraphs import closed, goes_on, joined, marker_of
from casework.documents.reading.values import Header, Value
from casework.documents.reading.vocabulary import DOCUMENT_TYPE

_TYPE_BEFORE = re.compile(r"(\w{4,20})\s?[:–-]\s+(?=\S)")
_LONGEST = 300
_PROSE = 160


def title_of(header: Header) -> Value | None:
    """Return the title: after its label, else the last paragraph left in the header that is no running text.

    A title may wrap and may be torn by an empty line; «Tjänsteskrivelse: » before it is no part of it.
    """
    labelled = header.values.get(Label.TITLE)
    if labelled:
        return labelled
    candidates = [
        Value(_without_type(text), lines[0].number, 0.8 if len(lines) < len(header.rest) else 0.9)
        for lines in _parts(header.rest)
        if _may_be_title(text := joined([line.text for line in lines]))
    ]
    unclosed = [value for value in candidates if not closed(value.text)]
    return next(reversed(unclosed or candidates), None)


def _may_be_title(text: str) -> bool:
    """Whether a paragraph of the header is no running text and no proposal above its heading."""
    return len(text) <= _LONGEST and bool(letters(text)) and not _is_prose(text) and request_of(text) is None


def prose_of(header: Header) -> list[Line]:
    """Return running text above the first heading: a report that begins without one."""
    parts = [lines for lines in _parts(header.rest) if _is_prose(joined([line.text for line in lines]))]
    return [line for lines in parts for line in lines]


def _parts(lines: list[Line]) -> list[list[Line]]:
    parts: list[list[Line]] = []
    for line in lines:
        torn = bool(parts) and (goes_on(parts[-1][-1].text) or starts_lower(line.text))
        if not parts or marker_of(line.text) or (line.blank_before and not torn):
            parts.append([])
        parts[-1].append(line)
    return parts


def _is_prose(text: str) -> bool:
    return len(text) > _PROSE and closed(text)


def _without_type(text: str) -> str:
    before = _TYPE_BEFORE.match(text)
    return text[before.end() :] if before and DOCUMENT_TYPE.match(before.group(1)) else text
