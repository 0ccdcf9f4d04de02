"""The Flask extensions, made once and bound in create_app."""

from flask import Flask, has_request_context, request, session
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from casework.database import db, hook
from casework.settings import ROOT

LANGUAGES = ("sv", "en")
API = "/api/v1"

babel = Babel()
csrf = CSRFProtect()
login_manager = LoginManager()
migrate = Migrate(directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)


def for_programs() -> bool:
    """Whether a program asks, by the HTTP API: it is answered in Swedish, and no cookie of its request counts."""
    return has_request_context() and f"{request.path}/".startswith(f"{API}/")


def language() -> str:
    """The reader's language: Swedish unless chosen otherwise on the page."""
    chosen = session.get("language", "sv") if has_request_context() and not for_programs() else "sv"
    return chosen if chosen in LANGUAGES else "sv"


def init_app(app: Flask) -> None:
    """Bind the extensions to `app`."""
    db.init_app(app)
    with app.app_context():
        hook(db.engine)
    migrate.init_app(app, db)
    csrf.init_app(app)
    login_manager.init_app(app)
    login_manager.login_view = "people.login"
    login_manager.login_message = None
    babel.init_app(app, locale_selector=language)
