"""Commenting on the report, and answering. Callers hold the case's row and commit (database.write)."""

from dataclasses import dataclass
from typing import Any

from casework import clock
from casework.cases.models import Case, Recipient, ReportVersion
from casework.cases.operations import RecipientDraft, editing_refused, save_report
from casework.cases.parts import RECIPIENTS, part_label, parts_of
from casework.cases.queries import latest_report, recipients_of
from casework.database import db
from casework.permissions import Reader
from casework.reviewing.discussion import Found, find
from casework.reviewing.models import ACCEPTED, DECLINED, DONE, OPEN, ReportComment
from casework.reviewing.suggestions import with_suggestion
from casework.reviewing.telling import shortened, tell, trace
from workflows import WORKFLOWS, Reason, StepRefused
from workflows._vocabulary import MANAGER, N_, REGISTRAR, SECRETARY

READING = (MANAGER, SECRETARY, REGISTRAR)
LONGEST_HEADING = 500

ENDED = N_("Ärendet är avslutat. Synpunkter kan varken lämnas eller besvaras.")
READERS_ONLY = N_(
    "Bara ärendets handläggare, en chef, sekreteraren eller registratorn kan lämna synpunkter på tjänsteskrivelsen."
)
OFFICER_ONLY = N_("Bara ärendets handläggare, %(officer)s, kan göra det här.")
HANDLED_BY = N_("Bara ärendets handläggare, %(officer)s, och den som lämnade synpunkten kan markera den som klar.")
NO_SUGGESTION = N_("Synpunkten har inget förslag till ny text.")
NOT_THERE = N_("Stycket finns inte i den delen av version %(number)s. Markera det i texten, eller lämna fältet tomt.")
NO_PART = N_("Delen finns inte i version %(number)s. Välj en annan.")
PASSAGE_NEEDED = N_("Skriv eller markera stycket som förslaget ska ersätta.")
SAME_TEXT = N_("Förslaget är samma text som stycket.")
NOT_ONCE = N_("Stycket står på flera ställen i delen. Ta med fler ord, så att det syns vilket som ska bytas ut.")
NOT_BY_SUGGESTION = N_("Mottagarna ändras under Redigera. Skriv en synpunkt utan förslag till ny text.")


