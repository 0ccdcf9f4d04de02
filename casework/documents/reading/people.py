"""Persons in a report: name and title on one line or two, in either order, with or without a comma."""

import re
from dataclasses import dataclass

from casework.documents.reading.bodies import match_genitive, whole_body
from casework.documents.reading.vocabulary import ORGANISATION_WORD, TITLE_WORD

_NAME_WORD = re.compile(r"(?:[A-ZÅÄÖÉÜ][a-zåäöéüáèøæ'’]{1,25}(?:-[A-ZÅÄÖÉÜ][a-zåäöéüáèøæ]{1,25})?|[A-ZÅÄÖ]\.?)\Z")
_PARTICLES = {"von", "af", "de", "van", "der", "la", "el", "al", "ten", "den"}
_CONTACT = re.compile(
    r"\S{1,60}@\S{1,60}|(?:https?://|www\.)\S{1,100}"
    r"|(?<!\d)\+?\d{2,4}\s?[-–/]\s?\d[\d\s]{4,12}\d|(?<!\d)0\d{2,3} \d{2,3} \d{2} \d{2}",
    re.IGNORECASE,
)
_CONTACT_LABEL = re.compile(
    r"(?:tel(?:efon)?|mobil|direkt(?:telefon)?|växel|fax|e-post(?:adress)?|mejl)\b\.?:?", re.IGNORECASE
)
_INSTITUTION = re.compile(
    r"(?:region|förslag|ab|\w*(?:förbundet|föreningen|bolaget|stiftelsen|verket|myndigheten|kassan|förmedlingen"
    r"|skolan|rådet|klubben|kommunen|regionen|gruppen|sällskapet|kyrkan))\Z",
    re.IGNORECASE,
)
_REACH = 160
_FEWEST, _MOST, _WITH_PARTICLE = 2, 3, 4  # words of a name
_TITLE_WORDS = 8


@dataclass(frozen=True, slots=True)
class Person:
    """A name, and the title printed with it (None without one). `sure` is 0 to 1."""

    name: str
    title: str | None
    sure: float


def without_contact(text: str) -> str:
    """`text` without telephone numbers, e-mail and web addresses and their labels."""
    return _CONTACT_LABEL.sub(" ", _CONTACT.sub(" ", text[:_REACH])).strip(" ,;:|/").replace("  ", " ")


def has_contact(text: str) -> bool:
    """Whether `text` holds a telephone number or an e-mail or web address."""
    return bool(_CONTACT.search(text[:_REACH]))


def is_name(text: str) -> bool:
    """Whether `text` is a person's full name: two or three capitalised words, none of an office."""
    words = text.split()
    proper = [word for word in words if word not in _PARTICLES]
    return (
        _FEWEST <= len(proper) <= _MOST
        and len(words) <= _WITH_PARTICLE
        and words[0] not in _PARTICLES
        and all(_NAME_WORD.match(word) for word in proper)
        and not any(form.match(word) for word in proper for form in (TITLE_WORD, ORGANISATION_WORD, _INSTITUTION))
        and whole_body(text) is None
        and match_genitive(text) is None
    )


def is_title(text: str) -> bool:
    """Whether `text` is an official's title: few words, one of the first three an office."""
    words = text[:_REACH].replace(",", " ").split()
    return (
        0 < len(words) <= _TITLE_WORDS
        and any(TITLE_WORD.match(word) for word in words[:3])
        and not text.endswith((".", ":"))
    )


def person_of(text: str) -> Person | None:
    """Return the person on one line; None when the line is none (or more than) a person with a title.

    With a comma the title is what follows it; without, the name ends where a word of a title or in
    small letters begins. «Socialchef Namn Namnsson» is read too.
    """
    text = " ".join(without_contact(text).split())
    if is_name(text):
        return Person(text, None, 1.0)
    name, comma, title = (part.strip() for part in text.partition(","))
    if comma:
        return _with_comma(name, title)
    return _name_first(text.split()) or _title_first(text.split())


def _with_comma(first: str, second: str) -> Person | None:
    if is_name(first) and second:
        office = is_title(second) or not ORGANISATION_WORD.match(second.rsplit(maxsplit=1)[-1])
        return Person(first, second if office else None, 1.0)
    if is_title(first) and is_name(second):
        return Person(second, first, 0.9)
    return None


def _name_first(words: list[str]) -> Person | None:
    for count in range(_FEWEST, min(_WITH_PARTICLE, len(words) - 1) + 1):
        after = words[count]
        starts_title = TITLE_WORD.match(after) or (after.islower() and after not in _PARTICLES)
        if starts_title and is_name(" ".join(words[:count])) and is_title(" ".join(words[count:])):
            return Person(" ".join(words[:count]), " ".join(words[count:]), 0.8)
    return None


def _title_first(words: list[str]) -> Person | None:
    if not words or not TITLE_WORD.match(words[0]):
        return None
    for count in (2, 3):
        name, title = " ".join(words[-count:]), " ".join(words[:-count])
        if is_name(name) and is_title(title):
            return Person(name, title, 0.8)
    return None
