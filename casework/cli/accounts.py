"""Accounts and roles."""

import os
from typing import Any

import click
from click.shell_completion import CompletionItem

from casework.cli.answers import BadInput, answer_or_lines, application, as_json_option
from casework.cli.teaching import Group

ADMINISTRATOR = "Administratören."


@click.group(cls=Group)
def user() -> None:
    """Personer med konto."""


@user.command(
    "create",
    who=ADMINISTRATOR,
    examples=[
        "casework user create anna.berg@kommun.example --name 'Anna Berg' --title Utredare",
        "CASEWORK_PASSWORD=... casework user create anna.berg@kommun.example --name 'Anna Berg'",
    ],
    prints="Det nya lösenordet, ensamt på en rad. Inget, när det gavs i CASEWORK_PASSWORD.",
)
@click.argument("email", help="Adressen som personen loggar in med.")
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


@user.command(
    "list",
    who=ADMINISTRATOR,
    examples=["casework user list", "casework user list --json"],
    prints="Adress och namn, ett konto på varje rad. Med --json också om kontot är öppet.",
)
@as_json_option
def user_list(as_json: bool) -> None:
    """Lista kontona."""
    from casework.database import db
    from casework.people.queries import all_accounts

    with application():
        rows = [
            {"email": row.email, "name": row.person.name, "active": row.active}
            for row in db.session.scalars(all_accounts())
        ]
    answer_or_lines(rows, "email name", as_json=as_json)


@click.group(cls=Group)
def role() -> None:
    """Roller i myndigheten och i organen."""


def _roles(_context: Any, _param: Any, incomplete: str) -> list[CompletionItem[str]]:
    from workflows._vocabulary import NEVER_GRANTED, ROLES

    names = [name for name in ROLES if name not in NEVER_GRANTED and name.startswith(incomplete)]
    return [CompletionItem(name, help=ROLES[name]) for name in names]


@role.command(
    "grant",
    who=ADMINISTRATOR,
    examples=[
        "casework role grant anna.berg@kommun.example officer",
        "casework role grant bo.ek@kommun.example chair --body KSAU",
    ],
    prints="Inget.",
)
@click.argument("email", help="Kontots adress.")
@click.argument("role", shell_complete=_roles, help="Rollen, till exempel officer eller chair.")
@click.option("--body", help="Organets kortnamn, till exempel KSAU.")
def role_grant(email: str, role: str, body: str | None) -> None:
    """Ge en person en roll. Den gäller i hela myndigheten, eller i ett organ."""
    from casework.database import write
    from casework.people.operations import grant_role_by_names

    with application():
        try:
            with write():
                grant_role_by_names(email, role, body)
        except ValueError as error:
            raise BadInput(str(error)) from None
