"""Sending summonses, reminders and cancellations. Callers commit (database.write)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, update

from casework import audit, clock
from casework.database import db
from casework.dispatch.models import Delivery
from casework.dispatch.operations import may_be_mended, send_again
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.queries import keeps_minutes, lock_meeting
from casework.meetings.sitting import move
from casework.people.queries import rules_on
from casework.permissions import Reader
from casework.register.operations import keep_file
from casework.summons import letters
from casework.summons.freezing import Change, content_hash, difference, fingerprints, papers_of, since_seen
from casework.summons.models import Packet, Summons, SummonsLetter
from casework.summons.queries import (
    Summoned,
    agenda_now,
    answers_to,
    last_summons,
    summoned_to,
)
from casework.summons.rules import ISSUED_IN, LATE, URGENT, Verdict, judge
from workflows import Reason, StepRefused
from workflows._vocabulary import N_


@dataclass(frozen=True)
class Preview:
    """A summons as it would go now: what a page shows before the press, and what the press is held against."""

    meeting: Meeting
    agenda: dict[str, Any]
    summoned: Sequence[Summoned]
    last: Summons | None
    changes: list[Change] | None
    verdict: Verdict
    reasons: Sequence[Reason]

    @property
    def number(self) -> int:
        """The number that it would have."""
        return self.last.number + 1 if self.last else 1

    @property
    def seen(self) -> "Seen":
        """What a form carries of it."""
        rest = {"meeting": self.agenda["meeting"], "whom": [asdict(row) for row in self.summoned]}
        return Seen(self.number, fingerprints(self.agenda), content_hash(rest))


@dataclass(frozen=True)
class Seen:
    """What its sender saw of a summons: its number, a print of each item in their order, and one of all else."""

    number: int
    items: Mapping[int, str]
    rest: str


class AgendaChangedError(Exception):
    """The agenda, the meeting or those who are summoned are not as the sender saw them. `changes` of the agenda."""

    def __init__(self, changes: list[Change]) -> None:
        super().__init__("the agenda is not the one that was previewed")
        self.changes = changes


def preview(meeting: Meeting, actor: Reader) -> Preview:
    """The summons that would go now, with every reason why it may not."""
    agenda, last, summoned = agenda_now(meeting), last_summons(meeting.id), summoned_to(meeting)
    changes = difference(last.agenda, agenda) if last else None
    day = meeting.day
    days = rules_on(meeting.body, day).notice_days
    verdict = judge(meeting.body.kind, day, clock.today(), changes, notice_days=days)
    reasons = [*_refused(meeting, actor, agenda, changes, summoned), *([verdict.refused] if verdict.refused else [])]
    return Preview(meeting, agenda, summoned, last, changes, verdict, reasons)


def _refused(
    meeting: Meeting,
    actor: Reader,
    agenda: Mapping[str, Any],
    changes: list[Change] | None,
    summoned: Sequence[Summoned],
) -> list[Reason]:
    if not keeps_minutes(actor, meeting):
        return [Reason(N_("Kallelsen skickas av sekreteraren."))]
    if meeting.state not in ISSUED_IN:
        return [Reason(N_("Sammanträdet har öppnats eller ställts in, så det kan inte kallas till det längre."))]
    if meeting.starts_at <= clock.now():
        return [Reason(N_("Tiden för sammanträdet har passerat. Ingen kan kallas till det längre."))]
    if not summoned:
        return [Reason(N_("%(body)s har inga ledamöter den dagen."), {"body": meeting.body.name})]
    return _nothing_to_tell(agenda, changes)


def _nothing_to_tell(agenda: Mapping[str, Any], changes: list[Change] | None) -> list[Reason]:
    if not agenda["items"]:
        return [Reason(N_("Föredragningslistan är tom. Sätt upp något på den först."))]
    if changes is not None and not changes:
        return [Reason(N_("Inget har ändrats sedan kallelsen. En tilläggskallelse behövs inte."))]
    return []


def issue(meeting_id: int, *, actor: Reader, seen: Seen, why: str = "") -> Summons:
    """Freeze the agenda and send the summons, or the supplement, to everybody who holds a seat that day.

    `why`: the reason that `Verdict.asks` asks for. Sent twice, the first stands and is returned. Raises
    AgendaChangedError when anything is otherwise than `seen`, StepRefused with every reason why it may not go.
    """
    meeting = lock_meeting(meeting_id)
    now = preview(meeting, actor)
    if now.last is not None and seen.number == now.last.number and _same(now, seen, actor):
        return now.last
    if seen != now.seen or list(seen.items) != list(now.seen.items):
        raise AgendaChangedError(since_seen(seen.items, now.agenda, _titles(seen.items)))
    if now.reasons:
        raise StepRefused(now.reasons)
    if now.verdict.asks and not why.strip():
        raise StepRefused([Reason(ASKED[now.verdict.asks])])
    summons = _freeze(now, actor, why.strip())
    message = letters.summons_message(meeting, summons, now.last, letters.kept_files(summons))
    letters.send(meeting, summons, "summons", message, now.summoned)
    total = sum(papers_of(item) for item in now.agenda["items"]) + 1
    db.session.add(Packet(summons_id=summons.id, state="queued", total=total, next_at=clock.now()))
    # past the items' versions: that they were announced is no change of what a form about one of them shows
    named = update(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.announced_at.is_(None))
    db.session.execute(named.where(AgendaItem.taken_off_at.is_(None)).values(announced_at=summons.issued_at))
    move(meeting, "summon", actor=actor)
    _audit(meeting, "summons_sent", actor, summons=summons.id, number=summons.number, hash=summons.content_hash)
    return summons


ASKED = {
    URGENT: N_("Skriv varför ärendet är så brådskande att det inte kan vänta till nästa sammanträde."),
    LATE: N_("Skriv varför kallelsen skickas senare än reglerna säger."),
}


def _same(now: Preview, seen: Seen, actor: Reader) -> bool:
    """Whether the last summons is what the sender saw, by his own press a moment ago."""
    assert now.last is not None
    return now.last.issued_by_id == actor.person_id and dict(seen.items) == fingerprints(now.last.agenda)


def _titles(ids: Mapping[int, str]) -> dict[int, str]:
    rows = db.session.scalars(select(AgendaItem).where(AgendaItem.id.in_(list(ids))))
    return {row.id: row.name for row in rows}


def draft(now: Preview, actor: Reader, why: str = "") -> Summons:
    """The summons that would go now: a row that is not stored, and has no files yet."""
    asks = now.verdict.asks
    return Summons(
        authority_id=now.meeting.authority_id,
        meeting_id=now.meeting.id,
        number=now.number,
        agenda=now.agenda,
        recipients=[asdict(row) for row in now.summoned],
        content_hash=content_hash(now.agenda),
        latest_day=now.verdict.latest_day,
        late_reason=why if asks == LATE else "",
        urgent_reason=why if asks == URGENT else "",
        issued_at=clock.now(),
        issued_by_id=actor.person_id,
    )


def _freeze(now: Preview, actor: Reader, why: str) -> Summons:
    """The row with its files, which say who sent it and when."""
    summons = draft(now, actor, why)
    calendar, _method = letters.calendar_of(now.meeting, now.agenda, now.number - 1, summons.issued_at)
    summons.calendar_sha256 = keep_file(calendar, "text/calendar").sha256
    content = letters.document(summons, now.last, issued_by=actor.name)
    summons.sha256 = keep_file(content, "application/pdf").sha256
    db.session.add(summons)
    db.session.flush()
    return summons


def remind(meeting_id: int, *, actor: Reader) -> int:
    """Remind those who have not answered the newest summons, once: how many letters."""
    meeting = lock_meeting(meeting_id)
    summons = last_summons(meeting.id)
    if reasons := reminding_refused(meeting, summons, actor):
        raise StepRefused(reasons)
    assert summons is not None  # judged above
    silent = unanswered(summoned_to(meeting), answers_to(meeting.id))
    reachable = [row for row in silent if row.address]
    if not reachable:
        raise StepRefused([Reason(N_("Alla som har en e-postadress har svarat."))])
    letters.send(meeting, summons, "reminder", letters.reminder_message(meeting, summons), reachable)
    _audit(meeting, "summons_reminded", actor, summons=summons.id, count=len(reachable))
    return len(reachable)


def reminding_refused(meeting: Meeting, summons: Summons | None, actor: Reader) -> list[Reason]:
    """Why nobody can be reminded now."""
    if not keeps_minutes(actor, meeting):
        return [Reason(N_("Påminnelsen skickas av sekreteraren."))]
    if summons is None or meeting.state != "summoned":
        return [Reason(N_("Det går att påminna när kallelsen är skickad och sammanträdet inte har öppnats."))]
    sent = select(SummonsLetter.id).where(SummonsLetter.summons_id == summons.id, SummonsLetter.kind == "reminder")
    if db.session.scalar(sent) is not None:
        return [Reason(N_("En påminnelse om den här kallelsen är redan skickad."))]
    return []


def unanswered(summoned: Sequence[Summoned], answers: Mapping[int, Any]) -> list[Summoned]:
    """Those who have not answered."""
    return [row for row in summoned if row.person_id not in answers]


def tell_cancelled(meeting: Meeting) -> None:
    """A cancelled meeting is told to everybody who was summoned to it, and taken out of their calendars."""
    summons = last_summons(meeting.id)
    if summons is None:
        return
    files = letters.cancellation_files(meeting, summons, clock.now())
    told = [Summoned(**row) for row in summons.recipients]
    letters.send(meeting, summons, "cancellation", letters.cancellation_message(meeting, summons, files), told)


def mend(meeting: Meeting, delivery: Delivery, address: str, *, actor: Reader) -> None:
    """Send a letter that failed or came back once more, to another address."""
    if not keeps_minutes(actor, meeting):
        raise StepRefused([Reason(N_("Kallelsen skickas av sekreteraren."))])
    if not may_be_mended(delivery):
        raise StepRefused([Reason(N_("Brevet är på väg eller har kommit fram."))])
    send_again(delivery, address, actor_id=actor.person_id)


def _audit(meeting: Meeting, event: str, actor: Reader, **data: Any) -> None:
    audit.record(event, authority_id=meeting.authority_id, actor_id=actor.person_id, meeting=meeting.id, **data)
