"""From a file to its text, or a refusal in one sentence."""

import codecs
import re
import stat
from pathlib import Path

SIZE_LIMIT = 2 * 1024 * 1024
"""Bytes of a file, or characters of a pasted text. A report of a hundred pages is a tenth of it."""

_SAVE_AS_TEXT = "spara dokumentet som oformaterad text (.txt) eller klistra in texten i formuläret."
_PDF = f"Filen är en PDF-fil och sådana läses inte ännu: {_SAVE_AS_TEXT}"
_WORD = f"Filen är en Word-fil eller ett liknande dokument och sådana läses inte ännu: {_SAVE_AS_TEXT}"
_BINARY = f"Filen innehåller inte text utan binära data: {_SAVE_AS_TEXT}"
_EMPTY = "Filen är tom: välj en fil som innehåller tjänsteskrivelsens text."
_TOO_LARGE = f"Filen är för stor: en tjänsteskrivelse får vara högst {SIZE_LIMIT // 1024 // 1024} MiB."
_UNDECODABLE = "Filens teckenkodning går inte att tyda: spara filen som text i UTF-8 och försök igen."

_PDF_HEAD = 1024  # ISO 32000-1, annex H.3.4.1: readers look for the marker in the first 1024 bytes
_WORD_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Unreadable(ValueError):
    """The file cannot be read as a report; the message is one sentence in Swedish, meant for the officer."""


def read_text(path: Path) -> str:
    """Return the text of the file at `path`: UTF-16 by its byte order mark, else UTF-8, else Windows-1252.

    Raises Unreadable for a file that is missing, a folder, no ordinary file, empty, larger than
    SIZE_LIMIT, binary (PDF and Word files are told by their content) or not decodable.
    """
    data = _bytes_of(path)
    _refuse_documents(data)
    return checked(_decoded(data))


def checked(text: str) -> str:
    """`text` without byte order mark; raises Unreadable when it is empty, too large or holds a NUL."""
    if len(text) > SIZE_LIMIT:
        raise Unreadable(_TOO_LARGE)
    if "\0" in text:
        raise Unreadable(_BINARY)
    text = _SURROGATE.sub("\ufffd", text.removeprefix("\ufeff"))
    if not text.strip():
        raise Unreadable(_EMPTY)
    return text


def _bytes_of(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Unreadable(f"{path.name or path} är en mapp: ange en textfil.")
        if not stat.S_ISREG(mode):
            raise Unreadable(f"{path.name} är ingen vanlig fil: ange en textfil.")
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise Unreadable(f"Filen {path.name} finns inte.") from None
    except (OSError, UnicodeError):
        raise Unreadable(f"Filen {path.name} kan inte öppnas: kontrollera namnet och läsrättigheten.") from None
    if len(data) > SIZE_LIMIT:
        raise Unreadable(_TOO_LARGE)
    return data


def _refuse_documents(data: bytes) -> None:
    if not data.strip():
        raise Unreadable(_EMPTY)
    if b"%PDF-" in data[:_PDF_HEAD]:
        raise Unreadable(_PDF)
    if data.startswith(_WORD_MARKS):
        raise Unreadable(_WORD)


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(data, "utf-16")
    if b"\0" in data:
        raise Unreadable(_BINARY)
    if data.startswith(codecs.BOM_UTF8):
        return _decode(data, "utf-8-sig")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(data, "cp1252")


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(_UNDECODABLE) from None
