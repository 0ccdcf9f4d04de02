"""Make the web fonts of the house: `python scripts/fonts.py`, run once at set-up.

Source Serif 4 (documents, titles) and Source Sans 3 (tools) come as large variable fonts with the installed
packages fontpkg_source_serif_4 and fontpkg_source_sans_3. A browser gets a subset of each: the letters of the
Nordic and west European languages, the signs of the interface, and the weights 400 to 700.
What is written to static/vendor/fonts/ is ignored by git; the licence of each family lies beside its fonts.
The licence reserves the name Source for unchanged fonts, so the subsets carry names of their own.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TARGET = Path(__file__).resolve().parent.parent / "static" / "vendor" / "fonts"

# Basic Latin, Latin-1, Sami and other European letters, typographic marks, and the signs of the components.
CHARACTERS = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
    + "ĀāĂăĄąĆćČčĎďĐđĒēĘęĚěĞğĢģĪīİıĶķĻļŁłŃńŅņŇňŊŋŌōŐőŒœŘřŚśŞşŠšŢţŤťŦŧŪūŮůŰűŸŹźŻżŽžǤǥǦǧǨǩƷʒǮǯȘșȚțẞ"
    + "\u2002\u2003\u2009\u202f\u2010\u2011\u2012–—―‘’‚“”„†•…‰′″‹›⁄€№™−≈≠≤≥←↑→↓■□▪▲▶▸▼◆●○✓✗"
)
FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "case", "lnum", "onum", "pnum", "tnum"]

# Records of the name table: family, unique name, full name, PostScript name, typographic family.
SHOWN_NAMES = {1: "{family}", 3: "{family}", 4: "{family}", 6: "{joined}", 16: "{family}"}


@dataclass(frozen=True)
class Face:
    """One web font: its source, its family and file name here, and axes to narrow (tag: range or place)."""

    package: str
    source: str
    family: str
    name: str
    limits: dict[str, tuple[float, float] | float]


FACES = (
    Face(
        "fontpkg_source_serif_4",
        "SourceSerif4[opsz,wght].ttf",
        "Casework Serif",
        "serif.woff2",
        {"wght": (400, 700)},
    ),
    # Italic is rare and always at text size: one optical size is enough, and halves the file.
    Face(
        "fontpkg_source_serif_4",
        "SourceSerif4-Italic[opsz,wght].ttf",
        "Casework Serif",
        "serif-italic.woff2",
        {"wght": (400, 700), "opsz": 16},
    ),
    # Narrowing this one would make it larger.
    Face("fontpkg_source_sans_3", "SourceSans3[wght].ttf", "Casework Sans", "sans.woff2", {}),
)


def package_folder(package: str) -> Path:
    """Return the folder of an installed package. SystemExit with one line that names a missing one."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"fonts: the package {package} is not installed; run `make setup`")
    return Path(spec.origin).parent


def source_of(face: Face) -> Path:
    """Return the full font that `face` is cut from."""
    return package_folder(face.package) / "files" / face.source


def is_current(face: Face, target: Path) -> bool:
    """Whether the web font exists in `target` and is not older than its source or this script."""
    made = target / face.name
    newest = max(source_of(face).stat().st_mtime, Path(__file__).stat().st_mtime)
    return made.exists() and made.stat().st_mtime >= newest


def rename(font: TTFont, family: str) -> None:
    """Give `font` the name `family` in every record that shows one."""
    for record in font["name"].names:
        if record.nameID in SHOWN_NAMES:
            record.string = SHOWN_NAMES[record.nameID].format(family=family, joined=family.replace(" ", ""))


def make_face(face: Face, target: Path) -> Path:
    """Write the web font to `target`, whole or not at all, and return its path. Same source, same bytes."""
    options = Options()
    options.flavor = "woff2"
    options.layout_features = FEATURES
    options.hinting = False  # no screen that Casework supports uses it, and it is a third of the file
    made = target / face.name
    with (
        TTFont(source_of(face), recalcTimestamp=False) as font,
        tempfile.TemporaryDirectory(dir=target) as folder,
    ):
        subsetter = Subsetter(options)
        subsetter.populate(text=CHARACTERS)
        subsetter.subset(font)
        if face.limits:
            instancer.instantiateVariableFont(font, face.limits, inplace=True)
        rename(font, face.family)
        font.flavor = "woff2"
        font.save(Path(folder) / made.name)
        (Path(folder) / made.name).replace(made)
    return made


def make_fonts(target: Path) -> list[Path]:
    """Make the fonts that are missing or old in `target`, copy the licences; return what was made."""
    target.mkdir(parents=True, exist_ok=True)
    for package in {face.package for face in FACES}:
        family = package.removeprefix("fontpkg_").replace("_", "-")
        shutil.copyfile(package_folder(package) / "LICENSE", target / f"{family}.LICENSE.txt")
    old = [face for face in FACES if not is_current(face, target)]
    if not old:
        return []
    with ProcessPoolExecutor() as pool:
        return list(pool.map(make_face, old, [target] * len(old)))


def main() -> None:
    """Make the fonts of the house where the pages look for them, and say what was made."""
    for made in make_fonts(TARGET):
        print(f"fonts: {made.name} {made.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
