"""The `casework` command. Exit 0: done or all right; 1: it worked and the answer is no; 2: bad input or usage.

Each command imports what it needs when it runs, so that the reading commands need neither settings nor database and
start in under a second. An error is one line on stderr, never a traceback.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click


class Refused(click.ClickException):
    """The command understood, and the answer is no."""

    exit_code = 1


class BadInput(click.ClickException):
    """The input cannot be used."""

    exit_code = 2


def answer(document: Any) -> None:
    """Exactly one JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@contextmanager
def application() -> Iterator[Any]:
    """The application with its settings from the environment, for commands that need the database."""
    from casework import create_app
    from casework.database import db

    app = create_app()
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Ärenden från handläggarens utkast till beslutet i mottagarnas e-post."""


@cli.command()
def init() -> None:
    """Skapa eller uppgradera databasen. Kan köras hur många gånger som helst."""
    from casework.serving import migrate

    with application():
        migrate()
    click.echo("Databasen är uppdaterad.")


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adress att lyssna på.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port att lyssna på.")
@click.option("--no-worker", is_flag=True, help="Starta inte den inbyggda arbetaren som skickar e-post.")
def serve(host: str, port: int, no_worker: bool) -> None:
    """Starta webbservern, och arbetaren som skickar besluten."""
    from casework.serving import serve as run

    with application():
        pass  # a wrong setting is told before anything starts
    run(host, port, with_worker=not no_worker)


@cli.command()
@click.option("--once", is_flag=True, help="Gör det som väntar nu och avsluta.")
@click.option("--parent", type=int, hidden=True)
def worker(once: bool, parent: int | None) -> None:
    """Gör det som väntar: besluten skickas, det som kom i retur läses, och villkor vars dag har passerat avgörs."""
    from datetime import timedelta

    from casework import create_app
    from casework.associations.operations import lapse_overdue
    from casework.dispatch.bounces.collecting import collect_bounces
    from casework.dispatch.sending import drain
    from casework.jobs import every, run

    minute = timedelta(minutes=1)
    drains = [every(minute, lapse_overdue), every(minute, collect_bounces), drain]
    run(create_app(), drains, once=once, parent=parent)


@cli.command()
@click.option("--serve", "serving", is_flag=True, help="Starta också server, arbetare och en lokal brevlåda.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(serving: bool, host: str, port: int) -> None:
    """Fyll en tom databas med en påhittad kommun och ett ärende som redan gått hela vägen."""
    from casework.demo.command import run

    run(serving=serving, host=host, port=port)


@cli.group()
def user() -> None:
    """Personer med konto."""


@user.command("create")
@click.argument("email")
@click.option("--name", required=True, help="Personens namn.")
@click.option("--title", default="", help="Personens titel.")
def user_create(email: str, name: str, title: str) -> None:
    """Skapa ett konto. Lösenordet läses från CASEWORK_PASSWORD eller skrivs ut, ett nytt och slumpat."""
    import secrets

    from casework.database import write
    from casework.people.operations import create_account

    password = os.environ.get("CASEWORK_PASSWORD") or secrets.token_urlsafe(15)
    with application():
        try:
            with write():
                create_account(email, name, password, title=title)
        except ValueError as error:
            raise BadInput(str(error)) from None
    if "CASEWORK_PASSWORD" not in os.environ:
        click.echo(password)


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Svara med ett JSON-dokument.")
def user_list(as_json: bool) -> None:
    """Lista kontona."""
    from casework.database import db
    from casework.people.queries import all_accounts

    with application():
        rows = [
            {"email": row.email, "name": row.person.name, "active": row.active}
            for row in db.session.scalars(all_accounts())
        ]
    if as_json:
        answer(rows)
        return
    for row in rows:
        click.echo(f"{row['email']}\t{row['name']}")


@cli.group()
def role() -> None:
    """Roller."""


@role.command("grant")
@click.argument("email")
@click.argument("name")
@click.option("--body", help="Organets kortnamn, till exempel KSAU.")
def role_grant(email: str, name: str, body: str | None) -> None:
    """Ge en person en roll, i hela myndigheten eller i ett organ."""
    from casework.database import write
    from casework.people.operations import grant_role_by_names

    with application():
        try:
            with write():
                grant_role_by_names(email, name, body)
        except ValueError as error:
            raise BadInput(str(error)) from None


@cli.group()
def report() -> None:
    """Tjänsteskrivelser."""


@report.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Svara med ett JSON-dokument.")
def report_read(file: Path, as_json: bool) -> None:
    """Läs ut fälten ur en tjänsteskrivelse. Det som texten inte säger är tomt; inget gissas."""
    from casework.documents.reading import Unreadable, read_report

    try:
        fields = read_report(file)
    except Unreadable as error:
        raise BadInput(str(error)) from None
    if as_json:
        answer(fields)
        return
    for name, value in fields.items():
        if name != "found" and value:
            click.echo(f"{name}: {json.dumps(value, ensure_ascii=False)}")


@cli.group()
def workflows() -> None:
    """Ärendetyperna och deras steg."""


@workflows.command("list")
@click.option("--json", "as_json", is_flag=True, help="Svara med ett JSON-dokument.")
def workflows_list(as_json: bool) -> None:
    """Lista ärendetyperna."""
    from workflows import WORKFLOWS

    rows = [{"kind": kind, "label": workflow.label} for kind, workflow in WORKFLOWS.items()]
    if as_json:
        answer(rows)
        return
    for row in rows:
        click.echo(f"{row['kind']}\t{row['label']}")


def _workflow(kind: str) -> Any:
    from workflows import WORKFLOWS

    if kind not in WORKFLOWS:
        raise BadInput(f"Ärendetypen {kind[:60]!r} finns inte. Finns: {', '.join(WORKFLOWS)}.")
    return WORKFLOWS[kind]


@workflows.command("show")
@click.argument("kind")
@click.option("--json", "as_json", is_flag=True, help="Svara med ett JSON-dokument.")
def workflows_show(kind: str, as_json: bool) -> None:
    """Visa en ärendetyps lägen och steg."""
    workflow = _workflow(kind)
    if as_json:
        answer(workflow.show())
        return
    for step in workflow.steps:
        click.echo(f"{step.name}: {', '.join(step.sources)} -> {step.to} ({', '.join(step.by)})  {step.label}")


@workflows.command("draw")
@click.argument("kind")
def workflows_draw(kind: str) -> None:
    """Rita ärendetypen som ett Mermaid-diagram."""
    from workflows._drawing import mermaid

    click.echo(mermaid(_workflow(kind)))


@workflows.command("check")
@click.option("--json", "as_json", is_flag=True, help="Svara med ett JSON-dokument.")
@click.option("--stored", is_flag=True, help="Kontrollera också ärendena i databasen.")
def workflows_check(as_json: bool, stored: bool) -> None:
    """Kontrollera att varje tabell håller: alla lägen nås, alla kan ta slut, inget steg är tvetydigt."""
    from workflows import PROCEDURES, WORKFLOWS
    from workflows._checks import findings

    found = [line for table in (*WORKFLOWS.values(), *PROCEDURES.values()) for line in findings(table)]
    if stored:
        from casework.cases.queries import unknown_states

        with application():
            found += [f"{kind}: {count} ärenden i det okända läget {state}" for kind, state, count in unknown_states()]
    if as_json:
        answer(found)
    else:
        for line in found:
            click.echo(line)
    if found:
        sys.exit(1)


@cli.group()
def audit() -> None:
    """Granskningsspåret."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Svara med ett JSON-dokument.")
def audit_verify(as_json: bool) -> None:
    """Kontrollera att ingen rad i spåret har ändrats."""
    from casework.audit import count, first_broken

    with application():
        broken = first_broken()
        place = None if broken is None else broken.record_id or str(broken)  # a link that is gone has no row: case:7/12
        result = {"records": count(), "ok": broken is None, "first_broken": place}
    if as_json:
        answer(result)
    else:
        click.echo(
            f"{result['records']} rader, " + ("alla hela" if result["ok"] else f"bruten vid {result['first_broken']}")
        )
    if not result["ok"]:
        sys.exit(1)


def main() -> None:
    """Run a command; whatever goes wrong is one line on stderr and an exit code."""
    try:
        code = cli.main(prog_name="casework", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code = 0
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        _complain(error.format_message())
        code = error.exit_code
    except Exception as error:  # the user gets a sentence; the traceback only on debug
        from casework.faults import told

        _complain(told(error))
        if os.environ.get("CASEWORK_LOG_LEVEL", "").lower() == "debug":
            raise
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _complain(text: str) -> None:
    click.echo("casework: " + " ".join(text.split()), err=True)
