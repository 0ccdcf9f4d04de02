"""Small files of every kind that is taken in, made here and now; and files that only say that they are."""

import struct
import zipfile
import zlib
from io import BytesIO

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def png(width: int = 1) -> bytes:
    """A grey picture, one pixel high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" + b"\x80" * width)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped(*names: str, first: tuple[str, bytes] | None = None, stored: bool = True) -> bytes:
    """A zip with files of those names; `first` (name, content) before them."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        if first:
            method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            folder.writestr(zipfile.ZipInfo(first[0]), first[1], compress_type=method)
        for name in names:
            folder.writestr(name, f"<{name}/>")
    return made.getvalue()


def ooxml(folder: str, *more: str) -> bytes:
    """A document of Word (word/), Excel (xl/) or PowerPoint (ppt/)."""
    return zipped("[Content_Types].xml", "_rels/.rels", f"{folder}document.xml", *more)


def opendocument(kind: str, *more: str, stored: bool = True) -> bytes:
    """A document of OpenDocument: text, spreadsheet, presentation or what else it says."""
    says = f"application/vnd.oasis.opendocument.{kind}".encode()
    return zipped("content.xml", "META-INF/manifest.xml", *more, first=("mimetype", says), stored=stored)
