"""What is typed and not saved: kept for the one who typed it, offered again, never in anybody's way."""

from typing import Any

import pytest
from flask import Flask

from casework.cases.models import ReportVersion
from casework.database import write
from casework.drafting.models import UnsavedDraft
from casework.drafting.operations import MOST_DRAFTS, keep_draft
from tests.conftest import Visitors
from tests.factories import give_role, make_case, make_person, step_of
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor


def keep(visitor: Visitor, case: int, **given: Any) -> Any:
    """As the script does: the form with what is typed, to be kept."""
    form = visitor.form("Spara")
    return visitor.client.post(f"/arenden/{case}/utkast", data=form.filled(**given))


def test_what_is_typed_is_kept_and_is_no_version(app: Flask, editor: Visitor, case: int) -> None:
    before = fingerprint(app, "unsaved_drafts")
    answer = keep(editor, case, summary="Osparad text.")
    draft = one(app, UnsavedDraft)
    assert (answer.status_code, answer.json["revision"]) == (200, 1)
    assert answer.json["told"].startswith("Sparat som utkast ")
    assert (draft.case_id, draft.base_version, dict(draft.data)["summary"]) == (case, 1, "Osparad text.")
    assert "csrf_token" not in dict(draft.data)
    assert fingerprint(app, "unsaved_drafts") == before


def test_it_is_offered_with_its_difference_and_gone_on_with(app: Flask, editor: Visitor, case: int) -> None:
    keep(editor, case, summary="Medlemskapet bör sägas upp.")
    page = editor.open(f"/arenden/{case}/tjansteskrivelse")
    assert "Du har text från" in page.text
    assert "Medlemskapet bör <del>ses över.</del><ins>sägas upp.</ins>" in page.text
    assert [form.labels for form in editor.forms() if "Spara" in form.labels] == []  # first she chooses
    editor.open(f"/arenden/{case}/tjansteskrivelse?utkast=1")
    values = dict(editor.form("Spara").values)
    assert (values["summary"], values["draft_revision"]) == ("Medlemskapet bör sägas upp.", "1")
    editor.press("Spara")
    assert rows(app, ReportVersion)[-1].content["summary"] == "Medlemskapet bör sägas upp."
    assert amount(app, UnsavedDraft) == 0


def test_it_is_thrown_away_when_she_says_so(app: Flask, editor: Visitor, case: int) -> None:
    keep(editor, case, summary="Osparad text.")
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    page = editor.press("Kasta den")
    assert (page.request.path, amount(app, UnsavedDraft)) == (f"/arenden/{case}/tjansteskrivelse", 0)
    assert dict(editor.form("Spara").values)["summary"] == "Medlemskapet bör ses över."


def test_text_that_is_the_saved_one_is_not_offered(editor: Visitor, case: int) -> None:
    keep(editor, case)
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    assert dict(editor.form("Spara").values)["draft_revision"] == "1"


def test_a_second_window_that_is_behind_is_told_and_overwrites_nothing(app: Flask, editor: Visitor, case: int) -> None:
    form = editor.form("Spara")
    first = editor.client.post(f"/arenden/{case}/utkast", data=form.filled(summary="Första fönstret."))
    second = editor.client.post(f"/arenden/{case}/utkast", data=form.filled(summary="Andra fönstret."))
    assert (first.status_code, second.status_code) == (200, 409)
    assert "i ett annat fönster" in second.json["told"]
    assert dict(one(app, UnsavedDraft).data)["summary"] == "Första fönstret."
    chosen = editor.client.post(f"/arenden/{case}/utkast", data=form.filled(summary="Andra fönstret.", over="1"))
    assert (chosen.status_code, dict(one(app, UnsavedDraft).data)["summary"]) == (200, "Andra fönstret.")


def test_nobody_else_sees_it(app: Flask, editor: Visitor, case: int, visitors: Visitors) -> None:
    keep(editor, case, summary="Hemligt utkast.")
    for name in ("chef", "registrator"):
        assert "Hemligt utkast." not in visitors[name].open(f"/arenden/{case}").text
    give_role(app, "chef", "officer", authority=1)
    assert "Hemligt utkast." not in visitors["chef"].open(f"/arenden/{case}/tjansteskrivelse").text


