"""The posting certificate as a PDF: what it declares, says and refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pdfua
import pytest

from casework.documents.typesetting import CertificateData, typeset_certificate
from tests.documents.extract_data import HASH, HOSTILE
from tests.documents.pdf_pages import opened, runs_of, structure, text_of

MM = 72 / 25.4
UP = datetime(2026, 6, 20, 8, 0, tzinfo=UTC)
DOWN = datetime(2026, 7, 14, 6, 0, tzinfo=UTC)
BROKEN = ((UP, datetime(2026, 6, 22, 9, 30, tzinfo=UTC)), (datetime(2026, 6, 22, 13, 0, tzinfo=UTC), DOWN))
DATA = CertificateData(
    authority_name="Exempelkommunen",
    body_name="Kommunstyrelsens arbetsutskott",
    meeting_day=date(2026, 6, 14),
    paragraphs=(38, 40, 41),
    stretches=((UP, DOWN),),
    posted_where="Kommunens webbplats, https://exempel.example/anslagstavla",
    notice_sha256=HASH,
    issued_by="Eva Lund, sekreterare",
    issued_at=datetime(2026, 7, 14, 6, 5, tzinfo=UTC),
    last_appeal_on=date(2026, 7, 13),
    kept_at="Kommunkansliet, Storgatan 1",
    document_number="KSAU 2026:6-3",
)


def typeset(**changes: Any) -> bytes:
    return typeset_certificate(replace(DATA, **changes))


def said(**changes: Any) -> str:
    return text_of(typeset(**changes)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("changes", [{}, {"stretches": BROKEN, "notes": (HOSTILE,)}, {"paragraphs": (41,)}])
def test_certificate_is_archive_and_accessible_pdf(changes: dict[str, Any], tmp_path: Any) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(typeset(**changes))
    assert list(pdfua.validate(str(path)).findings) == []
    with opened(path.read_bytes()) as pdf, pdf.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
    headings = [tag for tag in structure(path.read_bytes()) if tag.startswith("/H")]
    assert headings[:2] == ["/H1", "/H2"]
    assert set(headings[2:]) == {"/H3"}


def test_certificate_says_what_stood_where_and_for_how_long() -> None:
    assert said() == " ".join(
        [
            "Exempelkommunen Kommunstyrelsens arbetsutskott BEVIS OM ANSLAG",
            "Sammanträdesdatum 14 juni 2026 Paragrafer §§ 38, 40–41 Utfärdat 14 juli 2026 kl. 08.05",
            "Justerat protokoll, §§ 38, 40–41",
            "Härmed intygas att anslaget har varit uppsatt under den tid som anges här.",
            "Gäller Kommunstyrelsens arbetsutskott, sammanträdet den 14 juni 2026, §§ 38, 40–41",
            "Anslagstavla Kommunens webbplats, https://exempel.example/anslagstavla",
            "Uppsatt 20 juni 2026 kl. 10.00 Nedtaget 14 juli 2026 kl. 08.00 Uppe Anslaget var uppe utan avbrott.",
            "Sista dag att överklaga 13 juli 2026 Protokollet förvaras Kommunkansliet, Storgatan 1",
            "Intygat av Eva Lund, sekreterare, den 14 juli 2026 kl. 08.05",
            "Om beviset Beviset är framställt elektroniskt ur anslagstavlans register.",
            f"Anslagets innehåll har kontrollsumman (SHA-256) {HASH} Handling nr KSAU 2026:6-3",
            "Bevis om anslag, Exempelkommunen Sida 1 av 1",
        ]
    )


def test_certificate_of_a_broken_posting_names_each_stretch_and_does_not_say_that_it_was_whole() -> None:
    note = "Överklagandetiden började om den 22 juni 2026."
    text = said(stretches=BROKEN, notes=(note,))
    up = "20 juni 2026 kl. 10.00 22 juni 2026 kl. 11.30 22 juni 2026 kl. 15.00 14 juli 2026 kl. 08.00"
    assert f"Uppe Anslaget var inte uppe hela tiden. Det var uppe så här: Från Till {up} {note}" in text
    assert "utan avbrott" not in text
    assert structure(typeset(stretches=BROKEN)).count("/TH") == 2


def test_certificate_leaves_out_what_is_not_there() -> None:
    text = said(last_appeal_on=None, kept_at="", document_number="")
    for word in ("överklaga", "förvaras", "Handling nr"):
        assert word not in text


def test_certificate_of_a_decision_by_delegation_names_it_by_its_number() -> None:
    text = said(paragraphs=(), number="D 3/2026", subject="Delegationsbeslut")
    assert "Beslutsdatum 14 juni 2026 Beslut D 3/2026" in text
    assert "Gäller Kommunstyrelsens arbetsutskott, beslutat den 14 juni 2026, D 3/2026" in text
    assert "Delegationsbeslut, D 3/2026" in text


def test_certificate_of_minutes_without_paragraphs_names_none() -> None:
    text = said(paragraphs=())
    assert "Gäller Kommunstyrelsens arbetsutskott, sammanträdet den 14 juni 2026 Anslagstavla" in text


@pytest.mark.parametrize("long", [HOSTILE, "W" * 120, "å" * 200, "\x00\u202e文" + "m" * 150])
def test_certificate_nothing_leaves_its_column(long: str) -> None:
    fields = ["authority_name", "body_name", "posted_where", "issued_by", "subject", "kept_at", "document_number"]
    content = typeset(**dict.fromkeys(fields, long), notes=(long,), paragraphs=tuple(range(1, 200, 2)))
    with opened(content) as pdf:
        runs = [run for page in pdf.pages for run in runs_of(page)]
    assert min(run.left for run in runs) >= 24 * MM - 0.1
    assert max(run.right for run in runs) <= 186 * MM + 0.2  # each of a long line's hundred blanks is rounded


def test_certificate_same_data_give_same_bytes() -> None:
    assert typeset() == typeset()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "D 3/2026"}, "Ett delegationsbeslut har inga paragrafer."),
        ({"paragraphs": (0,)}, "Ett paragrafnummer måste vara minst 1."),
        ({"notice_sha256": "x"}, "Kontrollsumman måste vara 64 hexadecimala siffror."),
        ({"stretches": ()}, "Ett bevis om anslag måste säga när anslaget var uppe."),
        ({"stretches": ((DOWN, UP),)}, "Ett anslag måste tas ned efter att det sattes upp."),
        ({"stretches": BROKEN[::-1]}, "Tiderna då anslaget var uppe måste följa på varandra."),
        (
            {"stretches": ((UP.replace(tzinfo=None), DOWN),)},
            "Tiderna i ett bevis om anslag måste ha en tidszon.",
        ),
        ({"issued_at": UP}, "Ett bevis om anslag utfärdas först när anslaget är nedtaget."),
        ({"issued_at": DOWN.replace(tzinfo=None)}, "Tiderna i ett bevis om anslag måste ha en tidszon."),
        (
            {"issued_by": " "},
            "Ett bevis om anslag måste säga vad som anslogs, för vilket organ, var och vem som intygar det.",
        ),
        ({"lang": "en"}, "Bevis om anslag finns bara på svenska."),
    ],
)
def test_certificate_data_that_make_no_certificate_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared
        replace(DATA, **changes)
    assert str(refused.value) == sentence
