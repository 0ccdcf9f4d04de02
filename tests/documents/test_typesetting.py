"""The minutes extract as a PDF: what it declares, what it says, what it refuses."""

from __future__ import annotations

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pdfua
import pikepdf
import pytest

from casework.documents.typesetting import ExtractAssignment, ExtractCondition, TypesettingError, typeset_extract
from casework.documents.typesetting.extract import _sheet
from casework.documents.typesetting.press import PRESS, Press
from tests.documents.extract_data import DATA, HASH, HOSTILE, said, typeset
from tests.documents.pdf_pages import opened


def test_extract_is_declared_as_archive_and_accessible_pdf() -> None:
    with opened(typeset()) as pdf:
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
            assert meta["dc:title"] == "Protokollsutdrag § 41/2026: Ökat bidrag till samordningsförbundet"
            assert meta["xmp:CreateDate"] == "2026-06-14T06:45:00+00:00"
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "sv"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        descriptors = [f.DescendantFonts[0].FontDescriptor for f in pdf.pages[0].Resources.Font.values()]
        assert all("/FontFile2" in descriptor for descriptor in descriptors)
        assert {str(d.FontName).partition("+")[2] for d in descriptors} == {
            "SourceSans3-Roman",
            "SourceSerif4Roman-Regular",
        }


@pytest.mark.parametrize("changes", [{}, {"summary": HOSTILE * 60, "case_title": HOSTILE, "assignment": None}])
def test_extract_has_no_finding_of_the_accessibility_check(changes: dict[str, Any], tmp_path: Any) -> None:
    path = tmp_path / "extract.pdf"
    path.write_bytes(typeset(**changes))
    report = pdfua.validate(str(path))
    assert list(report.findings) == []
    # The checker's own rule on headings breaks on correct files and skips itself; the order is tested below.
    assert [o.rule_id for o in report.outcomes if o.skipped_reason] == ["UA-14-001"]


def test_extract_headings_follow_each_other_without_a_gap() -> None:
    levels: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            levels.extend([str(node.S)] if str(node.get("/S", "")).startswith("/H") else [])
            walk(node.get("/K", pikepdf.Array()))

    with opened(typeset()) as pdf:
        walk(pdf.Root.StructTreeRoot)
    assert levels == ["/H1", "/H2", *["/H3"] * 6]


def test_extract_says_what_was_decided_in_order() -> None:
    assert said() == " ".join(
        [
            "Exempelkommunen Kommunstyrelsens arbetsutskott PROTOKOLLSUTDRAG",
            "Sammanträdesdatum 14 juni 2026 Plats Kommunhuset, rum Linden Protokollet Inte justerat än",
            "§ 41 Dnr KS 2026/1 Ökat bidrag till samordningsförbundet",
            "Beslut Enligt förslag 1. Kommunen ökar sitt bidrag. 2. Ökningen gäller från den 1 januari 2027.",
            "Uppdrag Redovisa resultatet. Ansvarig: Socialchefen Klart senast: 30 september 2026",
            "Sammanfattning av ärendet Förbundet har begärt ett högre bidrag.",
            "Kostnaden ryms inom ramen. Villkor gäller.",
            "Närvarande Karin Ekdal (S), ordförande Per Åström (M), ledamot Eva Lund",
            "Beslutet skickas till Samordningsförbundet Socialnämnden",
            "Om utdraget Protokollet är inte justerat än.",
            "Utdraget är framställt elektroniskt ur beslutsregistret och är inte undertecknat.",
            "Utdrag nr KSAU § 41/2026. Beslutet registrerades den 14 juni 2026 kl. 08.45.",
            f"Tjänsteskrivelsen som beslutet avser har kontrollsumman (SHA-256) {HASH}",
            "Utdrag nr KSAU § 41/2026, Exempelkommunen Sida 1 av 1",
        ]
    )


def test_extract_only_of_approved_minutes_says_that_it_agrees_with_them() -> None:
    approved, not_approved = said(approved=True), said()
    assert approved.count("Utdraget överensstämmer med det justerade protokollet.") == 1
    assert "inte justerat" not in approved.lower()
    assert not_approved.count("Protokollet är inte justerat än.") == 1
    assert "överensstämmer" not in not_approved


