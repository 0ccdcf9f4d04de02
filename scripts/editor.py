"""Build the editor of texts: `python scripts/editor.py [DONE]`, run once at set-up. Needs no Node on PATH.

static/js/editor/ and the libraries of package-lock.json become static/vendor/editor/editor.js, one file, with the
licences of what is in it beside it; both are ignored by git. DONE is a file that is touched when it was built. Where
npm or its registry cannot be reached, one sentence says so and set-up goes on: the pages then have plain text fields.
"""

from __future__ import annotations

import json
import platform
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.node import ROOT, UnavailableError, npm, run

SOURCE = ROOT / "static" / "js" / "editor" / "mount.js"
TARGET = ROOT / "static" / "vendor" / "editor"
OPTIONS = ("--bundle", "--format=esm", "--minify", "--target=es2022", "--charset=utf8", "--legal-comments=none")


def main(arguments: list[str]) -> int:
    """Build; 0 also where it could not be built, since everything works without."""
    try:
        run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], ROOT)
        licences = bundle()
    except UnavailableError as why:
        print(f"The editor could not be built, so texts are written in plain fields: {why}.", file=sys.stderr)
        return 0
    size = (TARGET / "editor.js").stat().st_size
    print(f"editor: editor.js {size // 1024} kB, of {licences} packages")
    for done in arguments:
        Path(done).touch()
    return 0


def bundle() -> int:
    """Write editor.js and LICENCES.txt; return of how many packages it is made."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made, meta = Path(folder) / "editor.js", Path(folder) / "meta.json"
        run([_esbuild(), str(SOURCE), *OPTIONS, f"--outfile={made}", f"--metafile={meta}"], ROOT)
        packages = _packages(json.loads(meta.read_text())["inputs"])
        (TARGET / "LICENCES.txt").write_text("\n\n".join(_licence(package) for package in packages))
        (TARGET / "editor.js").write_bytes(made.read_bytes())
    return len(packages)


def _esbuild() -> str:
    """The program itself, which its package for this machine holds; its script of that name would need Node on PATH."""
    found = sorted((ROOT / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    if not found:
        message = f"esbuild has no program for {platform.system()} on {platform.machine()}"
        raise UnavailableError(message)
    return str(found[0])


def _packages(inputs: dict[str, object]) -> list[Path]:
    """The folders of the packages that the bundle takes files from."""
    names = set()
    for path in inputs:
        parts = Path(path).parts
        if "node_modules" in parts:
            at = len(parts) - parts[::-1].index("node_modules")
            names.add(Path(*parts[: at + (2 if parts[at].startswith("@") else 1)]))
    return [ROOT / name for name in sorted(names)]


def _licence(package: Path) -> str:
    """The package's own licence file, or what it says of its licence where it has none."""
    told = json.loads((package / "package.json").read_text())
    files = sorted(path for path in package.iterdir() if path.name.lower().startswith(("license", "licence")))
    text = files[0].read_text().strip() if files else f"Licence: {told.get('license')}"
    return f"{told['name']} {told['version']}\n\n{text}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
