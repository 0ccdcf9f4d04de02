"""Log-in, one's own settings, language and the directory."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from flask_login import current_user, login_user, logout_user

from casework.database import db, write
from casework.errors import StaleVersion, found
from casework.extensions import LANGUAGES, language
from casework.people.forms import FunctionForm, LoginForm, SettingsForm
from casework.people.models import Account, DirectoryFunction
from casework.people.operations import (
    LoginThrottled,
    change_function,
    check_login,
    choose,
    note_failed_login,
)
from casework.people.operations import add_function as add
from casework.people.queries import default_authority, found_functions, function_for
from casework.people.queries import directory as all_functions
from casework.permissions import current_reader
from casework.web import clean_line, whole
from workflows._vocabulary import ADMIN, MANAGER, OFFICER, REGISTRAR, SECRETARY

people = Blueprint("people", __name__)


@people.route("/logga-in", methods=["GET", "POST"])
def login() -> Any:
    """Log in; one sentence for a wrong address and a wrong password alike."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.index"))
    form = LoginForm()
    if not form.validate_on_submit():
        return render_template("people/login.html", form=form), 422 if form.is_submitted() else 200
    try:
        account = check_login(form.email.data, form.password.data)
    except LoginThrottled:
        form.email.errors = [_("För många misslyckade försök. Vänta en kvart och försök igen.")]
        return render_template("people/login.html", form=form), 429
    if account is None:
        with write():
            note_failed_login(form.email.data)
        form.email.errors = [_("Adressen eller lösenordet stämmer inte.")]
        return render_template("people/login.html", form=form), 422
    _new_session()
    if account.language:
        session["language"] = account.language
    login_user(account)
    return redirect(_safe(request.args.get("next")) or url_for("desk.index"))


@people.post("/logga-ut")
def logout() -> Any:
    """Log out."""
    logout_user()
    _new_session()
    return redirect(url_for("people.login"))


@people.post("/sprak")
def set_language() -> Any:
    """Choose the language of the pages."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
    return redirect(_safe(request.form.get("next")) or url_for("desk.index"))


@people.route("/installningar", methods=["GET", "POST"])
def settings() -> Any:
    """What the reader has chosen for himself: notices by mail, and the language of the pages."""
    account: Account = db.session.get_one(Account, current_user.id)
    stored = {"mail_notices": account.mail_notices, "language": language()}
    form = SettingsForm(data=stored if request.method == "GET" else None)  # what is not sent is not taken from the row
    if not form.validate_on_submit():
        return render_template("people/settings.html", form=form, account=account), 422 if form.is_submitted() else 200
    with write():
        own = db.session.get_one(Account, account.id, with_for_update=True)
        choose(own, mail_notices=form.mail_notices.data, language=form.language.data)
    session["language"] = form.language.data
    refresh()  # what follows is said in the language just chosen
    flash(_("Dina inställningar är sparade."), "ok")
    return redirect(url_for("people.settings"))


@people.get("/katalog")
def directory() -> str:
    """The functions that decisions are sent to, with their addresses."""
    rows = all_functions(current_reader().authorities(OFFICER, MANAGER, REGISTRAR, SECRETARY, ADMIN))
    may_edit = current_reader().has(REGISTRAR, ADMIN)
    channels = current_app.extensions["casework.channel_names"]
    return render_template("people/directory.html", rows=rows, may_edit=may_edit, channels=channels)


@people.get("/katalog/sok")
def find_function() -> Any:
    """The functions that the typed words may mean, at most ten, for the one who writes a distribution list."""
    rows = found_functions(clean_line(request.args.get("q"))[:100], current_reader().authorities(OFFICER))
    shown = ("name", "organisation", "channel", "address")
    return {"functions": [{name: getattr(row, name) for name in shown} for row in rows]}


@people.route("/katalog/ny", methods=["GET", "POST"])
def add_function() -> Any:
    """Add a function."""
    form = FunctionForm()
    if form.validate_on_submit():
        authority = default_authority(current_reader(), REGISTRAR, ADMIN)
        try:
            with write():
                add(
                    found(authority).id,
                    form.name.data,
                    form.address.data or "",
                    channel=form.channel.data,
                    organisation=form.organisation.data or "",
                    actor_id=current_reader().person_id,
                )
        except ValueError as error:
            form.name.errors = [str(error)]
        else:
            flash(_("%(name)s finns nu i katalogen.", name=form.name.data), "ok")
            return redirect(url_for("people.directory"))
    return render_template("people/function.html", form=form, function=None), 422 if form.is_submitted() else 200


@people.route("/katalog/<int:function_id>", methods=["GET", "POST"])
def edit_function(function_id: int) -> Any:
    """Change a function's address; later deliveries use it, earlier ones keep theirs."""
    function: DirectoryFunction = found(function_for(function_id, current_reader().authorities(REGISTRAR, ADMIN)))
    form = FunctionForm(obj=function if request.method == "GET" else None)  # what is not sent is not taken from the row
    if form.validate_on_submit():
        try:
            with write():
                change_function(
                    db.session.get_one(DirectoryFunction, function_id, with_for_update=True),
                    form.name.data,
                    form.address.data or "",
                    channel=form.channel.data,
                    organisation=form.organisation.data or "",
                    actor_id=current_reader().person_id,
                    expected_version=whole(request.form.get("version")) or 0,  # the form would fill in the stored one
                )
        except ValueError as error:
            form.name.errors = [str(error)]
        except StaleVersion as stale:
            form.version.data = str(stale.current)
            now = db.session.get_one(DirectoryFunction, function_id)
            form.address.errors = [
                _(
                    "Någon annan har just ändrat raden: adressen är nu ”%(address)s”. Spara igen om din ska gälla.",
                    address=now.address,
                )
            ]
            return render_template("people/function.html", form=form, function=now), 409
        else:
            flash(_("Ändringen är sparad."), "ok")
            return redirect(url_for("people.directory"))
    return render_template("people/function.html", form=form, function=function), 422 if form.is_submitted() else 200


def _new_session() -> None:
    """Forget everything of the session but the language."""
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen


def _safe(target: str | None) -> str | None:
    """A path on this site, or None: a log-in never sends the reader elsewhere."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    try:
        parts = urlsplit(target)  # takes tabs and newlines away first, as browsers do
    except ValueError:
        return None
    return target if not parts.scheme and not parts.netloc else None
