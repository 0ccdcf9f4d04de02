"""Telling a person what happened to his case, on his desk and by mail. Callers commit (database.write)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import update

from casework import clock
from casework.cases.models import Case
from casework.cases.operations import StepContext
from casework.cases.pages import put_aside, sentence
from casework.database import at_the_end, db
from casework.desk.models import Notice
from casework.dispatch.models import NOTICE, REFERRAL, Delivery
from casework.dispatch.operations import Message, dispatch
from casework.people.models import Account, Person
from casework.people.queries import holders, told_by_mail
from casework.web import letter
from workflows._facts import ActorFacts
from workflows._rules import level_is_mine, not_own_report
from workflows._vocabulary import MANAGER, N_

OTHER = N_("Nytt i ärendet")
SUBJECTS = {
    "comment": N_("Ny kommentar"),
    "claim": N_("Nytt om granskningen"),
    "condition": N_("Nytt om villkoret"),
    "delivery": N_("Ett brev har inte kommit fram"),
    "referral": N_("Nytt om en remiss"),
    "finality": N_("Laga kraft att bekräfta"),
    "raised": N_("Året för en motion eller ett medborgarförslag"),
}
"""By kind: what a letter about a notice without an event is called. Its text may hold what no subject should."""


@dataclass(frozen=True)
class Told:
    """One thing that a letter tells a person about a case. `subject`, where it is not the sentence itself."""

    person_id: int
    case: Case
    at: datetime
    sentence: str
    subject: str
    note: str = ""
    put_aside: str = ""


@dataclass(frozen=True)
class Letterbox:
    """A person's own address, as a distribution list has it."""

    name: str
    address: str
    channel: str = "mail"
    deadline: date | None = None


def notify_officer(context: StepContext) -> None:
    """Effect: the officer of the case is told, on his desk and by mail, unless he took the step himself."""
    if context.case.officer_id == context.actor.person_id:
        return
    event = context.event
    notice = Notice(person_id=context.case.officer_id, case_id=event.case_id, at=event.at, event=event)
    db.session.add(notice)
    at_the_end(_write_letters, _told(context, notice.person_id))


def notify_reviewers(context: StepContext) -> None:
    """Effect: the managers for whom the case now waits are told by mail; on their desks it stands already.

    Those whom the rules about who may review would let: not the author, and the reviewer of the level that is next.
    Nobody is told of what he did himself. In the table it stands after the effects that move the levels.
    """
    case = context.case
    for person in holders(MANAGER, case.authority_id, case.body_id):
        if person.id != context.actor.person_id and _may_review(context, person):
            at_the_end(_write_letters, _told(context, person.id))


def _may_review(context: StepContext, person: Person) -> bool:
    case = context.case
    now = replace(context.facts.case, state=case.state, approved_by=tuple(case.approved_by))
    facts = replace(context.facts, case=now, actor=ActorFacts(person.id, frozenset({MANAGER}), person.title))
    return not_own_report(facts) is None and level_is_mine(facts) is None


def tell(person_id: int, case_id: int, kind: str, text: str, *, actor_id: int | None = None) -> None:
    """Tell a person of what is no step: a sentence that says who did what. Nobody is told of what he did himself.

    `kind`: a key of SUBJECTS, or any other word of at most 20 characters. ValueError for a text that says nothing.
    """
    if not text.strip():
        raise ValueError("a notice needs its text")
    if person_id == actor_id:
        return
    notice = Notice(person_id=person_id, case_id=case_id, at=clock.now(), kind=kind, text=text.strip())
    db.session.add(notice)
    with force_locale("sv"):
        subject = gettext(SUBJECTS.get(kind, OTHER))
    at_the_end(_write_letters, Told(person_id, db.session.get_one(Case, case_id), notice.at, notice.text, subject))


def tell_of_delivery(delivery: Delivery) -> None:
    """The case's officer is told that somebody has not got the decision or the referral, and why."""
    case, asked = db.session.get_one(Case, delivery.dispatch.case_id), delivery.dispatch.purpose == REFERRAL
    with force_locale("sv"):
        what = gettext("Remissen") if asked else gettext("Beslutet")
        if delivery.state == "bounced":
            told = gettext("%(what)s till %(name)s kom i retur.", what=what, name=delivery.recipient)
        else:
            told = gettext("%(what)s till %(name)s kunde inte skickas.", what=what, name=delivery.recipient)
        text = told + " " + gettext("Rätta adressen under Expediering på ärendets sida.")
    tell(case.officer_id, case.id, "delivery", text)


def write_to(person_ids: Iterable[int], authority_id: int, subject: str, sentence: str, path: str) -> None:
    """A letter within the house about what waits for its reader and is of no case; `path`: where he does it.

    Nothing to who wants no letters. Subject and sentence are in Swedish; neither names what no subject should.
    """
    settings = current_app.extensions["casework.settings"]
    settings_url = _address("people.settings")
    page = {"sentence": sentence, "url": f"{settings.base_url}{path}", "settings_url": settings_url}
    with force_locale("sv"):
        message = Message(
            subject=subject[:300],
            text=letter("mail/task.txt", **page),
            html=letter("mail/task.html", **page),
            unsubscribe=settings_url,
        )
    for account in told_by_mail(set(person_ids)):
        box = Letterbox(account.person.name, account.email)
        dispatch(authority_id, None, message, [box], state="queued", purpose=NOTICE)


def mark_seen(person_id: int, notice_ids: list[int]) -> None:
    """The person has seen these of his notices."""
    rows = update(Notice).where(Notice.person_id == person_id, Notice.id.in_(notice_ids), Notice.seen_at.is_(None))
    db.session.execute(rows.values(seen_at=clock.now()))


def _told(context: StepContext, person_id: int) -> Told:
    case, event = context.case, context.event
    with force_locale("sv"):  # a letter is in Swedish, whoever presses the button
        words, until = sentence(case.kind, event, actor=context.actor.name), put_aside(event)
    return Told(person_id, case, event.at, words, words.rstrip("."), event.note, until or "")


def _write_letters(told: list[Told]) -> None:
    """One letter to each person for each case, about all that was done at once. Nothing to who wants no letters."""
    letters: dict[tuple[int, int], list[Told]] = {}
    for row in told:
        letters.setdefault((row.person_id, row.case.id), []).append(row)
    accounts = {account.person_id: account for account in told_by_mail({row.person_id for row in told})}
    for (person_id, _), rows in letters.items():
        if person_id in accounts:
            _write_letter(accounts[person_id], rows[0].case, rows)


def _write_letter(account: Account, case: Case, told: list[Told]) -> None:
    box = Letterbox(account.person.name, account.email)
    message = _message(case, told)
    dispatch(case.authority_id, case.id, message, [box], state="queued", purpose=NOTICE)


def _message(case: Case, told: list[Told]) -> Message:
    """The letter. Its subject names the case by number only, and what was last done to it."""
    settings_url = _address("people.settings")
    page = {
        "case": case,
        "told": told,
        "url": _address("cases.show", case_id=case.id),
        "settings_url": settings_url,
    }
    with force_locale("sv"):
        return Message(
            subject=f"{case.number}: {told[-1].subject}"[:300],
            text=letter("mail/notice.txt", **page),
            html=letter("mail/notice.html", **page),
            unsubscribe=settings_url,
            thread=f"case-{hashlib.sha256(case.creation_key.encode()).hexdigest()[:24]}",
        )


def _address(endpoint: str, **values: int) -> str:
    """The page's address for who reads it in a letter; letters are also written where there is no request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.extensions['casework.settings'].base_url}{path}"
