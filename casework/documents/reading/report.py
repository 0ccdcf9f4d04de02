"""The report put together from its parts."""

from dataclasses import replace
from pathlib import Path

from casework.documents.reading.blocks import Block, blocks_of
from casework.documents.reading.files import checked, read_text
from casework.documents.reading.furniture import without_furniture
from casework.documents.reading.gathering import Gathered
from casework.documents.reading.lines import column_width, split_lines
from casework.documents.reading.shape import Report, empty_report
from casework.documents.reading.vocabulary import Kind

_TELLING = frozenset({Kind.SUMMARY, Kind.BASIS, Kind.RECIPIENTS, Kind.OFFICER, Kind.DESCRIPTION})
_ENOUGH = 2


def read_report(path: Path) -> Report:
    """Return the officer report in the text file at `path`, in the shape of `casework report read`.

    Raises Unreadable, and nothing else, with one Swedish sentence: the file is missing, a folder,
    empty, larger than SIZE_LIMIT, binary (a PDF or Word file is told apart), not decodable, or has too
    many lines.
    """
    return read_report_text(read_text(path))


def read_report_text(text: str) -> Report:
    """Return the report in `text`, as `read_report` does; Unreadable for an empty, binary or too long text.

    A text is taken for a report when it has a heading for the proposal, or two of those for summary,
    description, basis, distribution and officer. Any other text (minutes, a plan, a letter) gives a
    report with nothing found: even its first line is not called a title.
    """
    lines = split_lines(checked(text))
    width = column_width(lines)
    parted = without_furniture(lines)
    blocks = blocks_of(parted.lines)
    if not _is_report(blocks):
        return empty_report()
    gathered = Gathered(width)
    gathered.read_header(blocks[0].lines, parted.register)
    for block in _with_summary(blocks[1:]):
        gathered.read_block(block)
    return gathered.report()


def _is_report(blocks: list[Block]) -> bool:
    kinds = {block.kind for block in blocks if block.lines}
    return Kind.PROPOSAL in kinds or len(kinds & _TELLING) >= _ENOUGH


def _with_summary(blocks: list[Block]) -> list[Block]:
    """Return the blocks with one summary: a description where there is no other, else part of the body."""
    texts = [block for block in blocks if block.lines]
    summary = next((block for block in texts if block.kind is Kind.SUMMARY), None)
    summary = summary or next((block for block in texts if block.kind is Kind.DESCRIPTION), None)
    for block in blocks:
        if block.kind in (Kind.SUMMARY, Kind.DESCRIPTION):
            block.heading = replace(block.heading, kind=Kind.SUMMARY if block is summary else Kind.SECTION)
    return blocks
