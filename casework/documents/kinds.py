"""Which kind of file some bytes are, told by the bytes and never by a name that somebody gave them.

Nothing is unpacked or rendered: of a zip only its list of contents is read, within bounds.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from workflows._vocabulary import N_


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken in. `endings` go with it, its own first; `inline`: a browser may show it."""

    media_type: str
    label: str
    endings: tuple[str, ...]
    inline: bool = False


_OOXML, _ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
_TEXT = (".txt", ".text", ".csv", ".md")

PDF = Kind("application/pdf", N_("PDF"), (".pdf",), inline=True)
PNG = Kind("image/png", N_("bild (PNG)"), (".png",), inline=True)
JPEG = Kind("image/jpeg", N_("bild (JPEG)"), (".jpg", ".jpeg", ".jpe"), inline=True)
UTF_8 = Kind("text/plain; charset=utf-8", N_("text"), _TEXT, inline=True)
LATIN_1 = Kind("text/plain; charset=windows-1252", N_("text"), _TEXT, inline=True)
WORD = Kind(f"{_OOXML}wordprocessingml.document", N_("Word-dokument"), (".docx",))
EXCEL = Kind(f"{_OOXML}spreadsheetml.sheet", N_("Excel-arbetsbok"), (".xlsx",))
POWERPOINT = Kind(f"{_OOXML}presentationml.presentation", N_("PowerPoint-presentation"), (".pptx",))
ODT = Kind(f"{_ODF}text", N_("OpenDocument-text"), (".odt",))
ODS = Kind(f"{_ODF}spreadsheet", N_("OpenDocument-kalkylark"), (".ods",))
ODP = Kind(f"{_ODF}presentation", N_("OpenDocument-presentation"), (".odp",))

KINDS = {kind.media_type: kind for kind in (PDF, PNG, JPEG, UTF_8, LATIN_1, WORD, EXCEL, POWERPOINT, ODT, ODS, ODP)}
"""Every kind that is taken in, by its media type."""

MOST_ENTRIES = 10_000
"""A presentation of a thousand pictures has a third of it."""

_BLANK = b"\t\n\x0c\r \xef\xbb\xbf"
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FOLDERS = {"word/": WORD, "xl/": EXCEL, "ppt/": POWERPOINT}


def kind_of(content: bytes) -> Kind | None:
    """The kind that the bytes are; None for one that is not taken in, for a file with macros, and for nothing at all.

    A text is UTF-8, else Windows-1252 (which holds Latin-1), without control characters.
    """
    if content[:1024].lstrip(_BLANK).startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK\x03\x04"):
        return _document_in(content)
    return _text_in(content)


def _text_in(content: bytes) -> Kind | None:
    if not content.strip() or _NO_TEXT.search(content):
        return None
    for encoding, kind in (("utf-8", UTF_8), ("windows-1252", LATIN_1)):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return kind
    return None


def _document_in(content: bytes) -> Kind | None:
    """The kind of document that a zip is; None for any other zip."""
    try:
        names = list(_names_in(content))
    except (struct.error, ValueError):
        return None
    if any(name.lower().endswith(("vbaproject.bin", ".exe")) or name.lower().startswith("basic/") for name in names):
        return None  # macros, and what a document never holds
    if "[Content_Types].xml" in names:
        found = {kind for folder, kind in _FOLDERS.items() if any(name.startswith(folder) for name in names)}
        return found.pop() if len(found) == 1 else None
    if "META-INF/manifest.xml" in names and "content.xml" in names:
        return next((kind for kind in (ODT, ODS, ODP) if _says(content, kind.media_type)), None)
    return None


def _says(content: bytes, media_type: str) -> bool:
    """Whether the zip begins as an OpenDocument does: with its media type, not compressed (ODF 1.3 part 2, 3.3)."""
    length, extra = struct.unpack_from("<HH", content, 26)
    start = 30 + length + extra
    stored, size = struct.unpack_from("<H", content, 8)[0] == 0, struct.unpack_from("<I", content, 22)[0]
    told = media_type.encode()
    return stored and content[30 : 30 + length] == b"mimetype" and content[start : start + size] == told


def _names_in(content: bytes) -> Iterator[str]:
    """The names in a zip's list of contents (APPNOTE 4.3.12 and 4.3.16). ValueError or struct.error for a broken one.

    Zip64 and several disks are refused: no document within our size needs them.
    """
    end = content.rfind(b"PK\x05\x06", -(22 + 0xFFFF))
    if end < 0:
        raise ValueError("no end of the list of contents")
    disk, first_disk, here, entries, size, at = struct.unpack_from("<HHHHII", content, end + 4)
    if disk or first_disk or here != entries or not 0 < entries <= MOST_ENTRIES or at + size > end:
        raise ValueError("a list of contents of another shape")
    for _ in range(entries):
        if content[at : at + 4] != b"PK\x01\x02":
            raise ValueError("a broken list of contents")
        name, extra, comment = struct.unpack_from("<HHH", content, at + 28)
        yield content[at + 46 : at + 46 + name].decode("utf-8", "replace")
        at += 46 + name + extra + comment
