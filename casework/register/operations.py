"""Taking numbers and keeping files."""

import hashlib
import os
import tempfile
from pathlib import Path

from flask import current_app

from casework import clock
from casework.database import db, upsert
from casework.register.models import NumberSeries, StoredFile


def take_number(authority_id: int, series: str, year: int) -> int:
    """The next number of the series in that year, from 1, without gaps: a rolled-back transaction gives it back."""
    row = {"authority_id": authority_id, "series": series, "year": year, "last": 1}
    statement = upsert(NumberSeries).values(row)
    statement = statement.on_conflict_do_update(
        index_elements=["authority_id", "series", "year"], set_={"last": NumberSeries.last + 1}
    ).returning(NumberSeries.last)
    return int(db.session.execute(statement).scalar_one())


def keep_file(content: bytes, media_type: str) -> StoredFile:
    """Keep `content` under its SHA-256 and return its row. The same bytes are kept once.

    The bytes are on disk before the row can be committed; a rollback leaves at most a file that no row names.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    _write_once(file_path(sha256), content)
    row = {"sha256": sha256, "size": len(content), "media_type": media_type, "stored_at": clock.now()}
    db.session.execute(upsert(StoredFile).values(row).on_conflict_do_nothing())  # two may keep it at once
    return db.session.get_one(StoredFile, sha256)


def file_path(sha256: str) -> Path:
    """Where the bytes of that hash lie."""
    folder: Path = current_app.extensions["casework.settings"].files_dir
    return folder / sha256[:2] / sha256


def read_file(sha256: str) -> bytes:
    """The bytes of that hash, checked against it. Raises FileNotFoundError, or OSError when they have changed."""
    content = file_path(sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise OSError(f"the bytes of {sha256} have changed on disk")
    return content


def _write_once(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
