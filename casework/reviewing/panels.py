"""What the case page shows of its review: who has taken it, what has changed since, the comments and their forms."""

from typing import Any
from uuid import uuid4

from flask import g

from casework.cases.models import Case, ReportVersion
from casework.cases.parts import parts_of
from casework.cases.views import case_page
from casework.permissions import current_reader
from casework.reviewing.claims import claim_refused
from casework.reviewing.discussion import Entry, discussion
from casework.reviewing.forms import PREFIX, CommentForm, answer_form
from casework.reviewing.models import ACCEPTED, DECLINED, DONE, ReportComment
from casework.reviewing.operations import answering_refused, commenting_refused
from casework.reviewing.queries import approvals, claim_of, comments_of, last_returned, unanswered
from casework.reviewing.suggestions import accepting_refused
from workflows import StepRefused


def page_with(case: Case, *, refused: StepRefused | None = None, **sent: Any) -> str:
    """The case's page, with the form that was sent in its place."""
    g.review_sent = sent
    return case_page(case, refused=refused)


def _sent(name: str) -> Any:
    return g.get("review_sent", {}).get(name)


def _comments(case: Case) -> list[ReportComment]:
    """The case's comments, read once a request: two panels tell of them."""
    if "review_comments" not in g or g.review_comments[0] != case.id:
        g.review_comments = case.id, comments_of(case.id)
    comments: list[ReportComment] = g.review_comments[1]
    return comments


def next_panel(case: Case) -> dict[str, Any]:
    """What is said above the buttons of the next step: who reviews, what has changed since, what is not answered."""
    told: dict[str, Any] = {"claim": None, "returned": None, "may_claim": False}
    if approvals(case.kind, case.state):
        told = {
            "claim": claim_of(case),
            "returned": last_returned(case.id),
            "may_claim": not claim_refused(case, current_reader()),
        }
    return {
        "template": "reviewing/_next_panel.html",
        "place": "next",
        "reviewed": bool(approvals(case.kind, case.state)),
        "me": current_reader().person_id,
        "unanswered": len(unanswered(_comments(case))),
        **told,
    }


def comments_panel(case: Case) -> dict[str, Any]:
    """The comments below the paper, with the form for one more."""
    reader = current_reader()

    def told(report: ReportVersion) -> dict[str, Any]:
        """The page has the newest version at hand, so it is not read again."""
        entries = discussion(_comments(case), report)
        form = _sent("form")
        if form is None:
            form = CommentForm(formdata=None, prefix=PREFIX, data={"creation_key": uuid4().hex})
            form.offer(parts_of(report.content))
        return {
            "entries": [(entry, _may(case, entry, report)) for entry in entries if entry.is_open],
            "answered": [(entry, _may(case, entry, report)) for entry in entries if not entry.is_open],
            "form": form,
        }

    return {
        "template": "reviewing/_comments_panel.html",
        "place": "below",
        "told": told,
        "refused": commenting_refused(case, reader),
        "opened": _sent("form") is not None,
    }


def _may(case: Case, entry: Entry, report: ReportVersion) -> dict[str, Any]:
    """What the reader may do with the comment: the answers, why its suggestion cannot be taken in, and the form."""
    reader, row = current_reader(), entry.comment
    ways = [way for way in (DECLINED, DONE) if not answering_refused(case, row, reader, way)]
    not_accepted = answering_refused(case, row, reader, ACCEPTED)
    sent = _sent("answer")
    form = sent[1] if sent and sent[0] == row.id else None
    return {
        "answers": [way for way in ways if entry.is_open and (way == DONE or row.suggestion is not None)],
        "accept": entry.is_open and row.suggestion is not None and (DECLINED in ways or not not_accepted),
        "reasons": not_accepted or (accepting_refused(row, report) if row.suggestion is not None else []),
        "reply": not commenting_refused(case, reader),
        "form": form or answer_form(row.id, formdata=None, data={"creation_key": uuid4().hex}),
        "opened": form is not None,
    }
