"""A suggestion put into the report: the passage replaced where it stands, or why that cannot be done safely."""

from copy import deepcopy
from typing import Any

from casework.cases.models import ReportVersion
from casework.cases.parts import BASIS, PROPOSAL, Place, parts_of
from casework.documents.markup import tidy
from casework.reviewing.discussion import find
from casework.reviewing.models import ReportComment
from casework.reviewing.passages import Span, cuts_through, replaced
from casework.web import clean, clean_line
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

MOST = {"title": 500, "heading": 200, "basis": 500, "proposal": 20_000}
MOST_ELSE = 200_000
ONE_LINE = {"title", "heading", "basis"}

GONE = N_("Stycket står inte kvar på ett ställe i version %(number)s. Klistra in förslaget för hand.")
CUTS = N_(
    "Stycket går in i en rubrik, en tabell eller en bit med fet eller kursiv stil. Klistra in förslaget för hand."
)
TOO_LONG = N_("Texten blir för lång med förslaget. Klistra in det för hand.")
TITLE_NEEDED = N_("Ärendet behöver en rubrik, så den kan inte strykas.")


def accepting_refused(comment: ReportComment, report: ReportVersion) -> list[Reason]:
    """Why the suggestion cannot be put into that version; [] when it can."""
    try:
        with_suggestion(comment, report)
    except StepRefused as refused:
        return list(refused.reasons)
    return []


def with_suggestion(comment: ReportComment, report: ReportVersion) -> dict[str, Any]:
    """The version's content with the suggestion in the passage's place. StepRefused where that is not safe."""
    found = find(comment.part, comment.heading, comment.quote, parts_of(report.content))
    if not found.once:
        raise StepRefused([Reason(GONE, {"number": report.number})])
    ((place, span),) = found.spots
    content = deepcopy(dict(report.content))
    owner: Any = content
    for key in place[:-1]:
        owner = owner[key]
    owner[place[-1]] = _changed(owner[place[-1]], span, comment.suggestion or "", place)
    return _without_emptied(content)


def _changed(text: str, span: Span, suggestion: str, place: Place) -> str:
    if cuts_through(text, span):
        raise StepRefused([Reason(CUTS)])
    name = str(place[-1] if isinstance(place[-1], str) else place[0])
    changed = replaced(text, span, suggestion)
    changed = clean_line(changed) if name in ONE_LINE else tidy(clean(changed))
    if len(changed) > MOST.get(name, MOST_ELSE):
        raise StepRefused([Reason(TOO_LONG)])
    if place == ("title",) and not changed:
        raise StepRefused([Reason(TITLE_NEEDED)])
    return changed


def _without_emptied(content: dict[str, Any]) -> dict[str, Any]:
    """The content without points and rows that nothing is left of, as the form of the report leaves them out."""
    points, bodies = content.get(PROPOSAL) or [], content.get("proposal_bodies") or []
    bodies = [*bodies, *([None] * len(points))]
    kept = [(point, body) for point, body in zip(points, bodies, strict=False) if point]
    content[PROPOSAL], content["proposal_bodies"] = [point for point, _ in kept], [body for _, body in kept]
    content[BASIS] = [row for row in content.get(BASIS) or [] if row]
    content["summary"] = content.get("summary") or None
    return content
