"""Letters about a referral: to an outside party one that may be answered, to those of the house that it is there."""

import hashlib
from dataclasses import dataclass
from datetime import date

from flask import current_app
from flask_babel import force_locale, gettext

from casework.cases.models import Case, ReportVersion
from casework.dispatch.models import NOTICE
from casework.dispatch.models import REFERRAL as TO_OUTSIDE
from casework.dispatch.operations import Enclosure, Message, dispatch
from casework.documents.typesetting import ReportData, typeset_report
from casework.people.queries import told_by_mail
from casework.referrals.models import Referral
from casework.referrals.queries import accounts_asked, papers_of
from casework.register.operations import keep_file
from casework.web import letter
from workflows._vocabulary import N_

PDF = "application/pdf"
ASKED, REMINDER, EXTENDED, WITHDRAWN = "asked", "reminder", "extended", "withdrawn"
SUBJECTS = {
    ASKED: N_("Remiss: %(title)s (%(number)s)"),
    REMINDER: N_("Påminnelse om remiss: %(title)s (%(number)s)"),
    EXTENDED: N_("Längre svarstid för remiss: %(title)s (%(number)s)"),
    WITHDRAWN: N_("Remissen är återkallad: %(title)s (%(number)s)"),
}
"""By what the letter is about. To those of the house it names the case by number only."""


@dataclass(frozen=True)
class Envelope:
    """Who gets a letter, as a distribution list has it."""

    name: str
    channel: str
    address: str
    deadline: date | None = None


def send(referral: Referral, about: str, *, note: str = "", report_sha256: str | None = None) -> None:
    """Queue the letter in the caller's transaction: to the outside party, or to who answers in the house by his wish.

    The report (`report_sha256`) and the papers go along when an outside party is asked, and not again after that.
    """
    if referral.is_outside:
        envelope = Envelope(referral.name, referral.channel, referral.address, referral.due)
        message = _to_outside(referral, about, note, report_sha256)
        _dispatch(referral.case, message, [envelope], TO_OUTSIDE)
        return
    accounts = told_by_mail([account.person_id for account in accounts_asked(referral)])
    for account in accounts:
        envelope = Envelope(account.person.name, "mail", account.email)
        _dispatch(referral.case, _within(referral, about, note), [envelope], NOTICE)


def keep_report(case: Case, report: ReportVersion) -> str:
    """The version as a PDF among the kept files: its hash."""
    data = ReportData(
        authority_name=case.authority.name,
        case_number=case.number,
        title=report.content["title"],
        officer=case.officer.name,
        saved_at=report.saved_at,
        content=report.content,
    )
    return keep_file(typeset_report(data), PDF).sha256


def _dispatch(case: Case, message: Message, envelopes: list[Envelope], purpose: str) -> None:
    dispatch(case.authority_id, case.id, message, envelopes, state="queued", purpose=purpose)


def _to_outside(referral: Referral, about: str, note: str, report_sha256: str | None) -> Message:
    case, papers = referral.case, papers_of(referral) if about == ASKED else []
    title = referral.report.content["title"] if referral.report else case.title  # what it was called when it was sent
    page = {"case": case, "title": title, "referral": referral, "about": about, "note": note, "papers": papers}
    page |= {"attached": report_sha256 is not None}
    with force_locale("sv"):  # a letter of the authority is in Swedish, whoever presses the button
        return Message(
            subject=(gettext(SUBJECTS[about]) % {"title": title, "number": case.number})[:700],
            text=letter("mail/referral.txt", **page),
            html=letter("mail/referral.html", **page),
            file_sha256=report_sha256,
            file_name=f"Tjänsteskrivelse {case.number}.pdf".replace("/", "-") if report_sha256 else None,
            enclosures=tuple(Enclosure(paper.name, paper.sha256, paper.media_type) for paper in papers),
            thread=_thread(referral),
        )


def _within(referral: Referral, about: str, note: str) -> Message:
    """Without the title, which may tell more than a mailbox should hold; the page tells the rest."""
    case, settings_url = referral.case, _address("people.settings")
    page = {"case": case, "referral": referral, "about": about, "note": note, "settings_url": settings_url}
    page |= {"url": _address("referrals.show", referral_id=referral.id)}
    with force_locale("sv"):
        subject = gettext(SUBJECTS[about]) % {"title": referral.name, "number": case.number}
        return Message(
            subject=subject[:700],
            text=letter("mail/referral_within.txt", **page),
            html=letter("mail/referral_within.html", **page),
            unsubscribe=settings_url,
            thread=_thread(referral),
        )


def _thread(referral: Referral) -> str:
    """A reminder is shown with the question."""
    return f"referral-{hashlib.sha256(referral.creation_key.encode()).hexdigest()[:24]}-{referral.position}"


def _address(endpoint: str, **values: int) -> str:
    """The page's address for who reads it in a letter; letters are also written where there is no request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.extensions['casework.settings'].base_url}{path}"
