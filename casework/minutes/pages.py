"""What the page of minutes shows, and to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from flask import current_app, render_template
from flask_babel import gettext as _

from casework import clock
from casework.cases.forms import step_form
from casework.law.appeals import ROUTES
from casework.law.clocks import latest_approval_day
from casework.law.publicity import public_from
from casework.meetings.models import AgendaItem, Decision, Meeting
from casework.meetings.queries import attendance_of, keeps_minutes, may_lead
from casework.minutes.checking import Finding, check
from casework.minutes.content import OPENING, content_of
from casework.minutes.forms import (
    AnswerForm,
    ApproverForm,
    CorrectionForm,
    ReasonForm,
    RemarkForm,
    RouteForm,
    SignForm,
    TextForm,
)
from casework.minutes.gathering import gather
from casework.minutes.models import (
    COMMENT,
    CORRECTION,
    IMMEDIATE,
    REGULAR,
    REMARKS,
    Minutes,
    MinutesSignature,
    MinutesText,
)
from casework.minutes.operations import TABLE
from casework.minutes.printing import role_told
from casework.minutes.queries import (
    asked_of,
    chosen_of,
    content_hash,
    corrections_of,
    decisions_in,
    dispatched_on,
    events_of,
    extracts_of,
    facts_of,
    immediate_of,
    last_day_of,
    minutes_of,
    names_of,
    newest,
    regular_of,
    remarks_of,
    settled_on,
    signatures_of,
    standing,
    texts_of,
)
from casework.minutes.remarks import LABELS
from casework.permissions import Reader, current_reader
from casework.signing.confirming import METHODS, PASSWORD
from casework.web import Form
from workflows import StepRefused
from workflows._vocabulary import N_

KINDS = {
    REGULAR: N_("Protokoll"),
    IMMEDIATE: N_("Omedelbart justerade paragrafer"),
    CORRECTION: N_("Rättelse till protokoll"),
}


@dataclass
class Sent:
    """A form that was sent and comes back: which one, and at which place of the page."""

    word: str
    form: Form
    place: int = 0


def page(minutes: Minutes, reader: Reader, *, sent: Sent | None = None, refused: StepRefused | None = None) -> str:
    """The page of the minutes: their words as on paper, who signs them, and what the reader may do now."""
    return render_template("minutes/show.html", **_Page(minutes, reader, sent).shown(), refused=refused)


class _Page:
    """The parts of the page, made of what was read."""

    def __init__(self, minutes: Minutes, reader: Reader, sent: Sent | None) -> None:
        self.minutes, self.reader, self.sent = minutes, reader, sent
        self.decisions = decisions_in(minutes)
        self.found = gather(minutes.meeting, self.decisions) if minutes.state == "draft" else None
        self.rendition = None if self.found else newest(minutes.id)
        self.content = self.rendition.content if self.rendition else content_of(minutes, self.found)
        self.signatures = signatures_of(minutes.id)
        self.signed = standing(self.signatures, self.rendition)
        self.signers = asked_of(minutes, self.rendition, self.decisions)
        self.writes = keeps_minutes(reader, minutes.meeting)
        self.open = minutes.state in ("draft", "approving")

    def shown(self) -> dict[str, Any]:
        minutes, meeting = self.minutes, self.minutes.meeting
        remarks = remarks_of(minutes.id)
        approved = minutes.state == "approved"
        findings = check(minutes, self.found) if self.writes and self.found else []
        return {
            "minutes": minutes,
            "meeting": meeting,
            "reader": self.reader,
            "kind": _(KINDS[minutes.kind]),
            "state": TABLE.states[minutes.state],
            "content": self.content,
            "content_hash": self.rendition.content_hash if self.rendition else "",
            "hash_holds": self.rendition is None or content_hash(self.content) == self.rendition.content_hash,
            "findings": findings,
            "signers": self._signers(),
            "voided": [row for row in self.signatures if row not in self.signed],
            "why": self.rendition.why if self.rendition else "",
            "sign_form": self._sign_form(),
            "texts": self._texts(),
            "writes": self.writes,
            "open": self.open,
            "remarks": [row for row in remarks if row.decision_id is None],
            "remarks_at": _by_paragraph(remarks),
            "remark_labels": LABELS,
            "remark_form": self._remark_form(),
            "answer_form": self._form("answer", AnswerForm),
            "begin_form": self._begin_form(findings),
            "take_back_form": self._reason_form("take_back"),
            "drop_form": self._reason_form("drop") if minutes.kind == CORRECTION else None,
            "approvers": self._approvers(),
            "routes": ROUTES,
            "route_form": self._form("route", RouteForm),
            "correction_form": self._correction_form(),
            "corrections": _corrections(self.decisions) if approved and minutes.kind != CORRECTION else {},
            "extracts": extracts_of([row.id for row in self.decisions]) if approved else {},
            "days": self._days(),
            "public": self._public() if approved else {},
            "events": self._events(),
            "panels": [
                made
                for panel in current_app.extensions["casework.minutes_panels"]
                if (made := panel(minutes, self.reader)) is not None
            ],
            "sent": self.sent,
        }

    def _form(self, word: str, form: type[Form], place: int | None = None, **data: Any) -> Any:
        sent = self.sent
        if sent is not None and sent.word == word and (place is None or place == sent.place):
            return sent.form
        return form(formdata=None, data=data, prefix=f"{word}-")

    def _signers(self) -> list[dict[str, Any]]:
        """Who signs, as what, and who has."""
        given = {row.person_id: row for row in self.signed}
        names = names_of(list(self.signers))
        rows: list[dict[str, Any]] = [
            {"id": number, "name": names[number], "role": role_told(role), "signed": given.get(number)}
            for number, role in self.signers.items()
        ]
        for row in rows:
            row["method"] = _method(row["signed"])
        return rows

    def _sign_form(self) -> SignForm | None:
        """For who is asked to sign the text as it stands, and has not."""
        mine = self.reader.person_id
        if self.minutes.state != "approving" or mine not in self.signers or mine in {r.person_id for r in self.signed}:
            return None
        form: SignForm = self._form("sign", SignForm)
        form.content_hash.data = self.rendition.content_hash if self.rendition else ""
        form.method.data = PASSWORD
        return form

    def _texts(self) -> dict[str, TextForm]:
        """The forms of the secretary's prose, by place."""
        if not self.writes or not self.open or self.minutes.kind == CORRECTION:
            return {}
        stored: Mapping[str, MinutesText] = self.found.texts if self.found else texts_of(self.minutes.meeting_id)
        shown = {str(row["decision"]): _matter(row) for row in self.content["paragraphs"]}
        if self.minutes.kind == REGULAR:
            shown = {OPENING: self.content["head"]["opening"]} | shown
        forms = {}
        for place, text in shown.items():
            number = 0 if place == OPENING else int(place)
            form = self._form("text", TextForm, number, text=text)
            form.place.data = place
            form.version.data = form.version.data or str(stored[place].version if place in stored else 0)
            forms[place] = form
        return forms

    def _remark_form(self) -> RemarkForm | None:
        if self.minutes.state != "approving" or not (self.writes or self.reader.person_id in self.signers):
            return None
        kinds = REMARKS if self.reader.person_id in self.signers else (COMMENT,)
        form: RemarkForm = self._form("remark", RemarkForm, key=uuid4().hex)
        form.offer([(row.id, f"§ {row.paragraph} {row.item.name}"[:120]) for row in self.decisions], kinds)
        return form

    def _begin_form(self, findings: Sequence[Finding]) -> Form | None:
        """The form that hands the draft over, where nothing hinders; the law's last day is proposed."""
        if not self.writes or self.minutes.state != "draft" or any(finding.hinders for finding in findings):
            return None
        step = TABLE.step("begin", "draft")
        assert step is not None
        facts = facts_of(self.minutes, self.reader, decisions=self.decisions)
        assert facts.minutes is not None
        if self.sent is not None and self.sent.word == "begin":
            return self.sent.form
        day = max(facts.minutes.latest_day, clock.today())
        data = {"last_day": day, "version": self.minutes.version}
        return step_form(step, {}, facts, formdata=None, data=data, prefix="begin-")

    def _reason_form(self, word: str) -> ReasonForm | None:
        if (
            not self.writes
            or self.minutes.state not in {"take_back": ("approving",), "drop": ("draft", "approving")}[word]
        ):
            return None
        form: ReasonForm = self._form(word, ReasonForm)
        form.version.data = str(self.minutes.version)
        return form

    def _approvers(self) -> dict[str, Any] | None:
        minutes = self.minutes
        fits = minutes.kind == REGULAR or (minutes.kind == IMMEDIATE and minutes.state == "draft")
        if not fits or not self.open:
            return None
        return approvers_of(self.minutes.meeting, self.reader, self.minutes, self.sent)

    def _correction_form(self) -> CorrectionForm | None:
        if not self.writes or self.minutes.state != "approved" or self.minutes.kind == CORRECTION:
            return None
        return CorrectionForm(formdata=None, data={"key": uuid4().hex}, prefix="correction-")

    def _days(self) -> dict[str, Any]:
        """The days of the approval; whether one is over."""
        minutes, latest = self.minutes, latest_approval_day(last_day_of(self.minutes))
        done = clock.local(minutes.approved_at).date() if minutes.approved_at else clock.today()
        return {"latest": latest, "breach": done > latest and minutes.kind == REGULAR, "asked": minutes.last_day}

    def _public(self) -> dict[int, date | None]:
        """From which day each paragraph is an official document; None while it is none (TF 2:10)."""
        minutes = self.minutes
        approved = clock.local(minutes.approved_at).date() if minutes.approved_at else None
        cases = [row.case_id for row in self.decisions if row.case_id is not None]
        sent, settled = dispatched_on([row.id for row in self.decisions]), settled_on(cases)
        return {
            row.id: public_from(
                prepares=row.prepares,
                approved_on=approved,
                dispatched_on=sent.get(row.id),
                settled_on=settled.get(row.case_id or 0),
            )
            for row in self.decisions
        }

    def _events(self) -> list[dict[str, Any]]:
        rows = events_of(self.minutes.id)
        names = names_of([row.actor_id for row in rows if row.actor_id])
        labels = {step.name: step.label for step in TABLE.steps}
        return [
            {"label": _(labels[row.step]), "who": names.get(row.actor_id or 0, ""), "at": row.at, "note": row.note}
            for row in rows
        ]