class PassageRefused(Exception):
    """The passage is not one that the comment can be about; `reason` says why, at the field."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(str(reason))


class AnsweredAlready(Exception):
    """Somebody has answered the comment meanwhile. Nothing was written."""

    def __init__(self, comment: ReportComment) -> None:
        self.comment = comment
        super().__init__(f"comment {comment.id} is {comment.resolution}")


@dataclass(frozen=True)
class CommentDraft:
    """A comment as typed. `suggestion` None: no other text is suggested; "": the passage is to be struck."""

    part: str
    quote: str
    text: str
    suggestion: str | None
    creation_key: str


def commenting_refused(case: Case, actor: Reader) -> list[Reason]:
    """Why the actor may not comment on the report now; [] when he may."""
    if WORKFLOWS[case.kind].states[case.state].final:
        return [Reason(ENDED)]
    if case.officer_id == actor.person_id or actor.roles_for(case.authority_id, case.body_id) & set(READING):
        return []
    return [Reason(READERS_ONLY)]


def add_comment(case: Case, draft: CommentDraft, *, actor: Reader) -> ReportComment:
    """A comment on the newest version. Its officer is told.

    StepRefused when the actor may not comment, PassageRefused when the passage does not stand in that part, or for a
    suggestion not once.
    """
    _refuse(commenting_refused(case, actor))
    report = latest_report(case.id)
    assert report is not None  # a case has a version of its report from its first moment
    heading = _heading_of(draft, report)
    row = _new(case, report, actor, creation_key=draft.creation_key, part=draft.part, heading=heading)
    row.quote, row.text, row.suggestion = draft.quote, draft.text, draft.suggestion
    _store(case, row, actor)
    label = part_label(row.part, row.heading)
    told = N_("%(who)s har lämnat en synpunkt på ”%(part)s”: %(words)s")
    suggests = N_("%(who)s har lämnat ett förslag till ny text i ”%(part)s”.")
    tell(
        [case.officer_id], case, actor, "comment", told if row.text else suggests, part=label, words=shortened(row.text)
    )
    return row


def reply_to(case: Case, comment: ReportComment, text: str, creation_key: str, *, actor: Reader) -> ReportComment:
    """One more turn in the discussion of a comment, also of an answered one. Those who take part are told."""
    _refuse(commenting_refused(case, actor))
    report = latest_report(case.id)
    assert report is not None
    row = _new(case, report, actor, creation_key=creation_key, part=comment.part, heading=comment.heading)
    row.text, row.reply_to_id = text, comment.id
    _store(case, row, actor)
    words = N_("%(who)s har svarat på en synpunkt på ”%(part)s”: %(words)s")
    label = part_label(comment.part, comment.heading)
    tell([case.officer_id, comment.author_id], case, actor, "comment", words, part=label, words=shortened(text))
    return row


def answering_refused(case: Case, comment: ReportComment, actor: Reader, resolution: str) -> list[Reason]:
    """Why the actor may not answer the comment so; [] when he may. Of the text: suggestions.accepting_refused."""
    if WORKFLOWS[case.kind].states[case.state].final:
        return [Reason(ENDED)]
    if resolution == ACCEPTED:
        return [Reason(NO_SUGGESTION)] if comment.suggestion is None else editing_refused(case, actor)
    if case.officer_id == actor.person_id:
        return []
    named = {"officer": case.officer.name}
    if resolution == DONE:
        return [] if comment.author_id == actor.person_id else [Reason(HANDLED_BY, named)]
    return [Reason(OFFICER_ONLY, named)]


def accept(
    case: Case, comment: ReportComment, *, actor: Reader, expected_version: int, reply: str = ""
) -> ReportVersion:
    """A new version of the report, in which the suggestion stands in the passage's place.

    Raises StaleVersion, StepRefused where the report may not be edited or the passage does not stand there once, and
    AnsweredAlready.
    """
    _refuse_answered(comment)
    _refuse(answering_refused(case, comment, actor, ACCEPTED))
    report = latest_report(case.id)
    assert report is not None
    content = with_suggestion(comment, report)
    drafts = [_draft(row) for row in recipients_of(case.id)]
    made = save_report(case, content, drafts, actor=actor, body_id=case.body_id, expected_version=expected_version)
    comment.made_version_id = made.id
    _resolve(case, comment, ACCEPTED, actor, reply)
    return made


def answer(case: Case, comment: ReportComment, resolution: str, *, actor: Reader, reply: str) -> None:
    """Decline the suggestion, or mark the comment as done. StepRefused, or AnsweredAlready."""
    _refuse_answered(comment)
    _refuse(answering_refused(case, comment, actor, resolution))
    _resolve(case, comment, resolution, actor, reply)


def _heading_of(draft: CommentDraft, report: ReportVersion) -> str:
    """The heading of the part that the comment is about; refused where the passage does not stand in it."""
    part = next((part for part in parts_of(report.content) if part.key == draft.part), None)
    if part is None:
        raise PassageRefused(Reason(NO_PART, {"number": report.number}))
    found = find(part.key, part.heading, draft.quote, [part])
    if draft.quote and not found.spots:
        raise PassageRefused(Reason(NOT_THERE, {"number": report.number}))
    if draft.suggestion is not None and (text := _not_by_suggestion(draft, found)):
        raise PassageRefused(Reason(text))
    return part.heading[:LONGEST_HEADING]


def _not_by_suggestion(draft: CommentDraft, found: Found) -> str:
    """Why the suggestion could never be put in the passage's place; "" when it could."""
    if draft.part == RECIPIENTS:
        return NOT_BY_SUGGESTION
    if not draft.quote:
        return PASSAGE_NEEDED
    if not found.once:
        return NOT_ONCE
    return SAME_TEXT if draft.quote.split() == (draft.suggestion or "").split() else ""


def _new(case: Case, report: ReportVersion, actor: Reader, **given: Any) -> ReportComment:
    own = {"case_id": case.id, "report_version_id": report.id, "author_id": actor.person_id, "at": clock.now()}
    return ReportComment(**own, **given, quote="", text="", reply="", resolution=OPEN)


def _store(case: Case, row: ReportComment, actor: Reader) -> None:
    db.session.add(row)
    db.session.flush()
    trace("comment_report", case, actor, comment=row.id)


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise StepRefused(reasons)


def _refuse_answered(comment: ReportComment) -> None:
    if comment.resolution != OPEN:
        raise AnsweredAlready(comment)


def _resolve(case: Case, comment: ReportComment, resolution: str, actor: Reader, reply: str) -> None:
    comment.resolution, comment.reply = resolution, reply
    comment.resolved_at, comment.resolved_by_id = clock.now(), actor.person_id
    db.session.flush()
    trace("answer_comment", case, actor, comment=comment.id, resolution=resolution)
    words = {
        ACCEPTED: N_("%(who)s har antagit ditt förslag i ”%(part)s”."),
        DECLINED: N_("%(who)s har avböjt ditt förslag i ”%(part)s”: %(words)s"),
        DONE: N_("%(who)s har tagit hand om din synpunkt på ”%(part)s”."),
    }
    label = part_label(comment.part, comment.heading)
    tell([comment.author_id], case, actor, "comment", words[resolution], part=label, words=shortened(reply))


def _draft(row: Recipient) -> RecipientDraft:
    return RecipientDraft(row.name, row.own_address, row.channel, row.deadline, row.function_id)
