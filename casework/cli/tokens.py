"""Tokens, by which programs act as a person through the API."""

from typing import Any

import click
from click.shell_completion import CompletionItem

from casework.cli.answers import BadInput, answer_or_lines, application, as_json_option
from casework.cli.teaching import Group

ADMINISTRATOR = "Administratören."


@click.group(cls=Group)
def token() -> None:
    """Token, som program anropar gränssnittet (API) med."""


def _scopes(_context: Any, _param: Any, incomplete: str) -> list[CompletionItem[str]]:
    from casework.permissions import SCOPES

    return [CompletionItem(name) for name in SCOPES if name.startswith(incomplete)]


@token.command(
    "create",
    who=ADMINISTRATOR,
    examples=[
        "casework token create anna.berg@kommun.example",
        "casework token create bo.ek@kommun.example --scope cases:read --days 30",
    ],
    prints="Token, ensam på en rad. Den sparas inte och kan inte visas igen.",
)
@click.argument("email", help="Adressen till det konto som programmet handlar som.")
@click.option(
    "--scope", "scopes", multiple=True, shell_complete=_scopes, help="Behörighet, till exempel cases:read. Annars alla."
)
@click.option("--days", default=90, show_default=True, type=int, help="Hur många dagar den gäller.")
def token_create(email: str, scopes: tuple[str, ...], days: int) -> None:
    """Gör en token. Programmet får göra det som personen får, inom behörigheterna."""
    from casework.database import write
    from casework.people.tokens import make_token
    from casework.permissions import SCOPES

    with application():
        try:
            with write():
                made = make_token(email, scopes or SCOPES, days=days)
        except ValueError as error:
            raise BadInput(str(error)) from None
    click.echo(made)


@token.command(
    "list",
    who=ADMINISTRATOR,
    examples=["casework token list", "casework token list --json"],
    prints="Nummer, adress, behörigheter och sista dag, en token på varje rad. Aldrig token själv.",
)
@as_json_option
def token_list(as_json: bool) -> None:
    """Lista alla token, också återkallade."""
    from casework.people.tokens import all_tokens

    with application():
        rows = [
            {
                "id": row.id,
                "email": row.account.email,
                "scopes": row.scopes if as_json else " ".join(row.scopes),
                "created_at": row.created_at.isoformat(),
                "expires_at": row.expires_at.isoformat(),
                "revoked_at": row.revoked_at.isoformat() if row.revoked_at else (None if as_json else ""),
            }
            for row in all_tokens()
        ]
    answer_or_lines(rows, "id email scopes expires_at revoked_at", as_json=as_json)


@token.command("revoke", who=ADMINISTRATOR, examples=["casework token revoke 3"], prints="Inget.")
@click.argument("number", type=int, help="Numret ur casework token list.")
def token_revoke(number: int) -> None:
    """Återkalla en token. Den öppnar ingenting mer."""
    from casework.database import write
    from casework.people.tokens import revoke_token

    with application():
        try:
            with write():
                revoke_token(number)
        except ValueError as error:
            raise BadInput(str(error)) from None
