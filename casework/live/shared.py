"""What is the same on every screen of a meeting, read and written once a change in each process, for all of them.

Sixty screens ask at one moment. What they share is kept by meeting, token and language for as long as they ask; what
is a reader's own is put together from it without another question to the database (pages.screen).
"""

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext
from markupsafe import Markup

from casework.cases.queries import attachments_of
from casework.documents.kinds import KINDS
from casework.extensions import language
from casework.law.attending import GUESTS
from casework.law.serving import Place, idle, presiding, serving
from casework.live.queries import agenda_of, disclosures_at, guests_at, has_spoken, speakers_of
from casework.meetings.models import AgendaItem, Attendance, Meeting
from casework.meetings.pages import report_before
from casework.meetings.queries import attendance_of, meeting_facts, places, roll_at
from workflows._facts import MeetingFacts
from workflows._vocabulary import ITEM_KINDS, OUTCOMES, SEATS

SECONDS = 10.0
"""How long it is kept at most: what shows without being a change of the meeting is not older than that."""
MOST = 16


@dataclass(frozen=True)
class Entry:
    """An item as the agenda shows it."""

    id: int
    name: str
    what: str
    closed_doors: bool
    paragraph: int | None
    outcome: str | None


@dataclass(frozen=True)
class Decided:
    """What was decided on the current item."""

    paragraph: int
    outcome: str
    points: Sequence[str]
    decided_at: datetime


@dataclass(frozen=True)
class Turn:
    """One on the speakers' list."""

    id: int
    person_id: int
    who: str
    kind: str
    speaks: bool


@dataclass(frozen=True)
class Told:
    """One who says that he is disqualified from the current item."""

    person_id: int
    who: str
    note: str


