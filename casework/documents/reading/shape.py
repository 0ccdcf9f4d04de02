"""The shape of a report that was read: the contract of `casework report read`."""

from typing import TypedDict


class Section(TypedDict):
    """One part of the body: its heading as printed, its paragraphs joined with an empty line."""

    heading: str
    text: str


class Signatory(TypedDict):
    """Who signed besides the officer; the title is None where none is printed."""

    name: str
    title: str | None


class Found(TypedDict):
    """Where a field stands (line of the file, from 1) and how sure the reading is (0 to 1)."""

    line: int
    confidence: float


class Report(TypedDict):
    """Every field of a report. What the text does not say is None or an empty list.

    `date` and `recipients_deadline` are ISO dates. `proposal` and `proposal_bodies` have the same
    length: the body is None where the text does not say who decides that point. `found` has a key for
    exactly those fields that hold something (`proposal_bodies` when at least one body is named).
    """

    title: str | None
    case_number: str | None
    date: str | None
    to_body: str | None
    proposal: list[str]
    proposal_bodies: list[str | None]
    summary: str | None
    sections: list[Section]
    basis: list[str]
    attachments: list[str]
    recipients: list[str]
    recipients_deadline: str | None
    officer_name: str | None
    officer_title: str | None
    signatories: list[Signatory]
    found: dict[str, Found]


def empty_report() -> Report:
    """Return a report in which nothing was found."""
    return Report(
        title=None,
        case_number=None,
        date=None,
        to_body=None,
        proposal=[],
        proposal_bodies=[],
        summary=None,
        sections=[],
        basis=[],
        attachments=[],
        recipients=[],
        recipients_deadline=None,
        officer_name=None,
        officer_title=None,
        signatories=[],
        found={},
    )
