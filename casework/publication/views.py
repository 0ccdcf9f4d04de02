"""The notice board as everybody sees it, without logging in (KL 8:9–10, R-110). No person is named there."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import force_locale
from werkzeug.exceptions import InternalServerError

from casework.errors import found
from casework.extensions import LANGUAGES
from casework.logs import log
from casework.publication.announcing import announced
from casework.publication.content import instructions, is_sound
from casework.publication.models import KINDS, NoticeBoardPosting
from casework.publication.queries import get_standing, standing
from casework.publication.wording import SUBJECTS, facts_about, title_of
from casework.web import whole
from workflows._vocabulary import N_

publication = Blueprint("publication", __name__)

PUBLIC = "public, max-age=60"
"""Everybody sees the same, and a notice that is taken down is gone within a minute."""

MEETING = "meeting"
FILTERS = {MEETING: N_("Fullmäktiges sammanträden")} | SUBJECTS


@publication.get("/anslagstavla")
def board() -> Response:
    """What stands on the notice board now, what was posted last first; of one body or one kind where that is asked."""
    body_id, kind = whole(request.args.get("organ")), request.args.get("slag", "")
    kind = kind if kind in FILTERS else ""
    postings, meetings = standing(), announced()
    bodies = {row.body_id: row.body for row in postings} | {row.meeting.body_id: row.meeting.body for row in meetings}
    authorities = sorted({row.authority.name for row in bodies.values()})
    return _public(
        "publication/board.html",
        rows=[row for row in postings if body_id in (None, row.body_id) and kind in ("", row.kind)],
        meetings=[row for row in meetings if body_id in (None, row.meeting.body_id) and kind in ("", MEETING)],
        nothing=not postings and not meetings,
        bodies=sorted(bodies.values(), key=lambda row: (row.authority.name, row.name)),
        body_id=body_id,
        kind=kind,
        kinds=[MEETING, *KINDS],
        filters=FILTERS,
        subjects=SUBJECTS,
        title_of=title_of,
        authorities=authorities,
        authority_name=", ".join(authorities),
    )


@publication.get("/anslagstavla/<int:posting_id>")
def notice(posting_id: int) -> Response:
    """A notice that stands on the board. It is not shown in other words than those that were posted."""
    posting: NoticeBoardPosting = found(get_standing(posting_id))
    stretch = posting.newest
    if not is_sound(stretch):
        log.error("notice_changed", posting=posting_id)
        raise InternalServerError
    content = stretch.content

    def words(lang: str) -> dict[str, Any]:
        """What was frozen, in Swedish; in another language what it means."""
        told = content["instructions"] if lang == "sv" else instructions(content)
        return {"facts": facts_about(content), "told": told, "title": title_of(content)}

    own = {"posting": posting, "stretch": stretch, "authority_name": content["authority"]}
    return _public("publication/notice.html", words, subjects=SUBJECTS, **own)


@publication.get("/anslagstavla/sammantrade/<int:meeting_id>")
def meeting(meeting_id: int) -> Response:
    """A meeting of the assembly that is announced: when, where, and its matters."""
    row = found(next((one for one in announced() if one.meeting.id == meeting_id), None))
    agenda = row.summons.agenda
    own = {"meeting": row.meeting, "agenda": agenda, "authority_name": agenda["meeting"]["authority"]}
    return _public("publication/meeting.html", summons=row.summons, **own)


def _public(template: str, words: Any = None, **page: Any) -> Response:
    """A page that is the same for everybody and may be kept, in the language that its address asks for."""
    asked = request.args.get("lang", "sv")
    lang = asked if asked in LANGUAGES else "sv"
    with force_locale(lang):
        response = make_response(render_template(template, lang=lang, **page, **(words(lang) if words else {})))
    response.headers["Cache-Control"] = PUBLIC
    return response
