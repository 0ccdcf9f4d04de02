"""The demo's mailbox on a page: what the recipients got. Registered only in a demo."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template

from casework.demo.mailbox import described, messages
from casework.demo.mailbox import message as one_message
from casework.errors import found

demo = Blueprint("demo", __name__, url_prefix="/demo")


@demo.get("/brevlada")
def mailbox() -> str:
    """What has come, the newest first."""
    return render_template("demo/mailbox.html", rows=[(name, mail) for name, mail in messages(_folder())])


@demo.get("/brevlada/<name>")
def message(name: str) -> str:
    """One message as its reader sees it."""
    mail = found(one_message(_folder(), name))
    return render_template("demo/message.html", name=name, mail=mail, shown=described(mail))


@demo.get("/brevlada/<name>/<int:index>")
def attachment(name: str, index: int) -> Response:
    """One of its attachments."""
    parts = list(found(one_message(_folder(), name)).iter_attachments())
    part = found(parts[index] if index < len(parts) else None)
    response = Response(part.get_content(), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=part.get_filename())
    return response


@demo.get("/mailbox.json")
def mailbox_json() -> Any:
    """What has come, for programs (contracts.md)."""
    return jsonify([described(mail) for _name, mail in messages(_folder())])


def _folder() -> Path:
    folder: Path = current_app.extensions["casework.settings"].data_dir / "mailbox"
    return folder
