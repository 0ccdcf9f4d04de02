"""What the keepers' pages show of notices, put together from queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from casework import clock
from casework.law.clocks import earliest_removal
from casework.law.notice_board import AppealPeriod
from casework.permissions import Reader
from casework.publication.content import is_sound
from casework.publication.forms import FORMS, AnswerForm, StepForm
from casework.publication.models import NoticeBoardPosting, PostingObservation, PostingStretch
from casework.publication.operations import TABLE
from casework.publication.queries import (
    days_in_question,
    events_of,
    facts_of,
    list_postings,
    observations_of,
    period_by,
)
from casework.publication.wording import LOOKS, POSTED_SENTENCE, SUBJECTS, spans_of, title_of
from casework.web import moment
from workflows._vocabulary import ROLES, SYSTEM


@dataclass(frozen=True)
class Line:
    """A notice as the list has it. `asked`: the days on which nobody saw it. `sound`: its words are those posted."""

    posting: NoticeBoardPosting
    title: str
    subject: str
    status: tuple[str, str]
    period: AppealPeriod | None
    removal: date | None
    asked: Sequence[date]
    sound: bool

    @property
    def is_asked_about(self) -> bool:
        """Whether somebody must look at it."""
        return bool(self.asked) or not self.sound or self.posting.state == "down_early"

    @property
    def days_asked_about(self) -> str:
        """The days on which nobody saw it, as one says them."""
        return spans_of(self.asked)


@dataclass(frozen=True)
class Page:
    """All that the page of a notice shows its keepers. `forms`: by step that may be taken now."""

    line: Line
    posting: NoticeBoardPosting
    stretch: PostingStretch
    forms: dict[str, StepForm]
    answer_form: AnswerForm | None
    observed: Sequence[PostingObservation]
    history: Sequence[dict[str, Any]]
    sent: str


def line_of(posting: NoticeBoardPosting, observed: Sequence[PostingObservation]) -> Line:
    """The notice with its days, as they stand today."""
    period = period_by(posting)
    return Line(
        posting=posting,
        title=title_of(posting.newest.content),
        subject=_(SUBJECTS[posting.kind]),
        status=(_(TABLE.states[posting.state].label), LOOKS[posting.state]),
        period=period,
        removal=earliest_removal(period.last_day) if period and period.last_day else None,
        asked=days_in_question(posting, observed, clock.today()),
        sound=all(is_sound(row) for row in posting.stretches),
    )


def lines_for(reader: Reader) -> list[Line]:
    """The notices that the reader keeps, what must be looked at first."""
    postings = list_postings(reader)
    observed = observations_of([row.id for row in postings])
    lines = [line_of(row, observed[row.id]) for row in postings]
    return sorted(lines, key=lambda line: not line.is_asked_about)


def asked_about(reader: Reader) -> list[Line]:
    """Those of them that somebody must look at; three statements."""
    return [line for line in lines_for(reader) if line.is_asked_about]


def page_of(posting: NoticeBoardPosting, reader: Reader, *, sent: tuple[str, Any] | None = None) -> Page:
    """The notice for who keeps it. `sent`: a form that comes back, by the step or "answer"."""
    observed = observations_of([posting.id])[posting.id]
    line, facts = line_of(posting, observed), facts_of(posting, reader)
    steps = [step.name for step in TABLE.steps_from(posting.state) if not TABLE.refusals(step, facts)]
    word, back = sent or ("", None)
    forms = {name: FORMS[name](formdata=None, data={"version": posting.version}) for name in steps}
    if back is not None and word in forms:
        forms[word] = back
    answer = AnswerForm(formdata=None, data={"until": max(line.asked)}) if line.asked else None
    answer = back if word == "answer" else answer
    return Page(line, posting, posting.newest, forms, answer, observed, _history(posting, observed), word)


def _history(posting: NoticeBoardPosting, observed: Sequence[PostingObservation]) -> list[dict[str, Any]]:
    """What happened with the notice, in sentences, the newest first."""
    told = [
        (row.at, _sentence(row.step, row.from_state) % {"actor": row.actor.name if row.actor else _system()}, row.note)
        for row in events_of(posting.id)
    ]
    answered: dict[tuple[Any, int, str], list[date]] = {}
    for row in observed:
        if row.observed_by is not None:
            answered.setdefault((row.at, row.observed_by_id or 0, row.observed_by.name), []).append(row.day)
    notes = {(row.at, row.observed_by_id): row.note for row in observed}
    for (at, person, name), days in answered.items():
        text = _("%(name)s svarade för att anslaget var uppe %(days)s.", name=name, days=spans_of(days))
        told.append((at, text, notes[at, person]))
    told.sort(key=lambda row: row[0], reverse=True)
    return [
        {"at": at.isoformat(), "when": moment(at), "sentence": sentence, "note": note, "until": None}
        for at, sentence, note in told
    ]


def _sentence(step: str, before: str) -> str:
    row = TABLE.step(step, before) if before else None
    return _(row.sentence if row else POSTED_SENTENCE)


def _system() -> str:
    return _(ROLES[SYSTEM]).capitalize()
