"""Dates, case numbers, bodies, persons and paragraphs one by one."""

from __future__ import annotations

import pytest

from casework.documents.reading.bodies import request_of, whole_body
from casework.documents.reading.case_numbers import find_case_number, labelled_case_number
from casework.documents.reading.dates import find_date
from casework.documents.reading.headings import proposal_heading
from casework.documents.reading.people import Person, person_of
from casework.documents.reading.vocabulary import Kind, kind_of_heading


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2018-08-28", "2018-08-28"),
        ("tisdag den 23 maj 2006", "2006-05-23"),
        ("Måndagen 15 september 2014", "2014-09-15"),
        ("den 26 oktober 2011", "2011-10-26"),
        ("2017-11- 20", "2017-11-20"),
        ("2023- 08-15", "2023-08-15"),
        ("2019–05–29", "2019-05-29"),
        ("Datum2019-01-28", "2019-01-28"),
        ("1 sept. 2020", "2020-09-01"),
        ("29/5 2019", "2019-05-29"),
        ("20190529", "2019-05-29"),
        ("2024-12-04 14:46:06", "2024-12-04"),
    ],
)
def test_date_is_read_in_every_form(text: str, iso: str) -> None:
    found = find_date(text)
    assert found is not None
    assert found.iso == iso


@pytest.mark.parametrize("text", ["6 mars", "2019-02-30", "KS 2014/251/1", "212000-1256", "0123-456789", "1812-01-01"])
def test_what_is_no_complete_date_is_not_guessed(text: str) -> None:
    assert find_date(text) is None


@pytest.mark.parametrize(
    "number",
    [
        "KS-2024-00240", "KS 2018/124", "KS/2011:286", "KSKF/2014:1", "KS2007/0137-31", "UN-2013/341", "SN 18/0098",
        "2015-5613", "2014/904", "2017/0142 MBN - 1", "2017/0644 KS-3", "2020-000023 3.3.7.2", "2023/KS 0362",
        "2021/KS 0280 013", "KSM2018-693-214", "SLK-2023-01047", "BUN 2019/23", "2016KSM1221.042", "KS-2014/742.912",
        "1900/16", "KS 146/2015", "KFN-2013-179 Dpl 01", "KS2014/143 nr 2014.3074", "HM 12/87, VA 12/55",
    ],
)  # fmt: skip
def test_case_number_is_known_without_label(number: str) -> None:
    found = find_case_number(number)
    assert found is not None
    assert found.number == number


@pytest.mark.parametrize("number", ["Son 2012/436", "En 12/51, HM 12/87, VA 12/55", "40226", "KFN Dpl 292", "0263/20"])
def test_case_number_is_known_after_its_label(number: str) -> None:
    assert labelled_case_number(number) == number


@pytest.mark.parametrize(
    "text",
    [
        "SOU 2014:2", "prop. 2011/12:147", "(2006:1166)", "Ju2024/00970", "Bilaga KS 2014/251/1", "cirkulär 12:51",
        "212000-1256", "Budget 2019-2021", "2019-2021", "2019-05-29", "0123-456789", "§ 12/2019", "1 (2)",
        "Er beteckning: KS 2018/124",
    ],
)  # fmt: skip
def test_look_alikes_are_no_case_numbers(text: str) -> None:
    assert find_case_number(text) is None


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Kommunstyrelsen föreslår kommunfullmäktige besluta", ("Kommunstyrelsen", "Kommunfullmäktige")),
        ("Kommunstyrelsens arbetsutskott föreslås uppdra åt", ("Kommunstyrelsens arbetsutskott",)),
        ("Förvaltningen föreslår att kommunstyrelsen beslutar att", ("Kommunstyrelsen",)),
        ("Kommunstyrelsen beslutar föreslå kommunfullmäktige besluta", ("Kommunstyrelsen", "Kommunfullmäktige")),
        ("Barn- och utbildningsnämnden antar planen", ("Barn- och utbildningsnämnden",)),
        ("KS föreslår KF besluta", ("KS", "KF")),
        ("Samordningsförbundets styrelse beslutar", ("Samordningsförbundets styrelse",)),
    ],
)
def test_request_names_bodies_from_first_to_last(text: str, bodies: tuple[str, ...]) -> None:
    request = request_of(text)
    assert request is not None
    assert request.bodies == bodies


