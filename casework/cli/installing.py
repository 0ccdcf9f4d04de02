"""Making an installation and running it."""

import click

from casework.cli.answers import application
from casework.cli.teaching import Teaching

OPERATIONS = "Den som sköter driften."
host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Adress att lyssna på.")
port_option = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port att lyssna på."
)


@click.command(
    cls=Teaching,
    who=OPERATIONS,
    examples=["export CASEWORK_SECRET_KEY=$(openssl rand -hex 32)", "casework init"],
    prints="En rad när databasen är uppdaterad.",
)
def init() -> None:
    """Skapa eller uppgradera databasen. Kan köras hur många gånger som helst, och körs efter varje uppgradering."""
    from casework.serving import migrate

    with application():
        migrate()
    click.echo("Databasen är uppdaterad.")


@click.command(
    cls=Teaching,
    who=OPERATIONS,
    examples=["casework serve", "casework serve --host 0.0.0.0 --port 8080 --no-worker"],
    prints="Inget på stdout. Loggen går till stderr, en JSON-rad för varje händelse. Avsluta med Ctrl+C.",
)
@host_option
@port_option
@click.option("--no-worker", is_flag=True, help="Starta inte den inbyggda arbetaren som skickar e-post.")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="En för varje kärna.")
def serve(host: str, port: int, no_worker: bool, processes: int) -> None:
    """Starta webbservern, och arbetaren som skickar besluten."""
    from casework.serving import serve as run

    with application():
        pass  # a wrong setting is told before anything starts
    run(host, port, with_worker=not no_worker, processes=processes)


@click.command(
    cls=Teaching,
    who=f"{OPERATIONS[:-1]}, där servern körs med --no-worker eller flera arbetare behövs.",
    examples=["casework worker", "casework worker --once"],
    prints="Inget på stdout. Loggen går till stderr.",
)
@click.option("--once", is_flag=True, help="Gör det som väntar nu och avsluta.")
@click.option("--parent", type=int, hidden=True)
def worker(once: bool, parent: int | None) -> None:
    """Skicka brev och webbkrokar, påminn, ta ned anslag, sätt samman handlingar, läs returer, avgör villkor."""
    from datetime import timedelta

    from casework import create_app
    from casework.api.answers import forget
    from casework.appeals.reminding import tell_of_final_days
    from casework.assignments.reminding import remind as remind_assigned
    from casework.assignments.reminding import warn as warn_of_raised
    from casework.associations.operations import lapse_overdue
    from casework.dispatch import sending
    from casework.dispatch.bounces.collecting import collect_bounces
    from casework.jobs import every, run
    from casework.minutes.telling import remind_signers
    from casework.publication.watching import watch_board
    from casework.referrals.reminding import remind
    from casework.summons import packets
    from casework.webhooks import sending as webhooks

    minutely = (
        *(lapse_overdue, remind, collect_bounces, remind_signers, watch_board),
        *(remind_assigned, warn_of_raised),
    )
    paced = [every(timedelta(minutes=1), work) for work in minutely]
    paced += [every(timedelta(hours=1), work) for work in (forget, tell_of_final_days)]
    run(create_app(), [*paced, sending.drain, webhooks.drain, packets.drain], once=once, parent=parent)


@click.command(
    cls=Teaching,
    who="Den som vill se hur Casework fungerar.",
    examples=["casework demo --serve", "CASEWORK_DATA_DIR=/tmp/prov casework demo"],
    prints="Adressen, kontona och deras gemensamma lösenord.",
    no="databasen innehåller annat än demot, och rördes inte",
)
@click.option("--serve", "serving", is_flag=True, help="Starta också server, arbetare och en lokal brevlåda.")
@host_option
@port_option
def demo(serving: bool, host: str, port: int) -> None:
    """Fyll en tom databas med en påhittad kommun. Där finns ett ärende som redan gått hela vägen."""
    from casework.demo.command import run

    run(serving=serving, host=host, port=port)
