"""Commands whose help teaches, in Swedish: what each does, for whom, examples, what it prints, its exit codes."""

from collections.abc import Mapping, Sequence
from typing import Any

import click


class _Swedish(click.Command):
    """Click's own words of a help text, in Swedish."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        more.setdefault("options_metavar", "[FLAGGOR]")
        super().__init__(*arguments, **more)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, and a complaint knows which command it is about."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, in Swedish."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Visa den här texten."
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How it is written."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Användning: ")

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What must be given."""
        self._section(ctx, formatter, "Argument", click.Argument)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What may be given."""
        self._section(ctx, formatter, "Flaggor", click.Option)

    def _section(self, ctx: click.Context, formatter: click.HelpFormatter, title: str, kind: type) -> None:
        records = [param.get_help_record(ctx) for param in self.get_params(ctx) if isinstance(param, kind)]
        rows = [
            (name, text.replace("default: ", "annars: ").replace("required]", "krävs]"))
            for name, text in filter(None, records)
        ]
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


class Teaching(_Swedish):
    """A command. `who` uses it, what it `prints`, and where it may answer no, what exit code 1 says (`no`)."""

    def __init__(
        self, *arguments: Any, who: str, examples: Sequence[str], prints: str, no: str = "", **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        self.who, self.examples, self.prints, self.no = who, examples, prints, no

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """After the options: examples first, since they are what is copied."""
        with formatter.section("Exempel"):
            for example in self.examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")  # never broken: it is to be copied
        for title, text in (("Används av", self.who), ("Skriver ut", self.prints)):
            with formatter.section(title):
                formatter.write_text(text)
        codes = [("0", "klart"), ("1", self.no), ("2", "fel i anropet, i indata eller i inställningarna")]
        with formatter.section("Slutkod"):
            formatter.write_dl([(code, text) for code, text in codes if text])


class Group(_Swedish, click.Group):
    """Commands about one thing."""

    command_class = Teaching

    def __init__(self, *arguments: Any, **more: Any) -> None:
        more.setdefault("subcommand_metavar", "KOMMANDO ...")
        more.setdefault("no_args_is_help", False)
        super().__init__(*arguments, **more)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What may be given, and the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, each with its first sentence."""
        write_commands(formatter, "Kommandon", self.commands)


class Everything(Group):
    """The command itself: its groups under headings, in the order in which an installation meets them."""

    def add_sections(self, sections: Mapping[str, Sequence[click.Command]]) -> None:
        """Take in the commands of every section."""
        self.sections = sections
        for commands in sections.values():
            for command in commands:
                self.add_command(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by section."""
        for title, commands in self.sections.items():
            write_commands(formatter, title, {str(command.name): command for command in commands})


def write_commands(formatter: click.HelpFormatter, title: str, commands: Mapping[str, click.Command]) -> None:
    """A section of commands; of a group, the names of what it has."""
    rows = [(_with_its_own(name, command), command.get_short_help_str(200)) for name, command in commands.items()]
    with formatter.section(title):
        formatter.write_dl(rows)


def _with_its_own(name: str, command: click.Command) -> str:
    return f"{name} {'|'.join(command.commands)}" if isinstance(command, click.Group) else name
