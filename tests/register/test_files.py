"""Files by content hash: kept once, whole, and checked when they are read."""

import hashlib
import os
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask

from casework.database import write
from casework.register import operations
from casework.register.models import StoredFile
from casework.register.operations import file_path, keep_file, read_file
from tests.observing import amount, one

pytestmark = pytest.mark.both

CONTENT = b"%PDF the bytes of a decision"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def _keep(app: Flask) -> None:
    with app.app_context(), write():
        keep_file(CONTENT, "application/pdf")


def _path(app: Flask) -> Path:
    with app.app_context():
        return file_path(SHA256)


def test_a_file_lies_under_its_hash(app: Flask) -> None:
    _keep(app)
    row = one(app, StoredFile)
    assert (row.sha256, row.size, row.media_type) == (SHA256, len(CONTENT), "application/pdf")
    path = _path(app)
    assert (path.read_bytes(), path.parts[-3:]) == (CONTENT, ("files", SHA256[:2], SHA256))
    with app.app_context():
        assert read_file(SHA256) == CONTENT


def test_the_same_bytes_are_kept_once(app: Flask) -> None:
    _keep(app)
    first = _path(app).stat()
    _keep(app)
    assert (amount(app, StoredFile), _path(app).stat().st_mtime_ns) == (1, first.st_mtime_ns)


def test_the_same_bytes_kept_twice_at_once_are_kept_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both find the bytes missing before either has stored its row."""
    both, failed, write_once = threading.Barrier(2), [], operations._write_once

    def together(path: Path, content: bytes) -> None:
        write_once(path, content)
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)

    def keep() -> None:
        try:
            _keep(app)
        except Exception as error:  # noqa: BLE001  # a thread cannot fail the test itself
            failed.append(error)

    monkeypatch.setattr(operations, "_write_once", together)
    threads = [threading.Thread(target=keep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failed, amount(app, StoredFile), len(list(_path(app).parent.iterdir()))) == ([], 1, 1)


def test_bytes_that_have_changed_on_disk_are_not_given_out(app: Flask) -> None:
    _keep(app)
    _path(app).write_bytes(CONTENT + b".")
    with app.app_context(), pytest.raises(OSError, match="have changed on disk"):
        read_file(SHA256)


def test_bytes_that_are_gone_are_told_as_such(app: Flask) -> None:
    _keep(app)
    _path(app).unlink()
    with app.app_context(), pytest.raises(FileNotFoundError):
        read_file(SHA256)


def test_a_disk_that_is_full_leaves_neither_file_nor_row(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            _keep(app)
    assert (amount(app, StoredFile), list(_path(app).parent.iterdir())) == (0, [])
    _keep(app)
    assert (amount(app, StoredFile), [path.name for path in _path(app).parent.iterdir()]) == (1, [SHA256])
