"""The notice board for everybody, and the pages of those who keep it."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import force_locale
from werkzeug.exceptions import InternalServerError

from casework.errors import found
from casework.extensions import LANGUAGES
from casework.logs import log
from casework.publication.content import instructions, is_sound
from casework.publication.models import KINDS, NoticeBoardPosting
from casework.publication.queries import get_standing, standing
from casework.publication.wording import SUBJECTS
from casework.web import whole

publication = Blueprint("publication", __name__)

PUBLIC = "public, max-age=60"
"""Everybody sees the same, and a notice that is taken down is gone within a minute."""


@publication.get("/anslagstavla")
def board() -> Response:
    """What stands on the notice board now; for everybody."""
    body_id, kind = whole(request.args.get("organ")), request.args.get("slag")
    every = standing()
    shown = [row for row in every if body_id in (None, row.body_id) and kind in (None, "", row.kind)]
    bodies = {row.body_id: row.body for row in every}
    return _public(
        "publication/board.html",
        rows=shown,
        bodies=sorted(bodies.values(), key=lambda row: row.name),
        kinds=[one for one in KINDS if any(row.kind == one for row in every)],
        body_id=body_id,
        kind=kind if kind in KINDS else "",
        subjects=SUBJECTS,
    )


@publication.get("/anslagstavla/<int:posting_id>")
def notice(posting_id: int) -> Response:
    """A notice that stands on the board; for everybody. It is not shown in other words than those that were posted."""
    posting: NoticeBoardPosting = found(get_standing(posting_id))
    stretch = posting.newest
    if not is_sound(stretch):
        log.error("notice_changed", posting=posting_id)
        raise InternalServerError
    return _public(
        "publication/notice.html", posting=posting, notice=stretch.content, stretch=stretch, subjects=SUBJECTS
    )


def _public(template: str, **page: Any) -> Response:
    """A page that is the same for everybody and may be kept: in the language that its address asks for."""
    asked = request.args.get("lang", "")
    lang = asked if asked in LANGUAGES else "sv"
    with force_locale(lang):
        if "notice" in page:
            page["told"] = page["notice"]["instructions"] if lang == "sv" else instructions(page["notice"])
        response = make_response(render_template(template, lang=lang, **page))
    response.headers["Cache-Control"] = PUBLIC
    return response
