"""The minutes as a PDF: what they declare, what they say in order, what they refuse, how they are laid out."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pdfua
import pytest

from casework.documents.typesetting import (
    MinutesNotice,
    MinutesParagraph,
    MinutesPerson,
    Part,
    PartTable,
    PrintedSignature,
    paragraph_range,
)
from casework.documents.typesetting.minutes import _sheet
from casework.documents.typesetting.press import PRESS
from tests.documents.extract_data import HOSTILE
from tests.documents.minutes_data import DATA, DRAFT, GRANT, HASH, SHORT, SIGNED, many, said, typeset
from tests.documents.pdf_pages import opened, page_texts, runs_of, structure, text_of

MM = 72 / 25.4
NAIVE = datetime(2026, 6, 20, 7, 30)  # noqa: DTZ001 -- what is refused
PEOPLE = tuple(MinutesPerson(name=f"Ledamot nummer {number} (S)", role="ledamot") for number in range(1, 62))
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


def test_minutes_of_more_than_five_paragraphs_have_contents_with_the_right_pages() -> None:
    assert "Innehåll §" not in said(paragraphs=many(5))
    pages = page_texts(typeset(paragraphs=many(30)))
    assert "Innehåll § 38 Val av justerare" in pages[1]
    found = set()
    for paragraph in many(30):
        heading = f"§ {paragraph.number} {paragraph.title}"
        page = next(at for at, text in enumerate(pages, 1) if f"{heading} Beslut" in text or f"{heading} Dnr" in text)
        assert f"{heading} {page} §" in f"{pages[1]} §"
        found.add(page)
    assert len(found) > 8


def test_minutes_with_many_present_keep_the_signatures_and_the_notice_on_the_first_page() -> None:
    few, many_there = page_texts(typeset()), page_texts(typeset(serving=PEOPLE))
    assert "Karin Ekdal (S), ordförande" in few[0]
    assert "Närvarande Se förteckningen på sida 2." in many_there[0]
    assert "Underskrifter" in many_there[0]
    assert "Protokollet förvaras" in many_there[0]
    assert "Ledamot nummer 1 (S)" not in many_there[0]
    assert "Beslutande Ledamot nummer 1 (S), ledamot" in many_there[1]
    assert all(f"Ledamot nummer {number} (S)" in " ".join(many_there[1:3]) for number in range(1, 62))


def test_minutes_heading_of_a_paragraph_is_never_last_on_its_page() -> None:
    for lines in range(38, 46):
        first = replace(SHORT, parts=(Part(heading="Beslut", text="Rad.\n" * lines),))
        for page in page_texts(typeset(paragraphs=(first, GRANT), corrections=())):
            before = page.partition(" Kommunstyrelsens arbetsutskott, 14 juni 2026 Sida")[0]
            assert not before.endswith(("samordningsförbundet", "Dnr KS 2026/1"))


def test_minutes_long_vote_goes_over_pages_with_its_heading_row_on_each() -> None:
    rows = tuple((f"Ledamot nummer {number} (S)", "Ja") for number in range(1, 162))
    table = PartTable(columns=("Namn", "Svar"), rows=rows)
    content = typeset(paragraphs=(replace(GRANT, parts=(Part(heading="Omröstning", table=table),)),))
    with_rows = [page for page in page_texts(content) if "Ledamot nummer" in page]
    assert len(with_rows) > 2
    assert [page for page in with_rows if "Namn Svar Ledamot" not in page] == []
    assert [tag for tag in structure(content) if tag == "/TH"] == ["/TH", "/TH"]


@pytest.mark.parametrize("long", ["W" * 120, "å" * 200, "i" * 300 + "W" * 100, f"https://exempel.example/{'a' * 200}"])
def test_minutes_nothing_leaves_its_column(long: str) -> None:
    person = MinutesPerson(name=long, role=long, serving_for=long, note=long)
    signature = replace(SIGNED[0], name=long, role=long, method=long, note=long)
    table = PartTable(columns=(long, "Ja"), rows=((long, "X"), ("ord", long)))
    part = Part(heading=long, note=long, text=long, points=(long, long), lines=(long,), table=table)
    content = typeset(
        **dict.fromkeys(["authority_name", "body_name", "place", "approval_place", "secretary"], long),
        **dict.fromkeys(["document_number", "corrects"], long),
        kind="correction",
        times=(long,),
        serving=(person,),
        others=(person,),
        approvers=(long,),
        corrections=(long,),
        about=(long,),
        signatures=(signature,),
        notice=MinutesNotice(posted_on=date(2026, 6, 20), kept_at=long, notes=(long,)),
        paragraphs=tuple(
            MinutesParagraph(number=at, title=long, case_number=long, parts=(part, replace(part, heading="")))
            for at in range(1, 8)
        ),
    )
    with opened(content) as pdf:
        runs = [run for page in pdf.pages for run in runs_of(page)]
    assert min(run.left for run in runs) >= 24 * MM - 0.1
    assert max(run.right for run in runs) <= 186 * MM + 0.1
    assert min(run.baseline for run in runs) > 5 * MM


def test_minutes_markup_and_control_characters_stay_text_or_go() -> None:
    part = Part(
        heading=HOSTILE, note=HOSTILE, lines=(HOSTILE,), table=PartTable(columns=(HOSTILE,), rows=((HOSTILE,),))
    )
    paragraph = replace(GRANT, title=HOSTILE, case_number=HOSTILE, parts=(part,))
    hostile = said(paragraphs=(paragraph,), serving=(MinutesPerson(name=HOSTILE),), secretary=HOSTILE)
    assert hostile.replace(" ", "").count(HOSTILE.replace(" ", "")) == 9
    text = said(place="A\tB\x00C\u202e\u200b 文")
    assert "Plats A BC □ Tid" in text
    assert text.count("Tecknet □ står för ett tecken som inte kan visas i protokollet.") == 1


def test_minutes_of_two_hundred_paragraphs_are_set_in_bounded_time() -> None:
    began = time.process_time()
    pages = page_texts(typeset(paragraphs=many(200, first=1)))
    assert time.process_time() - began < 30
    assert "§§ 1–200" in pages[0]
    assert "§ 200 " in pages[-1] + pages[-2]


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


def test_minutes_decision_of_a_few_lines_is_never_parted() -> None:
    whole = "1. Kommunen ökar sitt bidrag med 24 000 kronor om året. 2. Ökningen gäller"
    for lines in range(34, 42):
        first = replace(SHORT, parts=(Part(heading="Beslut", text="Rad.\n" * lines),))
        assert any(whole in page for page in page_texts(typeset(paragraphs=(first, GRANT))))


@pytest.mark.parametrize("text", ["x" * 20_000, "\n\n".join(["ord " * 100] * 100), "文" * 3000])
def test_minutes_pasted_mass_of_text_is_set_in_bounded_time(text: str) -> None:
    began = time.process_time()
    typeset(paragraphs=(replace(GRANT, parts=(Part(heading="Beslut", text=text),)),))
    assert time.process_time() - began < 20
