"""The extract of the job's decision, typeset and written to disk as Casework does it."""

import os
from pathlib import Path


def keep_extract(files: Path, number: int) -> None:
    """Typeset the extract with that paragraph number and write it below `files`, on disk when this returns."""
    from benchmarks.pdf import typeset  # the ways without a PDF do not pay for its memory

    files.mkdir(parents=True, exist_ok=True)
    with (files / str(number)).open("wb") as file:
        file.write(typeset(number))
        file.flush()
        os.fsync(file.fileno())