def approvers_of(meeting: Meeting, reader: Reader, regular: Minutes | None, sent: Sent | None = None) -> dict[str, Any]:
    """Who approves the meeting's `regular` minutes, and the forms to choose another, for who leads or keeps them."""
    chosen = chosen_of(meeting.id)
    may = may_lead(reader, meeting) and meeting.opened_at is not None and meeting.state != "cancelled"
    form = None
    if may and (regular is None or regular.state != "approved"):
        already = {row.person_id for row in chosen}
        form = sent.form if sent and sent.word == "approver" else ApproverForm(formdata=None, prefix="approver-")
        present = [row for row in attendance_of(meeting.id) if row.present and row.person_id not in already]
        form.offer([(row.person_id, row.person.name) for row in present])
    return {"chosen": chosen, "form": form, "release_form": ReasonForm(formdata=None, prefix="release-")}


def meeting_panel(meeting: Meeting) -> dict[str, Any]:
    """What the meeting's page shows of its minutes, from when it is opened."""
    reader, rows = current_reader(), minutes_of(meeting.id)
    regular = next((row for row in rows if row.kind == REGULAR), None)
    held = meeting.opened_at is not None and meeting.state != "cancelled"
    return {
        "template": "minutes/_meeting_panel.html",
        "expected": {},
        "held": held,
        "rows": [(row, _(KINDS[row.kind]), TABLE.states[row.state]) for row in rows],
        "may_begin": held and regular is None and keeps_minutes(reader, meeting),
        "approvers": approvers_of(meeting, reader, regular) if held else None,
    }


