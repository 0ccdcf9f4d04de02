"""Reading templates and what is typed and not saved."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select

from casework.database import db
from casework.drafting.models import ReportTemplate, UnsavedDraft
from casework.drafting.parts import Layout, parts_of


def scope_of(authority_id: int, body_id: int | None, kind: str) -> str:
    """What a template is for, as one text; its versions are counted by it."""
    return f"{authority_id}/{body_id or ''}/{kind}"


def layout_of(template: ReportTemplate | None) -> Layout:
    """The template's version as a layout; the standard one where there is none."""
    if template is None:
        return Layout()
    return Layout(template.id, template.name, template.number, parts_of(template.rows))


def layout_for(authority_id: int | None, body_id: int | None, kind: str, day: date) -> Layout:
    """The template that holds on `day`, the nearest first: of the body and kind, of the body, of the kind, of all."""
    query = select(ReportTemplate).where(ReportTemplate.authority_id == authority_id, ReportTemplate.valid_from <= day)
    query = query.where(or_(ReportTemplate.body_id.is_(None), ReportTemplate.body_id == (body_id or 0)))
    rows = list(db.session.scalars(query.where(ReportTemplate.kind.in_(("", kind)))))
    near = max(rows, key=lambda row: (row.body_id is not None, row.kind != "", row.number), default=None)
    return layout_of(near)


def template_of(template_id: int, authorities: Iterable[int]) -> ReportTemplate | None:
    """One version of a template of these authorities."""
    query = select(ReportTemplate).where(ReportTemplate.id == template_id)
    return db.session.scalar(query.where(ReportTemplate.authority_id.in_(list(authorities))))


def templates_of(authorities: Iterable[int]) -> list[list[ReportTemplate]]:
    """The templates of these authorities, each as its versions with the newest first; those of all bodies first."""
    query = select(ReportTemplate).where(ReportTemplate.authority_id.in_(list(authorities)))
    by_scope: dict[str, list[ReportTemplate]] = {}
    for row in db.session.scalars(query.order_by(ReportTemplate.number.desc())):
        by_scope.setdefault(row.scope, []).append(row)
    return sorted(by_scope.values(), key=lambda rows: (rows[0].body.name if rows[0].body else "", rows[0].kind))


def newest_of(scope: str) -> ReportTemplate | None:
    """The newest version of what the scope names."""
    query = select(ReportTemplate).where(ReportTemplate.scope == scope)
    return db.session.scalar(query.order_by(ReportTemplate.number.desc()).limit(1))


def draft_of(person_id: int, *, case_id: int | None = None, creation_key: str | None = None) -> UnsavedDraft | None:
    """What the person has typed and not saved in that case, or in the new one of that form."""
    query = select(UnsavedDraft).where(UnsavedDraft.person_id == person_id)
    if case_id is not None:
        return db.session.scalar(query.where(UnsavedDraft.case_id == case_id))
    return db.session.scalar(query.where(UnsavedDraft.creation_key == creation_key))


def new_drafts(person_id: int) -> list[UnsavedDraft]:
    """What the person has typed of cases that are not saved yet, the newest first."""
    query = select(UnsavedDraft).where(UnsavedDraft.person_id == person_id, UnsavedDraft.case_id.is_(None))
    return list(db.session.scalars(query.order_by(UnsavedDraft.saved_at.desc())))
