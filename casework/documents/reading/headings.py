"""Is this line a heading? Its words decide; for words that lists and prose have too, its neighbours."""

import re
from dataclasses import dataclass

from casework.documents.reading.bodies import match_body, match_genitive, match_indefinite
from casework.documents.reading.lines import Line, letters, starts_upper
from casework.documents.reading.paragraphs import closed, goes_on, marker_of
from casework.documents.reading.people import person_of
from casework.documents.reading.vocabulary import INLINE_SECTIONS, Kind, kind_of_heading

LISTS = frozenset({Kind.PROPOSAL, Kind.BASIS, Kind.ATTACHMENTS, Kind.RECIPIENTS})
PROSE = frozenset({Kind.SUMMARY, Kind.DESCRIPTION, Kind.SECTION})
_NUMBERING = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-H]\.)\s+(?=[A-ZÅÄÖ])")
_PROPOSAL = re.compile(r"förslag till (?:beslut(?: (?:i|för|till))?\s*[-–:]?\s*)?", re.IGNORECASE)
_PROPOSERS = re.compile(r"[\w-]{3,40}(?: [\w-]{2,40}){0,3}s förslag till beslut\Z", re.IGNORECASE)
_AND = re.compile(r",? (?:och|samt|respektive) ")
_DECISION = re.compile(r"(?: beslut)?\Z", re.IGNORECASE)
FRAME = re.compile(
    r"(?:(?:detta|hela)\s+)?(?:beslutet|beslut|protokollsutdraget|protokollsutdrag|utdraget|utdrag|kopia|paragrafen)\s+"
    r"(?:av (?:beslutet|protokollet)\s+)?(?:ska\s+|skall\s+)?(?:sänds|sändas|skickas|expedieras|delges"
    r"|översänds|översändas|lämnas|tillställs|tillställas|meddelas)\s+(?:även\s+)?(?:till\s+)?(?=\S)",
    re.IGNORECASE,
)
"""How a sentence that tells who gets the decision begins."""
SENTENCE = ""
"""The heading's text of a distribution that is only a sentence."""
_ENTRY = re.compile(
    r"(?:analys|yttranden?|remissvar|utredning|tidplan|tidsplan|budget|beskrivning|motivering|beredning|samråd|mbl"
    r"|ekonomi|personal|kommunikation|miljö|barn|klimat|juridik|folkhälsa|uppföljning|reservation|yrkanden)\Z",
    re.IGNORECASE,
)
_LABEL = 60  # characters before the colon of a heading with its text on the same line
_HEADING = 90
_PROSE = 60  # a line that long under a heading is prose, not a list item
_LONG_PROSE = 120
_FREE_WORDS = 8
_SENTENCE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: what stands under it, its text as printed, what follows on its line, the bodies it names."""

    kind: Kind
    text: str
    rest: str = ""
    bodies: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A line with what stands around it, and the kind of block it would end."""

    line: Line
    before: Line | None
    after: Line | None
    within: Kind


def heading_at(place: Place) -> Heading | None:
    """Return the heading that the line is, None when it is text."""
    if not starts_upper(place.line.text) or _mid_sentence(place):
        return None
    text = _bare(place.line.text)
    heading = _whole(text) or _inline(text, place) or _sentence(text, place)
    if heading is None:
        return _free(text, place)
    return heading if _fits_place(heading, place) else None


def _bare(text: str) -> str:
    numbering = _NUMBERING.match(text)
    return text[numbering.end() :] if numbering else text


def _mid_sentence(place: Place) -> bool:
    line = place.line
    return place.before is not None and goes_on(place.before.text) and not (line.blank_before or line.marked)


def _whole(text: str) -> Heading | None:
    if len(text) > _HEADING:
        return None
    name = text.rstrip(" :")
    kind = kind_of_heading(name)
    if kind:
        return Heading(kind, name)
    return proposal_heading(name)


def proposal_heading(text: str) -> Heading | None:
    """Return the heading of a proposal that names who decides or proposes; None for any other text.

    «Förslag till beslut i kommunstyrelsen», «Förslag till socialnämndens beslut», «Kommunstyrelsens
    förslag till kommunfullmäktige», «Förvaltningens förslag till beslut».
    """
    if "förslag till" not in text[:_HEADING].lower():
        return None
    proposer = match_genitive(text)
    form = _PROPOSAL.match(text, proposer[1] + 1 if proposer else 0)
    if form:
        named, end = _bodies_from(text, form.end())
        if (named or proposer) and _DECISION.match(text, end):
            return Heading(Kind.PROPOSAL, text, bodies=((proposer[0],) if proposer else ()) + named)
    return Heading(Kind.PROPOSAL, text) if _PROPOSERS.match(text) else None


