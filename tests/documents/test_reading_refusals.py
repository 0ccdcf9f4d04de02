"""What cannot be read is refused with one Swedish sentence, and what can is decoded."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from casework.documents.reading import SIZE_LIMIT, Unreadable, read_report, read_report_text
from casework.documents.reading.lines import LINE_LIMIT

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Översyn av åtgärder\n\nFörslag till beslut\nKommunstyrelsen beslutar att göra en översyn.\n"


def refusal(path: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        read_report(path)
    return str(refused.value)


def written(folder: Path, data: bytes) -> Path:
    path = folder / "skrivelse.txt"
    path.write_bytes(data)
    return path


def test_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "saknas.txt") == "Filen saknas.txt finns inte."


def test_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path.name} är en mapp: ange en textfil."


def test_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rör")
    assert refusal(tmp_path / "rör") == "rör är ingen vanlig fil: ange en textfil."


def test_path_that_no_system_can_open_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("x" * 300)).endswith("kan inte öppnas: kontrollera namnet och läsrättigheten.")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", "\u00a0\n".encode()])
def test_empty_file_is_refused(data: bytes, tmp_path: Path) -> None:
    assert refusal(written(tmp_path, data)) == ("Filen är tom: välj en fil som innehåller tjänsteskrivelsens text.")


def test_large_file_is_refused_and_the_largest_is_read(tmp_path: Path) -> None:
    whole = TEXT.encode() + b" " * (SIZE_LIMIT - len(TEXT.encode()))
    assert read_report(written(tmp_path, whole))["title"] == "Översyn av åtgärder"
    assert refusal(written(tmp_path, whole + b" ")) == ("Filen är för stor: en tjänsteskrivelse får vara högst 2 MiB.")


def test_too_many_lines_are_refused() -> None:
    assert read_report_text(TEXT + "rad\n" * (LINE_LIMIT - 3))["title"] == "Översyn av åtgärder"
    with pytest.raises(Unreadable, match=rf"^Filen har för många rader: högst {LINE_LIMIT} rader läses\.$"):
        read_report_text(TEXT + "rad\n" * (LINE_LIMIT - 2))


def test_pdf_is_told_by_its_content(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"\n%PDF-1.7\n%\xe2\xe3\n" + b"x" * 100)) == (
        "Filen är en PDF-fil och sådana läses inte ännu: spara dokumentet som oformaterad text (.txt)"
        " eller klistra in texten i formuläret."
    )


def test_word_files_are_told_by_their_content(tmp_path: Path) -> None:
    path = tmp_path / "skrivelse.txt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    new = refusal(path)
    old = refusal(written(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)))
    rich = refusal(written(tmp_path, b"{\\rtf1\\ansi Hej}"))
    assert {new, old, rich} == {
        (
            "Filen är en Word-fil eller ett liknande dokument och sådana läses inte ännu: spara dokumentet som"
            " oformaterad text (.txt) eller klistra in texten i formuläret."
        )
    }


@pytest.mark.parametrize("data", [b"Hej\0hej", bytes(100), "Hej".encode("utf-16-le"), b"\xff\xfe\0\0H\0\0\0"])
def test_binary_data_is_refused(data: bytes, tmp_path: Path) -> None:
    assert refusal(written(tmp_path, data)).startswith("Filen innehåller inte text utan binära data: ")


@pytest.mark.parametrize("data", [b"F\xf6rslag \x81", b"\xef\xbb\xbfF\xf6rslag", b"\xff\xfeF\0\xf6"])
def test_undecodable_file_is_refused(data: bytes, tmp_path: Path) -> None:
    assert refusal(written(tmp_path, data)) == (
        "Filens teckenkodning går inte att tyda: spara filen som text i UTF-8 och försök igen."
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_apart(encoding: str, tmp_path: Path) -> None:
    assert read_report(written(tmp_path, TEXT.encode(encoding))) == read_report_text(TEXT)
    assert read_report_text(TEXT)["title"] == "Översyn av åtgärder"


@pytest.mark.parametrize("text", ["", " \n", "\ufeff"])
def test_empty_text_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^Filen är tom"):
        read_report_text(text)


def test_text_with_nul_is_refused() -> None:
    with pytest.raises(Unreadable, match="binära data"):
        read_report_text("Förslag\0")


def test_broken_characters_do_not_reach_the_result() -> None:
    report = read_report_text(TEXT.replace("översyn", "\x07över\u200bsyn\ud800"))
    assert report["proposal"] == ["Kommunstyrelsen beslutar att göra en översyn\ufffd."]


def test_refusal_is_a_value_error() -> None:
    assert issubclass(Unreadable, ValueError)
