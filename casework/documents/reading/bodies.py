"""Deciding bodies named in a text: nämnder, styrelser, utskott, fullmäktige; and who is asked to decide.

Municipalities, administrations, persons and state authorities are no bodies.
"""

import re
from dataclasses import dataclass

_W = "[A-Za-zÅÄÖåäöé-]"
_PAIR = rf"(?:{_W}{{2,30}}- och )?"
_QUALITY = r"(?:(?:[Tt]ekniska|[Gg]emensamma|[Ss]ociala|[Aa]llmänna|[Rr]egionala|[Ll]okala) )?"
_BODY = (
    # Kommunstyrelsens arbetsutskott, Socialnämndens sociala utskott, Samordningsförbundets styrelse
    rf"{_PAIR}{_W}{{0,40}}(?:[Ss]tyrelsens|[Nn]ämndens|fullmäktiges) (?:{_W}{{2,20}} )?{_W}{{0,20}}"
    r"(?:utskott|presidium|beredning)"
    rf"|{_W}{{0,40}}förbundets (?:styrelse|direktion)"
    rf"|(?:[A-ZÅÄÖ]{_W}{{1,30}} ){{1,3}}stadsdelsnämnd"
    rf"|{_PAIR}{_QUALITY}{_W}{{0,40}}"
    r"(?:[Ss]tyrelsen|[Nn]ämnden|[Uu]tskottet|[Bb]eredningen|[Dd]irektionen|[Pp]residiet|[Ff]ullmäktige)"
    r"|KSAU|KLU|KS|KF|AU|RS|RF"
)
_NAME = re.compile(rf"(?:{_BODY})(?!\w)")
_INDEFINITE = re.compile(rf"{_W}{{3,40}}(?:styrelse|nämnd|utskott)(?!\w)")
_GENITIVE = re.compile(
    rf"(?:{_PAIR}{_QUALITY}{_W}{{0,40}}(?:[Ss]tyrelsens|[Nn]ämndens|[Uu]tskottets|fullmäktiges)|{_W}{{0,40}}utskotts)(?!\w)"
)
_AUTHORITIES = {"Länsstyrelsen", "Socialstyrelsen", "Skolstyrelsen", "Arbetsmiljöstyrelsen", "Polisstyrelsen"}
_REACH = 160
_ABBREVIATION = 4  # KSAU

_ASKS = re.compile(
    r"\s+(?:föreslås\s+)?(?:beslutar?\s+)?(?:att\s+)?"
    r"(?:föreslår|föreslå|rekommenderar|rekommendera|hemställer(?: hos)?)\s+(?:att\s+)?"
)
_PROPOSER = re.compile(
    r"(?:(?:\w|-){2,40}(?:\s(?:\w|-){2,40}){0,4}?\s+(?:föreslår|förslag är)|(?:det\s+)?föreslås"
    r"|förslag(?:et)?(?: är)?):?\s+(?:att\s+)?",
    re.IGNORECASE,
)
_NOT_DECIDING = re.compile(
    r"\s+(?:får|ska|skall|har|bör|kan|måste|erhåller|ansvarar|återkommer|redovisar|(?!föreslås|förslås)\w+s)\b"
)
_NO_VERB = re.compile(r"\s+(?:och|samt|eller|för|i|om|med|som|vid|till|på|av|från|den)\b|\s*[,;]")
_EMPTY_WORDS = re.compile(
    r"[\s:.,]*(?:(?:föreslås|förslås|föreslår|föreslå|beslutar|besluta|beslutas|beslut|fatta|att|om|enligt|följande|nedan"
    r"|för|egen|del|som|i|ärendet)\b[\s:.,]*)*\Z"
)


@dataclass(frozen=True, slots=True)
class Request:
    """Who is asked: `bodies` from the first that handles the matter to the last, which decides."""

    bodies: tuple[str, ...]
    rest: str
    """The text after the names."""

    @property
    def bare(self) -> bool:
        """Whether nothing but «beslutar att» follows: a line that leads in to the points."""
        return bool(_EMPTY_WORDS.match(self.rest[:_REACH])) and len(self.rest) < _REACH


def match_body(text: str, start: int = 0) -> tuple[str, int] | None:
    """Return the body named at `start` in its basic form, and where the name ends; None without one."""
    found = _NAME.match(text, start, start + _REACH)
    if not found:
        return None
    name = _capital(found.group())
    return None if name in _AUTHORITIES else (name, found.end())


def match_genitive(text: str, start: int = 0) -> tuple[str, int] | None:
    """Return the body named in the genitive at `start` («Socialnämndens förslag»), in its basic form."""
    found = _GENITIVE.match(text, start, start + _REACH)
    return (_capital(found.group()[:-1]), found.end()) if found else None


def match_indefinite(text: str, start: int = 0) -> tuple[str, int] | None:
    """Return the body at `start` in its basic or indefinite form («i kommunstyrelse»), in its basic form."""
    body = match_body(text, start)
    found = None if body else _INDEFINITE.match(text, start, start + _REACH)
    if not found:
        return body
    ending = {"e": "n", "d": "en", "t": "et"}[found.group()[-1]]
    return _capital(found.group() + ending), found.end()


def whole_body(text: str) -> str | None:
    """Return the body when `text` is nothing but its name, «Till» before and a colon after allowed."""
    text = text.strip(" :.")
    text = text.capitalize() if text.isupper() and len(text) > _ABBREVIATION else text
    start = 5 if text[:5].lower() == "till " else 0
    body = match_body(text, start) if len(text) < _REACH else None
    return body[0] if body and body[1] == len(text) else None


def request_of(text: str) -> Request | None:
    """Who is asked to decide, read from how a sentence begins; None when it names no body first.

    «Kommunstyrelsen föreslår kommunfullmäktige besluta …» names two, «Nämnden godkänner …» one. One
    that is given a task («Nämnden får i uppdrag», «ges i uppdrag») decides nothing; «Kommunstyrelsens
    ordförande» is none.
    """
    proposer = _PROPOSER.match(text[:_REACH])
    named = match_body(text) or (match_body(text, proposer.end()) if proposer else None)
    if not named:
        return None
    bodies = [named[0]]
    end = named[1]
    while (asks := _ASKS.match(text, end, end + _REACH)) and (after := match_body(text, asks.end())):
        bodies.append(after[0])
        end = after[1]
    if _NO_VERB.match(text, end) or _NOT_DECIDING.match(text, end):
        return None
    return Request(tuple(bodies), text[end:])


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