@dataclass(frozen=True)
class Piece:
    """A part of the page that is the same for all. A screen that holds it, by its `key`, is not sent it again."""

    name: str
    html: Markup
    told: str = ""

    @property
    def key(self) -> str:
        """Another for other content."""
        return hashlib.sha256(f"{self.name}{self.told}{self.html}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Shared:
    """A meeting as it stands at its token, but for what is a reader's own."""

    entries: Sequence[Entry]
    current: Entry | None
    decided: Decided | None
    turns: Sequence[Turn]
    spoken: bool
    disclosed: Sequence[Told]
    facts: MeetingFacts
    there: Sequence[Place]
    names: Mapping[int, str]
    head: Piece
    papers: Piece | None
    agenda: Piece
    roll: Piece
    panels: Sequence[Any]
    read_at: float

    @property
    def next(self) -> Entry | None:
        """The item that is taken up after the current one: the next that waits."""
        at = self.entries.index(self.current) if self.current else -1
        return next((row for row in self.entries[at + 1 :] if row.outcome is None), None)

    @property
    def before(self) -> Entry | None:
        """The item before the current one."""
        at = self.entries.index(self.current) if self.current else 0
        return self.entries[at - 1] if at > 0 else None


class Kept:
    """The newest of each meeting; who asks while it is being read waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[int, int, str], Shared] = {}
        self._reading: dict[tuple[int, int, str], threading.Lock] = {}

    def get(self, key: tuple[int, int, str], read: Callable[[], Shared]) -> Shared:
        """What is kept under the key, or what `read` gives, which is called once however many ask."""
        with self._lock:
            reading = self._reading.setdefault(key, threading.Lock())
        with reading:
            kept = self._kept.get(key)
            if kept is None or monotonic() - kept.read_at > SECONDS:
                kept = read()
                with self._lock:
                    self._kept[key] = kept
                    for old in sorted(self._kept, key=lambda one: self._kept[one].read_at)[:-MOST]:
                        del self._kept[old]
                        self._reading.pop(old, None)
            return kept


def shared_at(meeting: Meeting, token: int) -> Shared:
    """The meeting as it stands, at the token that was read before."""
    kept: Kept = current_app.extensions["casework.live_shared"]
    return kept.get((meeting.id, token, language()), lambda: _read(meeting))


def init_app(app: Flask) -> None:
    """A place to keep it, in this process."""
    app.extensions["casework.live_shared"] = Kept()


def named(row: Attendance) -> str:
    """Name and party."""
    return f"{row.person.name} ({row.seat.party})" if row.seat.party else row.person.name


def _read(meeting: Meeting) -> Shared:
    items = agenda_of(meeting)
    item = next((row for row in items if row.id == meeting.current_item_id), None)
    rows, presences = roll_at(item) if item is not None else (attendance_of(meeting.id), {})
    there, names = places(rows, presences), {row.person_id: named(row) for row in rows}
    entries = [_entry(row) for row in items]
    current = next((row for row in entries if item is not None and row.id == item.id), None)
    facts = meeting_facts(meeting, item=item, rows=rows, presences=presences)
    turns = speakers_of(item.id) if item is not None and item.outcome is None else []
    makers = current_app.extensions["casework.live_panels"] if item is not None else []
    told = disclosures_at(item.id) if item is not None and item.outcome is None else []
    return Shared(
        entries=entries,
        current=current,
        decided=_decided(item),
        turns=[
            Turn(row.id, row.person_id, names.get(row.person_id, row.person.name), row.kind, row.given_at is not None)
            for row in turns
        ],
        spoken=any(row.given_at is not None for row in turns) or bool(turns and has_spoken(turns[0].item_id)),
        disclosed=[Told(row.person_id, names.get(row.person_id, row.person.name), row.note) for row in told],
        facts=facts,
        there=there,
        names=names,
        head=_head(meeting, facts, rows, there),
        papers=_papers(item) if item is not None else None,
        agenda=Piece("agenda", _drawn("live/_agenda.html", entries=entries, current=current, outcomes=OUTCOMES)),
        roll=Piece("roll", _drawn("live/_roll.html", roll=[*_roll(rows, there), *_guests(meeting)])),
        panels=[make(item, (rows, presences)) for make in makers],
        read_at=monotonic(),
    )


def _entry(item: AgendaItem) -> Entry:
    decision = item.decision
    what = item.case.number if item.case is not None else gettext(ITEM_KINDS[item.kind])
    return Entry(item.id, item.name, what, item.closed_doors, decision.paragraph if decision else None, item.outcome)


def _decided(item: AgendaItem | None) -> Decided | None:
    row = item.decision if item is not None else None
    return Decided(row.paragraph, row.outcome, tuple(row.points), row.decided_at) if row else None


def _head(meeting: Meeting, facts: MeetingFacts, rows: Sequence[Attendance], there: Sequence[Place]) -> Piece:
    leader = presiding(there)
    who = next((row.person.name for row in rows if leader and row.person_id == leader.person_id), "")
    counts = {"serving": facts.serving, "seats": facts.seats}
    quorum = gettext("%(serving)s av %(seats)s tjänstgör, beslutsfört", **counts)
    if facts.serving < facts.quorum:
        quorum = gettext("%(serving)s av %(seats)s tjänstgör, minst %(quorum)s krävs", quorum=facts.quorum, **counts)
    return Piece("head", _drawn("live/_head.html", meeting=meeting, leader=who, quorum=quorum), quorum)


def _papers(item: AgendaItem) -> Piece | None:
    """The item's report and attachments, or what is proposed without a case; None where there is nothing to read."""
    case, report = item.case, report_before(item)
    if report is None and not item.proposal:
        return None
    attachments = attachments_of(case.id) if case is not None else []
    html = _drawn("live/_papers.html", item=item, case=case, report=report, attachments=attachments, kinds=KINDS)
    return Piece(f"papers-{item.id}", html)


def _roll(rows: Sequence[Attendance], there: Sequence[Place]) -> list[dict[str, Any]]:
    """Who is there, those who serve first, each with how he takes part."""
    serves = {place.person_id for place in serving(there)}
    follows = {place.person_id for place in idle(there)}
    names = {row.person_id: row.person.name for row in rows}
    found = []
    for row, place in zip(rows, there, strict=True):
        if row.person_id in serves:
            word, kind = gettext("tjänstgör på distans") if row.remote else gettext("tjänstgör"), "ok"
            if place.serving_for_id and not place.is_member:
                word = gettext("tjänstgör för %(name)s", name=names.get(place.serving_for_id, ""))
        elif place.disqualified and place.present:
            word, kind = gettext("deltar inte: jäv"), "waiting"
        elif place.away:
            word, kind = gettext("har gått ut"), "waiting"
        elif row.person_id in follows:
            word, kind = gettext("följer mötet"), "neutral"
        else:
            word, kind = gettext("frånvarande"), "neutral"
        found.append({"who": named(row), "seat": gettext(SEATS[row.role]), "word": word, "kind": kind})
    return sorted(found, key=lambda seat: ("ok", "waiting", "neutral").index(seat["kind"]))


def _guests(meeting: Meeting) -> list[dict[str, Any]]:
    """Who is there without a seat."""
    return [
        {"who": row.name, "seat": gettext(GUESTS[row.kind].label), "word": gettext("närvarar"), "kind": "neutral"}
        for row in guests_at(meeting.id)
    ]


def _drawn(template: str, **page: Any) -> Markup:
    """Without the reader's words, so that nothing of one reader comes to another."""
    return Markup(current_app.jinja_env.get_template(template).render(page))  # noqa: S704  # escaped by the template
