"""Casework: ärenden from the officer's draft to the decision in the recipients' mail.

Importing the package loads nothing else, so that `casework.law` and the reading commands work without Flask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from casework.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with every room's routes. Raises SettingsError with one sentence on a wrong setting.

    Touches neither database nor files: `casework init` does that.
    """
    from flask import Flask

    from casework import effects, errors, extensions, logs, permissions, web
    from casework.settings import ROOT, load_settings

    settings = settings or load_settings()
    logs.configure(settings.log_level)
    app = Flask("casework", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping(settings.flask_config())
    app.extensions["casework.settings"] = settings
    web.init_app(app)  # first: a request has its id and the bound of its body before anything reads or refuses it
    extensions.init_app(app)
    effects.init_app(app)
    for blueprint in effects.blueprints(with_demo=settings.demo):
        app.register_blueprint(blueprint)
    permissions.init_app(app)
    errors.init_app(app)
    return app
