"""`casework demo`: a filled database, and with --serve everything that is needed to look at it."""

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path

import click
from sqlalchemy import select

from casework import create_app
from casework.database import db, write
from casework.demo.approved import approve_first
from casework.demo.people import ACCOUNTS, DOMAIN, populate, set_password
from casework.demo.story import play
from casework.people.models import Authority, Installation
from casework.serving import child, free_port, migrate, stop_on_signals
from casework.settings import load_settings


def run(*, serving: bool, host: str, port: int) -> None:
    """Fill the database if it is empty, print the accounts and their password, and serve if asked.

    Refuses a database that holds something else than the demo: exit 1 by ClickException.
    """
    _own_settings()
    settings = load_settings()
    password = _kept_secret(settings.data_dir / "demo-password", 9)
    with create_app(settings).app_context():
        migrate()
        _fill(password)
    if not serving:
        _tell(password, None, None)
        return
    mail_port, web_port = free_port("127.0.0.1", 2525), free_port(host, port)
    os.environ["CASEWORK_SMTP_URL"] = f"smtp://127.0.0.1:{mail_port}"
    os.environ["CASEWORK_BASE_URL"] = f"http://{host}:{web_port}"
    folder = settings.data_dir / "mailbox"
    stop_on_signals()
    # processes of their own: the typesetter that filled the database must not be forked into the server
    with (
        child("--port", str(mail_port), "--folder", str(folder), module="casework.demo.mailbox"),
        child("serve", "--host", host, "--port", str(web_port)) as server,
    ):
        _tell(password, f"http://{host}:{web_port}", port if web_port != port else None)
        with suppress(KeyboardInterrupt):
            sys.exit(server.wait())


def _own_settings() -> None:
    """What the demo needs and nobody has set: its own data folder, a secret of its own, the mailbox on a page."""
    os.environ.setdefault("CASEWORK_DATA_DIR", "var")
    os.environ["CASEWORK_DEMO"] = "true"
    os.environ.setdefault("CASEWORK_MAIL_FROM", f"Ekedals kommun <arende@{DOMAIN}>")
    if not os.environ.get("CASEWORK_SECRET_KEY"):
        folder = Path(os.environ["CASEWORK_DATA_DIR"])
        os.environ["CASEWORK_SECRET_KEY"] = _kept_secret(folder / "demo-secret", 48)


def _kept_secret(path: Path, length: int) -> str:
    """The secret in the file, made at first: a restart keeps sessions and password."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(length))
    return path.read_text().strip()


def _fill(password: str) -> None:
    with write():
        if db.session.get(Installation, "demo") is not None:
            set_password(password)
            return
        if db.session.scalar(select(Authority).limit(1)) is not None:
            raise click.ClickException("Databasen innehåller annat än demot. Välj en tom: CASEWORK_DATABASE_URL.")
        db.session.add(Installation(name="demo", value="true"))
        populate(password)
        play()
        approve_first()


def _tell(password: str, url: str | None, moved_from: int | None) -> None:
    lines = ["", "Casework demo: Ekedals kommun (påhittad)", ""]
    if moved_from:
        lines.append(f"  Port {moved_from} var upptagen.")
    if url:
        lines += [f"  Öppna   {url}", f"  Brevlåda (det mottagarna fick)   {url}/demo/brevlada", ""]
    lines += [f"  Lösenord för alla konton: {password}", "  Konton:"]
    lines += [f"    {f'{local}@{DOMAIN}':<28} {title}" for local, _name, title, *_rest in ACCOUNTS]
    lines += ["", "  Avsluta med Ctrl+C.", ""] if url else [""]
    click.echo("\n".join(lines))
    sys.stdout.flush()
