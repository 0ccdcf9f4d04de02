"""Taking numbers and keeping files."""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import bindparam

from casework import clock
from casework.database import db, upsert
from casework.register.models import NumberSeries, StoredFile


def take_number(authority_id: int, series: str, year: int) -> int:
    """The next number of the series in that year, from 1, without gaps: a rolled-back transaction gives it back."""
    of = {"of_authority": authority_id, "of_series": series, "of_year": year}
    return int(db.session.execute(_taking(db.engine.dialect.name), of).scalar_one())


@cache
def _taking(dialect: str) -> Any:
    """The statement that takes a number, made once."""
    key = ("authority_id", "series", "year")
    statement = upsert(NumberSeries).values(
        authority_id=bindparam("of_authority"), series=bindparam("of_series"), year=bindparam("of_year"), last=1
    )
    statement = statement.on_conflict_do_update(index_elements=key, set_={"last": NumberSeries.last + 1})
    return statement.returning(NumberSeries.last)


def keep_file(content: bytes, media_type: str) -> StoredFile:
    """Keep `content` under its SHA-256 and return what its row says, as no object of the session. Kept once.

    The bytes are on disk before the row can be committed; a rollback leaves at most a file that no row names.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    _write_once(file_path(sha256), content)
    row = {"sha256": sha256, "size": len(content), "media_type": media_type, "stored_at": clock.now()}
    db.session.execute(upsert(StoredFile).values(row).on_conflict_do_nothing())  # two may keep it at once
    return StoredFile(**row)


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
