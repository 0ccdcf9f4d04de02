"""The press: Typst with the house's own fonts, one set of fonts a process and one compiler a template.

Measured on typst 0.15.2: a Compiler used by two threads at once raises "Already borrowed" (it releases the
GIL while it works), so each call holds the lock. A process forked after a first compile waits for ever for
threads that only its parent has, so that is refused aloud: start workers before the first document is set,
or by spawning.
"""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files as package_files
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import typst

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "print"

_FONT_PACKAGES = ("fontpkg_source_serif_4", "fontpkg_source_sans_3")


class TypesettingError(RuntimeError):
    """A document could not be set: the template and the data do not fit. Nothing the reader can mend."""


class Press:
    """Sets templates of one folder. Safe to share between threads; lazy, so making one costs nothing."""

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self._folder = folder
        self._lock = Lock()
        self._fonts: typst.Fonts | None = None
        self._compilers: dict[str, typst.Compiler] = {}
        self._shown: dict[str, bool] = {}
        self._process = 0

    def pdf(
        self, template: str, data: dict[str, Any], moment: datetime, *, files: Mapping[str, bytes] | None = None
    ) -> bytes:
        """Return the PDF (PDF/A-2a and PDF/UA-1) of `template` with `data`, read by it as JSON.

        The same data and `moment` (with its zone; the document's date of creation) give the same bytes. `files`, such
        as an image, lie beside the template under their names for this one document. Raises TypesettingError.
        """
        try:
            if files:
                with TemporaryDirectory() as folder:
                    return self._beside(Path(folder), files).pdf(template, data, moment)
            return self._compile(template, json.dumps(data), int(moment.timestamp()))
        except typst.TypstError as error:
            raise TypesettingError(f"{template}: {error.message}") from error

    def _beside(self, folder: Path, files: Mapping[str, bytes]) -> "Press":
        """Return a press for one document: Typst reads nothing outside its folder, so the templates go to the files."""
        for source in self._folder.glob("*.typ"):
            shutil.copy(source, folder)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        press = Press(folder)
        with self._lock:
            press._fonts = self._loaded_fonts()
        return press

    def can_show(self, character: str) -> bool:
        """Tell whether the fonts have `character`: Typst itself is asked, once a character (about 1 ms)."""
        if character not in self._shown:
            try:
                self._compile("_probe.typ", json.dumps(character), 0)
            except typst.TypstError:
                self._shown[character] = False
            else:
                self._shown[character] = True
        return self._shown[character]

    def _compile(self, template: str, data: str, timestamp: int) -> bytes:
        with self._lock:
            made = self._compiler(template).compile(
                format="pdf", sys_inputs={"data": data}, pdf_standards=["a-2a", "ua-1"], timestamp=timestamp
            )
        if not isinstance(made, bytes):  # a list of pages is what other formats give
            raise TypesettingError(f"{template}: gav ingen PDF")
        return made

    def _compiler(self, template: str) -> typst.Compiler:
        """Return the template's compiler. Called with the lock held."""
        self._process = self._process or os.getpid()
        if self._process != os.getpid():
            raise RuntimeError("Typst cannot go on in a forked process: fork before it is used")
        if template not in self._compilers:
            self._compilers[template] = typst.Compiler(
                self._folder / template, root=self._folder, font_paths=self._loaded_fonts(), ignore_system_fonts=True
            )
        return self._compilers[template]

    def _loaded_fonts(self) -> typst.Fonts:
        """Return the house's fonts, loaded once. Called with the lock held."""
        if self._fonts is None:
            folders = [str(package_files(package) / "files") for package in _FONT_PACKAGES]
            self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        return self._fonts


PRESS = Press()
"""The process's own press."""
