"""The audit trail."""

import sys

import click

from casework.cli.answers import answer, application, as_json_option
from casework.cli.teaching import Group


@click.group(cls=Group)
def audit() -> None:
    """Granskningsspåret."""


@audit.command(
    "verify",
    who="Den som granskar, och driften efter en återläsning.",
    examples=["casework audit verify", "casework audit verify --json"],
    prints="Antalet rader, och om alla är hela eller var spåret är brutet.",
    no="en rad är ändrad, borttagen eller tillagd",
)
@as_json_option
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
