"""An extract to begin with, and a text that tries to be markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from casework.documents.typesetting import ExtractAssignment, ExtractData, typeset_extract
from tests.documents.pdf_pages import text_of

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
DATA = ExtractData(
    authority_name="Exempelkommunen",
    body_name="Kommunstyrelsens arbetsutskott",
    meeting_day=date(2026, 6, 14),
    meeting_place="Kommunhuset, rum Linden",
    paragraph=41,
    paragraph_year=2026,
    case_number="KS 2026/1",
    case_title="Ökat bidrag till samordningsförbundet",
    summary="Förbundet har begärt ett högre bidrag.\n\nKostnaden ryms inom ramen.\nVillkor gäller.",
    decision_points=("Kommunen ökar sitt bidrag.", "Ökningen gäller från den 1 januari 2027."),
    outcome_label="Enligt förslag",
    assignment=ExtractAssignment("Socialchefen", date(2026, 9, 30), "Redovisa resultatet."),
    presiding=("Karin Ekdal (S)", "ordförande"),
    present=(("Per Åström (M)", "ledamot"), ("Karin Ekdal (S)", "ordförande"), ("Eva Lund", "")),
    recipients=("Samordningsförbundet", "Socialnämnden"),
    report_sha256=HASH,
    extract_number="KSAU § 41/2026",
    decided_at=datetime(2026, 6, 14, 6, 45, tzinfo=UTC),
)
HOSTILE = r'#eval("x") $x$ * fet * _fet_ @ref <lbl> // \ "citat" -- ... ~ `kod` = rubrik /* - + [x] #{1}'


def typeset(**changes: Any) -> bytes:
    """Return the extract of DATA with these changes."""
    return typeset_extract(replace(DATA, **changes))


def said(**changes: Any) -> str:
    """Return the text of the extract of DATA with these changes."""
    return text_of(typeset(**changes))
