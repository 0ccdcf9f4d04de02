"""What the extract of the job's decision costs to typeset."""

import statistics
import time
from datetime import UTC, date, datetime

from benchmarks import job
from benchmarks.tables import Table
from casework.documents.typesetting import ExtractAssignment, ExtractData, typeset_extract

MOST_MS = 60


def typeset(number: int) -> bytes:
    """The extract with that paragraph number, like the one that Casework makes in the job."""
    members = tuple((f"Ledamot {at} (S)", "ledamot") for at in range(1, 5))
    data = ExtractData(
        authority_name="Ekedals kommun",
        body_name="Kommunstyrelsens arbetsutskott",
        meeting_day=date(2027, 2, 1),
        meeting_place="Lilla salen",
        paragraph=number,
        paragraph_year=2027,
        case_number=f"KS 2027/{number}",
        case_title=job.REPORT["title"],
        summary=job.REPORT["summary"],
        decision_points=tuple(job.REPORT["proposal"]),
        outcome_label="Beslut enligt förslaget",
        assignment=ExtractAssignment(job.OUTCOME["owner"], date.fromisoformat(job.OUTCOME["due"]), ""),
        presiding=("Ordföranden (S)", "ordförande"),
        present=members,
        recipients=tuple(job.REPORT["recipients"]),
        report_sha256="0" * 64,
        extract_number=f"KSAU § {number}/2027",
        decided_at=datetime.now(UTC),
    )
    return typeset_extract(data)


def measure(times: int) -> Table:
    """The first extract of a process, and the later ones."""
    spent, size = [], 0
    for number in range(1, times + 1):
        began = time.perf_counter(), time.process_time()
        size = len(typeset(number))
        spent.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    wall, cpu = (statistics.median(row[at] for row in spent[1:]) * 1000 for at in (0, 1))
    table = Table(
        "The extract as PDF/A-2a and PDF/UA-1",
        ("", "ms", "CPU ms", "kB"),
        f"Every paragraph's own data, {times} in one process. Aim: at most {MOST_MS} ms.",
    )
    table.add("first in its process", spent[0][0] * 1000, spent[0][1] * 1000, size / 1000)
    table.add("then, median", wall, cpu, size / 1000)
    return table
