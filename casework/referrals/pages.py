"""What a referral's page and the case's list show, put together from queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from casework import clock
from casework.cases.models import Attachment, Case, ReportVersion
from casework.cases.queries import get_case, latest_report
from casework.permissions import Reader
from casework.referrals.forms import FORMS
from casework.referrals.models import INTERVIEW, REFERRAL, SURVEY, Referral, ReferralDraft
from casework.referrals.queries import draft_of, events_of, facts_of, is_addressee, papers_of
from casework.web import Form, day, moment
from workflows import PROCEDURES
from workflows._vocabulary import N_, ROLES, SYSTEM

TABLE = PROCEDURES["referral"]
KIND_NAMES = {REFERRAL: N_("Remiss"), SURVEY: N_("Enkät"), INTERVIEW: N_("Intervju")}
LOOKS = {
    "asked": "waiting",
    "drafting": "info",
    "answered": "ok",
    "no_view": "ok",
    "no_answer": "danger",
    "withdrawn": "neutral",
}
"""How a state looks; the word says the same."""

ASKED_SENTENCE = N_("%(actor)s skickade remissen.")
NOTED_SENTENCE = N_("%(actor)s förde in samtalet.")


@dataclass(frozen=True)
class Line:
    """One who was asked, as the case's list has it."""

    referral: Referral
    kind: str
    status: tuple[str, str]
    late: bool
    changed: str


@dataclass(frozen=True)
class Page:
    """All that the page of a referral shows. `case` is None for who may not see it, and so is `draft`.

    `sent` is the step that stored nothing, `lost` what was typed for it where the step can be taken no more.
    """

    referral: Referral
    line: Line
    case: Case | None
    mine: bool
    draft: ReferralDraft | None
    papers: Sequence[Attachment]
    forms: dict[str, Form]
    sent: str
    lost: str
    history: Sequence[dict[str, Any]]


def status_of(referral: Referral) -> tuple[str, str]:
    """Where it stands, in words, and how that looks; past its last day that comes first."""
    if referral.due is not None and referral.is_overdue(clock.today()):
        return gettext("Försenat svar, sista dag var %(day)s", day=day(referral.due)), "danger"
    return gettext(TABLE.states[referral.state].label), LOOKS[referral.state]


def changed(referral: Referral, newest: ReportVersion | None) -> str:
    """That the report is another now than the one that was asked about; "" where it is not, or no answer will come."""
    asked = referral.report
    if asked is None or newest is None or newest.content_hash == referral.report_hash:
        return ""
    if referral.answer is None and not referral.is_open:
        return ""
    values = {"asked": asked.number, "now": newest.number}
    if referral.answer is None:
        return gettext("Frågan gäller version %(asked)s; nu gäller version %(now)s.", **values)
    return gettext("Svaret gäller version %(asked)s; nu gäller version %(now)s.", **values)


def line_of(referral: Referral, newest: ReportVersion | None) -> Line:
    """The referral as a row."""
    kind = gettext(KIND_NAMES[referral.kind])
    return Line(referral, kind, status_of(referral), referral.answered_late, changed(referral, newest))


def panel_of(rows: Sequence[Referral], newest: ReportVersion | None) -> list[Line]:
    """The case's list: what is late first, then what is waited for, then the rest, in the order they were asked."""
    today = clock.today()
    lines = [line_of(row, newest) for row in rows]
    return sorted(lines, key=lambda line: (not line.referral.is_overdue(today), not line.referral.is_open))


def page_of(referral: Referral, reader: Reader, *, sent: tuple[str, Form] | None) -> Page:
    """The page for `reader`, who may see the referral; `sent` is a form that stored nothing, shown as it was typed."""
    case = get_case(referral.case_id, reader)
    draft = draft_of(referral, reader)
    forms = _forms(referral, reader, draft)
    lost = ""
    if sent is not None:
        lost = _put_back(forms, *sent)
    for form in forms.values():
        form.version.data = str(referral.version)
    return Page(
        referral=referral,
        line=line_of(referral, latest_report(referral.case_id) if case else None),
        case=case,
        mine=is_addressee(referral, reader),
        draft=draft,
        papers=papers_of(referral),
        forms=forms,
        sent=sent[0] if sent else "",
        lost=lost,
        history=[_told(referral, event) for event in reversed(events_of(referral.id))],
    )


def _forms(referral: Referral, reader: Reader, draft: ReferralDraft | None) -> dict[str, Form]:
    """The form of every step that the reader may take now."""
    facts = facts_of(referral, reader)
    open_steps = [step.name for step in TABLE.steps_from(referral.state) if not TABLE.refusals(step, facts)]
    data = {"text": draft.text if draft else "", "received": clock.today(), "due": None}
    return {name: FORMS[name](formdata=None, data=data) for name in dict.fromkeys(open_steps)}


def _put_back(forms: dict[str, Form], name: str, form: Form) -> str:
    """Show the form as it was typed: the text that is lost where its step has gone from the page, else ""."""
    text = str(form["text"].data or "") if "text" in form else ""
    if name == "draft" and "answer" in forms:  # they share a field
        forms["answer"]["text"].data = text
        return ""
    if name not in forms:
        return text
    forms[name] = form
    return ""


def _told(referral: Referral, event: Any) -> dict[str, Any]:
    """The event for the timeline."""
    step = TABLE.step(event.step, event.from_state)
    first = ASKED_SENTENCE if referral.kind == REFERRAL else NOTED_SENTENCE
    actor = event.actor.name if event.actor else gettext(ROLES[SYSTEM]).capitalize()
    sentence = gettext(step.sentence if step else first) % {"actor": actor}
    until = gettext("Svar senast %(day)s.", day=day(event.due)) if event.due else None
    return {
        "sentence": sentence,
        "when": moment(event.at),
        "at": event.at.isoformat(),
        "note": event.note or None,
        "until": until,
    }
