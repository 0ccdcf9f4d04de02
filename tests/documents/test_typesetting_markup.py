"""Headings, lists, tables, bold and links of a report's texts, on paper."""

from __future__ import annotations

from typing import Any

import pdfua
import pytest
from hypothesis import example, given, settings

from tests.documents.extract_data import HOSTILE, said, typeset
from tests.documents.pdf_pages import opened, runs_of, structure, text_of
from tests.documents.test_markup import texts

MM = 72 / 25.4
WHOLE = f"""Ett stycke
på två rader med **fet** och *kursiv* {HOSTILE}

## Kostnaden
- en punkt
  1. nummer ett
  2. nummer två
- en punkt till

### Per år
| År | Kronor | Anmärkning |
|---|---|---|
| 2018 | 1 204 | **före** |
| 2019 | 1 214 | {HOSTILE.replace("|", "")} |

7. sju
8. åtta

Se [avtalet](https://exempel.example/avtal).
"""


def fonts(content: bytes) -> set[str]:
    with opened(content) as pdf:
        descriptors = [f.DescendantFonts[0].FontDescriptor for p in pdf.pages for f in p.Resources.Font.values()]
        return {str(d.FontName).partition("+")[2] for d in descriptors}


@pytest.mark.parametrize(
    "changes", [{"summary": WHOLE}, {"decision_points": (WHOLE,)}, {"decision_points": (WHOLE, "- a\n\n|b|\n|-|")}]
)
def test_extract_with_every_mark_is_still_archive_and_accessible_pdf(changes: dict[str, Any], tmp_path: Any) -> None:
    path = tmp_path / "extract.pdf"
    path.write_bytes(typeset(**changes))
    assert list(pdfua.validate(str(path)).findings) == []
    with opened(path.read_bytes()) as pdf, pdf.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")


def test_extract_says_the_words_of_a_text_without_its_marks() -> None:
    text = said(summary=WHOLE)
    assert "**" not in text
    assert "|---" not in text
    assert "##" not in text
    assert "Ett stycke på två rader med fet och kursiv #eval" in text
    assert "Kostnaden – en punkt 1. nummer ett 2. nummer två – en punkt till Per år" in text
    assert "År Kronor Anmärkning 2018 1 204 före 2019 1 214 #eval" in text
    assert "7. sju 8. åtta Se avtalet." in text


def test_extract_text_that_would_be_typst_stays_text_in_every_block() -> None:
    hostile = HOSTILE.replace("*", "")
    words = hostile.replace(" ", "")
    blocks = f"{hostile}\n\n## {hostile}\n\n- {hostile}\n\n1. **{hostile}**\n\n|a|\n|-|\n|{hostile}|"
    assert said(summary=blocks).replace(" ", "").count(words) == 5
    assert said(decision_points=(blocks, blocks)).replace(" ", "").count(words) == 10


def test_extract_is_tagged_with_lists_headings_and_a_table_with_its_heading_row() -> None:
    plain, marked = structure(typeset(summary="Text.")), structure(typeset(summary=WHOLE))
    assert [tag for tag in marked if tag in {"/H4", "/H5"}] == ["/H4", "/H5"]
    assert (marked.count("/Table"), marked.count("/TH"), marked.count("/TD"), marked.count("/TR")) == (1, 3, 6, 3)
    assert marked.count("/LI") - plain.count("/LI") == 6
    assert marked.count("/Link") == 1


def test_extract_bold_and_italic_are_set_in_their_own_fonts() -> None:
    assert fonts(typeset(summary=WHOLE)) - fonts(typeset(summary="Text.")) != set()
    assert any("Italic" in name for name in fonts(typeset(summary="*kursiv*")))


def test_extract_link_leads_to_its_address_only() -> None:
    text = (
        "[a](https://exempel.example/å?b=1) [b](mailto:a@demo.example) [c](javascript:alert(1)) [d](file:///etc/passwd)"
    )
    with opened(typeset(summary=text)) as pdf:
        actions = [str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", [])]
    assert actions == ["https://exempel.example/%C3%A5?b=1", "mailto:a@demo.example"]


def test_extract_long_table_goes_over_pages_with_its_heading_row_on_each() -> None:
    rows = "\n".join(f"| Post {n} | {n} 000 | Anmärkning till post {n} |" for n in range(150))
    content = typeset(summary=f"| Benämning | Kronor | Not |\n|---|---|---|\n{rows}")
    with opened(content) as pdf:
        count = len(pdf.pages)
    text = text_of(content)
    assert count > 3
    assert [n for n in range(150) if f"Post {n} {n} 000 Anmärkning till post {n}" not in text] == []
    assert count - 1 <= text.count("Benämning Kronor Not") <= count


@pytest.mark.parametrize("columns", [2, 6, 12, 25])
def test_extract_nothing_of_a_table_leaves_its_column(columns: int) -> None:
    long = "W" * 60
    row = "|" + "|".join([long, *["ord 1 204 000"] * (columns - 1)]) + "|"
    content = typeset(summary=f"{row}\n{'|-' * columns}|\n{row}\n- {'å' * 200}\n  - **{'W' * 90}**")
    with opened(content) as pdf:
        runs = [run for page in pdf.pages for run in runs_of(page) if not run.artifact]
    assert min(run.left for run in runs) >= 24 * MM - 0.1
    assert max(run.right for run in runs) <= 186 * MM + 0.1
    assert text_of(content).replace(" ", "").count("W" * 60) >= 2


@given(texts)
@example("## https://exempel.example/en-lang-adress-i-en-rubrik")
@settings(max_examples=25, deadline=None)
def test_extract_of_any_text_can_be_set(text: str) -> None:
    assert typeset(summary=text, decision_points=("Bifall.", f"a {text}")).startswith(b"%PDF")
