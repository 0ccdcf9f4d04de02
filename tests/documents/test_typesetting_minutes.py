"""The minutes as a PDF: what they declare, what they say in order, what they refuse."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pdfua
import pytest

from casework.documents.typesetting import (
    MinutesNotice,
    MinutesPerson,
    Part,
    PartTable,
    PrintedSignature,
    paragraph_range,
)
from casework.documents.typesetting.minutes import _sheet
from casework.documents.typesetting.press import PRESS
from tests.documents.extract_data import HOSTILE
from tests.documents.minutes_data import DATA, DRAFT, GRANT, HASH, PEOPLE, SHORT, SIGNED, many, said, typeset
from tests.documents.pdf_pages import opened, page_texts, structure, text_of

NAIVE = datetime(2026, 6, 20, 7, 30)  # noqa: DTZ001 -- what is refused
CORRECTION: dict[str, Any] = {"kind": "correction", "corrects": "§ 41 i protokollet den 14 juni 2026"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        DRAFT | {"paragraphs": many(12)},
        {"serving": PEOPLE, "paragraphs": many(6)},
        CORRECTION | {"paragraphs": (GRANT,)},
        {"paragraphs": (replace(GRANT, title=HOSTILE, parts=(Part(heading=HOSTILE, text=HOSTILE * 60),)),)},
        {"paragraphs": (replace(GRANT, parts=(Part(heading="", text="## Rubrik\n\n### Under\n\n- a\n- b"),)),)},
    ],
)
def test_minutes_are_archive_and_accessible_pdf(changes: dict[str, Any], tmp_path: Any) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(typeset(**changes))
    report = pdfua.validate(str(path))
    assert list(report.findings) == []
    with opened(path.read_bytes()) as pdf:
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert pdf.Root.Lang == "sv"


def test_minutes_headings_follow_each_other_without_a_gap() -> None:
    headings = [tag for tag in structure(typeset()) if tag.startswith("/H")]
    assert headings == ["/H1", *["/H2"] * 4, "/H2", "/H3", "/H2", *["/H3"] * 8, "/H2"]


def test_minutes_say_it_all_in_order() -> None:
    assert said() == " ".join(
        [
            "Exempelkommunen Kommunstyrelsens arbetsutskott SAMMANTRÄDESPROTOKOLL",
            "Sammanträdesdatum 14 juni 2026 Paragrafer §§ 40–41 Justering 20 juni 2026",
            "Plats Kommunhuset, rum Linden Tid Kl. 13.00–16.40 Ajournering kl. 14.15–14.30, under § 41",
            "Beslutande Karin Ekdal (S), ordförande Per Åström (M), vice ordförande Ali Brandt (C), på distans",
            "Stina Holm (L), § 40 Olle Gran (KD), tjänstgör för Stina Holm (L), § 41 Lena Friberg (V)",
            "Övriga närvarande Bo Ek (S), ersättare, tjänstgör inte Eva Lund, sekreterare Socialchefen, § 41",
            "Utses att justera Per Åström (M) Justeringens plats och tid Elektroniskt, senast den 28 juni 2026",
            "Sekreterare Eva Lund",
            "Underskrifter Sekreterare Eva Lund Undertecknat den 19 juni 2026 kl. 09.02, bekräftad med lösenord",
            "Ordförande Karin Ekdal (S) Undertecknat den 19 juni 2026 kl. 14.40, bekräftad med engångskod",
            "Justerare Per Åström (M) Undertecknat den 20 juni 2026 kl. 09.30, bekräftad med lösenord",
            "Paragrafer: §§ 40–41",
            "ANSLAG/BEVIS Justeringen av protokollet har tillkännagetts på anslagstavlan.",
            "Organ Kommunstyrelsens arbetsutskott Sammanträdesdatum 14 juni 2026 Paragrafer §§ 40–41",
            "Anslaget sätts upp 20 juni 2026 Sista dag att överklaga 13 juli 2026 Anslaget tas ned 14 juli 2026",
            "Protokollet förvaras Kommunkansliet, Storgatan 1",
            "Kommunstyrelsens arbetsutskott, 14 juni 2026 Sida 1 av 2",
            "Sammanträdesprotokoll §§ 40–41, Exempelkommunen",
            "§ 40 Val av justerare Beslut Per Åström (M) utses att justera.",
            "§ 41 Ökat bidrag till samordningsförbundet Dnr KS 2026/1",
            "Beslut 1. Kommunen ökar sitt bidrag med 24 000 kronor om året. 2. Ökningen gäller från den 1 januari",
            "2027 och tas ur årets anslag till arbetsmarknadsåtgärder.",
            "Sammanfattning av ärendet Förbundet har begärt ett högre bidrag. Kostnaden ryms inom ramen.",
            "Förvaltningen har inget att invända.",
            "Yrkanden Ali Brandt (C) yrkar bifall till förslaget. Per Åström (M) yrkar avslag på förslaget.",
            "Beslutsgång Ordföranden ställer förslagen mot varandra och finner att arbetsutskottet bifaller",
            "förslaget. Omröstning begärs. Den som bifaller förslaget röstar ja. Den som avslår det röstar nej.",
            "Omröstning Öppen, med upprop Med 3 ja mot 1 nej, 1 avstår. Namn Parti Ja Nej Avstår",
            "Karin Ekdal S X Per Åström M X Ali Brandt C X Lena Friberg V X Olle Gran KD X Summa 3 1 1",
            "Reservationer Per Åström (M) reserverar sig mot beslutet.",
            "Jäv Stina Holm (L) anmäler jäv och deltar inte i ärendets behandling.",
            "Beslutet skickas till Samordningsförbundet Socialnämnden",
            "Om protokollet Protokollet är justerat den 20 juni 2026 kl. 09.30.",
            "Underskrifterna är elektroniska. Den som har undertecknat var inloggad, såg hela texten och bekräftade",
            "en gång till på det sätt som står vid namnet. Underskriften gäller just den text som har kontrollsumman",
            "här under.",
            f"Innehållets kontrollsumma (SHA-256) {HASH} Handling nr KSAU 2026:6-1",
            "Kommunstyrelsens arbetsutskott, 14 juni 2026 Sida 2 av 2",
        ]
    )


def test_minutes_not_approved_say_so_on_every_page_and_are_not_posted() -> None:
    content = typeset(**DRAFT, paragraphs=many(12))
    pages = page_texts(content)
    assert len(pages) > 4
    assert [page for page in pages if "UTKAST, inte justerat" not in page] == []
    text = text_of(content)
    assert text.count("Inte undertecknat än") == 3
    assert "Anslås när protokollet är justerat." in text
    assert "Det här är ett utkast." in text
    assert "Protokollet är justerat" not in text
    assert "tillkännagetts" not in text
    assert "UTKAST" not in said()


def test_minutes_approved_and_not_posted_yet_promise_nothing_else() -> None:
    text = said(notice=MinutesNotice())
    assert "ANSLAG/BEVIS Protokollet är justerat. Det är inte anslaget än. Organ" in text
    assert "tillkännagetts" not in text
    assert "Anslaget sätts upp" not in text


def test_minutes_with_some_signatures_show_who_is_left_and_why() -> None:
    refuses = replace(SIGNED[2], signed_at=None, note="Justerar inte § 41: se anteckning i paragrafen.")
    text = said(**(DRAFT | {"signatures": (*SIGNED[:2], refuses)}))
    assert text.count("Undertecknat den") == 2
    assert "Per Åström (M) Inte undertecknat än Justerar inte § 41: se anteckning i paragrafen." in text
    assert "UTKAST, inte justerat" in text


def test_minutes_of_paragraphs_approved_at_once_and_of_a_correction_say_what_they_are() -> None:
    at_once = said(kind="immediate", paragraphs=(GRANT,))
    assert "SAMMANTRÄDESPROTOKOLL" in at_once
    assert "Omedelbart justerade paragrafer" in at_once
    correction = said(**CORRECTION, paragraphs=(GRANT,))
    assert "RÄTTELSE TILL PROTOKOLL" in correction
    assert "Rättar § 41 i protokollet den 14 juni 2026" in correction
    assert (
        "Rättelsen är justerad den 20 juni 2026 kl. 09.30. Det justerade protokollet står kvar oförändrat."
        in correction
    )
    assert "Justeringen av rättelsen har tillkännagetts" in correction
    assert "Omedelbart" not in said()
    assert "Rättar" not in said()


def test_minutes_tell_of_their_later_corrections() -> None:
    line = "§ 41 är rättad: se rättelsen av den 2 juli 2026."
    assert f"Handling nr KSAU 2026:6-1 Rättelser {line}" in said(corrections=(line,))


def test_minutes_same_data_give_same_bytes() -> None:
    assert typeset() == typeset()
    assert typeset() != typeset(document_number="")


def test_minutes_leave_out_what_is_not_there() -> None:
    empty = Part(heading="Reservationer", text=" \n", lines=("",), points=(" ",))
    text = said(
        others=(),
        times=(),
        approvers=(),
        secretary="",
        document_number="",
        paragraphs=(replace(SHORT, parts=(*SHORT.parts, empty)),),
    )
    for word in (
        "Övriga närvarande",
        "Tid Kl.",
        "Utses att justera",
        "Sekreterare Eva Lund Underskrifter",
        "Handling nr",
        "Reservationer",
        "Dnr",
    ):
        assert word not in text
    assert "Paragrafer § 40 Justering" in text


def test_minutes_template_sets_without_warnings() -> None:
    for data in (DATA, replace(DATA, serving=PEOPLE, paragraphs=many(12))):
        sheet = {"data": json.dumps(_sheet(data))}
        _, warnings = PRESS._compiler("minutes.typ").compile_with_warnings(format="pdf", sys_inputs=sheet)
        assert [warning.message for warning in warnings] == []


@pytest.mark.parametrize(
    ("numbers", "told"),
    [([7], "§ 7"), ([7, 8], "§§ 7–8"), ([38, 40, 41, 42, 45], "§§ 38, 40–42, 45"), ([1, 3], "§§ 1, 3")],
)
def test_paragraph_range_in_words(numbers: list[int], told: str) -> None:
    assert paragraph_range(numbers).replace("\N{NO-BREAK SPACE}", " ") == told


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"paragraphs": ()}, "Ett protokoll måste ha minst en paragraf."),
        ({"paragraphs": (GRANT, SHORT)}, "Paragraferna måste stå i nummerordning, var och en en gång."),
        ({"paragraphs": (GRANT, GRANT)}, "Paragraferna måste stå i nummerordning, var och en en gång."),
        ({"body_name": " "}, "Ett protokoll måste säga vilket organ som har sammanträtt."),
        ({"made_at": NAIVE}, "Tiderna i ett protokoll måste ha en tidszon."),
        ({"approved_at": NAIVE}, "Tiderna i ett protokoll måste ha en tidszon."),
        ({"sha256": HASH.upper()}, "Kontrollsumman måste vara 64 hexadecimala siffror."),
        ({"sha256": ""}, "Kontrollsumman måste vara 64 hexadecimala siffror."),
        ({"signatures": ()}, "Ett justerat protokoll måste ha minst en underskrift."),
        ({"approved_at": None}, "Ett protokoll anslås först när det är justerat."),
        ({"kind": "correction"}, "En rättelse måste säga vilken paragraf den rättar."),
        ({"lang": "en"}, "Protokoll finns bara på svenska."),
    ],
)
def test_minutes_data_that_make_no_minutes_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared
        replace(DATA, **changes)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda: replace(GRANT, number=0), "Ett paragrafnummer måste vara minst 1."),
        (lambda: replace(GRANT, title=" "), "§ 41 måste ha en rubrik."),
        (lambda: MinutesPerson(name=" "), "Den som var närvarande måste ha ett namn."),
        (
            lambda: MinutesPerson(name="Eva", paragraphs=(3, 2)),
            "Paragraferna måste stå i nummerordning, var och en en gång.",
        ),
        (lambda: paragraph_range([]), "Minst en paragraf måste anges."),
        (lambda: PartTable(columns=(), rows=()), "En tabell måste ha minst en kolumn."),
        (
            lambda: PartTable(columns=("Namn", "Svar"), rows=(("Karin",),)),
            "Varje rad i en tabell måste ha lika många celler som tabellen har kolumner.",
        ),
        (lambda: PrintedSignature(name=" ", role="Justerare"), "En underskrift måste ha ett namn."),
        (
            lambda: PrintedSignature(name="Eva", role="", signed_at=NAIVE),
            "Tidpunkten för en underskrift måste ha en tidszon.",
        ),
    ],
)
def test_minutes_pieces_that_do_not_hold_are_refused(made: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared
        made()
    assert str(refused.value) == sentence


def test_minutes_draft_that_nobody_has_signed_needs_no_hash() -> None:
    assert "kontrollsumma (SHA-256)" not in said(**DRAFT, sha256="")
