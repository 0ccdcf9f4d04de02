"""What the pages of a summons are made of; and the meeting's own page of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _

from casework.dispatch.models import Delivery
from casework.dispatch.queries import FINAL, LOST
from casework.documents.kinds import KINDS
from casework.meetings.models import Meeting
from casework.meetings.queries import deferred_cases, keeps_minutes
from casework.permissions import current_reader
from casework.summons import letters
from casework.summons.answering import answering_refused, choices_of
from casework.summons.forms import AddressForm, AnswerForm, IssueForm, NotedAnswerForm
from casework.summons.freezing import SIGNS, Change, difference
from casework.summons.models import Packet, SubstituteCall, Summons, SummonsAnswer, SummonsLetter
from casework.summons.operations import Preview, draft, preview, reminding_refused, unanswered
from casework.summons.packets import file_name
from casework.summons.queries import (
    Summoned,
    agenda_now,
    answers_to,
    calls_to,
    last_summons,
    letters_of,
    packet_of,
    summoned_to,
    summonses_of,
)
from casework.summons.wording import (
    ANSWER_BUTTONS,
    ANSWER_WORDS,
    NO_ANSWER,
    change_words,
    document_name,
    summoned_line,
)
from workflows import PROCEDURES, StepRefused
from workflows._vocabulary import SUBSTITUTE


@dataclass(frozen=True)
class Line:
    """One who is summoned: what he answered, whom he is called for, who is called for him, and how his letter went."""

    who: Summoned
    answer: SummonsAnswer | None
    call: SubstituteCall | None
    called_for_him: SubstituteCall | None
    delivery: Delivery | None


def summons_page(
    meeting: Meeting,
    number: int | None = None,
    *,
    refused: StepRefused | None = None,
    answer_form: AnswerForm | None = None,
    noted_form: NotedAnswerForm | None = None,
    address_form: tuple[int, AddressForm] | None = None,
) -> str | None:
    """The page of one summons of the meeting, the newest where no number is given; None where there is none such."""
    reader, all_of_them = current_reader(), summonses_of(meeting.id)
    shown = _numbered(all_of_them, number)
    if number is not None and shown is None:
        return None
    last, summoned, answers = all_of_them[-1] if all_of_them else None, summoned_to(meeting), answers_to(meeting.id)
    sends, calls = keeps_minutes(reader, meeting), calls_to(meeting.id)
    before = next((row for row in all_of_them if shown and row.number == shown.number - 1), None)
    mine = next((row for row in summoned if row.person_id == reader.person_id), None)
    word = answers[mine.person_id].answer if mine and mine.person_id in answers else None
    may_answer = not answering_refused(meeting, last, summoned, reader.person_id, "yes", reader)
    packet = packet_of(shown.id) if shown else None
    return render_template(
        "summons/show.html",
        meeting=meeting,
        summons=shown,
        last=last,
        before=before,
        versions=all_of_them,
        name=document_name(shown.number) if shown else _("Kallelse"),
        document_name=document_name,
        exceptions=letters.exceptions(shown) if shown else [],
        changes=difference(before.agenda, shown.agenda) if before and shown else [],
        since=difference(last.agenda, agenda_now(meeting)) if last and shown is last else [],
        change_words=change_words,
        signs=SIGNS,
        kinds=KINDS,
        packet=packet,
        packet_words=packet_words(packet) if packet else "",
        packet_name=file_name(shown) if shown else "",
        mine=mine,
        my_answer=word,
        my_calls=[row for row in calls if mine and row.person_id == mine.person_id and row.ended_at is None],
        may_answer=may_answer,
        choices=choices_of(meeting),
        buttons=ANSWER_BUTTONS,
        words=ANSWER_WORDS,
        answer_form=answer_form or AnswerForm(formdata=None),
        refused=refused,
        sends=sends,
        secretary=_for_secretary(meeting, last, summoned, answers, calls, noted_form) if sends and last else None,
        address_form=address_form,
    )


def _numbered(rows: Sequence[Summons], number: int | None) -> Summons | None:
    if number is None:
        return rows[-1] if rows else None
    return next((row for row in rows if row.number == number), None)


def _for_secretary(
    meeting: Meeting,
    last: Summons,
    summoned: Sequence[Summoned],
    answers: Mapping[int, SummonsAnswer],
    calls: Sequence[SubstituteCall],
    noted_form: NotedAnswerForm | None,
) -> dict[str, Any]:
    """What its sender sees beside: who has got it, who has answered what, and what may be done about it."""
    reader = current_reader()
    sent = letters_of([last])
    lines = lines_of(summoned, answers, calls, _of_the_summons(sent))
    form = noted_form or NotedAnswerForm(formdata=None, prefix="noted-")
    form.offer([(row.person_id, row.name) for row in summoned], choices_of(meeting))
    failed = [row for _letter, rows in sent for row in rows if row.state in LOST]
    return {
        "lines": lines,
        "summary": delivery_words([line.delivery for line in lines]),
        "silent": len(unanswered(summoned, answers)),
        "failed": failed,
        "remind_reasons": reminding_refused(meeting, last, reader),
        "noted_form": form,
        "takes_answers": meeting.state == "summoned",
        "states": PROCEDURES["delivery"].states,
        "lost": LOST,
        "final": FINAL,
        "calls": calls,
        "line": summoned_line,
        "none": NO_ANSWER,
        "mail_is_set": bool(current_app.extensions["casework.settings"].smtp_url),
    }


def _of_the_summons(sent: Sequence[tuple[SummonsLetter, list[Delivery]]]) -> list[Delivery]:
    """The deliveries of the summons itself, among all that went out by it."""
    return [row for letter, rows in sent if letter.kind == "summons" for row in rows]


def lines_of(
    summoned: Sequence[Summoned],
    answers: Mapping[int, SummonsAnswer],
    calls: Sequence[SubstituteCall],
    deliveries: Sequence[Delivery],
) -> list[Line]:
    """One line for each who is summoned. A letter is his by name and address; by name where the address was mended."""
    open_calls = [row for row in calls if row.ended_at is None]
    by_person, for_person = {row.person_id: row for row in open_calls}, {row.for_person_id: row for row in open_calls}
    by_address = {(row.recipient, row.address): row for row in deliveries}
    by_name = {row.recipient: row for row in deliveries}
    return [
        Line(
            row,
            answers.get(row.person_id),
            by_person.get(row.person_id),
            for_person.get(row.person_id),
            by_address.get((row.name, row.address)) or by_name.get(row.name),
        )
        for row in summoned
    ]


def delivery_words(deliveries: Sequence[Delivery | None]) -> str:
    """9 av 11 har fått den; 1 studsade; 1 ska kallas på annat sätt."""
    states = [row.state if row else None for row in deliveries]
    told = [_("%(got)s av %(all)s har fått den", got=sum(state in FINAL for state in states), all=len(states))]
    for state, words in (
        ("bounced", _("%(count)s kom i retur")),
        ("failed", _("%(count)s kunde inte skickas")),
        (None, _("%(count)s kallas på annat sätt")),
    ):
        if count := states.count(state):
            told.append(words % {"count": count})
    waits = len(states) - sum(state in (*FINAL, "bounced", "failed", None) for state in states)
    return "; ".join([*told, *([_("%(count)s är på väg", count=waits)] if waits else [])])


def packet_words(packet: Packet) -> str:
    """How far the packet has come."""
    if packet.state == "done":
        return _("Alla handlingar i en fil är klara.")
    if packet.state == "failed":
        return _("Handlingarna kunde inte sättas samman till en fil. De finns var för sig här nedan.")
    return _("Handlingarna sätts samman: %(done)s av %(total)s är klara.", done=packet.done, total=packet.total)


def preview_page(
    meeting: Meeting,
    form: IssueForm | None = None,
    *,
    now: Preview | None = None,
    meanwhile: list[Change] | None = None,
    refused: StepRefused | None = None,
) -> str:
    """Exactly what would be sent now and to whom. `meanwhile`: what is otherwise than the sender saw before."""
    now = now or preview(meeting, current_reader())
    form = form or IssueForm(formdata=None)
    form.show(now.seen)
    would_go = draft(now, current_reader())
    return render_template(
        "summons/preview.html",
        meeting=meeting,
        now=now,
        form=form,
        message=letters.summons_message(meeting, would_go, now.last, None),
        file_names=[letters.document_file_name(would_go), letters.CALENDAR_NAME],
        name=document_name(now.number),
        changes=now.changes or [],
        deferred=deferred_cases(meeting),
        meanwhile=meanwhile,
        change_words=change_words,
        signs=SIGNS,
        refused=refused,
        line=summoned_line,
        mail_is_set=bool(current_app.extensions["casework.settings"].smtp_url),
        settings=current_app.extensions["casework.settings"],
    )


def meeting_panel(meeting: Meeting) -> dict[str, Any]:
    """What the meeting's page shows of its summons: whether it is sent, who has got it, who is expected."""
    reader, last = current_reader(), last_summons(meeting.id)
    sends = keeps_minutes(reader, meeting)
    panel: dict[str, Any] = {"template": "summons/_meeting_panel.html", "last": last, "sends": sends, "expected": {}}
    if last is None:
        return panel
    summoned, answers, calls = summoned_to(meeting), answers_to(meeting.id), calls_to(meeting.id)
    changes = difference(last.agenda, agenda_now(meeting)) if meeting.state == "summoned" else []
    lines = lines_of(summoned, answers, calls, _of_the_summons(letters_of([last])) if sends else [])
    return panel | {
        "name": document_name(last.number),
        "changed": len(changes),
        "summary": delivery_words([line.delivery for line in lines]) if sends else "",
        "silent": len(unanswered(summoned, answers)),
        "expected": {line.who.person_id: expected_words(line) for line in lines},
        "called_in": {line.who.person_id: line.call.for_person_id for line in lines if line.call is not None},
        "coming": sum(_serves(line) for line in lines),
        "members": sum(line.who.role != SUBSTITUTE for line in lines),
    }


def expected_words(line: Line) -> str:
    """What the roll may expect of him, as he answered: a proposal, and no presence."""
    word = _(ANSWER_WORDS[line.answer.answer]) if line.answer else str(NO_ANSWER)
    if line.call is not None:
        return _("%(word)s, inkallad för %(name)s", word=word, name=line.call.for_person.name)
    return word


def _serves(line: Line) -> bool:
    """Whether he has said that he comes, as a member or called for one."""
    comes = line.answer is not None and line.answer.answer != "no"
    return comes and (line.who.role != SUBSTITUTE or line.call is not None)
