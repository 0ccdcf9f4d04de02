"""Whole reports in the forms of some thirty municipalities, field by field."""

from __future__ import annotations

import pytest

from casework.documents.reading import Report, read_report_text
from tests.documents import reading_layouts as layouts
from tests.documents import reading_texts as texts

ALL = [
    texts.LABELLED, layouts.COLUMNS, texts.THREE_STEPS, texts.TWO_BODIES, layouts.CAPITALS, texts.SENTENCE,
    layouts.PAGES, texts.FREE_HEADING, layouts.TORN, texts.BOTH_ASSEMBLIES, layouts.OUTLINE,
]  # fmt: skip


def said(report: Report) -> dict[str, object]:
    """What the report says, without its places and without what it is silent about."""
    return {key: value for key, value in report.items() if value and key != "found"}


def parts(report: Report) -> list[tuple[str, str]]:
    return [(part["heading"], part["text"]) for part in report["sections"]]


def test_header_with_labels_is_read() -> None:
    report = read_report_text(texts.LABELLED)
    assert said(report) == {
        "title": "Svar på motion om fler cykelställ vid stationen",
        "case_number": "KS-2024-00240",
        "date": "2024-02-20",
        "to_body": "Kommunstyrelsen",
        "proposal": [
            "Motionen bifalls i den del som gäller stationens norra sida.",
            "Tekniska nämnden får i uppdrag att återkomma med en kostnadsberäkning senast den 1 oktober 2024.",
            "Beslutet justeras omedelbart.",
        ],
        "proposal_bodies": ["Kommunfullmäktige"] * 3,
        "summary": "En motion har lämnats in. Förvaltningen ser positivt på den.",
        "sections": [
            {"heading": "Bakgrund", "text": "Motionen lämnades den 12 december 2023."},
            {"heading": "Förvaltningens bedömning", "text": "Behovet är stort."},
            {"heading": "Ekonomiska konsekvenser", "text": "Kostnaden ryms i budget."},
        ],
        "basis": ["Motion om fler cykelställ, 2023-12-12", "Yttrande från tekniska nämnden § 12/2024"],
        "attachments": ["Karta över området", "Fotografier"],
        "recipients": ["Motionären", "tekniska nämnden", "kommunens revisorer"],
        "officer_name": "Karin Lund",
        "officer_title": "utredare",
        "signatories": [
            {"name": "Anna Ek", "title": "Kommundirektör"},
            {"name": "Bo Dahl", "title": "Ekonomichef"},
        ],
    }
    assert report["found"]["date"] == {"line": 6, "confidence": 1.0}
    assert report["found"]["to_body"] == {"line": 11, "confidence": 1.0}


def test_header_with_labels_and_values_in_columns_is_read() -> None:
    report = read_report_text(layouts.COLUMNS)
    assert said(report) == {
        "title": "Ändrade riktlinjer för färdtjänst",
        "case_number": "SN 18/0098",
        "date": "2018-08-28",
        "to_body": "Socialnämnden",
        "proposal": ["Socialnämnden godkänner de ändrade riktlinjerna."],
        "proposal_bodies": ["Socialnämnden"],
        "summary": "Riktlinjerna ändras i två delar. Ändringen gäller resor på helger och kvällar och ger den som har"
        " färdtjänst samma rätt som andra resenärer.",
        "sections": [{"heading": "Barnperspektiv", "text": "Barn påverkas inte."}],
        "basis": ["Tjänsteskrivelse daterad 2018-08-28", "Riktlinjer med ändringar markerade"],
        "recipients": ["Diariet"],
        "officer_name": "Lena Strand",
        "signatories": [
            {"name": "Eva Falk", "title": "Socialchef"},
            {"name": "Maria Berg", "title": "Avdelningschef"},
        ],
    }
    assert report["found"]["officer_name"]["confidence"] == 0.6
    assert report["found"]["date"] == {"line": 9, "confidence": 0.9}