def test_only_who_may_write_keeps_anything(app: Flask, editor: Visitor, case: int, visitors: Visitors) -> None:
    form = editor.form("Spara").filled(summary="Osparad.")
    make_person(app, "kollega", "officer")
    before, colleague = fingerprint(app), visitors["kollega"]
    colleague.open("/")
    token = {"csrf_token": dict(colleague.forms()[0].values)["csrf_token"]}
    for url in (f"/arenden/{case}/utkast", f"/arenden/{case}/utkast/kasta"):
        assert colleague.client.post(url, data=form | token).status_code == 404
    assert fingerprint(app) == before
    step_of(app, case, "submit", "handlaggare")
    before = fingerprint(app)
    answer = keep(editor, case, summary="För sent.")
    assert (answer.status_code, "är låst" in answer.json["told"], fingerprint(app)) == (422, True, before)


def test_a_draft_older_than_what_is_saved_shows_both(app: Flask, editor: Visitor, case: int) -> None:
    keep(editor, case, summary="Medlemskapet bör sägas upp.")
    other = Visitor(app)
    other.client.set_cookie("session", editor.client.get_cookie("session").value)  # type: ignore[union-attr]
    other.open(f"/arenden/{case}/tjansteskrivelse?utkast=1")
    other.press("Spara", title="Ny rubrik", summary="Annat.")
    keep_again = editor.form("Spara").filled(summary="Medlemskapet bör sägas upp.", version="1")
    editor.client.post(f"/arenden/{case}/utkast", data=keep_again)
    page = editor.open(f"/arenden/{case}/tjansteskrivelse")
    assert "har sparats på nytt sedan dess" in page.text
    page = editor.open(f"/arenden/{case}/tjansteskrivelse?utkast=1")
    assert "Tjänsteskrivelsen har ändrats medan du skrev" in page.text
    values = dict(editor.form("Spara").values)
    assert (values["title"], values["summary"], values["version"]) == ("Ny rubrik", "Medlemskapet bör sägas upp.", "2")


# --- a case that is not saved yet ----------------------------------------------------------------------------------


def test_a_begun_case_is_offered_until_it_is_saved(app: Flask, writer: Visitor) -> None:
    form = writer.form("Spara ärendet").filled(title="Påbörjat ärende", kind="membership_review")
    assert writer.client.post("/arenden/nytt/utkast", data=form).status_code == 200
    page = writer.open("/arenden/nytt")
    assert ("Du har text som inte är sparad" in page.text, "Påbörjat ärende" in page.text) == (True, True)
    key = form["creation_key"][0]
    writer.open(f"/arenden/nytt?utkast={key}")
    values = dict(writer.form("Spara ärendet").values)
    assert (values["title"], values["creation_key"]) == ("Påbörjat ärende", key)
    writer.press("Spara ärendet")
    assert amount(app, UnsavedDraft) == 0


def test_a_begun_case_is_thrown_away(app: Flask, writer: Visitor) -> None:
    form = writer.form("Spara ärendet").filled(title="Påbörjat ärende")
    writer.client.post("/arenden/nytt/utkast", data=form)
    writer.open("/arenden/nytt")
    writer.press("Kasta den")
    assert amount(app, UnsavedDraft) == 0


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_a_form_without_its_key_keeps_nothing(app: Flask, writer: Visitor, key: str) -> None:
    before = fingerprint(app)
    form = writer.form("Spara ärendet").filled(creation_key=key)
    assert writer.client.post("/arenden/nytt/utkast", data=form).status_code == 422
    assert fingerprint(app) == before


def test_another_persons_draft_is_no_address(app: Flask, writer: Visitor, visitors: Visitors) -> None:
    form = writer.form("Spara ärendet").filled(title="Påbörjat ärende")
    writer.client.post("/arenden/nytt/utkast", data=form)
    make_person(app, "kollega", "officer")
    page = visitors["kollega"].open(f"/arenden/nytt?utkast={form['creation_key'][0]}")
    assert "Påbörjat ärende" not in page.text


def test_the_oldest_of_many_begun_cases_gives_way(app: Flask) -> None:
    make_case(app)
    for number in range(MOST_DRAFTS + 2):
        with app.app_context(), write():
            keep_draft(1, [["title", f"Nr {number}"]], base_version=0, revision=0, creation_key=f"key-{number}")
    titles = [dict(row.data)["title"] for row in rows(app, UnsavedDraft)]
    assert (len(titles), titles[0]) == (MOST_DRAFTS, "Nr 2")