def test_extract_leaves_out_what_is_not_there() -> None:
    text = said(assignment=None, summary=" \n ", recipients=(), outcome_label="", decision_points=("Bifall.", " "))
    assert "Uppdrag" not in text
    assert "Sammanfattning" not in text
    assert "Beslut Bifall. Närvarande" in text
    assert "Beslutet skickas till Ingen mottagare är angiven." in text


def test_extract_says_what_the_decision_waits_for() -> None:
    waits = ExtractCondition(("Försäkringskassan", "Alvåsa kommun"), date(2019, 8, 15))
    told = "Villkor Beslutet gäller under förutsättning att följande parter fattar samma beslut senast den"
    assert f"{told} 15 augusti 2019: Försäkringskassan Alvåsa kommun Samm" in said(condition=waits)
    alone = ExtractCondition(("Regionen",), date(2019, 8, 15))
    one = "att följande part fattar samma beslut senast den 15 augusti 2019: Regionen Samm"
    assert one in said(condition=alone)
    assert "förutsättning" not in said()


def test_extract_assignment_without_text_names_owner_and_day() -> None:
    assignment = ExtractAssignment("Socialchefen", date(2026, 9, 30), "")
    assert "Uppdrag Ansvarig: Socialchefen Klart senast: 30 september 2026 Samm" in said(assignment=assignment)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "1 januari 2027 kl. 00.30"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "29 mars 2026 kl. 01.59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29 mars 2026 kl. 03.00"),
    ],
)
def test_extract_time_is_stockholms(moment: datetime, shown: str) -> None:
    assert f"Beslutet registrerades den {shown}." in said(decided_at=moment)


def test_extract_same_data_gives_same_bytes_also_from_threads() -> None:
    variants = [replace(DATA, paragraph=number) for number in range(1, 7)]
    alone = [typeset_extract(data) for data in variants]
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(typeset_extract, variants))
    assert together == alone
    assert len(set(alone)) == len(variants)
    fresh = Press()
    assert fresh.pdf("extract.typ", _sheet(variants[0]), DATA.decided_at) == alone[0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"decision_points": ()}, "Ett protokollsutdrag måste ha en beslutstext."),
        ({"decision_points": (" \n", "\u200b")}, "Ett protokollsutdrag måste ha en beslutstext."),
        ({"case_title": " \u200b"}, "Ett protokollsutdrag måste ha en ärenderubrik."),
        ({"paragraph": 0}, "Ett protokollsutdrag måste ha ett paragrafnummer."),
        ({"decided_at": datetime(2026, 6, 14, 6, 45)}, "Tidpunkten för beslutet måste ha en tidszon."),  # noqa: DTZ001
        ({"report_sha256": HASH.upper()}, "Kontrollsumman måste vara 64 hexadecimala siffror."),
        ({"lang": "en"}, "Protokollsutdrag finns bara på svenska."),
    ],
)
def test_extract_data_that_make_no_extract_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared
        replace(DATA, **changes)
    assert str(refused.value) == sentence


def test_press_template_fault_is_a_typesetting_error_without_data() -> None:
    with pytest.raises(TypesettingError) as fault:
        PRESS.pdf("extract.typ", {"lang": "sv", "case_title": "HEMLIGT"}, DATA.decided_at)
    assert str(fault.value) == 'extract.typ: dictionary does not contain key "approved"'


def test_press_template_sets_without_warnings() -> None:
    sheet = {"data": json.dumps(_sheet(DATA))}
    _, warnings = PRESS._compiler("extract.typ").compile_with_warnings(format="pdf", sys_inputs=sheet)
    assert [warning.message for warning in warnings] == []


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")  # the point, from 3.12 on
def test_press_in_a_forked_process_refuses_instead_of_waiting_for_ever() -> None:
    typeset()
    child = os.fork()
    if child == 0:
        signal.alarm(20)  # ends a child that waits for ever
        try:
            typeset(paragraph=42)
        except RuntimeError as refusal:
            os._exit(0 if str(refusal) == "Typst cannot go on in a forked process: fork before it is used" else 2)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
