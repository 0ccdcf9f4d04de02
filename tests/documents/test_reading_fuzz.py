"""Any bytes are read or refused: no other error, and in time that grows with the size only."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.documents.reading import SIZE_LIMIT, Report, Unreadable, read_report, read_report_text
from casework.documents.reading.shape import empty_report

FRAGMENTS = [
    "Förslag till beslut", "Sammanfattning", "Ärende", "Ärende: Ny taxa", "Beslutet ska skickas till", "Bilagor:",
    "Beslutsunderlag", "Handläggare", "Handläggare: Anna Ek, utredare", "Datum", "Dnr: KS 2024/1", "2024-02-30",
    "Kommunstyrelsen föreslår kommunfullmäktige besluta", "att godkänna", "1.", "- ", "\uf0b7", "Anna Ek",
    "Socialchef", "Till kommunstyrelsen", "senast den 1 maj 2024", "Sida 1 (2)", "\f", "\n", "\n\n", " ", "\t", ":",
    ",", "samt", "och", "Underskriftssida", "Förvaltningens yttrande", "En mening som slutar.", "\u00ad", "\u0308",
    "Beslut sänds till X och Y", "Bilaga 1 Karta Bilaga 2 Plan", "(", "**", "# ", "…", "\u2028", "\x85",
    "Tjänsteskrivelse",
]  # fmt: skip


def check(report: Report) -> None:
    """What holds of every report, whatever was read."""
    assert set(report) == set(empty_report())
    assert len(report["proposal"]) == len(report["proposal_bodies"])
    told = {
        key for key, value in report.items() if key != "found" and (any(value) if isinstance(value, list) else value)
    }
    assert set(report["found"]) == told
    texts = [*report["proposal"], *report["basis"], *report["attachments"], *report["recipients"]]
    assert all(text and text == " ".join(text.split()) for text in texts)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), max_size=60))
def test_any_text_is_read_or_refused(pieces: list[str]) -> None:
    try:
        report = read_report_text("".join(pieces))
    except Unreadable:
        return
    check(report)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=5, max_size=40))
def test_any_order_of_lines_is_read(pieces: list[str]) -> None:
    check(read_report_text("Förslag till beslut\nNämnden antar planen.\n" + "\n".join(pieces)))


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(data)
        try:
            report = read_report(path)
        except Unreadable as refusal:
            report = empty_report()
            sentence = str(refusal)
        else:
            sentence = "Läst."
    check(report)
    assert sentence.endswith(".")
    assert "\n" not in sentence


HEAD = "Rubrik\nFörslag till beslut\nNämnden antar planen.\n"


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * SIZE_LIMIT, id="one word"),
        pytest.param("\n" * (SIZE_LIMIT - 1) + "x", id="empty lines"),
        pytest.param(HEAD + "Kommunstyrelsen beslutar att godkänna xy\n" * 19_900, id="points"),
        pytest.param(HEAD + "Beslut sänds till\n" + "Socialchef och kommundirektör, Anna\n" * 19_900, id="recipients"),
        pytest.param(HEAD + "Beslut sänds till\n" + "senast den " * (SIZE_LIMIT // 12), id="deadlines"),
        pytest.param(HEAD + "Beslut sänds till\n" + ", ".join(f"Chef {i}" for i in range(150_000)), id="commas"),
        pytest.param("Datum\n" * 19_900 + HEAD, id="labels"),
        pytest.param("a\u0301\u0316" * (SIZE_LIMIT // 3), id="combining"),
        pytest.param(HEAD + "ordet-\n" * 19_900, id="hyphens"),
    ],
)
def test_hostile_text_takes_no_more_than_its_size_allows(text: str) -> None:
    """Generous: a quadratic reader needs minutes for these, ours some two seconds."""
    program = "import sys; from casework.documents.reading import read_report_text; read_report_text(sys.stdin.read())"
    done = subprocess.run([sys.executable, "-c", program], input=text[:SIZE_LIMIT].encode(), timeout=20, check=False)
    assert done.returncode == 0


def test_reader_loads_neither_flask_nor_database() -> None:
    program = (
        "import sys, casework.documents.reading;"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(sorted(loaded & {'flask', 'sqlalchemy', 'werkzeug'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
