"""How a command answers: lines or one JSON document on stdout, a refusal, and the application where it needs one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

as_json_option = click.option("--json", "as_json", is_flag=True, help="Svara med ett JSON-dokument.")


class Refused(click.ClickException):
    """The command understood, and the answer is no."""

    exit_code = 1


class BadInput(click.ClickException):
    """The input cannot be used."""

    exit_code = 2


def answer(document: Any) -> None:
    """Exactly one JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def answer_or_lines(rows: list[dict[str, Any]], names: str, *, as_json: bool) -> None:
    """The rows as one JSON document; or one a line, those of their values that `names` names, parted by tabs."""
    if as_json:
        answer(rows)
        return
    for row in rows:
        click.echo("\t".join(str(row[name]) for name in names.split()))


@contextmanager
def application() -> Iterator[Any]:
    """The application with its settings from the environment, for commands that need the database."""
    from casework import create_app
    from casework.database import db

    app = create_app()
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
