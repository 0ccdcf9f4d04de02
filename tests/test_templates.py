"""Every template compiles, none shows nothing where a name is missing, and text from people is escaped."""

import pytest
from flask import Flask, abort, render_template
from jinja2 import UndefinedError

from casework.errors import PAGES
from casework.settings import ROOT
from tests.conftest import Visitors
from tests.support.pages import Visitor

TEMPLATES = sorted(
    str(path.relative_to(ROOT / "templates"))
    for path in ROOT.glob("templates/**/*")
    if path.suffix in {".html", ".txt"}
)

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""No template reaches the database, so one kind of it is enough."""


@one_database
def test_every_template_compiles(app: Flask) -> None:
    compiled = [app.jinja_env.get_template(name).name for name in TEMPLATES]
    assert (compiled, sorted(app.jinja_env.list_templates(["html", "txt"]))) == (TEMPLATES, TEMPLATES)


@one_database
@pytest.mark.parametrize(
    "source",
    [
        "{{ no_such_name }}",
        "{% if no_such_name %}x{% endif %}",
        "{% for row in no_such_name %}x{% endfor %}",
        "{{ lang.no_such_attribute }}",
        "{{ {}.no_such_key }}",
        "{{ no_such_function() }}",
    ],
)
def test_a_name_that_nobody_gave_fails(app: Flask, source: str) -> None:
    with app.test_request_context(), pytest.raises(UndefinedError, match="no_such"):
        app.jinja_env.from_string(source).render(lang="sv")


@one_database
def test_a_name_that_nobody_gave_is_no_empty_page(app: Flask, visitors: Visitors) -> None:
    app.view_functions["cases.index"] = lambda: render_template("cases/index.html", rows=[])
    page = visitors["handlaggare"].open("/arenden")
    assert (page.status_code, "Ett fel i Casework" in page.text) == (500, True)


@one_database
def test_text_is_escaped_in_pages_and_left_alone_in_plain_letters(app: Flask) -> None:
    escaped = {name: app.jinja_env.autoescape(name) for name in TEMPLATES}  # type: ignore[operator]  # a function here
    assert {name for name, wanted in escaped.items() if not wanted} == {
        "mail/assignment.txt",
        "mail/condition.txt",
        "mail/correction.txt",
        "mail/decision.txt",
        "mail/delegated.txt",
        "mail/notice.txt",
        "mail/referral.txt",
        "mail/referral_within.txt",
        "mail/substitute_call.txt",
        "mail/substitute_withdrawal.txt",
        "mail/summons.txt",
        "mail/summons_cancelled.txt",
        "mail/summons_reminder.txt",
        "mail/task.txt",
    }


@one_database
@pytest.mark.parametrize("code", sorted(PAGES))
def test_every_error_page_says_what_happened_to_whoever_reads_it(app: Flask, visitors: Visitors, code: int) -> None:
    reader = visitors["handlaggare"]  # while the pages still work
    app.view_functions["people.login"] = app.view_functions["desk.index"] = lambda: abort(code)
    pages = [reader.open("/"), Visitor(app).open("/logga-in")]
    told = [(page.status_code, page.text.count("<h1>"), f"Fel {code}" in page.text) for page in pages]
    assert told == [(code, 1, True)] * 2
    assert [page.text.partition("<h1>")[2].count("<p") >= 2 for page in pages] == [True, True]
