"""What other pages show of appeals and of what is final: the case's, the item's and the minutes'."""

from typing import Any

from casework.appeals.pages import Row, last_day_told, rows_of, status_of
from casework.appeals.subjects import of_decisions, of_delegated
from casework.cases.models import Case
from casework.delegation.queries import decisions_of as delegated_of
from casework.law.appeals import ROUTES
from casework.meetings.hours import paragraphs_told
from casework.meetings.models import AgendaItem
from casework.meetings.queries import Roll, decisions_of
from casework.minutes.models import CORRECTION, Minutes
from casework.minutes.queries import decisions_in
from casework.permissions import Reader, current_reader


def case_panel(case: Case) -> dict[str, Any]:
    """On the case's page: each decision's route, last day, appeals, since when it is final, and what is stayed."""
    subjects = [*of_decisions(decisions_of(case.id)), *of_delegated(delegated_of(case.id))]
    rows = rows_of(subjects, current_reader())
    return _panel(rows)


def item_panel(item: AgendaItem, reader: Reader, *, roll: Roll) -> dict[str, Any]:
    """On the item's page, when it is decided; members see no appeal there, and are told of none."""
    rows = rows_of(of_decisions([item.decision]), reader) if item.decision is not None else []
    return _panel(rows)


def minutes_panel(minutes: Minutes, reader: Reader) -> dict[str, Any] | None:
    """On the page of approved minutes: paragraphs of which the same holds are told of together."""
    if minutes.state != "approved" or minutes.kind == CORRECTION:
        return None
    decisions = decisions_in(minutes)
    paragraphs = {row.id: row.paragraph for row in decisions}
    groups: dict[tuple[str, str, str], list[Row]] = {}
    rows = rows_of(of_decisions(decisions), reader)
    for row in rows:
        final = row.standing.final
        stands = (row.subject.route, last_day_told(row.standing), final.final_on.isoformat() if final else "")
        groups.setdefault(stands, []).append(row)
    told = [(paragraphs_told([paragraphs[row.subject.id] for row in same]), *stands) for stands, same in groups.items()]
    return _panel(rows) | {"template": "appeals/_minutes_panel.html", "groups": told}


def _panel(rows: list[Row]) -> dict[str, Any]:
    return {
        "template": "appeals/_panel.html",
        "rows": rows,
        "routes": ROUTES,
        "last_day_told": last_day_told,
        "status_of": status_of,
    }
