"""Templates by version, what is typed and not saved, and who writes along. Callers commit (database.write)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select

from casework import audit, clock
from casework.cases.models import Case, CaseAuthor
from casework.cases.queries import authors_of
from casework.database import db
from casework.drafting.models import ReportTemplate, UnsavedDraft
from casework.drafting.parts import Part
from casework.drafting.queries import draft_of, newest_of, scope_of
from casework.errors import StaleVersion
from casework.people.models import Person
from casework.permissions import Reader
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

MOST_DRAFTS = 20
"""Of cases that a person has begun and not saved; the oldest gives way."""


def add_template(
    authority_id: int,
    body_id: int | None,
    kind: str,
    name: str,
    parts: Sequence[Part],
    *,
    valid_from: date,
    actor: Reader | None,
    expected_number: int,
) -> ReportTemplate:
    """A template, or a new version of it; what was there stays. Raises StaleVersion when another came meanwhile."""
    scope = scope_of(authority_id, body_id, kind)
    newest = newest_of(scope)
    number = newest.number if newest else 0
    if number != expected_number:
        raise StaleVersion(number)
    template = ReportTemplate(
        authority_id=authority_id,
        scope=scope,
        body_id=body_id,
        kind=kind,
        number=number + 1,
        name=name,
        valid_from=valid_from,
        rows=[part.row() for part in parts],
        made_by_id=actor.person_id if actor else None,
        made_at=clock.now(),
    )
    db.session.add(template)
    db.session.flush()
    actor_id = actor.person_id if actor else None
    audit.record("report_template", authority_id=authority_id, actor_id=actor_id, template=template.id, scope=scope)
    return template


def keep_draft(
    person_id: int,
    data: list[list[str]],
    *,
    base_version: int,
    revision: int,
    case_id: int | None = None,
    creation_key: str | None = None,
) -> UnsavedDraft:
    """Keep what the person has typed. Raises StaleVersion when another window of his has kept something meanwhile.

    A `revision` of -1 is his word that this text is the one to keep.
    """
    row = draft_of(person_id, case_id=case_id, creation_key=creation_key)
    if row is None:
        row = UnsavedDraft(person_id=person_id, case_id=case_id, creation_key=creation_key, revision=max(revision, 0))
        db.session.add(row)
    elif revision not in (row.revision, -1):
        raise StaleVersion(row.revision)
    row.revision += 1
    row.base_version, row.data, row.saved_at = base_version, data, clock.now()
    db.session.flush()
    if creation_key is not None:
        _drop_the_oldest(person_id)
    return row


def _drop_the_oldest(person_id: int) -> None:
    query = select(UnsavedDraft.id).where(UnsavedDraft.person_id == person_id, UnsavedDraft.case_id.is_(None))
    late = db.session.scalars(query.order_by(UnsavedDraft.saved_at.desc()).offset(MOST_DRAFTS)).all()
    db.session.execute(delete(UnsavedDraft).where(UnsavedDraft.id.in_(late)))


def discard_draft(person_id: int, *, case_id: int | None = None, creation_key: str | None = None) -> None:
    """It is saved, or thrown away."""
    query = delete(UnsavedDraft).where(UnsavedDraft.person_id == person_id)
    if case_id is not None:
        db.session.execute(query.where(UnsavedDraft.case_id == case_id))
    else:
        db.session.execute(query.where(UnsavedDraft.creation_key == creation_key))


def add_author(case: Case, person: Person, *, actor: Reader) -> None:
    """Let an officer of the authority write along. Asked already, he is. Raises StepRefused for who may not ask."""
    _refuse_others(case, actor)
    if person.id == case.officer_id:
        raise StepRefused([Reason(N_("%(name)s är redan ärendets handläggare."), {"name": person.name})])
    if any(row.person_id == person.id for row in authors_of(case.id)):
        return
    db.session.add(CaseAuthor(case_id=case.id, person_id=person.id, added_by_id=actor.person_id, added_at=clock.now()))
    db.session.flush()
    _audit(case, "add_author", actor, person.id)


def remove_author(case: Case, person_id: int, *, actor: Reader) -> None:
    """He writes along no more; that he did stays on record. Not there, he is not."""
    _refuse_others(case, actor)
    row = next((row for row in authors_of(case.id) if row.person_id == person_id), None)
    if row is not None:
        row.removed_at, row.removed_by_id = clock.now(), actor.person_id
        db.session.flush()
        _audit(case, "remove_author", actor, person_id)


def _refuse_others(case: Case, actor: Reader) -> None:
    if case.officer_id != actor.person_id:
        text = N_("Bara ärendets handläggare, %(officer)s, kan göra det här.")
        raise StepRefused([Reason(text, {"officer": case.officer.name})])


def _audit(case: Case, event: str, actor: Reader, person_id: int) -> None:
    audit.record(event, authority_id=case.authority_id, case_id=case.id, actor_id=actor.person_id, person=person_id)
