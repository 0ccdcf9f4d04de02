"""The kind of a file is told by its bytes: honest files, lying ones, and those that would do harm."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.documents.kinds import (
    EXCEL,
    JPEG,
    KINDS,
    LATIN_1,
    ODP,
    ODS,
    ODT,
    PDF,
    PNG,
    POWERPOINT,
    UTF_8,
    WORD,
    Kind,
    kind_of,
)
from tests.documents import document_files as files

HONEST: dict[str, tuple[bytes, Kind]] = {
    "pdf": (files.PDF, PDF),
    "pdf after a mark and a blank line": (b"\xef\xbb\xbf\r\n" + files.PDF, PDF),
    "png": (files.png(), PNG),
    "jpeg": (files.JPEG, JPEG),
    "text": ("Ärendet.\r\n\tRad två\f".encode(), UTF_8),
    "text with byte order mark": ("Ärendet".encode("utf-8-sig"), UTF_8),
    "text in Latin-1": ("Ärendet är här".encode("latin-1"), LATIN_1),
    "text in Windows-1252": ("”Ärendet” – 5 €".encode("cp1252"), LATIN_1),
    "html is text here, and is sent as such": (b"<script>alert(1)</script>", UTF_8),
    "word": (files.ooxml("word/"), WORD),
    "excel": (files.ooxml("xl/"), EXCEL),
    "powerpoint": (files.ooxml("ppt/", *(f"ppt/media/image{n}.png" for n in range(300))), POWERPOINT),
    "opendocument text": (files.opendocument("text"), ODT),
    "opendocument spreadsheet": (files.opendocument("spreadsheet"), ODS),
    "opendocument presentation": (files.opendocument("presentation"), ODP),
}

WORD_FILE = files.ooxml("word/")
LIST_AT, END_AT = WORD_FILE.index(b"PK\x01\x02"), WORD_FILE.index(b"PK\x05\x06")


def _with(content: bytes, at: int, data: bytes) -> bytes:
    return content[:at] + data + content[at + len(data) :]


REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b" \n\t ",
    "a NUL in text": b"text\0text",
    "a control character in text": b"text\x1b[2Jtext",
    "neither UTF-8 nor Windows-1252": b"text \x81\x8d",
    "UTF-16": "text".encode("utf-16"),
    "a program of Windows": b"MZ\x90\x00\x03\x00\x00\x00",
    "a program of Linux": b"\x7fELF\x02\x01\x01\x00",
    "a gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00",
    "a program before the PDF": b"MZ\x90\x00" + files.PDF,
    "a picture that ends after its mark": b"\x89PNG\r\n\x1a\n",
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
    "a zip": files.zipped("program.exe"),
    "a zip of texts": files.zipped("a.txt", "b.txt"),
    "an empty zip": files.zipped(),
    "a Java archive": files.zipped("META-INF/MANIFEST.MF", "Main.class"),
    "parts of Word without their list": files.zipped("word/document.xml"),
    "the list without parts": files.zipped("[Content_Types].xml"),
    "Word and Excel at once": files.ooxml("word/", "xl/workbook.xml"),
    "Word with macros": files.ooxml("word/", "word/vbaProject.bin"),
    "OpenDocument with macros": files.opendocument("text", "Basic/Standard/Module1.xml"),
    "OpenDocument that says nothing": files.zipped("content.xml", "META-INF/manifest.xml"),
    "OpenDocument that says it compressed": files.opendocument("text", stored=False),
    "OpenDocument of another kind": files.opendocument("database"),
    "OpenDocument with more after its kind": files.opendocument("text-template"),
    "a zip cut off": WORD_FILE[:END_AT],
    "a zip cut off in its end": WORD_FILE[: END_AT + 10],
    "a list that is elsewhere": _with(WORD_FILE, END_AT + 16, struct.pack("<I", 0xFFFFFFF0)),
    "a list that is too short": _with(WORD_FILE, END_AT + 8, struct.pack("<HH", 9000, 9000)),
    "a list without end": _with(WORD_FILE, END_AT + 8, struct.pack("<HH", 0xFFFF, 0xFFFF)),
    "a list on several disks": _with(WORD_FILE, END_AT + 4, struct.pack("<H", 1)),
    "a broken line in the list": _with(WORD_FILE, LIST_AT, b"PK\x01\x03"),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_file_is_told_by_its_bytes(name: str) -> None:
    content, kind = HONEST[name]
    assert kind_of(content) == kind


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_document_of_ours_is_told_as_nothing(name: str) -> None:
    assert kind_of(REFUSED[name]) is None


def test_only_what_a_browser_shows_without_running_it_is_inline() -> None:
    assert {kind.media_type for kind in KINDS.values() if kind.inline} == {
        "application/pdf",
        "image/png",
        "image/jpeg",
        "text/plain; charset=utf-8",
        "text/plain; charset=windows-1252",
    }


def test_no_ending_goes_with_two_kinds() -> None:
    labels: dict[str, set[str]] = {}
    for kind in KINDS.values():
        for ending in kind.endings:
            labels.setdefault(ending, set()).add(kind.label)
    assert [ending for ending, told in labels.items() if len(told) > 1] == []


@given(st.binary(max_size=200), st.integers(0, len(WORD_FILE)))
def test_damaged_zip_is_told_without_failing(noise: bytes, at: int) -> None:
    found = kind_of(_with(WORD_FILE, at, noise)[: len(WORD_FILE)])
    assert found in {WORD, None} or (at == 0 and noise)  # what begins with "%PDF-" says that it is a PDF


LARGE: dict[str, tuple[bytes, Kind | None]] = {
    "heads": (b"PK\x03\x04" * 5_000_000, None),
    "ends": (b"PK\x03\x04" + b"PK\x05\x06" * 5_000_000, None),
    "blanks": (b" " * 20_000_000, None),
    "one wrong letter at the end": ("å".encode() * 10_000_000 + b"\x81", None),
    "one NUL at the end": (b"a" * 20_000_000 + b"\0", None),
    "a text": ("å".encode() * 10_000_000, UTF_8),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_file_made_to_take_long_is_told_all_the_same(name: str) -> None:
    content, kind = LARGE[name]
    assert kind_of(content) == kind
