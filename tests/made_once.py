"""What many tests begin with is made once a worker and database; each test after the first gets a copy of it."""

import os
import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy.engine import make_url

from tests.conftest import close
from tests.observing import fingerprint
from tests.support.postgres import create_database, database_url, drop_database
from tests.support.postgres_server import new_folder, quick_place

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _Made:
    """A database as it was before, the copy of it afterwards, the files beside it, and what the maker answered."""

    before: dict[str, str]
    database: str
    folder: Path
    answer: Any


MADE: dict[tuple[str, str, str], _Made] = {}


def made_once(make: Callable[[Flask], Answer]) -> Callable[[Flask], Answer]:
    """`make`, for an application on a database to which nothing was done yet: AssertionError otherwise."""

    @wraps(make)
    def make_or_copy(app: Flask) -> Answer:
        settings = app.extensions["casework.settings"]
        others = settings.model_dump(exclude={"database_url", "data_dir"})
        key, before = (make.__name__, make_url(settings.database).drivername, repr(others)), fingerprint(app)
        if key not in MADE:
            answer, folder = make(app), new_folder(quick_place())
            kept = f"sqlite:///{folder / 'kept.sqlite3'}"
            if not settings.database.startswith("sqlite"):
                kept = database_url(f"made_{os.getpid()}_{len(MADE)}")
            close(app)
            _copy(settings.database, kept)
            shutil.copytree(settings.files_dir, folder / "files")
            MADE[key] = _Made(before, kept, folder, answer)
        else:
            assert MADE[key].before == before, "something was done to the database already"
            close(app)
            _copy(MADE[key].database, settings.database)
            shutil.copytree(MADE[key].folder / "files", settings.files_dir)
        return deepcopy(MADE[key].answer)

    return make_or_copy


def _copy(source: str, target: str) -> None:
    """Make the database `target` like `source`. Nobody is connected to either."""
    old, new = make_url(source).database, make_url(target).database
    assert old is not None
    assert new is not None
    if source.startswith("sqlite"):
        shutil.copy(old, new)
    else:
        drop_database(new)
        create_database(new, template=old)


def forget() -> None:
    """Remove every copy: the worker has run its last test."""
    for made in MADE.values():
        if not made.database.startswith("sqlite"):
            drop_database(str(make_url(made.database).database))
        shutil.rmtree(made.folder)
    MADE.clear()


class Kept:
    """An application's database as it is now, to which `restore` brings it back as often as one likes."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.database = app, app.extensions["casework.settings"].database
        self.copy = f"sqlite:///{folder / 'kept.sqlite3'}"
        if not self.database.startswith("sqlite"):
            self.copy = database_url(f"kept_{os.getpid()}")
        close(app)
        _copy(self.database, self.copy)

    def restore(self) -> None:
        """Everything that was written since is gone."""
        close(self.app)
        _copy(self.copy, self.database)

    def drop(self) -> None:
        """It is needed no more."""
        if not self.database.startswith("sqlite"):
            drop_database(str(make_url(self.copy).database))
