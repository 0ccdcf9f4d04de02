"""The minutes' words, made of the meeting's data: what is frozen, signed, printed and shown is this (R-100, R-101).

The secretary writes the prose; every fact comes from what was recorded. In Swedish, whoever presses the button.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from casework import clock
from casework.deliberation.wording import demand_sentence, statement_sentence
from casework.law.appeals import LEGALITY_REVIEW, ROUTES
from casework.law.attending import GUESTS
from casework.law.clocks import latest_approval_day
from casework.meetings.hours import paragraphs_told
from casework.meetings.models import Decision
from casework.meetings.presence import minutes_sentence
from casework.minutes.gathering import Gathered, gather
from casework.minutes.models import CORRECTION, IMMEDIATE, Minutes
from casework.minutes.procedure import order_of_questions, proposals_made, votes_held
from casework.minutes.queries import decisions_in, last_day_of, names_of, signers_of
from casework.web import clock_time, day
from workflows._vocabulary import ITEM_KINDS, OUTCOMES, SEATS

OPENING = "opening"
Part = dict[str, Any]


def content_of(minutes: Minutes, found: Gathered | None = None) -> dict[str, Any]:
    """All that the minutes say as they stand: strings, numbers and lists, ready to be frozen and hashed.

    `head` is what stands on the first page, `paragraphs` the matters in order; of a correction `correction` too.
    `found`: what was read of them already.
    """
    found = found or gather(minutes.meeting, decisions_in(minutes))
    with force_locale("sv"):
        told: dict[str, Any] = {"kind": minutes.kind, "head": _head(minutes, found), "paragraphs": []}
        if minutes.kind == CORRECTION:
            assert minutes.corrects is not None
            told["correction"] = _number(minutes.corrects) | {"text": minutes.correction}
        else:
            told["paragraphs"] = [_paragraph(row, found) for row in found.decisions]
        return told


def _head(minutes: Minutes, found: Gathered) -> dict[str, Any]:
    meeting, decisions = found.meeting, found.decisions
    signers = signers_of(minutes, decisions)
    names = names_of([*signers]) | found.names
    opening = found.texts.get(OPENING)
    return {
        "authority": meeting.body.authority.name,
        "body": meeting.body.name,
        "short_name": meeting.body.short_name,
        "day": meeting.day.isoformat(),
        "place": meeting.place,
        "times": _times(found) if minutes.kind != CORRECTION else [],
        "numbers": paragraphs_told([row.paragraph for row in decisions]),
        "year": decisions[0].paragraph_year if decisions else meeting.day.year,
        "taking_part": _taking_part(decisions, found),
        "others": _others(found),
        "signers": [
            {"name": names[person_id], "role": role, "id": person_id} for person_id, role in sorted(signers.items())
        ],
        "last_day": minutes.last_day.isoformat() if minutes.last_day else "",
        "latest_day": latest_approval_day(last_day_of(minutes)).isoformat(),
        "opening": opening.text if opening and minutes.kind not in (CORRECTION, IMMEDIATE) else "",
    }


def _times(found: Gathered) -> list[str]:
    """From when to when, with each adjournment."""
    lines = []
    began = None
    for event in found.events:
        if event.to_state == "open":
            began = event.at
        elif event.from_state == "open" and began is not None:
            lines.append(
                _("%(day)s %(since)s–%(until)s", day=day(began), since=clock_time(began), until=_time(event.at))
            )
            began = None
    if began is not None:
        lines.append(_("%(day)s %(since)s–", day=day(began), since=clock_time(began)))
    return lines


def _time(moment: Any) -> str:
    return clock.local(moment).strftime("%H.%M")


def _taking_part(decisions: Sequence[Decision], found: Gathered) -> list[dict[str, Any]]:
    """Who took part in the decisions: each with his seat, for whom, and in which paragraphs where not in all."""
    parts: dict[tuple[str, str], list[tuple[Decision, dict[str, str]]]] = {}
    for decision in decisions:
        for row in decision.present:
            parts.setdefault((row.get("id", row["name"]), row["serving_for"]), []).append((decision, row))
    told = [_part_of(rows, len(decisions), found) for rows in parts.values()]
    return sorted(told, key=lambda row: not row.pop("led"))


def _part_of(rows: Sequence[tuple[Decision, dict[str, str]]], among: int, found: Gathered) -> dict[str, Any]:
    """One person's part in the decisions, in one role."""
    person = rows[0][1]
    own = [decision.paragraph for decision, row in rows if row["role"] == "presiding"]
    seats = [row["role"] for _decision, row in rows if row["role"] != "presiding"]
    if person["serving_for"]:
        role = _("ersätter %(name)s", name=person["serving_for"])
    elif own:
        role = _("ordförande")
    else:
        label = SEATS[seats[0]]
        role = _(label)
    if own and len(own) < len(rows):
        role = _("%(role)s, leder %(numbers)s", role=role, numbers=paragraphs_told(own))
    within = paragraphs_told([decision.paragraph for decision, _row in rows]) if len(rows) < among else ""
    return {
        "name": person["name"],
        "party": person["party"],
        "role": role,
        "numbers": within,
        "remote": person.get("id", "") in found.remote,
        "led": bool(own),
    }


