"""What every page shares: the reader, security headers, the menu, Swedish dates, and text made safe to keep."""

import re
import unicodedata
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import structlog
from flask import Flask, Response, current_app, g, has_request_context, request, session, url_for
from flask_babel import format_date, format_decimal, gettext, lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from jinja2 import StrictUndefined
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, UnicodeConverter

from casework import clock
from casework.extensions import LANGUAGES, for_programs, language
from casework.permissions import allowed, current_reader
from casework.settings import VERSION
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

# A file that somebody sent is shown as it is, and nothing in it runs or reaches anything.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

DIGITS = 9
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's categories Cc, but for tab and newline, and Cs: no kept text has them. PostgreSQL takes no NUL."""


TOO_LONG = lazy_gettext("Texten är för lång: högst %(max)d tecken.")


class RowNumber(IntegerConverter):
    """<int:...> in an address: a number that no key of a database holds is an address that does not exist."""

    regex = f"[0-9]{{1,{DIGITS}}}"


class Name(UnicodeConverter):
    """<...> in an address: without control characters, which no name of ours has and PostgreSQL does not take."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.regex = self.regex.replace("[^/]", r"[^/\x00-\x1f]")


class Form(FlaskForm):
    """A form on a page. It reads what pages send: texts, and files only where it has a field for them.

    Flask-WTF would read JSON of any shape too, and give a file to a field of text.
    """

    class Meta(FlaskForm.Meta):
        """Asked by WTForms."""

        files = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Where the fields' values come from; None is an empty form. What is handed over is taken as it is."""
            if isinstance(formdata, MultiDict):
                return formdata
            sent = None if request.is_json else super().wrap_formdata(form, formdata)
            return request.form if isinstance(sent, CombinedMultiDict) and not self.files else sent


SCHEMES, REGISTER = "delegation.index", "reporting.register"
"""Who reads the schemes finds the register there; elected members have it in the menu."""
MENU = (
    ("desk.index", lazy_gettext("Skrivbord")),
    ("cases.index", lazy_gettext("Ärenden")),
    ("meetings.index", lazy_gettext("Sammanträden")),
    ("minutes.index", lazy_gettext("Protokoll")),
    ("assignments.index", lazy_gettext("Uppdrag")),
    ("people.directory", lazy_gettext("Katalog")),
    ("drafting.templates", lazy_gettext("Mallar")),
    ("people.bodies", lazy_gettext("Organ")),
    (SCHEMES, lazy_gettext("Delegation")),
    (REGISTER, lazy_gettext("Delegationsbeslut")),
    ("webhooks.index", lazy_gettext("Webbkrokar")),
    ("demo.mailbox", lazy_gettext("Brevlåda")),
)

SECTIONS = {
    "minutes.index": (
        ("minutes.index", lazy_gettext("Protokoll")),
        ("publication.postings", lazy_gettext("Anslag")),
        ("appeals.index", lazy_gettext("Överklaganden")),
        ("appeals.final_index", lazy_gettext("Laga kraft")),
    ),
}
"""What one entry of the menu leads to, where that is more than one page: they stand under the menu there."""


def init_app(app: Flask) -> None:
    """Bind the request hooks and the template words to `app`."""
    app.url_map.converters.update(int=RowNumber, string=Name, default=Name)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day,
        iso_day=iso_day,
        clock=clock_time,
        moment=moment,
        lately=lately,
        weekday=weekday,
        worded=worded,
        file_size=file_size,
        paragraphs=paragraphs,
    )
    app.before_request(_begin)
    app.after_request(_finish)
    app.context_processor(_words)


def whole(value: str | None) -> int | None:
    """A number from a form or an address that a database key can hold; None for anything else."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) <= DIGITS else None


def choice(value: object) -> int:
    """As `whole`, for a list to choose a row from; -1, which no row has, for anything else."""
    number = whole(str(value))
    return -1 if number is None else number


def form_key(value: str | None) -> str:
    """What tells that a form is sent twice: the key that it carries, or a new one where it carries none."""
    return clean_line(value) or uuid.uuid4().hex


def bounded(text: str, most: int = 2000) -> str:
    """The text; StepRefused where it is longer than that many characters: nothing is cut."""
    if len(text) > most:
        raise StepRefused([Reason(N_("Texten är för lång: högst %(max)d tecken."), {"max": most})])
    return text


def clean(text: str | None) -> str:
    """Typed text as it is kept: NFC, newlines only as line feeds, no control characters, trimmed."""
    text = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLS.sub("", text).strip()


def clean_line(text: str | None) -> str:
    """As `clean`, on one line."""
    return " ".join(clean(text).split())


def day(value: date | datetime) -> str:
    """14 juni 2019, by Stockholm's calendar."""
    return format_date(clock.local(value).date() if isinstance(value, datetime) else value, "d MMMM y")


