"""The editor of texts in a browser: what is typed, pasted and pressed becomes the text that everything else knows."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from playwright.sync_api import Locator, Page, expect

from casework.cases.models import ReportVersion
from casework.documents.markup import parse
from casework.drafting.pages import EDITOR
from casework.settings import ROOT
from casework.web import clean
from tests.documents.test_markup import SNIPPETS, texts
from tests.factories import make_case
from tests.journeys.conftest import ON_SQLITE, People
from tests.observing import rows

BUILT = ROOT / "static" / EDITOR
pytestmark = [
    pytest.mark.browser,
    ON_SQLITE,
    pytest.mark.skipif(not BUILT.exists(), reason="the editor is not built: set-up could not reach npm's registry"),
]
PASTED = Path(__file__).parent / "pasted"
TEXT = "Bakgrunden är *känd*.\n\n- ett\n- två\n\n\nSist."


@pytest.fixture
def case(app: Flask) -> int:
    """A draft whose first part has a text that is written in a way of its own: two blank lines between parts."""
    return make_case(app, sections=[{"heading": "Ärende", "text": TEXT}])


@pytest.fixture
def page(people: People, case: int) -> Page:
    """The officer at the report, with editors in place of its fields."""
    page = people.at_their_desk("handlaggare")
    page.goto(f"/arenden/{case}/tjansteskrivelse")
    expect(page.locator(".editor__text").first).to_be_visible()
    return page


def text(page: Page, name: str = "sections-0-text") -> str:
    """What the form holds and will send."""
    return page.locator(f"[name={name}]").input_value()


def surface(page: Page, name: str = "sections-0-text") -> Locator:
    """The editor of that field."""
    return page.locator(f"[name={name}] + .editor .editor__text")


def emptied(page: Page, name: str = "sections-0-text") -> Locator:
    """The same, with nothing in it and the caret there."""
    surface(page, name).click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    return surface(page, name)


def press(page: Page, name: str) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


def paste(target: Locator, **data: str) -> None:
    """As the browser pastes: an event with a clipboard of its own. `html` and `plain`."""
    target.evaluate(
        """(element, data) => {
            const clipboard = new DataTransfer();
            for (const [kind, text] of Object.entries(data)) clipboard.setData(`text/${kind}`, text);
            const how = { clipboardData: clipboard, bubbles: true, cancelable: true };
            element.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        data,
    )


def saved(app: Flask, page: Page) -> dict[str, Any]:
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Tjänsteskrivelsen är sparad.")).to_be_visible()
    return rows(app, ReportVersion)[-1].content


def test_a_text_is_written_with_tools_and_keys_kept_and_shown(app: Flask, page: Page, case: int) -> None:
    not_changed_is_sent_as_it_was(page)
    a_link_leads_to_an_address_or_nowhere(page)
    emptied(page)
    press(page, "Rubrik")
    page.keyboard.type("Skäl")
    page.keyboard.press("Enter")
    page.keyboard.type("Det är ")
    page.keyboard.press("Control+B")
    page.keyboard.type("viktigt")
    page.keyboard.press("Control+B")
    page.keyboard.type(".")
    page.keyboard.press("Enter")
    page.keyboard.type("- ett")
    page.keyboard.press("Enter")
    page.keyboard.type("två")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("inre")
    for _ in range(3):
        page.keyboard.press("Enter")
    press(page, "Tabell")
    for cell in ("Part", "Bidrag", "Andel", "Kommunen", "121", "2 %"):
        page.keyboard.type(cell)
        page.keyboard.press("Tab")
    press(page, "Ta bort raden")
    told = "## Skäl\n\nDet är **viktigt**.\n\n- ett\n- två\n  - inre\n\n"
    table = "| Part | Bidrag | Andel |\n|---|---|---|\n| Kommunen | 121 | 2 % |"
    assert text(page) == told + table
    press(page, "Ångra")
    assert text(page).count("\n|") == 4
    press(page, "Gör om")
    assert saved(app, page)["sections"][0]["text"] == told + table
    page.goto(f"/arenden/{case}")
    paper = page.get_by_role("article") if page.get_by_role("article").count() else page.locator(".paper")
    expect(paper.get_by_role("cell", name="121")).to_be_visible()
    expect(paper.locator("strong", has_text="viktigt")).to_be_visible()


def not_changed_is_sent_as_it_was(page: Page) -> None:
    """Nor is a part of it written anew for another part that was."""
    surface(page).click()
    page.keyboard.press("Control+End")
    assert text(page) == TEXT
    page.keyboard.press("Control+Home")
    page.keyboard.type("Ny. ")
    assert text(page) == f"Ny. {TEXT}"
    press(page, "Ångra")
    assert text(page) == TEXT


def a_link_leads_to_an_address_or_nowhere(page: Page) -> None:
    emptied(page)
    page.keyboard.type("Se beslutet")
    page.keyboard.press("Shift+Control+ArrowLeft")
    press(page, "Länk")
    page.get_by_label("Adress", exact=True).fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Skriv en adress som börjar med https://")).to_be_visible()
    assert text(page) == "Se beslutet"
    page.get_by_label("Adress", exact=True).fill("www.ekedal.example/beslut")
    page.keyboard.press("Enter")
    assert text(page) == "Se [beslutet](https://www.ekedal.example/beslut)"
    press(page, "Länk")
    press(page, "Ta bort länken")
    assert text(page) == "Se beslutet"


