"""What other rooms' pages show of the notices: the case page, and the page of minutes."""

from typing import Any

from casework.cases.models import Case
from casework.minutes.models import Minutes
from casework.permissions import Reader, current_reader
from casework.publication.models import NoticeBoardPosting
from casework.publication.pages import Line, line_of
from casework.publication.queries import keeps, observations_of, posting_of, postings_of_case


def case_panel(case: Case) -> dict[str, Any]:
    """What the case page shows: the notices of its paragraphs, until when one may appeal, the certificates."""
    return {
        "template": "publication/_case_panel.html",
        "place": "below",
        "lines": (lines := _lines(postings_of_case(case.id))),
        "kept": {line.posting.id for line in lines if keeps(line.posting, current_reader())},
    }


def minutes_panel(minutes: Minutes, reader: Reader) -> dict[str, Any] | None:
    """What the page of minutes shows of their notice; None before they are approved."""
    posting = posting_of(minutes.id)
    if posting is None:
        return None
    return {
        "template": "publication/_minutes_panel.html",
        "line": _lines([posting])[0],
        "keeps": keeps(posting, reader),
    }


def _lines(postings: list[NoticeBoardPosting]) -> list[Line]:
    observed = observations_of([row.id for row in postings]) if postings else {}
    return [line_of(row, observed[row.id]) for row in postings]
