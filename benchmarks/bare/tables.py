"""Casework's own tables, and what knows nothing of its models: the same columns, CHECKs and indexes."""

from sqlalchemy import MetaData, Table

from casework.assignments.models import Assignment
from casework.audit import AuditHead, AuditRecord
from casework.cases.models import Case
from casework.database import Base
from casework.desk.models import Notice
from casework.dispatch.models import Dispatch
from casework.meetings.models import Meeting
from casework.register.models import StoredFile

MODELS = (Assignment, AuditHead, AuditRecord, Case, Notice, Dispatch, Meeting, StoredFile)
"""Their modules hold every table that the job writes; importing them has put those into Base.metadata."""

WRITTEN = (
    "agenda_items",
    "assignment_events",
    "assignments",
    "audit_heads",
    "audit_records",
    "case_events",
    "cases",
    "consultations",
    "decisions",
    "deliveries",
    "dispatches",
    "meeting_changes",
    "minutes_extracts",
    "notices",
    "number_series",
    "recipients",
    "report_versions",
    "stored_files",
)


def tables(metadata: MetaData) -> dict[str, Table]:
    """The tables that the job writes, by name, copied into `metadata` with all that they refer to."""
    copied = {table.name: table.to_metadata(metadata) for table in Base.metadata.sorted_tables}
    return {name: copied[name] for name in WRITTEN}
