"""Labels of a report's header and the values beside or under them."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """What a label in the header announces."""

    DATE = "date"
    CASE_NUMBER = "case_number"
    OFFICER = "officer"
    OFFICER_TITLE = "officer_title"
    BODY = "body"
    TITLE = "title"
    RECIPIENTS = "recipients"
    OTHER = "other"
    """Of no interest here, but it ends the value before it."""


_NAMES: dict[Label, str] = {
    Label.DATE: "Tjänsteskrivelsens datum|Skrivelsedatum|Dokumentdatum|Utfärdat|Upprättad(?: den)?|Upprättat"
    "|Daterad|Datum",
    Label.CASE_NUMBER: r"Diarienummer|Diarie ?nr\.?|Vår beteckning|Vårt diarienummer|Vårt dnr|Beteckning"
    r"|Ärendenummer|Ärende ?nr\.?|Ärende-id|Dnr\.?",
    Label.OFFICER: "Handläggare, titel, telefon|Handläggare, telefon|Ansvarig handläggare|Vår handläggare"
    "|Handläggande tjänsteman|Handläggande tjänsteperson|Handläggare/referens|Handläggare|Utredare"
    "|Vår referens",
    Label.OFFICER_TITLE: "Titel|Befattning",
    Label.BODY: "Till|Nämnd/styrelse|Nämnd|Beslutsinstans|Beslutande instans|Instans|Beslutsorgan|Organ|Adressat",
    Label.TITLE: "Ärendemening|Ärenderubrik|Ärende|Rubrik|Ärendet avser",
    Label.RECIPIENTS: "Expediering|Expedieras till|Exp",
    Label.OTHER: "Er beteckning|Ert datum|Ert diarienummer|Ert dnr|Er referens|Sammanträdesdatum|Sammanträde"
    "|Diariekod|Förvaltning|Avdelning|Enhet|Version|Status|Sidan|Sida|Dokumenttyp|Telefon|E-post|Sekretess|Klassning",
}
_ONLY_WITH_COLON = {Label.TITLE, Label.OFFICER_TITLE, Label.RECIPIENTS}
_LABEL = re.compile(
    r"(?:(?<=\s)|\A)(?:"
    + "|".join(f"(?P<{kind.name}>{names})" for kind, names in _NAMES.items())
    + r")(?:\s?(?P<colon>:)|(?=\s|\Z|\d))\s*",
    re.IGNORECASE,
)
_REACH = 300


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with what stands after it on its line ("" when nothing does)."""

    kind: Label
    value: str
    colon: bool


def labels_in(text: str) -> list[Labelled]:
    """Return the labels of a header line that begins with one, in order; [] for any other line."""
    if len(text) > _REACH:
        return []
    found = [match for match in _LABEL.finditer(text) if _stands(match, text)]
    if not found or found[0].start() != 0:
        return []
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        Labelled(_kind(match), text[match.end() : end].strip(" ,;|"), bool(match["colon"]))
        for match, end in zip(found, ends, strict=True)
    ]


def _kind(match: re.Match[str]) -> Label:
    return next(kind for kind in Label if match[kind.name])


def _stands(match: re.Match[str], text: str) -> bool:
    """Whether the match is a label: capitalised, words that may open a title only with colon or alone."""
    if not text[match.start()].isupper():
        return False
    kind = _kind(match)
    if match["colon"] or match.group().strip() == text:
        return True
    return kind not in _ONLY_WITH_COLON and not (kind is Label.BODY and match.start())
