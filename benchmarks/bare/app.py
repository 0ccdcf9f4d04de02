"""The bare application: Casework's addresses, the job's rows. BARE says by what: orm, core or driver.

`orm+pdf` also typesets and keeps the decision's extract, as Casework does, and still judges nothing.
"""

import os
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, request

from benchmarks.bare import rows
from benchmarks.bare.core import CoreWriter
from benchmarks.bare.driver import Connections, DriverWriter
from benchmarks.bare.extract import keep_extract
from benchmarks.bare.orm import OrmWriter, db
from casework.database import hook, writing

ORM, ORM_PDF, CORE, DRIVER = WAYS = ("orm", "orm+pdf", "core", "driver")


def create_app(way: str, database_url: str, files: Path) -> Flask:
    """The application that writes by that way of WAYS; extracts are kept in `files`."""
    app = Flask("bare")
    connections = app.extensions["bare.connections"] = Connections(database_url)
    make: Any = {CORE: CoreWriter, DRIVER: partial(DriverWriter, connections)}.get(way, OrmWriter)
    if way != DRIVER:
        app.config["SQLALCHEMY_DATABASE_URI"] = database_url
        db.init_app(app)
        with app.app_context():
            hook(db.engine)  # the settings of the connections that Casework has, by its own code

    @app.post("/api/v1/cases")
    def create() -> dict[str, Any]:
        with writing():
            return {"id": rows.create(make(), request.get_json()).id, "version": 1}

    @app.post("/api/v1/cases/<int:case_id>/steps")
    def step(case_id: int) -> dict[str, Any]:
        with writing():
            return dict(rows.step(make(), case_id, request.get_json()))

    @app.post("/api/v1/meetings/<int:meeting_id>/items")
    def listed(meeting_id: int) -> dict[str, Any]:
        with writing():
            return {"id": rows.put(make(), meeting_id, request.get_json()["case"]).id, "version": 1}

    @app.post("/api/v1/items/<int:item_id>/outcome")
    def decide(item_id: int) -> dict[str, Any]:
        with writing():
            if way == ORM_PDF:
                keep_extract(files, item_id)
            return {"id": rows.decide(make(), item_id, request.get_json()).id}

    return app


def close(app: Flask) -> None:
    """Give back the connections of the application."""
    app.extensions["bare.connections"].close()
    if "sqlalchemy" in app.extensions:
        with app.app_context():
            db.engine.dispose()


def from_environment() -> Flask:
    """As gunicorn starts it."""
    files = Path(os.environ["CASEWORK_DATA_DIR"]) / "files"
    return create_app(os.environ["BARE"], os.environ["CASEWORK_DATABASE_URL"], files)
