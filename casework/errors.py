"""Refusals that any room may raise, and the pages that answer them. Never a traceback to a reader."""

from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, NotFound

from casework import problems
from casework.database import db
from casework.extensions import for_programs
from casework.logs import log

MOST_READ_AWAY = 256 * 1024 * 1024
PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500}


class StaleVersion(Exception):
    """Somebody changed it meanwhile; `current` is the version that stands now. Nothing was written."""

    def __init__(self, current: int) -> None:
        self.current = current
        super().__init__(f"changed meanwhile, version {current} stands")


def found(row: Any) -> Any:
    """`row`, or 404: what a reader may not see does not exist for him."""
    if row is None:
        raise NotFound
    return row


def init_app(app: Flask) -> None:
    """Answer every error with a page that says what happened and what to do; a program with problem+json."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(StaleVersion, _stale)
    app.register_error_handler(Exception, _unexpected)


def _page(code: int) -> tuple[str, int]:
    if code not in PAGES or code == 500:
        # nothing that may itself be broken: no reader, no menu, no database
        return current_app.jinja_env.get_template("errors/500.html").render(), code
    return render_template(f"errors/{code}.html"), code


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if error.code == 413:
        _read_away()
    if for_programs():
        return problems.of_status(error)
    return _page(error.code if error.code in PAGES else 400 if error.code < 500 else 500)


def _read_away() -> None:
    """Read the rest of a body that is too large: a browser that is cut off while it sends shows no answer."""
    body, left = request.environ["wsgi.input"], MOST_READ_AWAY
    while left > 0 and (piece := body.read(min(left, 1024 * 1024))):
        left -= len(piece)


def _csrf(error: CSRFError) -> tuple[str, int]:
    log.info("csrf_refused", reason=str(error.description))
    return _page(400)


def _stale(error: StaleVersion) -> tuple[str, int]:
    return _page(409)


def _unexpected(error: Exception) -> Any:
    db.session.rollback()
    log.error("request_failed", error=type(error).__name__, request_id=g.get("request_id"), exc_info=error)
    return problems.fault() if for_programs() else _page(500)