@pytest.mark.parametrize(
    "text",
    [
        "Att kommunen utökar bidraget",
        "Kommunstyrelsens ordförande ges i uppdrag",
        "Tekniska nämnden får i uppdrag",
        "Socialnämnden tilldelas 2 miljoner",
        "Länsstyrelsen beslutar",
        "Exempelby kommun beslutar",
        "Kommunstyrelsen och socialnämnden beslutar",
    ],
)
def test_who_does_not_decide_is_no_request(text: str) -> None:
    assert request_of(text) is None


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Förslag till beslut i kommunstyrelsen", ("Kommunstyrelsen",)),
        ("Förslag till socialnämndens beslut", ("Socialnämnden",)),
        ("Förslag till nämndens beslut", ("Nämnden",)),
        ("Kommunstyrelsens förslag till kommunfullmäktige", ("Kommunstyrelsen", "Kommunfullmäktige")),
        ("Socialnämndens förslag till beslut", ("Socialnämnden",)),
        ("Kommunledningskontorets förslag till beslut", ()),
    ],
)
def test_heading_of_a_proposal_names_its_bodies(text: str, bodies: tuple[str, ...]) -> None:
    heading = proposal_heading(text)
    assert heading is not None
    assert heading.bodies == bodies


@pytest.mark.parametrize("text", ["Förslag till budget", "Kommunstyrelsens förslag till budget", "Förslag till vägval"])
def test_other_proposals_are_no_headings(text: str) -> None:
    assert proposal_heading(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FÖRSLAG TILL BESLUT:", Kind.PROPOSAL),
        ("Forslag till b eslut", Kind.PROPOSAL),
        ("Ärendet i korthet", Kind.SUMMARY),
        ("Beskrivning av ärendet", Kind.DESCRIPTION),
        ("Beslutet skall skickas till", Kind.RECIPIENTS),
        ("Protokollsutdrag skickas till", Kind.RECIPIENTS),
        ("Bilaga 1-2:", Kind.ATTACHMENTS),
        ("Ekonomiska konsekvenser", Kind.SECTION),
        ("Prövning av barnets bästa", Kind.SECTION),
        ("Socialförvaltningens yttrande", Kind.SECTION),
        ("Konsekvenser för miljön", Kind.SECTION),
        ("Expedierat/bestyrkt", None),
        ("Bilaga 1", None),
        ("Hela texten", None),
    ],
)
def test_headings_are_known_by_their_words(text: str, kind: Kind | None) -> None:
    assert kind_of_heading(text) is kind


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Anna Ek, chef för bygglov", Person("Anna Ek", "chef för bygglov", 1.0)),
        ("Anna Ek Chef Bygglovsenheten", Person("Anna Ek", "Chef Bygglovsenheten", 0.8)),
        ("Anna Maria Ek utredare", Person("Anna Maria Ek", "utredare", 0.8)),
        ("Tf socialchef Ann-Marie von Ek", Person("Ann-Marie von Ek", "Tf socialchef", 0.8)),
        ("Anna Ek, 0123-45 67 89", Person("Anna Ek", None, 1.0)),
        ("Anna Ek, Bygglovsenheten", Person("Anna Ek", None, 1.0)),
        ("Södra Samordningsförbundet", None),
        ("Kommundirektör", None),
        ("Text om något annat.", None),
    ],
)
def test_person_is_parted_into_name_and_title(text: str, person: Person | None) -> None:
    assert person_of(text) == person


def test_whole_body_is_read_in_capitals() -> None:
    assert whole_body("KOMMUNSTYRELSENS ARBETSUTSKOTT") == "Kommunstyrelsens arbetsutskott"
    assert whole_body("Till kommunstyrelsen:") == "Kommunstyrelsen"
    assert whole_body("Kommunstyrelsens kontor") is None
