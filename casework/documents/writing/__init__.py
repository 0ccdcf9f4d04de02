"""Rules of writing an officer report: gentle, never in the way. Pure functions over the report's content."""

from casework.documents.writing.remarks import Remark, Surroundings
from casework.documents.writing.rules import looked_over

__all__ = ["Remark", "Surroundings", "looked_over"]
