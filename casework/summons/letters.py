"""The letters of a meeting as they are sent: in Swedish, whoever presses the button, and the same in the preview."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from casework import clock
from casework.database import db
from casework.dispatch.channels.addresses import named_mailbox
from casework.dispatch.models import SUMMONS
from casework.dispatch.operations import Enclosure, Message, dispatch
from casework.documents.typesetting import SummonsData, typeset_summons
from casework.meetings.models import Meeting
from casework.register.operations import keep_file
from casework.summons.freezing import Agenda, difference
from casework.summons.invitation import Invitation, calendar_file, method_of
from casework.summons.models import Summons, SummonsLetter
from casework.summons.queries import Summoned
from casework.summons.wording import change_lines, document_name, item_lines, meeting_words, starts_at, summoned_line
from casework.web import day, letter, moment

CALENDAR_NAME = "sammantrade.ics"


@dataclass(frozen=True)
class Box:
    """A summoned person's address, as a distribution list has it."""

    name: str
    address: str
    channel: str = "mail"
    deadline: date | None = None


def page_url(meeting_id: int) -> str:
    """The summons's page for who reads it in a letter; letters are also written where there is no request."""
    path = current_app.url_map.bind("").build("summons.show", {"meeting_id": meeting_id})
    return f"{current_app.extensions['casework.settings'].base_url}{path}"


def document(summons: Summons, before: Summons | None, *, issued_by: str) -> bytes:
    """The summons as PDF; its row need not be stored. `before`: the one that it supplements."""
    agenda, own = summons.agenda, agenda_changes(summons, before)
    with force_locale("sv"):
        about = [gettext("Utsänd den %(when)s av %(name)s.", when=moment(summons.issued_at), name=issued_by)]
        about += exceptions(summons)
        return typeset_summons(
            SummonsData(
                authority_name=agenda["meeting"]["authority"],
                body_name=agenda["meeting"]["body"],
                document=document_name(summons.number),
                starts_at=starts_at(agenda),
                place=agenda["meeting"]["place"],
                items=[(item["title"], item_lines(item)) for item in agenda["items"]],
                summoned=[summoned_line(row["name"], row["party"], row["role"]) for row in summons.recipients],
                url=page_url(summons.meeting_id),
                about=about,
                issued_at=summons.issued_at,
                changes=own,
                since=gettext("sedan den %(day)s", day=day(before.issued_at)) if before else "",
            )
        )


def exceptions(summons: Summons) -> list[str]:
    """What was otherwise than the rules say, and why, a sentence each."""
    told = []
    if summons.late_reason:
        told.append(gettext("Skickad senare än reglerna säger: %(why)s", why=summons.late_reason))
    if summons.urgent_reason:
        told.append(gettext("Brådskande ärende (5 kap. 14 § kommunallagen): %(why)s", why=summons.urgent_reason))
    return told


def agenda_changes(summons: Summons, before: Summons | None) -> list[str]:
    """What is otherwise than in the summons before, a line each, in Swedish."""
    with force_locale("sv"):
        return change_lines(difference(before.agenda, summons.agenda)) if before else []


def calendar_of(
    meeting: Meeting, agenda: Agenda, sequence: int, at: Any, *, cancelled: bool = False
) -> tuple[bytes, str]:
    """The calendar file of that version, and its method."""
    settings = current_app.extensions["casework.settings"]
    sender = named_mailbox(settings.mail_reply_to or settings.mail_from)
    url = page_url(meeting.id)
    with force_locale("sv"):
        titles = [f"{item['number']}. {item['title']}" for item in agenda["items"]]
        invitation = Invitation(
            uid=f"{_key(meeting)}@{settings.mail_domain}",
            sequence=sequence,
            at=at,
            starts_at=starts_at(agenda),
            summary=gettext("Sammanträde: %(body)s", body=agenda["meeting"]["body"]),
            place=agenda["meeting"]["place"],
            description="\n".join([gettext("Svara och läs handlingarna: %(url)s", url=url), *titles]),
            url=url,
            organizer=(agenda["meeting"]["authority"], sender.addr_spec),
            cancelled=cancelled,
        )
    return calendar_file(invitation), method_of(invitation)


def summons_message(meeting: Meeting, summons: Summons, before: Summons | None, files: "Files | None") -> Message:
    """The letter that brings a summons, or a supplement with what has changed. Without `files` as in a preview."""
    words = {"summons": summons, "before": before, "changes": agenda_changes(summons, before)}
    kind = document_name(summons.number)
    return _message(meeting, summons.agenda, kind, "mail/summons", files, **words)


