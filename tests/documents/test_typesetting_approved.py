"""The extract of approved minutes: its signatures, who certifies it; the extract of a matter without a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pdfua
import pytest

from casework.documents.typesetting import Part
from tests.documents.extract_data import DATA, HASH, HOSTILE, said, typeset
from tests.documents.minutes_data import GRANT, SIGNED, UNSIGNED
from tests.documents.pdf_pages import opened, runs_of, structure

MM = 72 / 25.4
APPROVED: dict[str, Any] = {"approved_on": date(2026, 6, 20), "signatures": SIGNED}
CERTIFIED: dict[str, Any] = APPROVED | {
    "minutes_sha256": "a" * 64,
    "certified_by": "Eva Lund, sekreterare",
    "certified_at": datetime(2026, 6, 20, 7, 31, tzinfo=UTC),
    "document_number": "KSAU 2026:6-2",
}
NO_CASE: dict[str, Any] = {"case_number": "", "report_sha256": ""}


@pytest.mark.parametrize("changes", [CERTIFIED | {"parts": GRANT.parts}, APPROVED | NO_CASE, NO_CASE])
def test_approved_extract_is_archive_and_accessible_pdf(changes: dict[str, Any], tmp_path: Any) -> None:
    path = tmp_path / "extract.pdf"
    path.write_bytes(typeset(**changes))
    assert list(pdfua.validate(str(path)).findings) == []
    with opened(path.read_bytes()) as pdf, pdf.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")


def test_approved_extract_says_when_by_whom_and_who_certifies_it() -> None:
    text = said(**CERTIFIED)
    assert "Protokollet Justerat 20 juni 2026 § 41" in text
    told = " ".join(
        [
            "Underskrifter Justerat den 20 juni 2026 av Karin Ekdal (S) och Per Åström (M).",
            "Sekreterare Eva Lund Undertecknat den 19 juni 2026 kl. 09.02, bekräftad med lösenord",
            "Ordförande Karin Ekdal (S) Undertecknat den 19 juni 2026 kl. 14.40, bekräftad med engångskod",
            "Justerare Per Åström (M) Undertecknat den 20 juni 2026 kl. 09.30, bekräftad med lösenord",
            "Utdragsbestyrkande Utdraget överensstämmer med det justerade protokollet.",
            "Bestyrkt av Eva Lund, sekreterare den 20 juni 2026 kl. 09.31.",
            f"Det justerade innehållet har kontrollsumman (SHA-256) {'a' * 64}",
            "Om utdraget Utdraget är framställt elektroniskt ur beslutsregistret.",
            "Utdrag nr KSAU § 41/2026. Beslutet registrerades den 14 juni 2026 kl. 08.45. Handling nr KSAU 2026:6-2",
        ]
    )
    assert told in text
    assert text.count("överensstämmer") == 1
    assert "inte undertecknat" not in text


def test_extract_approved_without_certificate_says_that_it_agrees_and_is_not_signed() -> None:
    text = said(**APPROVED)
    assert text.count("Utdraget överensstämmer med det justerade protokollet.") == 1
    assert "Utdragsbestyrkande" not in text
    assert "beslutsregistret och är inte undertecknat." in text


def test_extract_not_approved_has_no_signature() -> None:
    text = said()
    assert "Underskrifter" not in text
    assert "Justerat" not in text


def test_extract_of_a_matter_without_a_case_has_neither_number_nor_report() -> None:
    text = said(**NO_CASE)
    assert "§ 41 Ökat bidrag till samordningsförbundet" in text
    assert "dnr" not in text.lower()
    assert "Tjänsteskrivelsen" not in text


def test_extract_has_the_other_parts_of_its_paragraph_after_the_summary() -> None:
    parts = (*GRANT.parts[2:6], Part(heading="Tom", text=" "))
    text = said(parts=parts)
    places = [
        text.index(word) for word in ("Sammanfattning", "Yrkanden", "Omröstning Öppen", "Namn Parti", "Närvarande")
    ]
    assert places == sorted(places)
    assert "Tom" not in text
    assert structure(typeset(parts=parts)).count("/Table") == 1


@pytest.mark.parametrize("long", [HOSTILE, "W" * 120, "å" * 200])
def test_approved_extract_nothing_leaves_its_column(long: str) -> None:
    signature = replace(SIGNED[1], name=long, role=long, method=long, note=long)
    part = Part(heading=long, note=long, text=long, points=(long,), lines=(long,))
    content = typeset(
        **(CERTIFIED | {"signatures": (signature,), "certified_by": long, "document_number": long, "parts": (part,)})
    )
    with opened(content) as pdf:
        runs = [run for page in pdf.pages for run in runs_of(page)]
    assert min(run.left for run in runs) >= 24 * MM - 0.1
    assert max(run.right for run in runs) <= 186 * MM + 0.1


CERTIFICATE_LACKS = "Ett bestyrkt utdrag måste ha justeringsdag, kontrollsumma, namn och tid."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"signatures": SIGNED}, "Ett protokollsutdrag bär underskrifterna först när protokollet är justerat."),
        (
            APPROVED | {"signatures": UNSIGNED},
            "Ett protokollsutdrag bär underskrifterna först när protokollet är justerat.",
        ),
        (CERTIFIED | {"approved_on": None, "signatures": ()}, CERTIFICATE_LACKS),
        (CERTIFIED | {"minutes_sha256": ""}, CERTIFICATE_LACKS),
        (CERTIFIED | {"certified_by": ""}, CERTIFICATE_LACKS),
        (CERTIFIED | {"certified_at": None}, CERTIFICATE_LACKS),
        (
            CERTIFIED | {"certified_at": datetime(2026, 6, 20)},  # noqa: DTZ001 -- what is refused
            "Tidpunkten för utdragsbestyrkandet måste ha en tidszon.",
        ),
        ({"minutes_sha256": HASH.upper()}, "Kontrollsumman måste vara 64 hexadecimala siffror."),
    ],
)
def test_approved_extract_data_that_do_not_hold_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared
        replace(DATA, **changes)
    assert str(refused.value) == sentence