def test_proposal_through_three_bodies_is_decided_by_the_last() -> None:
    report = read_report_text(texts.THREE_STEPS)
    assert report["proposal"] == [
        "att ett samordningsförbund inrättas i Exempelby",
        "att fastställa den bilagda förbundsordningen för förbundet",
        "att omedelbart justera beslutet.",
    ]
    assert report["proposal_bodies"] == ["Regionfullmäktige"] * 3
    assert report["to_body"] == "Hälso- och sjukvårdsnämnden"
    assert (report["date"], report["case_number"]) == ("2016-10-03", "HSN 2015-5613")
    assert report["summary"] == "I ärendet föreslås att ett samordningsförbund inrättas."
    assert [heading for heading, _ in parts(report)] == [
        "Ärendets beredning", "Förvaltningens motivering till förslaget"
    ]  # fmt: skip
    assert report["basis"] == [
        "Direktörens tjänsteutlåtande, 2016-10-03",
        "Förslag till förbundsordning för samordningsförbundet, bilaga 1",
        "Avsiktsförklaring, bilaga 2",
    ]
    assert report["attachments"] == []


def test_headings_that_name_bodies_part_the_proposal() -> None:
    report = read_report_text(texts.TWO_BODIES)
    assert report["proposal_bodies"] == ["Kommunstyrelsen", "Kommunfullmäktige", "Kommunfullmäktige"]
    assert report["proposal"][2] == "Reglementet gäller från den 1 januari 2025."
    assert report["to_body"] == "Kommunstyrelsen"
    assert report["basis"] == ["Reglemente", "Protokollsutdrag AU 2024-05-02 § 45"]
    assert report["recipients"] == ["Kommunstyrelsen", "socialnämnden", "barn- och utbildningsnämnden"]
    assert (report["officer_name"], report["officer_title"]) == ("Per Öst", "Kommunjurist")
    assert report["summary"] == "Ett nytt reglemente behövs."


def test_capitals_and_values_under_their_labels_are_read() -> None:
    report = read_report_text(layouts.CAPITALS)
    assert (report["title"], report["date"], report["case_number"]) == (
        "Köp av mark vid Ängavägen", "2019-05-29", "KS 2019/123"
    )  # fmt: skip
    assert (report["officer_name"], report["officer_title"]) == ("Anna Maria Ek", "Utredare")
    assert report["to_body"] == "Kommunstyrelsens arbetsutskott"
    assert report["proposal"] == [
        "Att köpa marken för 200 000 kronor, samt",
        "Att ge mark- och exploateringschefen i uppdrag att underteckna köpekontraktet.",
    ]
    assert report["proposal_bodies"] == ["Kommunstyrelsen", "Kommunstyrelsen"]
    assert parts(report) == [
        ("ÄRENDEBESKRIVNING", "Marken ligger vid vägen. Priset är rimligt enligt en oberoende värdering.")
    ]
    assert report["recipients"] == [
        "Mark- och exploateringschef", "Ekonomiavdelningen: redovisning & upphandling", "Säljaren"
    ]  # fmt: skip


def test_distribution_in_a_sentence_without_heading_is_read() -> None:
    report = read_report_text(texts.SENTENCE)
    assert report["recipients"] == ["regionen", "familjeenheten"]
    assert report["recipients_deadline"] == "2024-10-01"
    assert report["found"]["recipients"]["confidence"] == 0.8
    assert report["summary"] == "Sedan 2019 finns det en plan för en familjecentral."
    assert parts(report) == [("Förvaltningens bedömning", "Förvaltningen bedömer att det är rätt tid.")]
    assert report["signatories"] == [{"name": "Siv Holm", "title": "socialchef"}]
    assert report["date"] == "2024-04-15"
    assert report["found"]["date"]["confidence"] == 0.6


def test_header_of_a_later_page_is_no_text() -> None:
    report = read_report_text(layouts.PAGES)
    assert report["title"] == "Ny delegationsordning"
    assert report["found"]["title"]["confidence"] == 1.0
    assert report["summary"] == "Delegationsordningen har setts över. Ändringarna är små och gäller främst titlar."
    assert (report["case_number"], report["to_body"]) == ("KSM2018-693-214", "Kommunfullmäktige")
    assert report["signatories"] == [
        {"name": "Maria Ny", "title": "Kommundirektör"},
        {"name": "Olle Gammal", "title": "Kanslichef"},
    ]


