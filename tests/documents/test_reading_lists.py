"""Paragraphs, records and recipients: where one ends and the next begins."""

from __future__ import annotations

import pytest

from casework.documents.reading.lines import Line, split_lines
from casework.documents.reading.lists import basis_of, recipients_of
from casework.documents.reading.paragraphs import joined, text_of


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (["en kostnads-", "beräkning"], "en kostnadsberäkning"),
        (["barn-", "och ungdomar"], "barn- och ungdomar"),
        (["IT-", "avdelningen"], "IT-avdelningen"),
        (["Västra-", "Götaland"], "Västra-Götaland"),
        (["ett tal -", "ett till"], "ett tal - ett till"),
        (["två", "rader"], "två rader"),
    ],
)
def test_wrapped_words_are_whole_again(texts: list[str], whole: str) -> None:
    assert joined(texts) == whole


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("En mening som\nfortsätter.", ["En mening som fortsätter."]),
        ("En mening som\n\nfortsätter.", ["En mening som fortsätter."]),
        ("Kommunerna är Habo och\n\nMullsjö.", ["Kommunerna är Habo och Mullsjö."]),
        ("Kort rad.\nNästa stycke.", ["Kort rad.", "Nästa stycke."]),
        (
            "Tre vägar:\nAlternativ 1: Den ena\nAlternativ 2: Den andra",
            ["Tre vägar:", "Alternativ 1: Den ena", "Alternativ 2: Den andra"],
        ),
        ("Först:\n\uf0b7 ett\n• två", ["Först:", "• ett", "• två"]),
        ("Habo ,  Mullsjö", ["Habo , Mullsjö"]),
    ],
)
def test_paragraphs_end_where_the_writer_ended_them(text: str, paragraphs: list[str]) -> None:
    assert text_of(split_lines(text), width=72).split("\n\n") == paragraphs


@pytest.mark.parametrize(
    ("text", "names", "deadline"),
    [
        ("Socialchef\nKommundirektör", ["Socialchef", "Kommundirektör"], None),
        ("- socialchef\n- kommundirektör.", ["socialchef", "kommundirektör"], None),
        ("Beslut sänds till Region Exempel senast 2019-08-15.", ["Region Exempel"], "2019-08-15"),
        ("Region Exempel\nSenast den 15 augusti 2019", ["Region Exempel"], "2019-08-15"),
        ("Socialnämnden, revisorerna samt Region Exempel", ["Socialnämnden", "revisorerna", "Region Exempel"], None),
        (
            "Barn- och utbildningsnämnden\nKultur och fritid",
            ["Barn- och utbildningsnämnden", "Kultur och fritid"],
            None,
        ),
        ("Anna Ek, förbundschef\nAkten", ["Anna Ek, förbundschef", "Akten"], None),
        ("Kopia till Akten\nFör kännedom: Revisorerna", ["Akten", "Revisorerna"], None),
        ("Socialchef\nSocialchef", ["Socialchef"], None),
        ("-", [], None),
    ],
)
def test_recipients_are_the_addressees_alone(text: str, names: list[str], deadline: str | None) -> None:
    assert recipients_of(split_lines(text)) == (names, deadline)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("Motion\nYttrande från\nnämnden", ["Motion", "Yttrande från nämnden"]),
        ("1. Motion\n2. Yttrande\nSocialnämnden", ["Motion", "Yttrande Socialnämnden"]),
        ("\uf0b7\nMotion\n\uf0b7\nYttrande", ["Motion", "Yttrande"]),
        ("Bilaga 1 Motion Bilaga 2 Yttrande", ["Bilaga 1 Motion", "Bilaga 2 Yttrande"]),
        ("Skrivelse 2024-05-14 Kalkyl 2024-05-02", ["Skrivelse 2024-05-14", "Kalkyl 2024-05-02"]),
        ("Inga bilagor", []),
    ],
)
def test_records_of_a_list_are_parted(text: str, records: list[str]) -> None:
    assert basis_of(split_lines(text)) == records


def test_letters_in_two_characters_are_one() -> None:
    assert split_lines("A\u030asa  a\u0308r\tha\u0308r\u00a0 ") == [
        Line(1, "Åsa är här", blank_before=True, hard_end=True)
    ]
