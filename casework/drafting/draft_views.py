"""What is typed and not saved: kept while she types, thrown away when she says so. The script gets JSON."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from casework import clock
from casework.cases.operations import editing_refused
from casework.cases.queries import get_case
from casework.database import write
from casework.drafting.models import UnsavedDraft
from casework.drafting.operations import discard_draft, keep_draft
from casework.drafting.pages import pairs_sent
from casework.drafting.views import drafting
from casework.errors import StaleVersion, found
from casework.permissions import current_reader
from casework.web import clean_line, whole

__all__ = ["drafting"]


@drafting.post("/arenden/nytt/utkast")
def keep_new() -> Any:
    """Keep what is typed of a case that is not saved yet."""
    key = clean_line(request.form.get("creation_key"))
    if not 0 < len(key) <= 64:
        return {"told": _("Utkastet kunde inte sparas. Ladda om sidan.")}, 422
    return _kept(creation_key=key)


@drafting.post("/arenden/<int:case_id>/utkast")
def keep(case_id: int) -> Any:
    """Keep what is typed of the case's report."""
    case = found(get_case(case_id, current_reader()))
    if reasons := editing_refused(case, current_reader()):
        return {"told": reasons[0].worded(_)}, 422
    return _kept(case_id=case_id)


def _kept(**where: Any) -> Any:
    if not pairs_sent():  # not a form: nothing may take the place of what is kept
        return {"told": _("Utkastet kunde inte sparas. Ladda om sidan.")}, 422
    revision = whole(request.form.get("draft_revision")) or 0
    if request.form.get("over"):
        revision = -1
    try:
        with write():
            row = _keep(revision, **where)
            return {"told": _told(row), "revision": row.revision}
    except StaleVersion as stale:
        told = _("Du skriver i samma text i ett annat fönster. Det som står här sparas när du trycker Spara.")
        return {"told": told, "revision": stale.current}, 409


def _keep(revision: int, **where: Any) -> UnsavedDraft:
    me, base = current_reader().person_id, whole(request.form.get("version")) or 0
    return keep_draft(me, pairs_sent(), base_version=base, revision=revision, **where)


def _told(row: UnsavedDraft) -> str:
    return _("Sparat som utkast %(time)s", time=clock.local(row.saved_at).strftime("%H.%M"))


@drafting.post("/arenden/nytt/utkast/kasta")
def discard_new() -> Any:
    """Throw away what was typed of a case that is not saved."""
    with write():
        discard_draft(current_reader().person_id, creation_key=clean_line(request.form.get("creation_key")))
    return redirect(url_for("drafting.new"))


@drafting.post("/arenden/<int:case_id>/utkast/kasta")
def discard(case_id: int) -> Any:
    """Throw away what was typed and not saved; what is saved stands."""
    found(get_case(case_id, current_reader()))
    with write():
        discard_draft(current_reader().person_id, case_id=case_id)
    return redirect(url_for("drafting.edit", case_id=case_id))
