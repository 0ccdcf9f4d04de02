"""A reader without a screen: opens pages, fills in the forms that stand on them and presses their buttons.

Tests go through the same forms, hidden fields and tokens as a browser does.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse


def _is_sent(at: dict[str, str]) -> bool:
    """Whether a browser sends this input as it stands."""
    unchecked = at.get("type") in {"radio", "checkbox"} and "checked" not in at
    return bool(at.get("name")) and at.get("type") != "file" and not unchecked


@dataclass
class PageForm:
    """A form as it stands on the page: where it goes, and the value of each of its fields, in order."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def filled(self, **given: Any) -> dict[str, Any]:
        """The fields with `given` laid over them; a dash in a field's name is written as two underscores."""
        values: dict[str, Any] = {}
        for name, value in self.values:
            values.setdefault(name, []).append(value)
        values |= {name.replace("__", "-"): value for name, value in given.items()}
        return values


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.form: PageForm | None = None
        self.text_of: str | None = None
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.in_button = False
        self.in_template = False
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_template = self.in_template or tag == "template"
        if not self.in_template:  # what a script copies is on no page until it does
            self._start(tag, {name: value or "" for name, value in attrs})

    def _start(self, tag: str, at: dict[str, str]) -> None:
        if tag == "form":
            self.form = PageForm(at.get("action", ""), at.get("method", "get").lower())
            self.forms.append(self.form)
        if self.form is None:
            return
        if tag == "input" and _is_sent(at):
            self.form.values.append((at["name"], at.get("value", "")))
        elif tag == "textarea":
            self.text_of, self.text = at.get("name", ""), ""
        elif tag == "select":
            self.select, self.options = at.get("name", ""), []
        elif tag == "option" and self.select is not None:
            self.options.append((at.get("value", ""), "selected" in at))
        elif tag == "button":
            self.in_button, self.text = True, ""

    def handle_endtag(self, tag: str) -> None:
        if self.in_template:
            self.in_template = tag != "template"
            return
        if tag == "form":
            self.form = None
        elif self.form is not None and tag == "textarea" and self.text_of is not None:
            self.form.values.append((self.text_of, self.text.removeprefix("\r\n").removeprefix("\n")))
            self.text_of = None
        elif tag == "select":
            self._choose()
        elif self.form is not None and tag == "button":
            self.form.labels.append(" ".join(self.text.split()))
            self.in_button = False

    def _choose(self) -> None:
        """As a browser: the option that is marked, else the first."""
        chosen = [value for value, selected in self.options if selected] or [value for value, _ in self.options]
        if self.form is not None and self.select and chosen:
            self.form.values.append((self.select, chosen[0]))
        self.select = None

    def handle_data(self, data: str) -> None:
        if self.text_of is not None or self.in_button:
            self.text += data


class Visitor:
    """Somebody with a session of his own."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page: TestResponse | None = None

    def open(self, url: str) -> TestResponse:
        """GET the page, following redirects."""
        self.page = self.client.get(url, follow_redirects=True)
        return self.page

    def log_in(self, email: str, password: str) -> TestResponse:
        """Log in through the page."""
        self.open("/logga-in")
        return self.press("Logga in", email=email, password=password)

    def forms(self) -> list[PageForm]:
        """The forms of the page that is open: the desk, for somebody who has opened nothing since he logged in."""
        page = self.page or self.open("/")
        parser = _Forms()
        parser.feed(page.get_data(as_text=True))
        return parser.forms

    def form(self, button: str, action: str = "") -> PageForm:
        """The form with that button. Fails, naming what there is, when the page has none."""
        found = [form for form in self.forms() if button in form.labels and action in form.action]
        assert found, f"no button {button!r}; there are {[form.labels for form in self.forms()]}"
        return found[0]

    def press(self, button: str, action: str = "", *, follow: bool = True, **given: Any) -> TestResponse:
        """Fill in the form with that button, and press it."""
        form = self.form(button, action)
        assert self.page is not None, "no page is open"
        url = form.action or self.page.request.path
        return self.post(url, follow=follow, **form.filled(**given))

    def post(self, url: str, *, follow: bool = True, **values: Any) -> TestResponse:
        """POST as it is, for what a page would not send."""
        self.page = self.client.post(url, data=values, follow_redirects=follow)
        return self.page