def test_heading_of_the_writers_own_becomes_a_section() -> None:
    report = read_report_text(texts.FREE_HEADING)
    assert [heading for heading, _ in parts(report)] == ["Bakgrund", "Begrepp"]
    assert report["found"]["sections"] == {"line": 7, "confidence": 0.7}


def test_list_within_a_point_stays_in_the_point() -> None:
    report = read_report_text(texts.FREE_HEADING)
    assert report["proposal"] == [
        "att ställa sig bakom fortsatt medlemskap",
        "att uppdra åt kommundirektören att – teckna avtal – återrapportera",
        "att paragrafen justeras omedelbart.",
    ]
    assert report["proposal_bodies"] == ["Kommunstyrelsen"] * 3
    assert report["to_body"] == "Arbetsutskottet"
    assert report["recipients"] == ["Förbundet Exempeldalen", "kommundirektören", "socialchefen"]
    assert report["recipients_deadline"] == "2024-06-01"


def test_sentence_torn_by_an_empty_line_is_one_point() -> None:
    report = read_report_text(layouts.TORN)
    assert report["proposal"] == [
        "Kommunstyrelsen beviljar föreningen ett bidrag om 30 000 kronor för år 2025.",
        "Medlen tas ur kommunstyrelsens konto för oförutsedda utgifter.",
    ]
    assert report["proposal_bodies"] == ["Kommunstyrelsen", None]
    assert report["attachments"] == ["Bilaga 1 Ansökan", "Bilaga 2 Stadgar", "Bilaga 3: Årsberättelse"]
    assert report["recipients"] == ["Föreningen Fyren"]


def test_line_that_names_both_assemblies_leads_in() -> None:
    report = read_report_text(texts.BOTH_ASSEMBLIES)
    assert report["proposal_bodies"] == ["Kommunfullmäktige", "Kommunfullmäktige"]
    assert report["to_body"] == "Kommunstyrelsen"
    assert report["officer_name"] == "Anna Ek"
    assert report["attachments"] == ["Riktlinjer", "Remiss"]
    assert parts(report)[0][0] == "Barn-, mångfalds-, jämställdhets- och miljöperspektivet"


def test_outline_at_the_end_is_no_content() -> None:
    report = read_report_text(layouts.OUTLINE)
    assert said(report) == {
        "title": "Avgift för sommarkolonin",
        "to_body": "Barn- och utbildningsnämnden",
        "proposal": ["fastställa avgiften till 500 kronor", "avgiften gäller från och med den 1 juni 2024"],
        "proposal_bodies": ["Barn- och utbildningsnämnden"] * 2,
        "sections": [
            {
                "heading": "Ärendet",
                "text": "Bakgrunden är följande:\n\n- avgiften är gammal\n\n- kostnaderna har ökat.",
            }
        ],
        "recipients": ["Region Exempel", "Försäkringskassan"],
        "recipients_deadline": "2024-08-15",
        "officer_name": "Jonas Blom",
        "officer_title": "Rektor",
    }


@pytest.mark.parametrize("text", ALL)
def test_found_has_a_place_for_each_field_that_was_read_and_no_other(text: str) -> None:
    report = read_report_text(text)
    expected = {key for key, value in said(report).items() if not isinstance(value, list) or any(value)}
    assert set(report["found"]) == expected
    for place in report["found"].values():
        assert 1 <= place["line"] <= text.count("\n") + 1
        assert 0 < place["confidence"] <= 1


@pytest.mark.parametrize(
    "text",
    [
        "En anteckning om ingenting särskilt.\nDen har två rader.",
        "Minnesanteckningar\n\nSammanfattning\n\nMötet var kort.",
        "Datum: 2024-01-01\nDnr: KS 2024/1\n\nHej, här kommer en hälsning.",
    ],
)
def test_text_without_the_headings_of_a_report_gives_nothing(text: str) -> None:
    assert said(read_report_text(text)) == {}
    assert read_report_text(text)["found"] == {}