def item_panel(item: AgendaItem, reader: Reader, *, roll: Any = None) -> dict[str, Any]:
    """What the item's page shows of the minutes in which its paragraph stands, once there are some."""
    decision = item.decision
    minutes = (immediate_of(decision.id) or regular_of(item.meeting_id)) if decision is not None else None
    return {
        "template": "minutes/_item_panel.html",
        "minutes": minutes,
        "state": TABLE.states[minutes.state] if minutes else None,
        "kind": _(KINDS[minutes.kind]) if minutes else "",
    }


def _method(row: MinutesSignature | None) -> str:
    if row is None:
        return ""
    return _(METHODS[row.method].label) if row.method in METHODS else row.method


def _matter(row: Mapping[str, Any]) -> str:
    return next((str(part["text"]) for part in row["parts"] if part["name"] == "matter"), "")


def _by_paragraph(remarks: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in remarks:
        if row.decision_id is not None:
            found.setdefault(row.decision_id, []).append(row)
    return found


def _corrections(decisions: Sequence[Decision]) -> dict[int, list[Minutes]]:
    found: dict[int, list[Minutes]] = {}
    for row in corrections_of([one.id for one in decisions]):
        assert row.corrects_id is not None
        found.setdefault(row.corrects_id, []).append(row)
    return found
