"""The words of officer reports: what each heading means. From some thirty municipalities.

Headings are compared by their letters (see lines.letters), so case, blanks, colon and lost dots do not
matter.
"""

import re
from enum import StrEnum
from functools import cache

from casework.documents.reading.lines import letters


class Kind(StrEnum):
    """What stands under a heading."""

    HEADER = "header"
    PROPOSAL = "proposal"
    SUMMARY = "summary"
    DESCRIPTION = "description"
    """The summary where no other is (Ärendebeskrivning), else a part of the body."""
    SECTION = "section"
    BASIS = "basis"
    ATTACHMENTS = "attachments"
    RECIPIENTS = "recipients"
    OFFICER = "officer"
    SIGNATURES = "signatures"
    END = "end"
    """What follows is no longer the report: a page of electronic signatures."""


SECTION_NAMES: dict[str, str] = {
    "BACKGROUND": """
        Ärende | Ärendet | Bakgrund | Bakgrund och syfte | Inledning | Syfte | Syfte och mål | Mål | Nuläge
        | Nulägesbeskrivning
    """,
    "ALTERNATIVES": "Alternativ | Alternativa förslag | Alternativa lösningar",
    "ASSESSMENT": """
        Bedömning | Utredning | Överväganden | Skäl | Motivering | Motivering till förslaget | Motivering till beslut
        | Skäl till beslut | Analys | Slutsats | Slutsatser | Diskussion | Yttrande
    """,
    "FINANCIAL_CONSEQUENCES": """
        Ekonomiska konsekvenser | Ekonomisk bedömning | Ekonomi | Finansiering | Kostnader | Budget
        | Kostnader och finansiering
    """,
    "CHILD_RIGHTS": """
        Barnets bästa | Barnperspektiv | Barnkonsekvensanalys | Prövning av barnets bästa | Barnrättsperspektiv
        | Barnrättsbedömning | Barn
    """,
    "EQUALITY": "Jämställdhet | Mångfald | Tillgänglighet | Folkhälsa | Nationella minoriteter",
    "ENVIRONMENT": "Miljö | Klimat | Hållbarhet | Hållbar utveckling | Agenda 2030",
    "LEGAL": "Juridik | Lagstiftning | Lagrum | Gällande bestämmelser | Lagar och regler",
    "CONSULTATION": """
        Samråd | Samverkan | Facklig samverkan | MBL | MBL-förhandling | Förhandling enligt MBL | Remissvar
        | Remissinstanser | Inkomna synpunkter
    """,
    "TIMETABLE": "Tidplan | Tidsplan | Genomförande | Uppföljning",
}
"""The parts of the body that templates know, by their codes; the first name of each is the one that we give it."""

_OTHER_SECTIONS = """
    Beslutsplanering | Ärendets beredning | Beredning | Beredning av ärendet | Tidigare beslut | Tidigare behandling
    | Ärendets tidigare behandling | Risker | Riskanalys | Konsekvenser | Konsekvensanalys | Konsekvensbeskrivning
    | Kommunikation | Personal | Landsbygdssäkring | Fortsatt arbete | Fortsatt handläggning | Jäv | Förslag | Yrkanden
    | Förslag till beslut på sammanträdet | Reservation | Beslutsgång
"""
_WHOLE: dict[Kind, str] = {
    Kind.PROPOSAL: """
        Förslag till beslut | Förvaltningens förslag till beslut | Beslutsförslag
        | Förslag till ställningstagande | Kontorets förslag till beslut | Tjänsteförslag till beslut
    """,
    Kind.SUMMARY: """
        Sammanfattning | Sammanfattning av ärendet | Ärendet i korthet | Sammanfattande inställning
        | Kort sammanfattning | Sammanfattning av ärende
    """,
    Kind.DESCRIPTION: "Ärendebeskrivning | Beskrivning av ärendet | Ärendebeskrivning (sammanfattning)",
    Kind.BASIS: """
        Beslutsunderlag | Underlag för beslut | Underlag till beslut | Handlingar | Handlingar i ärendet
        | Ärendets handlingar | Beslutsunderlag i ärendet | Underlag
    """,
    Kind.ATTACHMENTS: """
        Bilagor | Bilaga | Bifogade handlingar | Bilageförteckning | Bilagor till tjänsteskrivelsen
        | Bifogas | Bilagda handlingar
    """,
    Kind.RECIPIENTS: """
        Expediering | Expedieras | Sändlista | Delges | Delgivning | Beslutsmottagare | Exp
        | Beslut delges | Kopia | Utdrag | Distribution
        | Mottagare av beslutet | Expediering av beslut | Beslutsexpediering | För kännedom
    """,
    Kind.OFFICER: """
        Handläggare | Ansvarig handläggare | Handläggare, telefon | Handläggare, titel, telefon
        | Utredare | Handläggande tjänsteman | Handläggande tjänsteperson | Ärendets handläggare
        | Handläggare i ärendet
    """,
    Kind.SIGNATURES: """
        Underskrift | Underskrifter | Undertecknande | Signaturer | Undertecknat av | Undertecknare
        | Tjänsteskrivelsen är undertecknad av
    """,
    Kind.END: "Underskriftssida | Överklagandehänvisning | Så här överklagar du",
    Kind.SECTION: " | ".join((*SECTION_NAMES.values(), _OTHER_SECTIONS)),
}
_RECIPIENTS = re.compile(
    r"(?:detta)?(?:beslutet|beslut|protokollsutdraget|protokollsutdrag|protokollet|utdraget|utdrag|arendet)?"
    r"(?:ska|skall)?(?:skickas|sandas|sands|skickasut|expedieras|delges|oversands|oversandas|lamnas|meddelas"
    r"|tillstallas|tillstalls)(?:till)?(?:foljande|foljandemottagare)?"
    r"|(?:protokollsutdrag|utdrag|beslutet|beslut|kopia|kopior)till"
)
_SECTION_WORD = (
    r"(?:konsekvens(?:er|analys|beskrivning)|perspektiv(?:et)?|bedömning(?:en)?|överväganden?|yttranden?|synpunkter"
    r"|inställning|ställningstaganden?|kommentarer?|motivering|analys|påverkan|aspekter|överensstämmelse|finansiering"
    r"|beredning|bakgrund|samråd|uppföljning|beskrivning|tidplan|slutsatser?|förutsättningar|genomförande)"
)
_SECTION = re.compile(
    rf"(?:[\wÅÄÖ/,-]{{2,40}}\s+){{0,6}}[\wÅÄÖ-]{{0,30}}{_SECTION_WORD}"
    r"(?:\s+(?:för|av|på|till|om|ur|utifrån|från|med|i|och|enligt)\s[\w\s/,-]{2,60})?\Z",
    re.IGNORECASE,
)
_ATTACHMENTS = re.compile(r"bilag(?:a|or)\s+\d{1,2}\s?(?:-|–|och)\s?\d{1,2}\s?:?\Z", re.IGNORECASE)
INLINE_SECTIONS = frozenset(map(letters, ("Ärende", "Ärendet", "Bakgrund", "Bedömning", "Ekonomiska konsekvenser")))
"""Parts of the body whose text may follow on the heading's own line after a colon."""

