"""The check before approval begins: what is missing, one sentence each; and what somebody should look at once more."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from casework.database import db
from casework.meetings.models import AgendaItem, Decision, Meeting
from casework.meetings.queries import items_of
from casework.minutes.gathering import Gathered, gather
from casework.minutes.models import CORRECTION, IMMEDIATE, Minutes
from casework.minutes.queries import chosen_of, decisions_in
from casework.people.queries import rules_on
from workflows import Reason
from workflows._vocabulary import ASSEMBLY, N_

OTHER_BUSINESS = "other"


@dataclass(frozen=True)
class Finding:
    """One thing that the check found, at a paragraph or an item. `hinders`: approval cannot begin with it."""

    reason: Reason
    hinders: bool = True
    item_id: int | None = None


def check(minutes: Minutes, found: Gathered | None = None) -> list[Finding]:
    """What is to be put right in the draft, in the order of the minutes; nothing hinders a correction.

    Of what was approved at once, and taken back, only who approves it. `found`: what was read of them already.
    """
    if minutes.kind == CORRECTION:
        return []
    if minutes.kind == IMMEDIATE:
        return list(_of_approvers(minutes.meeting, decisions_in(minutes)))
    found = found or gather(minutes.meeting, decisions_in(minutes))
    decisions, items = found.decisions, items_of(minutes.meeting_id)
    return [
        *_of_meeting(minutes.meeting, items, decisions),
        *_of_approvers(minutes.meeting, decisions),
        *_of_numbers(minutes.meeting),
        *(finding for row in decisions for finding in _of_paragraph(row, found)),
    ]


def _of_meeting(meeting: Meeting, items: Sequence[AgendaItem], decisions: Sequence[Decision]) -> Iterator[Finding]:
    if not meeting.ended:
        yield Finding(Reason(N_("Sammanträdet är inte avslutat.")))
    for item in items:
        if item.outcome is None:
            yield Finding(Reason(N_("”%(item)s” har inget beslut."), {"item": item.name}), item_id=item.id)
    if not decisions:
        yield Finding(Reason(N_("Protokollet har ingen paragraf.")))


def _of_approvers(meeting: Meeting, decisions: Sequence[Decision]) -> Iterator[Finding]:
    chosen, least = chosen_of(meeting.id), rules_on(meeting.body, meeting.day).approver_count
    if len(chosen) < least:
        text = N_("Justerare saknas: %(chosen)s är vald av %(least)s.")
        yield Finding(Reason(text, {"chosen": len(chosen), "least": least}))
    took_part = {row.get("id") for one in decisions for row in one.present}
    led = {row.get("id") for one in decisions for row in one.present if row["role"] == "presiding"}
    for row in chosen:
        if decisions and str(row.person_id) not in took_part:
            text = N_("%(name)s är vald till justerare men deltog inte i något av besluten.")
            yield Finding(Reason(text, {"name": row.person.name}))
        if str(row.person_id) in led:
            text = N_("%(name)s ledde sammanträdet och kan inte också vara justerare.")
            yield Finding(Reason(text, {"name": row.person.name}))


def _of_numbers(meeting: Meeting) -> Iterator[Finding]:
    """Paragraphs run without gaps per body and calendar year (R-102)."""
    query = select(Decision.paragraph_year, func.count(), func.max(Decision.paragraph)).where(
        Decision.body_id == meeting.body_id
    )
    for year, count, last in db.session.execute(query.group_by(Decision.paragraph_year)):
        if count != last:
            text = N_("Paragrafnumren %(year)s har en lucka: %(count)s paragrafer, men den sista är § %(last)s.")
            yield Finding(Reason(text, {"year": year, "count": count, "last": last}))


def _of_paragraph(decision: Decision, found: Gathered) -> Iterator[Finding]:
    item = decision.item
    if item.kind == OTHER_BUSINESS and decision.outcome not in ("note", "defer"):
        text = N_("§ %(number)s är ett beslut under Övrigt. Ärendet ska stå på föredragningslistan med sitt namn.")
        assembly = found.meeting.body.kind == ASSEMBLY
        yield Finding(Reason(text, {"number": decision.paragraph}), hinders=assembly, item_id=item.id)
    yield from _of_votes(decision, found)
    for row in decision.disqualified:
        if row.get("disputed") and not row.get("ruling"):
            text = N_("§ %(number)s: om %(name)s är jävig är inte prövat.")
            yield Finding(Reason(text, {"number": decision.paragraph, "name": row["name"]}), item_id=item.id)
    if not any(_says_something(decision)):
        yield Finding(Reason(N_("§ %(number)s har ingen beslutstext."), {"number": decision.paragraph}))


def _of_votes(decision: Decision, found: Gathered) -> Iterator[Finding]:
    """A vote names as many as took part in the decision; else somebody came or left in between."""
    for vote in found.votes.get(decision.item_id, []):
        electors = found.electors.get(vote.id, [])
        if vote.state == "counted" and len(electors) != len(decision.present):
            text = N_("§ %(number)s: omröstningen har %(names)s namn, %(serving)s deltog i beslutet.")
            values = {"number": decision.paragraph, "names": len(electors), "serving": len(decision.present)}
            yield Finding(Reason(text, values), hinders=False, item_id=decision.item_id)


def _says_something(decision: Decision) -> Iterable[bool]:
    return (bool(point.strip()) for point in decision.points)
