"""Reading an officer report (tjänsteskrivelse) from a text file into the fields of a case.

The two doors are `read_report` and `read_report_text`; what cannot be read raises `Unreadable` with one
Swedish sentence. Nothing is guessed: what the text does not say is None or an empty list, and `found` tells
for each field that was found on which line of the file it stands and how sure the reading is. A text
without any heading of an officer report gives a result with nothing found.

How a text passes through: files (bytes to text), lines (text to lines), furniture (page headers, footers
and bookmark outlines away), blocks (one block a heading), then one module a field. Standard library only.
"""

from casework.documents.reading.files import SIZE_LIMIT, Unreadable
from casework.documents.reading.report import read_report, read_report_text
from casework.documents.reading.shape import Found, Report, Section, Signatory

__all__ = [
    "SIZE_LIMIT",
    "Found",
    "Report",
    "Section",
    "Signatory",
    "Unreadable",
    "read_report",
    "read_report_text",
]
