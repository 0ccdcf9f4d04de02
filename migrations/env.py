"""Runs the migrations, on a database of the application's own making.

On SQLite foreign keys are off while tables are rebuilt (a batch rebuild would delete the children of every row that is
copied) and are checked afterwards.
"""

from alembic import context
from flask import current_app
from sqlalchemy import text

from casework.database import db, writing

config = context.config


def run_migrations() -> None:
    """Upgrade or downgrade in one transaction."""
    options = current_app.extensions["migrate"].configure_args
    with writing(), db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        driver = connection.connection.dbapi_connection
        if sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(connection=connection, target_metadata=db.metadata, **options)
            with context.begin_transaction():
                context.run_migrations()
                if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
                    raise RuntimeError(f"the migration left rows without their parent: {broken[:3]}")
        finally:
            if sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


run_migrations()
