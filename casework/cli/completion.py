"""What the shell fills in when Tab is pressed."""

import click
from click.shell_completion import ShellComplete, get_completion_class

from casework.cli.teaching import Teaching


@click.command(
    cls=Teaching,
    who="Alla som skriver kommandon.",
    examples=[
        'eval "$(casework completion bash)"                                       # i ~/.bashrc',
        'eval "$(casework completion zsh)"                                        # i ~/.zshrc, efter compinit',
        "casework completion fish > ~/.config/fish/completions/casework.fish",
    ],
    prints="Skriptet som skalet läser in.",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), help="Skalet.")
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Skriv ut ett skript som låter Tab fylla i. Kommandon, flaggor, ärendetyper, roller och filer."""
    found = get_completion_class(shell)
    assert found is not None  # click knows the three
    program = found(context.find_root().command, {}, "casework", "_CASEWORK_COMPLETE")
    # past bash's own way, which looks for bash on this machine: the script may be for another
    click.echo(ShellComplete.source(program))
