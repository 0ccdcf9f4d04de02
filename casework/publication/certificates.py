"""The posting certificate (bevis om anslag): a kept PDF that says when the notice stood there (R-110)."""

from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from casework import clock
from casework.database import db
from casework.documents.typesetting import CertificateData, typeset_certificate
from casework.law.notice_board import on_every
from casework.permissions import Reader
from casework.publication.models import NoticeBoardPosting, PostingCertificate
from casework.publication.queries import boards_of, days_in_question, observations_of, period_by
from casework.publication.wording import SUBJECTS, spans_of
from casework.register.operations import keep_file

PDF = "application/pdf"


def issue(posting: NoticeBoardPosting, actor: Reader) -> PostingCertificate:
    """The certificate of a notice that has been taken down when its period was over; made once."""
    if posting.certificate is not None:
        return posting.certificate
    with force_locale("sv"):  # a public document is in Swedish, whoever presses the button
        sha256 = keep_file(typeset_certificate(_data(posting, actor)), PDF).sha256
    row = PostingCertificate(sha256=sha256, issued_at=clock.now(), issued_by_id=actor.person_id or None)
    posting.certificate = row
    db.session.flush()
    return row


def _data(posting: NoticeBoardPosting, actor: Reader) -> CertificateData:
    content, period = posting.newest.content, period_by(posting)
    up = on_every(list(boards_of(posting).values()))
    stretches = [(row.up, row.down) for row in up if row.down is not None and row.down > row.up]
    return CertificateData(
        authority_name=content["authority"],
        body_name=content["body"],
        meeting_day=date.fromisoformat(content["day"]),
        paragraphs=tuple(content["paragraphs"]),
        number=content["number"],
        stretches=tuple(stretches),
        posted_where=_("Den digitala anslagstavlan, %(board)s", board=posting.newest.board.name),
        notice_sha256=posting.newest.content_hash,
        issued_by=actor.name or content["authority"],
        issued_at=clock.now(),
        last_appeal_on=period.last_day if period and content["last_day"] else None,
        subject=_(SUBJECTS[posting.kind]),
        kept_at=content["kept_at"],
        notes=tuple(_notes(posting)),
    )


def _notes(posting: NoticeBoardPosting) -> list[str]:
    """The days of which nobody can say that the notice was seen; and what persons have answered of others."""
    observed = observations_of([posting.id])[posting.id]
    answered: dict[tuple[str, str], list[date]] = {}
    for row in observed:
        if row.observed_by is not None:
            answered.setdefault((row.observed_by.name, row.note), []).append(row.day)
    told = [
        _("%(name)s intygar att anslaget var uppe %(days)s: %(how)s", name=name, days=spans_of(days), how=how)
        for (name, how), days in answered.items()
    ]
    asked = days_in_question(posting, observed, clock.today())
    if asked:
        told.append(_("Systemet har inte sett efter om anslaget var uppe %(days)s.", days=spans_of(asked)))
    return told
