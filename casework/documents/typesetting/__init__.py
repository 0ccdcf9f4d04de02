"""Documents on paper: data in, the bytes of a PDF out. Knows neither database nor Flask.

The templates stand in templates/print/ (Typst). Everything a person has typed reaches them as data, never
as source.
"""

from casework.documents.typesetting.certificate import CertificateData, typeset_certificate
from casework.documents.typesetting.delegated import DelegatedData, typeset_delegated
from casework.documents.typesetting.extract import ExtractAssignment, ExtractCondition, ExtractData, typeset_extract
from casework.documents.typesetting.minutes import (
    MinutesData,
    MinutesNotice,
    MinutesParagraph,
    MinutesPerson,
    typeset_minutes,
)
from casework.documents.typesetting.parts import Part, PartTable, PrintedSignature, paragraph_range
from casework.documents.typesetting.posted import PostedData, typeset_posted
from casework.documents.typesetting.press import TypesettingError
from casework.documents.typesetting.summoning import (
    EnclosedData,
    ReportData,
    SummonsData,
    typeset_enclosed,
    typeset_image,
    typeset_report,
    typeset_summons,
)

__all__ = [
    "CertificateData",
    "DelegatedData",
    "EnclosedData",
    "ExtractAssignment",
    "ExtractCondition",
    "ExtractData",
    "MinutesData",
    "MinutesNotice",
    "MinutesParagraph",
    "MinutesPerson",
    "Part",
    "PartTable",
    "PostedData",
    "PrintedSignature",
    "ReportData",
    "SummonsData",
    "TypesettingError",
    "paragraph_range",
    "typeset_certificate",
    "typeset_delegated",
    "typeset_enclosed",
    "typeset_extract",
    "typeset_image",
    "typeset_minutes",
    "typeset_posted",
    "typeset_report",
    "typeset_summons",
]
