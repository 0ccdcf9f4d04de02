"""Whether the migrations make what the models say: one head, and no difference on a fresh SQLite database."""

import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from casework import create_app
from casework.database import Base
from casework.serving import migrate
from casework.settings import ROOT, Settings


def main() -> int:
    """Print each difference; 1 when there is one. The tests compare the CHECKs, which this comparison cannot see."""
    heads = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    found = [] if len(heads) == 1 else [f"more than one head: {', '.join(heads)}"]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'check.sqlite3'}"
        app = create_app(Settings(secret_key="x" * 40, data_dir=Path(folder), database_url=url, log_level="error"))
        with app.app_context():
            migrate()
        engine = create_engine(url)
        with engine.connect() as connection:
            found += [str(line) for line in compare_metadata(MigrationContext.configure(connection), Base.metadata)]
        engine.dispose()
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