def _bodies_from(text: str, start: int) -> tuple[tuple[str, ...], int]:
    """Return the bodies named in a row («kommunstyrelsen och kommunfullmäktige») and where the last ends."""
    bodies: list[str] = []
    end = start
    while named := match_body(text, start) or match_genitive(text, start) or match_indefinite(text, start):
        bodies.append(named[0])
        end = named[1]
        link = _AND.match(text, end)
        if link is None:
            break
        start = link.end()
    return tuple(bodies), end


def _inline(text: str, place: Place) -> Heading | None:
    label, colon, rest = text[: _LABEL * 2].partition(":")
    if not colon or len(label) > _LABEL or not rest.strip():
        return None
    heading = _whole(label)
    rest = text[len(label) + 1 :].strip()
    if heading is None:
        return None
    run_in = letters(label) in INLINE_SECTIONS and place.line.blank_before and place.within is not Kind.HEADER
    if heading.kind is Kind.SECTION and not run_in:
        return None
    return Heading(heading.kind, heading.text, rest, heading.bodies)


def _sentence(text: str, place: Place) -> Heading | None:
    """«Beslutet skickas till …» as a sentence of its own: a distribution without heading."""
    if place.within in (Kind.HEADER, Kind.RECIPIENTS) or not place.line.blank_before:
        return None
    found = FRAME.match(text)
    return Heading(Kind.RECIPIENTS, SENTENCE, text, confidence=0.8) if found else None


def _fits_place(heading: Heading, place: Place) -> bool:
    if heading.kind is Kind.OFFICER:
        return _officer_fits(heading, place)
    if heading.kind in PROSE and not heading.rest and not place.line.marked:
        if place.within in LISTS and _ambiguous(heading, place.within):
            return _prose(place.after, _PROSE) or (place.line.blank_before and _sentence_without_figures(place.after))
        return place.line.blank_before or place.before is None or _ended(place.before)
    if place.within is Kind.HEADER and heading.kind is Kind.RECIPIENTS:
        return not heading.rest  # «Expediering: …» in the header is a field there
    return not (heading.kind is Kind.SIGNATURES and place.within is Kind.HEADER)


def _ambiguous(heading: Heading, within: Kind) -> bool:
    """Whether the heading may be an entry of the list it stands in: a record, an office."""
    return within is not Kind.PROPOSAL and heading.kind is Kind.SECTION and bool(_ENTRY.search(heading.text))


def _sentence_without_figures(line: Line | None) -> bool:
    """Whether a short line is a sentence, not a record with its date or an office."""
    if line is None or not line.text.endswith("."):
        return False
    return len(line.text.split()) >= _SENTENCE_WORDS and not any(map(str.isdigit, line.text))


def _ended(line: Line) -> bool:
    """Whether a line before ends a sentence or is too short to be wrapped."""
    return closed(line.text) or len(line.text) < _PROSE


def _officer_fits(heading: Heading, place: Place) -> bool:
    """In the header it is a label, and among the recipients it may be one of them."""
    if place.within is Kind.HEADER:
        return False
    if heading.rest or place.after is None:
        return True
    if person_of(place.after.text):
        return True
    return place.within is not Kind.RECIPIENTS and place.line.blank_before


def _free(text: str, place: Place) -> Heading | None:
    """Return a heading of the writer's own: alone, short, without a full stop, prose below it."""
    if place.within not in PROSE | {Kind.BASIS, Kind.ATTACHMENTS, Kind.RECIPIENTS} or place.after is None:
        return None
    if place.line.marked and place.within in PROSE:
        return Heading(Kind.SECTION, text.rstrip(" :"), confidence=0.8)
    lone = place.line.blank_before and place.after.blank_before and len(text) <= _LABEL
    if not lone or closed(text) or text.endswith((",", ";", "-")) or marker_of(text):
        return None
    if len(text.split()) > _FREE_WORDS or not starts_upper(place.after.text) or any(map(str.isdigit, text)):
        return None
    least = _PROSE if place.within in PROSE else _LONG_PROSE
    closed_before = place.within not in PROSE or place.before is None or closed(place.before.text)
    return Heading(Kind.SECTION, text, confidence=0.7) if closed_before and _prose(place.after, least) else None


def _prose(line: Line | None, least: int) -> bool:
    return line is not None and not marker_of(line.text) and len(line.text) >= least
