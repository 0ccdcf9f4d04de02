"""Documents on paper: data in, the bytes of a PDF out. Knows neither database nor Flask.

The templates stand in templates/print/ (Typst). Everything a person has typed reaches them as data, never
as source.
"""

from casework.documents.typesetting.delegated import DelegatedData, typeset_delegated
from casework.documents.typesetting.extract import ExtractAssignment, ExtractCondition, ExtractData, typeset_extract
from casework.documents.typesetting.posted import PostedData, typeset_posted
from casework.documents.typesetting.press import TypesettingError
from casework.documents.typesetting.report import ReportData, typeset_report

__all__ = [
    "DelegatedData",
    "ExtractAssignment",
    "ExtractCondition",
    "ExtractData",
    "PostedData",
    "ReportData",
    "TypesettingError",
    "typeset_delegated",
    "typeset_extract",
    "typeset_posted",
    "typeset_report",
]
