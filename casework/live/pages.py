"""What a screen of the meeting shows, put together for its reader: the item that is handled, the list, who is there."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext

from casework.cases.queries import attachments_of, latest_report, report_version
from casework.documents.kinds import KINDS
from casework.law.serving import Place, idle, presiding, serving
from casework.live.queries import agenda_of, disclosures_at, has_spoken, speakers_of
from casework.meetings.models import AgendaItem, Attendance, Meeting
from casework.meetings.presence import DISQUALIFIED, may_note
from casework.meetings.queries import Presences, attendance_of, meeting_facts, places, roll_at
from casework.permissions import Reader
from workflows._vocabulary import N_, OUTCOMES, SEATS

KINDS_OF_WORD = {"word": N_("Ordet"), "reply": N_("Replik"), "order": N_("Ordningsfråga")}


def screen(meeting: Meeting, token: int, reader: Reader, has: str = "") -> dict[str, Any]:
    """The words of the page: what all see, and what this reader may do. `has`: the papers that his screen holds."""
    items = agenda_of(meeting)
    item = next((row for row in items if row.id == meeting.current_item_id), None)
    rows, presences = roll_at(item) if item is not None else (attendance_of(meeting.id), {})
    there = places(rows, presences)
    leader = presiding(there)
    leads = may_note(reader, meeting, leader.person_id if leader else None)
    own = next((place for place in there if place.person_id == reader.person_id), None)
    return {
        "meeting": meeting,
        "token": token,
        "reader": reader,
        "items": items,
        "item": item,
        "number": items.index(item) + 1 if item is not None else 0,
        "facts": meeting_facts(meeting, rows=rows, presences=presences),
        "leader": next((row for row in rows if leader and row.person_id == leader.person_id), None),
        "leads": leads,
        "held": meeting.state == "planned",
        "own": own,
        "stands": _stands(own, there, rows),
        "roll": _roll(rows, there, presences),
        "has": has,
        "beside": _beside(items, item),
        "outcomes": OUTCOMES,
        "current": _current(item, reader, own, there, rows, leads=leads) if item is not None else None,
    }


def _current(
    item: AgendaItem,
    reader: Reader,
    own: Place | None,
    there: Sequence[Place],
    rows: Sequence[Attendance],
    *,
    leads: bool,
) -> dict[str, Any]:
    """What is shown of the item that is handled."""
    decision = item.decision
    report = report_version(decision.report_version_id) if decision else latest_report(item.case_id)
    speakers = [] if decision else speakers_of(item.id)
    mine = {row.kind for row in speakers if row.person_id == reader.person_id and row.given_at is None}
    spoken = bool(speakers) and (speakers[0].given_at is not None or has_spoken(item.id))
    may_ask = decision is None and own is not None and own.takes_part
    disclosed = [] if decision else disclosures_at(item.id)
    names = {row.person_id: row for row in rows}
    return {
        "decision": decision,
        "report": report,
        "attachments": attachments_of(item.case_id),
        "kinds": KINDS,
        "panels": [panel for make in current_app.extensions["casework.live_panels"] if (panel := make(item, reader))],
        "speakers": [
            {
                "row": row,
                "who": named(names[row.person_id]) if row.person_id in names else row.person.name,
                "kind": KINDS_OF_WORD[row.kind],
            }
            for row in speakers
        ],
        "asks": [
            (kind, gettext(label))
            for kind, label in KINDS_OF_WORD.items()
            if may_ask and kind not in mine and (kind != "reply" or spoken)
        ],
        "may_be_noted": [(row.person_id, named(row)) for row in rows if leads and _takes_part(row.person_id, there)],
        "disclosed": [
            (row, named(names[row.person_id]))
            for row in disclosed
            if row.person_id in names and (leads or row.person_id == reader.person_id)
        ],
        "may_disclose": decision is None
        and own is not None
        and not own.disqualified
        and reader.person_id not in {row.person_id for row in disclosed},
    }


def named(row: Attendance) -> str:
    """Name and party."""
    return f"{row.person.name} ({row.seat.party})" if row.seat.party else row.person.name


def _takes_part(person_id: int, there: Sequence[Place]) -> bool:
    return any(place.person_id == person_id and place.takes_part for place in there)


def _stands(own: Place | None, there: Sequence[Place], rows: Sequence[Attendance]) -> str:
    """In one sentence how the reader takes part in what is handled; "" for who has no seat."""
    if own is None:
        return ""
    member = next((row for row in rows if row.person_id == own.serving_for_id and not own.is_member), None)
    if own in serving(there):
        return gettext("Du tjänstgör för %(member)s.", member=named(member)) if member else gettext("Du tjänstgör.")
    if own.disqualified:
        return gettext("Du deltar inte i ärendet på grund av jäv. Lämna rummet medan det behandlas.")
    if not own.present:
        return gettext("Du är inte uppropad som närvarande.")
    if own.away:
        return gettext("Du deltar inte i ärendet.")
    return gettext("Du följer sammanträdet utan att tjänstgöra.")


def _roll(rows: Sequence[Attendance], there: Sequence[Place], presences: Presences) -> list[dict[str, Any]]:
    """Who is there, those who serve first, each with how he takes part."""
    serves = {place.person_id for place in serving(there)}
    follows = {place.person_id for place in idle(there)}
    names = {row.person_id: row.person.name for row in rows}
    found = []
    for row, place in zip(rows, there, strict=True):
        noted = presences.get(row.person_id)
        if row.person_id in serves:
            word, kind = gettext("tjänstgör"), "ok"
            if place.serving_for_id and not place.is_member:
                word = gettext("tjänstgör för %(name)s", name=names.get(place.serving_for_id, ""))
        elif noted is not None and noted.kind == DISQUALIFIED:
            word, kind = gettext("deltar inte: jäv"), "waiting"
        elif place.away:
            word, kind = gettext("har gått ut"), "waiting"
        elif row.person_id in follows:
            word, kind = gettext("följer mötet"), "neutral"
        else:
            word, kind = gettext("frånvarande"), "neutral"
        found.append({"who": named(row), "seat": gettext(SEATS[row.role]), "word": word, "kind": kind})
    return sorted(found, key=lambda seat: ("ok", "waiting", "neutral").index(seat["kind"]))


def _beside(items: Sequence[AgendaItem], item: AgendaItem | None) -> Mapping[str, AgendaItem | None]:
    """The item before, and the next that waits after the one that is handled."""
    at = items.index(item) if item is not None else -1
    after = [row for row in items[at + 1 :] if row.outcome is None]
    return {"before": items[at - 1] if at > 0 else None, "next": after[0] if after else None}