def iso_day(value: str) -> str:
    """14 juni 2019, from 2019-06-14 as stored in JSON."""
    return day(date.fromisoformat(value))


def weekday(value: date | datetime) -> str:
    """Fredag 14 juni 2019."""
    return format_date(clock.local(value).date() if isinstance(value, datetime) else value, "EEEE d MMMM y")


def clock_time(value: datetime) -> str:
    """Kl. 08.30, by the clock in Stockholm."""
    return gettext("kl. %(time)s", time=clock.local(value).strftime("%H.%M"))


def moment(value: datetime) -> str:
    """14 juni 2019 kl. 08.30."""
    return f"{day(value)} {clock_time(value)}"


def lately(value: datetime) -> str:
    """As one says it: "i dag kl. 08.30", "i går", "den 14 juni", with the year where it is another."""
    on, today = clock.local(value).date(), clock.today()
    if on == today:
        return gettext("i dag %(time)s", time=clock_time(value))
    if on == today - timedelta(days=1):
        return gettext("i går")
    return gettext("den %(day)s", day=day(on) if on.year != today.year else format_date(on, "d MMMM"))


def worded(reason: Reason) -> str:
    """A rule's reason in the reader's language."""
    return reason.worded(gettext)


def file_size(size: int) -> str:
    """1,4 MB, or 12 kB; with the comma or point of the reader's language. At least 1 kB."""
    if size < 1_000_000:
        return gettext("%(size)s kB", size=max(1, round(size / 1000)))
    return gettext("%(size)s MB", size=format_decimal(size / 1_000_000, format="0.0"))


def file_answer(content: bytes, media_type: str, name: str, *, inline: bool) -> Response:
    """A kept file as answer, under its name: shown in the browser, or else saved."""
    response = Response(content, content_type=media_type)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    names = {"filename": plain} if plain == name else {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    response.headers.set("Content-Disposition", "inline" if inline else "attachment", **names)  # RFC 6266
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


View = TypeVar("View", bound=Callable[..., Any])


def takes_up_to(size: int) -> Callable[[View], View]:
    """A view to which those who may use it may send a body of `size` bytes instead of MAX_CONTENT_LENGTH."""

    def mark(view: View) -> View:
        view.most_bytes = size  # type: ignore[attr-defined]
        return view

    return mark


def letter(template: str, **page: Any) -> str:
    """The template of a letter, filled in: it has no menu and no reader, whoever caused it."""
    return current_app.jinja_env.get_template(template).render(page)


def paragraphs(text: str | None) -> list[list[str]]:
    """Text as paragraphs (parted by blank lines) of lines."""
    parts = (part.strip("\n") for part in clean(text).split("\n\n"))
    return [part.split("\n") for part in parts if part.strip()]


def _begin() -> None:
    g.request_id = uuid.uuid4().hex[:16]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id, endpoint=request.endpoint)
    most = getattr(current_app.view_functions.get(request.endpoint or ""), "most_bytes", None)
    if most and allowed(request.endpoint or "", current_reader()):
        request.max_content_length = most


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def _is_below(url: str) -> bool:
    """Whether the page that is asked for has that address, or one below it."""
    here = request.script_root + request.path
    return here == url or (not url.endswith("/") and here.startswith(f"{url}/"))


def _entries(rows: Sequence[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Those of the pages that the reader may open. `current`: he is there, or below it; `here`: just there."""
    return [
        {"endpoint_url": url, "label": label, "current": _is_below(url), "here": request.endpoint == endpoint}
        for endpoint, label in rows
        if endpoint in current_app.view_functions and allowed(endpoint, current_reader())
        if not (endpoint == REGISTER and allowed(SCHEMES, current_reader()))
        for url in [url_for(endpoint)]
    ]


def _words() -> dict[str, Any]:
    if not has_request_context() or for_programs():
        return {}  # a letter that the worker, a command or a program causes has no menu
    menu = _entries(MENU) if current_user.is_authenticated else []
    sections = [_entries(rows) for rows in SECTIONS.values()] if menu else []
    section: list[dict[str, Any]] = next((rows for rows in sections if any(row["here"] for row in rows)), [])
    for entry in menu:
        entry["current"] |= bool(section) and entry["endpoint_url"] == section[0]["endpoint_url"]
    return {
        "nav": menu,
        "section": section if len(section) > 1 else [],
        "logout_url": url_for("people.logout"),
        "authority_name": current_reader().authority_name if current_user.is_authenticated else "",
        "lang": language(),
        "languages": LANGUAGES,
        "version": VERSION,
        "theme": session.get("theme", ""),
    }