_LONGEST = 90


@cache
def _kinds() -> dict[str, Kind]:
    return {letters(name): kind for kind, names in _WHOLE.items() for name in names.split("|")}


def kind_of_heading(text: str) -> Kind | None:
    """Return what the heading `text` stands for; None when it is none of the known ones.

    Proposal headings that name a body are known by headings.proposal_heading instead.
    """
    if len(text) > _LONGEST or text.endswith((".", ",")):
        return None
    key = letters(text)
    kind = _kinds().get(key)
    if kind:
        return kind
    if _RECIPIENTS.fullmatch(key):
        return Kind.RECIPIENTS
    if _ATTACHMENTS.match(text):
        return Kind.ATTACHMENTS
    return Kind.SECTION if _SECTION.match(text) else None


_CODED = (
    (re.compile(r"förvaltning\w+s (?:bedömning|yttrande|motivering|överväganden|synpunkter)\b"), "ASSESSMENT"),
    (re.compile(r"(?:\w+s )?(?:bedömning|motivering)\b"), "ASSESSMENT"),
    (re.compile(r"ekonom\w+ (?:konsekvens|bedömning|påverkan|perspektiv|analys)"), "FINANCIAL_CONSEQUENCES"),
    (re.compile(r"barn"), "CHILD_RIGHTS"),
    (re.compile(r"(?:jämställdhet|mångfald|tillgänglighet)"), "EQUALITY"),
    (re.compile(r"(?:miljö|klimat)"), "ENVIRONMENT"),
    (re.compile(r"(?:juridisk|rättslig)"), "LEGAL"),
)


@cache
def _codes() -> dict[str, str]:
    return {letters(name): code for code, names in SECTION_NAMES.items() for name in names.split("|")}


def code_of_section(heading: str) -> str | None:
    """Return the code of the part that stands under `heading`; None for one that templates do not know.

    What the reading takes as a description of the ärende is its background.
    """
    key = letters(heading)
    if key in _codes():
        return _codes()[key]
    if _kinds().get(key) is Kind.DESCRIPTION:
        return "BACKGROUND"
    text = heading.strip().lower()
    return next((code for pattern, code in _CODED if pattern.match(text)), None)


TITLE_WORD = re.compile(
    r"(?:[a-zåäö-]*(?:chef(?:en)?|direktör|sekreterare|strateg|handläggare|utredare|ledare|utvecklare|ekonom|jurist"
    r"|samordnare|koordinator|controller|assistent|inspektör|planerare|arkitekt|ingenjör|administratör|registrator"
    r"|specialist|rådgivare|konsulent|kurator|rektor|antikvarie|bibliotekarie|pedagog|analytiker|redaktör|revisor"
    r"|intendent|konsult|sköterska|geolog|ekolog|kommunikatör|arkivarie|ansvarig|coach)"
    r"|vd|tf\.?|t\.f\.|bitr\.?|biträdande|ställföreträdande|vik\.?|vikarierande)\Z",
    re.IGNORECASE,
)
"""One word of an official's title: Socialchef, tf, utredare."""

ORGANISATION_WORD = re.compile(
    r"(?:kommun|stad|region|landsting|[\w-]*(?:förvaltning(?:en)?|kontor(?:et)?|avdelning(?:en)?|enhet(?:en)?"
    r"|kansli(?:et)?|sektor(?:n)?|staben?))\Z",
    re.IGNORECASE,
)
"""The last word of an administration's name: Kommunledningskontoret, Socialförvaltningen."""

DOCUMENT_TYPE = re.compile(
    r"(?:kommunal\s+)?(?:tjänsteskrivelse|tjänsteutlåtande|tjänsteyttrande|ärendeskrivelse|skrivelse|beslutsförslag"
    r"|utlåtande|promemoria|pm|missiv)\Z",
    re.IGNORECASE,
)
