"""Other systems that are told of what happens (docs/webhooks.md)."""

import click

from casework.cli.answers import BadInput, Refused, answer_or_lines, application, as_json_option
from casework.cli.teaching import Group

ADMINISTRATOR = "Administratören. Webbkrokar är avstängda tills CASEWORK_WEBHOOKS=true."


@click.group(cls=Group)
def webhook() -> None:
    """Andra system som får veta när något händer."""


@webhook.command(
    "add",
    who=ADMINISTRATOR,
    examples=[
        "casework webhook add https://system.kommun.example/krok --event step_taken",
        "casework webhook add https://system.kommun.example/krok --event step_taken --event delivery_failed",
    ],
    prints="Hemligheten som mottagaren prövar signaturerna med, ensam på en rad. Den visas bara då.",
    no="webbkrokar är avstängda, eller adressen får inte nås",
)
@click.argument("url", help="Adressen, som börjar med https://.")
@click.option(
    "--event",
    "events",
    multiple=True,
    required=True,
    type=click.Choice(["step_taken", "delivery_failed"]),
    help="Vad systemet får veta. Kan ges flera gånger.",
)
@click.option("--authority", help="Myndighetens kortnamn, där det finns flera.")
def webhook_add(url: str, events: tuple[str, ...], authority: str | None) -> None:
    """Lägg till ett system som får veta."""
    from casework.webhooks.operations import add_endpoint, secret_of
    from casework.webhooks.queries import authority_named
    from casework.webhooks.reaching import Refused as NotAllowed

    with application():
        row = authority_named(authority)
        if row is None:
            raise BadInput("Ange myndighetens kortnamn med --authority.")
        try:
            secret = secret_of(add_endpoint(row.id, url, events, actor_id=None))
        except NotAllowed as refused:
            raise Refused(str(refused)) from None
    click.echo(secret)


@webhook.command(
    "list",
    who=ADMINISTRATOR,
    examples=["casework webhook list", "casework webhook list --json"],
    prints="Nummer, läge (on, eller off när mottagaren svarat 410) och adress, ett system på varje rad.",
)
@as_json_option
def webhook_list(as_json: bool) -> None:
    """Lista systemen som får veta."""
    from casework.webhooks.queries import endpoints, existing

    with application():
        rows = [
            {"id": row.id, "url": row.url, "events": row.events, "status": row.status} for row in endpoints(existing())
        ]
    answer_or_lines(rows, "id status url", as_json=as_json)


@webhook.command("remove", who=ADMINISTRATOR, examples=["casework webhook remove 1"], prints="Inget.")
@click.argument("endpoint_id", metavar="ID", type=int, help="Numret, som i casework webhook list.")
def webhook_remove(endpoint_id: int) -> None:
    """Ta bort ett system. Det som är på väg dit skickas inte."""
    from casework.database import write
    from casework.webhooks.operations import remove_endpoint
    from casework.webhooks.queries import endpoint_for, existing

    with application(), write():
        endpoint = endpoint_for(endpoint_id, existing())
        if endpoint is None:
            raise BadInput(f"Webbkroken {endpoint_id} finns inte.")
        remove_endpoint(endpoint, actor_id=None)


@webhook.command(
    "deliveries",
    who=ADMINISTRATOR,
    examples=["casework webhook deliveries", "casework webhook deliveries --json"],
    prints="De femtio senaste, det nyaste först: tid, systemets nummer, händelse, läge och senaste fel.",
)
@as_json_option
def webhook_deliveries(as_json: bool) -> None:
    """Visa de senaste meddelandena och hur det gick."""
    from casework.webhooks.queries import existing, latest_messages

    with application():
        rows = [
            {
                "id": row.message_id,
                "endpoint": row.endpoint_id,
                "type": row.type,
                "at": row.created_at.isoformat(),
                "state": row.state,
                "attempts": row.attempts,
                "last_error": row.last_error,
                "delivered_at": row.delivered_at.isoformat() if row.delivered_at else None,
            }
            for row in latest_messages(existing())
        ]
    answer_or_lines(rows, "at endpoint type state last_error", as_json=as_json)
