"""The pages of a case's attachments: adding, opening, removing. Their routes are among those of `cases`."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from casework.cases.attachments import LARGEST_SENDING, add_attachments, judged
from casework.cases.attachments import remove_attachment as take_away
from casework.cases.queries import attachment_of, get_case
from casework.cases.views import case_page, cases
from casework.database import write
from casework.documents.kinds import KINDS
from casework.errors import found
from casework.permissions import current_reader
from casework.register.operations import read_file
from casework.web import file_answer, takes_up_to
from workflows import StepRefused

__all__ = ["cases"]


@cases.post("/<int:case_id>/handlingar")
@takes_up_to(LARGEST_SENDING + 64 * 1024)
def attach(case_id: int) -> Any:
    """Add the files to the case: all of them, or none and why. The script, which sends one at a time, gets JSON."""
    actor = current_reader()
    found(get_case(case_id, actor))
    scripted = request.accept_mimetypes.best == "application/json"
    try:
        drafts = judged([(file.filename, file.read()) for file in request.files.getlist("files") if file.filename])
        with write():
            locked = found(get_case(case_id, actor, lock=True))
            names = [row.name for row in add_attachments(locked, drafts, actor=actor)]
            version = locked.version
    except StepRefused as refused:
        if scripted:
            return {"reasons": [reason.worded(_) for reason in refused.reasons]}, 422
        return case_page(found(get_case(case_id, actor)), not_attached=refused), 422
    if scripted:
        return {"name": names[0], "version": version}
    if len(names) == 1:
        flash(_("Filen ”%(name)s” finns nu bland handlingarna.", name=names[0]), "ok")
    else:
        flash(_("%(count)s filer finns nu bland handlingarna.", count=len(names)), "ok")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="attachments"))


@cases.get("/<int:case_id>/handlingar/<int:attachment_id>")
def attachment(case_id: int, attachment_id: int) -> Response:
    """One of the case's attachments."""
    found(get_case(case_id, current_reader()))
    row = found(attachment_of(case_id, attachment_id))
    return file_answer(read_file(row.sha256), row.media_type, row.name, inline=KINDS[row.media_type].inline)


@cases.post("/<int:case_id>/handlingar/<int:attachment_id>/ta-bort")
def remove_attachment(case_id: int, attachment_id: int) -> Any:
    """Remove an attachment from a draft. Done already, by the same press or by somebody else, it is done."""
    actor = current_reader()
    try:
        with write():
            case = found(get_case(case_id, actor, lock=True))
            row = found(attachment_of(case_id, attachment_id, removed=True))
            take_away(case, row, actor=actor)
            name = row.name
    except StepRefused as refused:
        return case_page(found(get_case(case_id, actor)), not_attached=refused), 422
    flash(_("Filen ”%(name)s” är borttagen från handlingarna.", name=name), "ok")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="attachments"))
