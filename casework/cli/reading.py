"""Reading files and the tables of the kinds of ärende. Needs neither settings nor database (but for --stored)."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from casework.cli.answers import BadInput, answer, answer_or_lines, application, as_json_option
from casework.cli.teaching import Group

WRITER = "Den som skriver eller ändrar en ärendetyp. Behöver varken inställningar eller databas."


@click.group(cls=Group)
def report() -> None:
    """Tjänsteskrivelser."""


@report.command(
    "read",
    who="Den som vill se vad Casework läser ut, innan filen släpps på sidan. Behöver ingen databas.",
    examples=["casework report read skrivelse.txt", "casework report read skrivelse.txt --json"],
    prints="De fält som texten har, ett på varje rad. Med --json alla fält, tomma där texten inget säger.",
)
@click.argument("file", type=click.Path(path_type=Path), help="Tjänsteskrivelsen, en textfil.")
@as_json_option
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


@click.group(cls=Group)
def workflows() -> None:
    """Ärendetyperna och deras steg."""


@workflows.command(
    "list",
    who=WRITER,
    examples=["casework workflows list", "casework workflows list --json"],
    prints="Namn och svensk benämning, en ärendetyp på varje rad.",
)
@as_json_option
def workflows_list(as_json: bool) -> None:
    """Lista ärendetyperna."""
    from workflows import WORKFLOWS

    rows = [{"kind": kind, "label": workflow.label} for kind, workflow in WORKFLOWS.items()]
    answer_or_lines(rows, "kind label", as_json=as_json)


def _kinds(_context: Any, _param: Any, incomplete: str) -> list[CompletionItem[str]]:
    from workflows import WORKFLOWS

    found = WORKFLOWS.items()
    return [CompletionItem(kind, help=workflow.label) for kind, workflow in found if kind.startswith(incomplete)]


kind_argument = click.argument("kind", shell_complete=_kinds, help="Ärendetypen, som i casework workflows list.")


def _workflow(kind: str) -> Any:
    from workflows import WORKFLOWS

    if kind not in WORKFLOWS:
        raise BadInput(f"Ärendetypen {kind[:60]!r} finns inte. Finns: {', '.join(WORKFLOWS)}.")
    return WORKFLOWS[kind]


@workflows.command(
    "show",
    who=WRITER,
    examples=["casework workflows show membership_review", "casework workflows show budget_increase --json"],
    prints="Ett steg på varje rad: namn, från vilka lägen, till vilket, vem, knappens text.",
)
@kind_argument
@as_json_option
def workflows_show(kind: str, as_json: bool) -> None:
    """Visa en ärendetyps lägen och steg."""
    workflow = _workflow(kind)
    if as_json:
        answer(workflow.show())
        return
    for step in workflow.steps:
        click.echo(f"{step.name}: {', '.join(step.sources)} -> {step.to} ({', '.join(step.by)})  {step.label}")


@workflows.command(
    "draw",
    who=WRITER,
    examples=[
        "casework workflows draw membership_review > ärende.mmd",
        "casework workflows draw general_matter --json",
    ],
    prints="Diagrammet i Mermaids språk.",
)
@kind_argument
@as_json_option
def workflows_draw(kind: str, as_json: bool) -> None:
    """Rita ärendetypen som ett Mermaid-diagram."""
    from workflows._drawing import mermaid

    drawn = mermaid(_workflow(kind))
    if as_json:
        answer({"kind": kind, "mermaid": drawn})
    else:
        click.echo(drawn)


@workflows.command(
    "check",
    who=f"{WRITER[:-1]} (utan --stored).",
    examples=["casework workflows check", "casework workflows check --stored --json"],
    prints="Det som inte håller, en sak på varje rad. Inget, när allt håller.",
    no="något håller inte",
)
@as_json_option
@click.option("--stored", is_flag=True, help="Kontrollera också ärendena i databasen.")
def workflows_check(as_json: bool, stored: bool) -> None:
    """Kontrollera att varje tabell håller. Alla lägen nås, alla kan ta slut, inget steg är tvetydigt."""
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