def _others(found: Gathered) -> list[dict[str, Any]]:
    """Who was there without taking part in any decision: members, substitutes, guests."""
    taking = {row.get("id") for one in found.decisions for row in one.present}
    told = []
    for row in found.rows:
        person, label = str(row.person_id), SEATS[row.role]
        if person in found.there - taking:
            seat = {"name": row.person.name, "party": row.seat.party, "role": _(label)}
            told.append(seat | {"remote": person in found.remote})
    for guest in found.guests:
        label = GUESTS[guest.kind].label
        told.append({"name": guest.name, "party": "", "role": _(label), "remote": guest.remote})
    return told


def _paragraph(decision: Decision, found: Gathered) -> dict[str, Any]:
    item = decision.item
    report = found.reports.get(decision.report_version_id or 0)
    written = found.texts.get(str(decision.id))
    summary = (report.content.get("summary") or "") if report else ""
    return {
        "decision": decision.id,
        "item": item.id,
        "number": decision.paragraph,
        "year": decision.paragraph_year,
        "title": item.name,
        "case_number": item.case.number if item.case else "",
        "kind": _(ITEM_KINDS[item.kind]),
        "outcome": decision.outcome,
        "prepares": decision.prepares,
        "route": found.routes[decision.id],
        "report_hash": decision.report_hash,
        "parts": [part for part in _parts(decision, found, written.text if written else summary) if part],
    }


def _parts(decision: Decision, found: Gathered, prose: str) -> list[Part | None]:
    item, names = decision.item, found.names
    stands, said = found.deliberations[item.id], found.statements.get(item.id, [])
    reservations = [statement_sentence(row, names) for row in said if row.kind == "reservation"]
    notes = [statement_sentence(row, names) for row in said if row.kind == "note"]
    demands = [demand_sentence(row, stands.by_id[row.proposal_id]) for row in stands.demands]
    case = item.case
    whom = [_whom(row.name, row.deadline) for row in found.recipients.get(case.id, [])] if case else []
    shown = whom if decision.outcome in ("approve", "approve_changed", "reject") and not decision.prepares else []
    return [
        part("matter", _("Ärendet"), text=prose),
        part("disqualified", _("Jäv"), lines=_disqualified(decision)),
        part("proposals", _("Yrkanden"), lines=proposals_made(stands, names)),
        part("demands", _("Minoritetens begäran"), lines=demands),
        part("order", _("Beslutsgång"), lines=order_of_questions(stands, found.votes.get(item.id, []), names)),
        *(part("vote", _("Omröstning"), **one) for one in votes_held(found, item.id)),
        part("decision", _("Beslut"), points=list(decision.points), note=_outcome(decision), lines=_ordered(decision)),
        part("reservations", _("Reservation"), lines=reservations),
        part("notes", _("Protokollsanteckning"), lines=notes),
        *(
            part("more", heading, lines=lines)
            for add in current_app.extensions["casework.minutes_parts"]
            for heading, lines in add(item, decision)
        ),
        part("recipients", _("Beslutet skickas till"), lines=shown),
        part("appeal", _("Överklagande"), lines=_otherwise(found.routes[decision.id])),
    ]


def part(
    name: str,
    heading: str,
    *,
    text: str = "",
    points: Sequence[str] = (),
    lines: Sequence[str] = (),
    table: Mapping[str, Any] | None = None,
    note: str = "",
) -> Part | None:
    """A part of a paragraph; None where it would say nothing."""
    if not (text.strip() or points or lines or table):
        return None
    return {
        "name": name,
        "heading": heading,
        "text": text.strip(),
        "points": list(points),
        "lines": list(lines),
        "table": dict(table) if table else None,
        "note": note,
    }


def _outcome(decision: Decision) -> str:
    label = _(OUTCOMES[decision.outcome])
    return _("Förslag till högre organ. %(label)s", label=label) if decision.prepares else label


def _disqualified(decision: Decision) -> list[str]:
    return [minutes_sentence(row) for row in decision.disqualified]


def _ordered(decision: Decision) -> list[str]:
    """What the decision orders, on which condition it holds, and what all agreed on (KL 5:33, 5:52)."""
    told = [
        _("Ansvarig: %(owner)s. Klart senast %(due)s.", owner=one["owner"], due=day(date.fromisoformat(one["due"])))
        for one in decision.assignments
    ]
    if decision.condition:
        told.append(_("Beslutet gäller under villkor: %(text)s", text=decision.condition["text"]))
    agreed = {
        "agree_on_decision": _("Alla närvarande är ense om beslutet."),
        "agree_to_decide": _("Alla närvarande är ense om att ärendet avgörs, fast det inte var tillkännagivet."),
    }
    return [*told, *(agreed[name] for name in decision.agreed)]


def _otherwise(route: str) -> list[str]:
    """How the decision is appealed, where it is not reviewed as the others are."""
    return [] if route == LEGALITY_REVIEW else [_(ROUTES[route])]


def _whom(name: str, deadline: date | None) -> str:
    return _("%(name)s, senast %(day)s", name=name, day=day(deadline)) if deadline else name


def _number(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision.id,
        "number": decision.paragraph,
        "year": decision.paragraph_year,
        "title": decision.item.name,
    }
