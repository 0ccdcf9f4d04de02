"""Every template compiled before a process begins that serves them: loaded by the server of tests.support.processes."""

from pathlib import Path
from tempfile import TemporaryDirectory

from casework import create_app
from casework.settings import Settings
from tests.support.compiled import compile_once

compile_once()
with TemporaryDirectory() as folder:
    url = f"sqlite:///{folder}/none.sqlite3"
    app = create_app(Settings(secret_key="x" * 40, data_dir=Path(folder), database_url=url, log_level="error"))
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        app.jinja_env.get_template(name)
