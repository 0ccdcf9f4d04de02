"""Minutes as PDF: the frozen words, with who has signed them and when; the draft as it stands now."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from casework import clock
from casework.documents.typesetting import (
    MinutesData,
    MinutesNotice,
    MinutesParagraph,
    MinutesPerson,
    Part,
    PartTable,
    PrintedSignature,
    typeset_minutes,
)
from casework.law.appeals import LEGALITY_REVIEW
from casework.law.approval import APPROVER, CHAIR, SECRETARY
from casework.law.clocks import earliest_removal, last_appeal_day
from casework.minutes.content import content_of
from casework.minutes.models import CORRECTION, MATERIAL, NOTED, Minutes, MinutesSignature
from casework.minutes.queries import (
    content_hash,
    newest,
    remarks_of,
    signatures_of,
    standing,
)
from casework.register.operations import keep_file
from casework.signing.confirming import METHODS
from casework.web import day
from workflows._vocabulary import N_

PDF = "application/pdf"
ROLES = {CHAIR: N_("Ordförande"), APPROVER: N_("Justerare"), SECRETARY: N_("Sekreterare")}
ORDER = (SECRETARY, CHAIR, APPROVER)


def role_told(role: str) -> str:
    """As what somebody signs, for the page and the paper."""
    label = ROLES[role]
    return _(label)


def print_approved(minutes: Minutes, approved_at: datetime) -> str:
    """The hash of the kept PDF of what was approved then: the words that were signed, and the signatures."""
    return keep_file(_typeset(minutes, approved_at), PDF).sha256


def print_now(minutes: Minutes) -> bytes:
    """The PDF of minutes that are not approved: a draft, or what is being signed, and it says so."""
    return _typeset(minutes, None)


def file_name(minutes: Minutes) -> str:
    """What the PDF is called where it is saved."""
    meeting = minutes.meeting
    what = {CORRECTION: "Rättelse", "immediate": "Omedelbart justerat"}.get(minutes.kind, "Protokoll")
    return f"{what} {meeting.body.short_name} {meeting.day.isoformat()}.pdf".replace("/", "-")


def _typeset(minutes: Minutes, approved_at: datetime | None) -> bytes:
    rendition = newest(minutes.id) if minutes.state != "draft" else None
    content = rendition.content if rendition else content_of(minutes)
    signed = standing(signatures_of(minutes.id), rendition)
    with force_locale("sv"):
        return typeset_minutes(
            _data(
                minutes, content, signed, approved_at, approved_at or (rendition.made_at if rendition else clock.now())
            )
        )


def _data(
    minutes: Minutes,
    content: Mapping[str, Any],
    signed: Sequence[MinutesSignature],
    approved_at: datetime | None,
    made_at: datetime,
) -> MinutesData:
    head = content["head"]
    correction = content.get("correction")
    signers = head["signers"]
    secretary = next((row["name"] for row in signers if row["role"] == SECRETARY), "")
    return MinutesData(
        authority_name=head["authority"],
        body_name=head["body"],
        meeting_day=date.fromisoformat(head["day"]),
        place=head["place"],
        times=tuple(head["times"]),
        serving=tuple(_person(row) for row in head["taking_part"]),
        others=tuple(_person(row) for row in head["others"]),
        approvers=tuple(row["name"] for row in signers if row["role"] == APPROVER),
        approval_place=_("Digitalt, senast %(day)s", day=day(date.fromisoformat(head["last_day"])))
        if head["last_day"]
        else _("Digitalt"),
        secretary=secretary,
        paragraphs=_corrected(correction) if correction else tuple(_paragraph(row) for row in content["paragraphs"]),
        signatures=tuple(_signatures(signers, signed)),
        made_at=made_at,
        kind=minutes.kind,  # type: ignore[arg-type]  # a word of KINDS
        corrects=_("§ %(number)s i protokollet den %(day)s", number=correction["number"], day=day(minutes.meeting.day))
        if correction
        else "",
        approved_at=approved_at,
        sha256=content_hash(content) if signed else "",
        notice=_notice(content, approved_at),
        about=(*_routes(content), *_noted(minutes)),
        opening=Part(heading=_("Inledning"), text=head["opening"]) if head["opening"] else None,
    )


def _notice(content: Mapping[str, Any], approved_at: datetime | None) -> MinutesNotice:
    """The notice as it is posted at the approval itself, with the days that follow; of a draft none (KL 8:12)."""
    if approved_at is None:
        return MinutesNotice()
    posted = clock.local(approved_at).date()
    last, removed = last_appeal_day(posted), earliest_removal(last_appeal_day(posted))
    reviewed = any(row["route"] == LEGALITY_REVIEW for row in content["paragraphs"])
    return MinutesNotice(posted_on=posted, removal_on=removed, last_appeal_on=last if reviewed else None)


def _routes(content: Mapping[str, Any]) -> list[str]:
    """How the decisions are appealed where the paragraph says nothing else."""
    if all(row["route"] != LEGALITY_REVIEW for row in content["paragraphs"]):
        return []
    return [_("Besluten kan laglighetsprövas (kommunallagen 13 kap.) om inget annat står vid paragrafen.")]


def _person(row: Mapping[str, Any]) -> MinutesPerson:
    name = f"{row['name']} ({row['party']})" if row["party"] else row["name"]
    return MinutesPerson(name=name, role=row["role"], note=row.get("numbers", ""), remote=bool(row.get("remote")))


def _corrected(correction: Mapping[str, Any]) -> tuple[MinutesParagraph, ...]:
    part = Part(heading=_("Rättelse"), text=correction["text"])
    return (MinutesParagraph(number=correction["number"], title=correction["title"], parts=(part,)),)


def _paragraph(row: Mapping[str, Any]) -> MinutesParagraph:
    return MinutesParagraph(
        number=row["number"],
        title=row["title"],
        case_number=row["case_number"],
        parts=tuple(printed_part(one) for one in row["parts"]),
    )


def printed_part(one: Mapping[str, Any]) -> Part:
    """A part of a frozen paragraph as the press takes it."""
    table = one["table"]
    return Part(
        heading=one["heading"],
        note=one["note"],
        text=one["text"],
        points=tuple(one["points"]),
        lines=tuple(one["lines"]),
        table=PartTable(columns=tuple(table["columns"]), rows=tuple(map(tuple, table["rows"]))) if table else None,
    )


def printed_signatures(signed: Sequence[MinutesSignature]) -> list[PrintedSignature]:
    """Who has signed, as what, when and how."""
    return [
        PrintedSignature(
            name=row.name,
            role=role_told(row.role),
            signed_at=row.at,
            method=_(METHODS[row.method].label) if row.method in METHODS else row.method,
            approves=row.role != SECRETARY,
        )
        for row in sorted(signed, key=lambda row: ORDER.index(row.role))
    ]


def _signatures(signers: Sequence[Mapping[str, Any]], signed: Sequence[MinutesSignature]) -> list[PrintedSignature]:
    given = {row.person_id for row in signed}
    waiting = [
        PrintedSignature(name=row["name"], role=role_told(row["role"]), approves=row["role"] != SECRETARY)
        for row in sorted(signers, key=lambda row: ORDER.index(row["role"]))
        if row["id"] not in given
    ]
    return [*printed_signatures(signed), *waiting]


def _noted(minutes: Minutes) -> list[str]:
    """Who did not agree on the words, and what came of it (R-105)."""
    told = []
    for row in remarks_of(minutes.id):
        if row.kind in (NOTED, MATERIAL):
            told.append(_("Avvikande mening om protokollet av %(name)s: %(text)s", name=row.person.name, text=row.text))
            if row.answer:
                told.append(row.answer)
    return told
