"""The `casework` command. Exit 0: done or all right; 1: it worked and the answer is no; 2: bad input or usage.

Each command imports what it needs when it runs, so that the reading commands need neither settings nor database and
start in under a second. An error is one line on stderr, never a traceback.
"""

import os
import sys

import click

from casework.cli.accounts import role, user
from casework.cli.auditing import audit
from casework.cli.complaints import told
from casework.cli.completion import completion
from casework.cli.dates import dates
from casework.cli.deliveries import deliveries
from casework.cli.installing import demo, init, serve, worker
from casework.cli.reading import report, workflows
from casework.cli.teaching import Everything
from casework.cli.threshold import threshold
from casework.cli.tokens import token
from casework.cli.webhooks import webhook


@click.group(cls=Everything, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    r"""Ärenden från handläggarens utkast till beslutet i mottagarnas e-post.

    \b
    Börja här:
      casework demo --serve             se hur det fungerar, med en påhittad kommun
      casework init; casework serve     din egen installation (sätt CASEWORK_SECRET_KEY först)
      casework workflows show --help    varje kommando har hjälp med exempel

    Inställningarna står i docs/administration.md. Med --json svarar ett kommando med ett enda JSON-dokument.
    """


cli.add_sections(
    {
        "Pröva och installera": (demo, init, serve, worker),
        "Konton och roller": (user, role),
        "Läsa": (report, workflows, threshold, dates),
        "Granska": (deliveries, audit),
        "Andra system": (token, webhook),
        "Skalet": (completion,),
    }
)


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
        _complain(told(error))
        code = error.exit_code
    except Exception as error:  # the user gets a sentence; the traceback only on debug
        from casework.faults import told as fault

        _complain(fault(error))
        if os.environ.get("CASEWORK_LOG_LEVEL", "").lower() == "debug":
            raise
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _complain(text: str) -> None:
    click.echo("casework: " + " ".join(text.split()), err=True)
