"""Attachments (bilagor): judged by content, kept by content hash, added to and removed from a case that is drafted."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm.attributes import flag_modified

from casework import audit, clock
from casework.cases.models import Attachment, Case
from casework.cases.operations import editing_refused
from casework.cases.queries import attachments_of
from casework.database import db
from casework.documents.kinds import KINDS, Kind, kind_of
from casework.permissions import Reader
from casework.register.operations import keep_file
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

LARGEST = 20 * 1024 * 1024
MOST_FILES = 50
LARGEST_SENDING = 60 * 1024 * 1024
"""Bytes of all files that are sent at once; the script sends them one by one."""

ACCEPT = ",".join(sorted({ending for kind in KINDS.values() for ending in kind.endings}))
"""The endings, as a file field in a browser takes them."""

LONGEST_NAME = 200
_ENDING = re.compile(r"(?<=.)\.(?=\w*[^\W\d_])\w{1,8}$")

NOT_TAKEN = N_(
    "Filen ”%(name)s” kan inte tas emot: en bilaga ska vara PDF, bild (PNG eller JPEG), text, eller ett dokument utan "
    "makron från Word, Excel, PowerPoint (docx, xlsx, pptx) eller OpenDocument (odt, ods, odp)."
)
ANOTHER_KIND = N_(
    "Filen ”%(name)s” har ändelsen %(ending)s, men innehållet är av typen %(kind)s: ge den ändelsen %(right)s eller "
    "välj en annan fil."
)


@dataclass(frozen=True)
class FileDraft:
    """A file that may be added: its name made safe, its bytes with their hash, and what they are."""

    name: str
    content: bytes
    sha256: str
    kind: Kind


def judged(files: Sequence[tuple[str, bytes]]) -> list[FileDraft]:
    """Files as sent, (name, content), as drafts. StepRefused with one sentence for each that may not be added."""
    if not files:
        raise StepRefused([Reason(N_("Välj en fil först."))])
    if len(files) > MOST_FILES:
        raise StepRefused([_too_many()])
    found = [_judged(clean_name(name), content) for name, content in files]
    if reasons := [row for row in found if isinstance(row, Reason)]:
        raise StepRefused(reasons)
    return [row for row in found if isinstance(row, FileDraft)]


def _judged(name: str, content: bytes) -> FileDraft | Reason:
    ending = _ending(name)
    name = _shortened(name, ending)
    if not content:
        return Reason(N_("Filen ”%(name)s” är tom."), {"name": name})
    if len(content) > LARGEST:
        return Reason(N_("Filen ”%(name)s” är för stor: en fil får vara högst 20 MB."), {"name": name})
    kind = kind_of(content)
    if kind is None:
        return Reason(NOT_TAKEN, {"name": name})
    if ending and ending.lower() not in kind.endings:
        told = {"name": name, "ending": ending, "kind": (kind.label,), "right": kind.endings[0]}
        return Reason(ANOTHER_KIND, told)
    name = name if ending else _shortened(name + kind.endings[0], kind.endings[0])
    return FileDraft(name, content, hashlib.sha256(content).hexdigest(), kind)


def clean_name(name: str) -> str:
    """A file's name as it is shown and kept: no folders, nothing unseen, on one line; "bilaga" when nothing is left.

    A character that turns the direction of writing could make "exe.pdf" be seen where "fdp.exe" stands.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if char.isspace() else char for char in last if char.isspace() or char.isprintable())
    return " ".join(seen.split()).strip(". ") or "bilaga"


def _ending(name: str) -> str:
    """The name's ending with its dot; "" where there is none, as in "Dnr 2019.14"."""
    found = _ENDING.search(name)
    return found.group() if found else ""


def _shortened(name: str, ending: str) -> str:
    stem = name.removesuffix(ending)
    return stem[: LONGEST_NAME - len(ending)].rstrip(". ") + ending


def add_attachments(case: Case, files: Sequence[FileDraft], *, actor: Reader) -> list[Attachment]:
    """Add the files to the case, whose row the caller holds: all of them, or StepRefused with why none. Their rows.

    Refused where the report may not be edited, and beyond MOST_FILES. The case's version goes up, since what a
    reviewer sees has changed; no version is expected, since a file overwrites nothing. The same bytes under the same
    name are in the case once: sent again after a lost connection, they give the row that is there.
    """
    if reasons := editing_refused(case, actor):
        raise StepRefused(reasons)
    rows = {(row.name, row.sha256): row for row in attachments_of(case.id)}
    new = {(draft.name, draft.sha256): draft for draft in files if (draft.name, draft.sha256) not in rows}
    if len(rows) + len(new) > MOST_FILES:
        raise StepRefused([_too_many()])
    for draft in sorted(new.values(), key=lambda draft: draft.sha256):  # in one order, so that no two wait in a ring
        keep_file(draft.content, draft.kind.media_type)
    for key, draft in new.items():
        rows[key] = _add(case, draft, actor)
    return [rows[draft.name, draft.sha256] for draft in files]


def remove_attachment(case: Case, attachment: Attachment, *, actor: Reader) -> None:
    """Hide the attachment from the case, whose row the caller holds. Its row and its bytes stay as history.

    StepRefused where the report may not be edited. One that is removed already stays as it is.
    """
    if reasons := editing_refused(case, actor):
        raise StepRefused(reasons)
    if attachment.removed_at is None:
        attachment.removed_at, attachment.removed_by_id = clock.now(), actor.person_id
        _changed(case, attachment, "remove_attachment", actor)


def _too_many() -> Reason:
    return Reason(N_("Ett ärende kan ha högst %(most)s filer."), {"most": MOST_FILES})


def _add(case: Case, draft: FileDraft, actor: Reader) -> Attachment:
    row = Attachment(
        case_id=case.id,
        name=draft.name,
        sha256=draft.sha256,
        size=len(draft.content),
        media_type=draft.kind.media_type,
        added_by_id=actor.person_id,
        added_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    _changed(case, row, "add_attachment", actor)
    return row


def _changed(case: Case, row: Attachment, event: str, actor: Reader) -> None:
    """The case's version goes up even within one tick of the clock."""
    case.updated_at = row.removed_at or row.added_at
    flag_modified(case, "updated_at")
    db.session.flush()
    ids = {"authority_id": case.authority_id, "case_id": case.id, "actor_id": actor.person_id}
    audit.record(event, **ids, attachment=row.id, sha256=row.sha256)