def test_what_is_pasted_keeps_its_words_and_its_shape_and_nothing_else(page: Page) -> None:
    for source in ("word", "calc", "page"):
        paste(emptied(page), html=(PASTED / f"{source}.html").read_text(), plain="inte den här")
        assert text(page) == (PASTED / f"{source}.md").read_text().rstrip("\n")
        assert surface(page).locator("script, iframe, img, [onclick]").count() == 0
        expect(page.locator("[data-editor-told]")).to_contain_text("följde inte med" if source != "page" else "")
    paste(emptied(page), plain="Ett stycke.\n\n- ett\n- två\n\n2019. Ett år.")
    assert text(page) == "Ett stycke.\n\n- ett\n- två\n\n2019. Ett år."
    emptied(page)
    page.keyboard.type("Början")
    surface(page).evaluate(
        """element => element.closest(".editor").field.dispatchEvent(new CustomEvent("casework:insert",
            { detail: { text: "I dag gäller **avtalet**." }, bubbles: true, cancelable: true }))"""
    )
    assert text(page) == "Början I dag gäller **avtalet**."
    reading_and_writing_keep_to_the_rules_of_the_server(page)


def tree(markup: str) -> str:
    """The tree of a text, but for blanks at the end of a line, which nobody sees."""
    return re.sub(r" +(?=\\n)", "", repr(parse(markup)))


def reading_and_writing_keep_to_the_rules_of_the_server(page: Page) -> None:
    """The same tree, whether a text goes round as it is or is written anew from its document."""
    round_trip = (
        "async ([at, texts]) => { const { again } = await import(at); return texts.map((text) => again(text)); }"
    )
    made = list(SNIPPETS)

    @settings(
        max_examples=1500,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(texts)
    def draw(drawn: str) -> None:
        made.append(re.sub(r"(?m)^[ \t]*\t[ \t]*|^ {4,}", "   ", clean(drawn)))  # ADR 0007: deep indents

    draw()
    wrong = []
    for before, after in zip(made, page.evaluate(round_trip, [f"/static/{EDITOR}", made]), strict=True):
        if {tree(after["kept"]), tree(after["written"])} != {tree(before)}:
            wrong.append((before, after))
    assert wrong[:5] == [], json.dumps(wrong[:5], ensure_ascii=False, indent=1)


def test_the_keyboard_leads_into_the_bar_along_it_and_out_of_a_text(app: Flask, page: Page, case: int) -> None:
    emptied(page)
    page.keyboard.type("Ord")
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Rubrik", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert text(page) == "### Ord"
    expect(surface(page)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("- ett")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(surface(page)).not_to_be_focused()
    rows_have_editors_too(app, page)
    page.goto(f"/arenden/{case}/tjansteskrivelse")
    the_text_itself_is_seen_by_who_would_rather(app, page, case)


def rows_have_editors_too(app: Flask, page: Page) -> None:
    """Those that are added, and those that are moved."""
    emptied(page)
    page.keyboard.type("Först.")
    before = page.locator(".editor__text").count()
    page.get_by_role("button", name="Lägg till en rubrik").click()
    expect(page.locator(".editor__text")).to_have_count(before + 1)
    page.locator("[name=sections-1-heading]").fill("Bedömning")
    surface(page, "sections-1-text").click()
    page.keyboard.type("Ny text.")
    page.get_by_role("button", name="Flytta upp avsnittet").last.click()
    content = saved(app, page)
    assert [row["text"] for row in content["sections"]] == ["Ny text.", "Först."]


def the_text_itself_is_seen_by_who_would_rather(app: Flask, page: Page, case: int) -> None:
    press(page, "Visa som text")
    field = page.locator("[name=sections-0-text]")
    expect(field).to_be_visible()
    field.fill("**Fet** text")
    press(page, "Visa som text")
    expect(surface(page).locator("strong", has_text="Fet")).to_be_visible()
    press(page, "Visa som text")
    saved(app, page)
    page.goto(f"/arenden/{case}/tjansteskrivelse")
    expect(page.locator("[name=sections-0-text]")).to_have_value("**Fet** text")
    expect(page.locator("[name=sections-0-text]")).to_be_visible()  # the wish is remembered


def test_text_that_is_not_saved_is_there_after_the_tab_was_shut(people: People, page: Page, case: int) -> None:
    emptied(page)
    with page.expect_response("**/utkast"):
        page.keyboard.type("Inte **sparat")
    page.close()
    again = people.at_their_desk("handlaggare")
    again.goto(f"/arenden/{case}/tjansteskrivelse")
    again.get_by_role("link", name="Fortsätt med den").click()
    expect(surface(again)).to_have_text("Inte **sparat")


def test_without_the_editor_the_fields_are_typed_in(app: Flask, people: People, case: int) -> None:
    """Where no script runs, and where the editor's own cannot be had."""
    page = people.at_their_desk("handlaggare")
    scriptless = people.new_context(base_url=people.url, java_script_enabled=False)
    scriptless.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # what it gives it also takes
    page.route("**/vendor/editor/editor.js", lambda route: route.abort())
    for number, window in enumerate((page, scriptless.new_page())):
        window.goto(f"/arenden/{case}/tjansteskrivelse")
        window.locator("[name=sections-0-text]").fill(f"## Rubrik\n\nText {number}.")
        expect(window.get_by_role("toolbar")).to_have_count(0)
        assert saved(app, window)["sections"][0]["text"] == f"## Rubrik\n\nText {number}."


def test_what_is_wrong_leads_to_the_editor_and_the_page_has_no_violations(page: Page) -> None:
    page.locator("[name=proposal-0]").evaluate("field => (field.value = 'ord '.repeat(5001))")
    page.get_by_role("button", name="Spara", exact=True).click()
    page.locator("[data-error-summary]").get_by_role("link", name="Förslag till beslut").click()
    expect(surface(page, "proposal-0")).to_be_focused()
    expect(surface(page, "proposal-0")).to_have_attribute("aria-invalid", "true")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert [rule["id"] for rule in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