def reminder_message(meeting: Meeting, summons: Summons) -> Message:
    """The letter to who has not answered."""
    with force_locale("sv"):
        kind = gettext("Påminnelse, svara på kallelsen")
    return _message(meeting, summons.agenda, kind, "mail/summons_reminder", None, summons=summons)


def call_message(meeting: Meeting, summons: Summons, member: str, files: "Files") -> Message:
    """The letter that calls a substitute to serve for a member."""
    with force_locale("sv"):
        kind = gettext("Inkallad som ersättare")
    return _message(meeting, summons.agenda, kind, "mail/substitute_call", files, member=member)


def withdrawal_message(meeting: Meeting, summons: Summons, member: str) -> Message:
    """The letter that takes a call back: the member comes after all."""
    with force_locale("sv"):
        kind = gettext("Inkallelsen gäller inte längre")
    return _message(meeting, summons.agenda, kind, "mail/substitute_withdrawal", None, member=member)


def cancellation_message(meeting: Meeting, summons: Summons, files: "Files") -> Message:
    """The letter that a meeting is cancelled, with the calendar's word of it."""
    with force_locale("sv"):
        kind = gettext("Inställt sammanträde")
    return _message(meeting, summons.agenda, kind, "mail/summons_cancelled", files)


@dataclass(frozen=True)
class Files:
    """What goes with a letter: the summons, where it does, and a calendar file with its method."""

    document: str | None
    name: str
    calendar: str
    method: str


def kept_files(summons: Summons) -> Files:
    """The files of a summons as they were sent."""
    return Files(summons.sha256, document_file_name(summons), summons.calendar_sha256, "PUBLISH")


def document_file_name(summons: Summons) -> str:
    """Kallelse KSAU 2026-06-14.pdf."""
    there = summons.agenda["meeting"]
    with force_locale("sv"):
        kind = document_name(summons.number)
    number = f" {summons.number}" if summons.is_supplement else ""
    return f"{kind}{number} {there['short_name']} {_day(summons.agenda)}.pdf".replace("/", "-")


def cancellation_files(meeting: Meeting, summons: Summons, at: Any) -> Files:
    """The calendar's word that the meeting is cancelled, kept."""
    content, method = calendar_of(meeting, summons.agenda, summons.number, at, cancelled=True)
    return Files(None, "", keep_file(content, "text/calendar").sha256, method)


def send(
    meeting: Meeting, summons: Summons, kind: str, message: Message, recipients: Iterable[Summoned]
) -> SummonsLetter | None:
    """Queue the letter to those of them who have an address, in the caller's transaction; None where nobody has."""
    boxes = [Box(row.name, row.address) for row in recipients if row.address]
    if not boxes:
        return None
    sent = dispatch(meeting.authority_id, None, message, boxes, state="queued", purpose=SUMMONS)
    row = SummonsLetter(summons_id=summons.id, kind=kind, dispatch_id=sent.id)
    db.session.add(row)
    db.session.flush()
    return row


def _message(meeting: Meeting, agenda: Agenda, kind: str, template: str, files: Files | None, **words: Any) -> Message:
    with force_locale("sv"):
        page: Mapping[str, Any] = {
            "agenda": agenda,
            "kind": kind,
            "when": meeting_words(agenda),
            "url": page_url(meeting.id),
            "item_lines": item_lines,
            **words,
        }
        return Message(
            subject=f"{kind}: {meeting_words(agenda)}"[:300],
            text=letter(f"{template}.txt", **page),
            html=letter(f"{template}.html", **page),
            file_sha256=files.document if files else None,
            file_name=files.name if files and files.document else None,
            thread=_key(meeting),
            enclosures=_enclosures(files),
        )


def _enclosures(files: Files | None) -> tuple[Enclosure, ...]:
    if files is None:
        return ()
    return (Enclosure(CALENDAR_NAME, files.calendar, f"text/calendar; method={files.method}; charset=utf-8"),)


def _key(meeting: Meeting) -> str:
    """What is the meeting's own for ever and tells nothing of it: its thread, and its UID in a calendar."""
    return f"meeting-{hashlib.sha256(meeting.creation_key.encode()).hexdigest()[:24]}"


def _day(agenda: Agenda) -> str:
    return clock.local(starts_at(agenda)).date().isoformat()
