"""What is wrong with a command as it was typed, in one Swedish sentence; click's own words are English."""

import click
from click.exceptions import BadOptionUsage, MissingParameter, NoSuchCommand, NoSuchOption, UsageError


def told(error: click.ClickException) -> str:
    """The sentence for `error`, and where to read more where the mistake is in how it was typed."""
    if not isinstance(error, UsageError):
        return error.format_message()
    where = error.ctx.command_path if error.ctx else "casework"
    return f"{_mistake(error)} Se {where} --help."


def _mistake(error: UsageError) -> str:
    match error:
        case NoSuchOption(option_name=name, possibilities=near):
            return f"Flaggan {name[:60]} finns inte.{_near(near)}"
        case NoSuchCommand(command_name=name, possibilities=near):
            return f"Kommandot {name[:60]} finns inte.{_near(near)}"
        case click.BadParameter(param=click.Parameter() as param):
            wrong = "saknas" if isinstance(error, MissingParameter) else "har ett värde som inte går att använda"
            return f"{_named(param)} {wrong}.{_wanted(param)}"
        case BadOptionUsage(option_name=name, ctx=click.Context(command=command) as context):
            is_flag = any(
                name in param.opts and getattr(param, "is_flag", False) for param in command.get_params(context)
            )
            return f"Flaggan {name} {'tar inget värde' if is_flag else 'ska följas av ett värde'}."
        case UsageError(ctx=click.Context(command=click.Group() as group)):
            return f"Ange ett kommando: {', '.join(group.commands)}."
    return "För många argument."


def _near(names: list[str] | None) -> str:
    return f" Menade du {' eller '.join(names)}?" if names else ""


def _named(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return f"Flaggan {param.opts[0]}"
    return f"Argumentet {param.human_readable_name}"


def _wanted(param: click.Parameter) -> str:
    """What its value must be, where that can be said."""
    match param.type:
        case click.Choice(choices=choices):
            return f" Det ska vara något av: {', '.join(map(str, choices))}."
        case click.IntRange(min=least, max=most):
            return f" Det ska vara ett heltal från {least} till {most}."
        case kind if kind is click.INT:
            return " Det ska vara ett heltal."
    return ""
