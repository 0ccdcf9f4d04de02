"""A report on its way between officer and manager, in real browsers: claimed, commented, mended, compared, approved."""

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.factories import make_case, make_person
from tests.journeys.conftest import ON_POSTGRESQL, People, violations

pytestmark = [pytest.mark.browser, ON_POSTGRESQL]

TITLE = "Översyn av medlemskapet"
COSTLY, SOON = "Medlemskapet kostar mer än det ger.", "Ett beslut behövs snart."
SUMMARY = f"{COSTLY} {SOON}"
BACKGROUND = "Kommunen gick med för tio år sedan. Sedan dess har två regioner blivit en."
REMARK = "Hur mycket mer? Skriv beloppet."
SUGGESTED = "Ett beslut behövs före budgeten i juni."
REASON = "Läs synpunkterna och lämna texten igen."
ANSWER = "Beloppet står under Ärende."


def test_a_report_is_reviewed(app: Flask, people: People) -> None:
    sections = [{"heading": "Ärende", "text": BACKGROUND}]
    case = f"/arenden/{make_case(app, 'review', summary=SUMMARY, sections=sections)}"
    make_person(app, "kollegan", "manager")
    manager, officer = people.at_their_desk("chef"), people.at_their_desk("handlaggare")
    _the_manager_claims_the_review(manager)
    _a_colleague_sees_who_has_it(people, case)
    _the_manager_comments_with_the_keyboard_alone(manager)
    _the_manager_suggests_other_words_for_a_marked_passage(manager)
    _the_report_goes_back(manager)
    _the_officer_takes_the_suggestion_in_and_answers(officer)
    _the_manager_compares_and_approves(manager)
    _the_text_is_locked(officer, case)


def _the_manager_claims_the_review(manager: Page) -> None:
    manager.get_by_role("link", name=TITLE).click()
    manager.get_by_role("button", name="Jag granskar").click()
    expect(manager.get_by_text("Du granskar sedan")).to_be_visible()


def _a_colleague_sees_who_has_it(people: People, case: str) -> None:
    colleague = people.at_their_desk("kollegan")
    colleague.goto(case)
    expect(colleague.get_by_text("Granskas av Chefen sedan")).to_be_visible()
    expect(colleague.get_by_role("button", name="Jag granskar")).to_have_count(0)


def _the_manager_comments_with_the_keyboard_alone(manager: Page) -> None:
    _tab_to(manager, manager.get_by_role("button", name="Synpunkt på Sammanfattning"))
    manager.keyboard.press("Enter")
    expect(manager.get_by_label("Synpunkt", exact=True)).to_be_focused()
    manager.keyboard.type(REMARK)
    manager.keyboard.press("Shift+Tab")
    expect(manager.get_by_role("textbox", name="Stycke")).to_be_focused()
    manager.keyboard.type(COSTLY)
    _tab_to(manager, manager.get_by_role("button", name="Lämna synpunkten"))
    manager.keyboard.press("Enter")
    expect(manager.get_by_text("Synpunkten är lämnad. Handläggaren får veta det.")).to_be_visible()
    expect(manager.get_by_role("article", name="Sammanfattning")).to_be_focused()


def _tab_to(page: Page, target: Locator) -> None:
    """Press Tab until it has the focus; a person would give up before so many."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab does not lead to {target}")


def _the_manager_suggests_other_words_for_a_marked_passage(manager: Page) -> None:
    _mark_with_the_mouse(manager, SOON)
    manager.get_by_role("button", name="Synpunkt", exact=True).click()
    expect(manager.get_by_role("textbox", name="Stycke")).to_have_value(SOON)
    manager.get_by_label("Förslag till ny text").fill(SUGGESTED)
    manager.get_by_role("button", name="Lämna synpunkten").click()
    expect(manager.get_by_role("heading", name="Synpunkter (2)")).to_be_visible()


def _mark_with_the_mouse(page: Page, words: str) -> None:
    """Press before the first letter, drag, and let go after the last one."""
    paragraph = page.get_by_role("paragraph").filter(has_text=words)
    paragraph.scroll_into_view_if_needed()
    start, end = paragraph.evaluate(
        """(paragraph, words) => {
          const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
          while (walker.nextNode() && !walker.currentNode.data.includes(words));
          const range = document.createRange(), from = walker.currentNode.data.indexOf(words);
          range.setStart(walker.currentNode, from);
          range.setEnd(walker.currentNode, from + words.length);
          const lines = [...range.getClientRects()], last = lines.at(-1);
          const middle = (line) => line.top + line.height / 2;
          return [[lines[0].left + 1, middle(lines[0])], [last.right - 1, middle(last)]];
        }""",
        words,
    )
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def _the_report_goes_back(manager: Page) -> None:
    manager.locator("summary", has_text="Skicka tillbaka").click()
    manager.get_by_label("Skäl").fill(REASON)
    manager.get_by_role("button", name="Skicka tillbaka").click()
    expect(manager.get_by_text("Ärendet väntar på handläggaren.")).to_be_visible()


def _the_officer_takes_the_suggestion_in_and_answers(officer: Page) -> None:
    officer.goto("/")
    officer.get_by_role("region", name="Väntar på dig").get_by_role("link", name=TITLE).click()
    expect(officer.locator("mark")).to_have_text([COSTLY, SOON])
    assert violations(officer, "the case", widths=(390, 1440)) == {}
    officer.get_by_role("link", name="Se synpunkt 2").click()
    officer.get_by_role("button", name="Anta förslaget i synpunkt 2").click()
    expect(officer.get_by_text("Förslaget är infört i version 2.")).to_be_visible()
    remark = officer.get_by_role("article").filter(has_text=REMARK)
    remark.get_by_text("Svara", exact=True).click()
    remark.get_by_label("Svar").fill(ANSWER)
    remark.get_by_role("button", name="Markera som klar").click()
    expect(officer.get_by_text("Synpunkten är klar.")).to_be_visible()
    expect(officer.get_by_role("heading", name="Synpunkter (0)")).to_be_visible()
    officer.get_by_role("button", name="Lämna för granskning").click()
    expect(officer.get_by_text("Ärendet väntar på chefen.")).to_be_visible()


def _the_manager_compares_and_approves(manager: Page) -> None:
    manager.goto("/")
    manager.get_by_role("region", name="Väntar på dig").get_by_role("link", name=TITLE).click()
    manager.get_by_role("link", name="Ändrat sedan förra granskningen").click()
    expect(manager.get_by_role("heading", name="Från version 1 till version 2")).to_be_visible()
    expect(manager.locator("del")).to_contain_text("snart")
    expect(manager.locator("ins")).to_contain_text("före budgeten i juni")
    assert violations(manager, "its versions", widths=(390, 1440)) == {}
    manager.go_back()
    manager.get_by_text("Besvarade synpunkter (2)").click()
    expect(manager.get_by_text(ANSWER)).to_be_visible()
    manager.get_by_role("button", name="Godkänn tjänsteskrivelsen").click()
    expect(manager.get_by_text("Ärendet väntar på sekreteraren.")).to_be_visible()


def _the_text_is_locked(officer: Page, case: str) -> None:
    officer.goto(f"{case}/tjansteskrivelse")
    expect(officer.get_by_text("Tjänsteskrivelsen är låst i läget ”Klart för sammanträde”.")).to_be_visible()
    expect(officer.get_by_role("textbox")).to_have_count(0)
