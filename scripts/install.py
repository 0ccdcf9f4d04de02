"""Install packages into this interpreter's environment: `python scripts/install.py ARGUMENTS OF PIP INSTALL`.

uv does it in a fifth of pip's time, but reads none of pip's settings. So the settings that decide where
packages come from are handed over, and where uv fails all the same (some places configure pip in their own
ways), pip itself does the work.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys

PIP = [sys.executable, "-m", "pip"]
FROM_PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}


def main(arguments: list[str]) -> int:
    """Install by uv, else by pip; return the exit code of the last one that tried."""
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
    environment = {**uv_settings(pip_settings()), **os.environ}
    if subprocess.call([*uv, "--compile-bytecode", *arguments], env=environment) == 0:
        return 0
    print("uv could not install; trying pip.", file=sys.stderr)
    return subprocess.call([*PIP, "install", "--quiet", *arguments])


def pip_settings() -> dict[str, str]:
    """Return pip's settings by their long option; a variable of the environment wins over a file."""
    command = [*PIP, "config", "list"]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    settings: dict[str, str] = {}
    lines = (line.partition("=") for line in listing.splitlines())
    for name, _, value in sorted(lines, key=lambda line: line[0].startswith(":env:")):
        section, _, option = name.partition(".")
        if section in {"global", "install", ":env:"}:
            settings[option] = str(ast.literal_eval(value))
    return settings


def uv_settings(settings: dict[str, str]) -> dict[str, str]:
    """Return the environment variables by which uv is told what pip was told."""
    return {variable: settings[option] for option, variable in FROM_PIP_TO_UV.items() if option in settings}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
