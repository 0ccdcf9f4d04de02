"""The header of a report: title, date, case number, addressee and officer, with labels and without."""

from __future__ import annotations

import pytest

from casework.documents.reading import read_report_text

PROPOSAL = "\n\nFörslag till beslut\n\nBidraget höjs.\n"
FIELDS = ("title", "case_number", "date", "to_body", "officer_name", "officer_title")


def header_of(text: str) -> dict[str, str]:
    report = read_report_text(text + PROPOSAL)
    return {name: report[name] for name in FIELDS if report[name]}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ny taxa för\nvatten", "Ny taxa för vatten"),
        ("Ny taxa för\n\nvatten", "Ny taxa för vatten"),
        ("Tjänsteskrivelse - Ny taxa", "Ny taxa"),
        ("# Ny taxa", "Ny taxa"),
        ("TJÄNSTESKRIVELSE 1 (2)\nExempelby kommun\nNy taxa", "Ny taxa"),
        ("Ärende: Ny taxa\nDatum: 2019-05-29", "Ny taxa"),
        ("Reglemente för Socialnämnden", "Reglemente för Socialnämnden"),
        ("Utökning av Socialkontoret", "Utökning av Socialkontoret"),
        ("Mobil hemvård i glesbygd", "Mobil hemvård i glesbygd"),
        ("Budget 2019-2021", "Budget 2019-2021"),
        ("Yttrande över SOU 2014:2\nsamt prop. 2011/12:147", "Yttrande över SOU 2014:2 samt prop. 2011/12:147"),
    ],
)
def test_title_alone_is_read(text: str, title: str) -> None:
    read = header_of(text)
    read.pop("date", None)
    assert read == {"title": title}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Dnr:2019/12\nDatum:2019-05-29\nNy taxa", {"case_number": "2019/12", "date": "2019-05-29"}),
        ("Exempelby den 29 maj 2019\n\nNy taxa", {"date": "2019-05-29"}),
        ("Tjänsteskrivelse 2019-05-29\n\nNy taxa\nKS 2019/12", {"date": "2019-05-29", "case_number": "KS 2019/12"}),
        ("Datum Ert datum\n2019-05-29 2019-04-01\n\nNy taxa", {"date": "2019-05-29"}),
        ("Er beteckning\nKS 2018/124\n\nNy taxa", {}),
        ("Sammanträdesdatum\n2019-06-05\n\nNy taxa", {}),
        ("Kommunstyrelsens sammanträde den 5 juni 2019\n\nNy taxa", {"to_body": "Kommunstyrelsen"}),
        ("Till\nKommunstyrelsen\n\nNy taxa", {"to_body": "Kommunstyrelsen"}),
        (
            "Handläggare: Anna Ek\nSocialsekreterare\n\nNy taxa",
            {"officer_name": "Anna Ek", "officer_title": "Socialsekreterare"},
        ),
        (
            "Handläggare Datum Dnr\nAnna Ek 2019-05-29 KS 2019/12\n\nNy taxa",
            {"officer_name": "Anna Ek", "date": "2019-05-29", "case_number": "KS 2019/12"},
        ),
        (
            "Socialförvaltningen\nAnna Ek\nEnhetschef\n\nNy taxa",
            {"officer_name": "Anna Ek", "officer_title": "Enhetschef"},
        ),
        ("ABC1005, v2.0, 2014-11-03\n\nNy taxa", {}),
    ],
)
def test_values_stand_beside_the_title(text: str, read: dict[str, str]) -> None:
    assert header_of(text) == {"title": "Ny taxa"} | read


def test_short_name_of_the_addressee_is_made_whole() -> None:
    report = read_report_text(
        "Till socialnämnden\n\nNy taxa\n\nFörslag till beslut\nNämnden beslutar att\natt höja taxan."
    )
    assert report["proposal_bodies"] == ["Socialnämnden"]
    assert report["proposal"] == ["att höja taxan."]
    assert report["to_body"] == "Socialnämnden"


def test_second_proposal_of_the_same_heading_is_another_documents() -> None:
    text = "Ny taxa\n\nFörslag till beslut\nTaxan höjs.\n\nÄrendet\nText.\n\nFörslag till beslut\nNågot annat.\n"
    report = read_report_text(text)
    assert report["proposal"] == ["Taxan höjs."]
    assert report["sections"] == [
        {"heading": "Ärendet", "text": "Text."},
        {"heading": "Förslag till beslut", "text": "Något annat."},
    ]


def test_running_text_above_the_first_heading_is_kept() -> None:
    prose = "Kommunen har sedan länge ett avtal om gemensam beredskap. " * 4
    report = read_report_text(f"Ny beredskap\n\n{prose}\n\nFörslag till beslut\nAvtalet förlängs.\n")
    assert report["title"] == "Ny beredskap"
    assert report["sections"] == [{"heading": "", "text": prose.strip()}]


def test_electronic_signature_page_ends_the_report() -> None:
    text = "Ny taxa\n\nFörslag till beslut\nTaxan höjs.\n\nUnderskriftssida\n\nHandläggare\nAnna Ek, utredare\n"
    assert read_report_text(text)["officer_name"] is None


def test_contents_with_page_numbers_are_no_text() -> None:
    text = "Ny taxa\n\nInnehåll\nSammanfattning ........ 1\nÄrendet ........ 2\n\nFörslag till beslut\nTaxan höjs.\n"
    report = read_report_text(text)
    assert (report["title"], report["summary"], report["sections"]) == ("Ny taxa", None, [])
