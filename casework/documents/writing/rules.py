"""Every rule of writing in the order of the report, and those about its other parts."""

import re
from collections.abc import Callable, Iterator

from casework.documents.writing.dates import is_dated, wrong_weekdays
from casework.documents.writing.points import (
    assignment_whole,
    financed,
    one_action,
    rightly_spelt,
    understood_alone,
)
from casework.documents.writing.remarks import Content, Remark, Surroundings, texts_of
from workflows import Reason
from workflows._vocabulary import N_

Rule = Callable[[Content, Surroundings], Iterator[Remark]]

_PROPOSES = re.compile(
    r"\b(?:förslaget är att|förslag till beslut|föreslås (?:besluta|att|uppdra|få)|föreslår att)\b", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_SENTENCES = re.compile(r"[^.!?]+")
_OWN = re.compile(r"\W*(?:förvaltningens |kontorets )?tjänste(?:skrivelse|utlåtande|yttrande)", re.IGNORECASE)
_LETTER = re.compile(r"\bmissiv\w*|\bskrivelse från\b|\bbrev från\b", re.IGNORECASE)
_ENOUGH, _SAME = 6, 0.8

SUMMARY = N_("Sammanfattningen ska vara saklig och inte innehålla förslaget (”%(words)s”).")
UNDATED = N_("”%(words)s” saknar datum.")
FIRST = N_("Tjänsteskrivelsen själv står först i beslutsunderlaget.")
EMPTY = N_("”%(heading)s” är tomt.")
WEEKDAY = N_("”%(words)s”: den dagen är en %(right)s.")
RECEIVED = N_("Ärendet kommer utifrån, men dagen då det kom in saknas (tryckfrihetsförordningen 2 kap. 9 §).")
LETTER = N_("Underlaget nämner ”%(words)s”. Ange under Ärendets ursprung från vem det kom och vilken dag.")
RECOMMENDED = N_("Alternativ är beskrivna, men inget är förordat.")


def looked_over(content: Content, beside: Surroundings) -> list[Remark]:
    """Everything to look over, in the order of the report; [] when no rule has anything to say. Nothing is stopped."""
    return [remark for rule in RULES for remark in rule(content, beside)]


def parts_there(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """What the template requires is written."""
    for place, heading, empty in beside.required:
        if empty:
            yield Remark("required", place, Reason(EMPTY, {"heading": heading}))


def summary_without_proposal(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """The summary is objective: it does not hold the proposal."""
    summary = " ".join((content["summary"] or "").split())
    found = _PROPOSES.search(summary)
    words = (
        found[0] if found else next((_short(text) for text in _SENTENCES.findall(summary) if _says(text, content)), "")
    )
    if words:
        yield Remark("summary", "summary", Reason(SUMMARY, {"words": words}))


def _says(sentence: str, content: Content) -> bool:
    words = set(_WORD.findall(sentence.casefold()))
    points = [set(_WORD.findall(point.casefold())) for point in content["proposal"]]
    return any(len(point) >= _ENOUGH and len(point & words) >= _SAME * len(point) for point in points)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def basis_dated(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """Every paper of the basis is dated, and the report itself is first among them."""
    for number, row in enumerate(content["basis"]):
        if not is_dated(row):
            yield Remark("basis_dated", f"basis-{number}", Reason(UNDATED, {"words": _short(row)}))
    if content["basis"] and not _OWN.match(content["basis"][0]):
        yield Remark("basis_first", "basis", Reason(FIRST))


def weekdays_right(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """A weekday and its date agree."""
    for place, text in texts_of(content, beside):
        for words, right in wrong_weekdays(text):
            yield Remark("weekday", place, Reason(WEEKDAY, {"words": words, "right": (right,)}))


def origin_told(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """What came in has its received day (R-10)."""
    if beside.from_outside and beside.received is None:
        yield Remark("received", "origin_received", Reason(RECEIVED))
    elif not beside.from_outside:
        letter = next((found for row in content["basis"] if (found := _LETTER.search(row))), None)
        if letter:
            yield Remark("origin", "origin", Reason(LETTER, {"words": letter[0]}))


def one_recommended(content: Content, beside: Surroundings) -> Iterator[Remark]:
    """Where options are weighed, one is recommended."""
    for number, section in enumerate(content["sections"]):
        options = section.get("options", [])
        if options and not any(option["recommended"] for option in options):
            yield Remark("recommended", beside.section(number), Reason(RECOMMENDED))


RULES: tuple[Rule, ...] = (
    parts_there,
    understood_alone,
    one_action,
    rightly_spelt,
    assignment_whole,
    financed,
    summary_without_proposal,
    one_recommended,
    weekdays_right,
    basis_dated,
    origin_told,
)
