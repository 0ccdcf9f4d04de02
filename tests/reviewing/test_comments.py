"""Comments on the report: who may leave them on what, who is told, and that what was said stands."""

import re

import pytest
from flask import Flask

from casework.audit import first_broken
from casework.cases.models import CaseEvent
from casework.reviewing.models import ReportComment
from tests.conftest import Visitors
from tests.factories import (
    comment_on,
    decided_case,
    make_case,
    make_neighbour,
    make_person,
    reader_of,
    step_of,
    write_again,
)
from tests.observing import amount, fingerprint, one, rows, statements
from tests.reviewing.conftest import LEAVE, Told, answer_again, answered, commented
from tests.support.pages import Visitor
from tests.world import token


@pytest.fixture
def case(app: Flask) -> int:
    return make_case(app, "review")


@pytest.fixture
def manager(visitors: Visitors) -> Visitor:
    return visitors["chef"]


@pytest.fixture
def officer(visitors: Visitors) -> Visitor:
    return visitors["handlaggare"]


def person(app: Flask, name: str) -> int:
    with app.app_context():
        return reader_of(name).person_id


def shown(page: str) -> list[tuple[str, str]]:
    """The comments on the page in order: the number of each, and the name of its part."""
    return re.findall(r'comment__number">(\d+)</span> ([^<]+)</h3>', page)


# Leaving one


def test_a_comment_is_kept_with_the_version_it_was_made_on_and_shown_under_its_part(
    app: Flask, case: int, manager: Visitor, officer: Visitor
) -> None:
    page = commented(manager, case, quote="bör  ses\növer", text="Av vem?\n\nNär?")
    assert (page.status_code, "Synpunkten är lämnad. Handläggaren får veta det." in page.text) == (200, True)
    row = one(app, ReportComment)
    assert (row.part, row.quote, row.text, row.suggestion) == ("summary", "bör  ses\növer", "Av vem?\n\nNär?", None)
    assert (row.author.name, row.version_number, row.resolution) == ("Chefen", 1, "open")
    read = officer.open(f"/arenden/{case}").text
    assert shown(read) == [("1", "Sammanfattning av ärendet")]
    assert 'id="synpunkt-1"' in read
    assert "på version 1" in read
    assert '<a href="#synpunkter">1 öppen synpunkt</a>' in read
    with app.app_context():
        assert first_broken() is None


def test_comments_stand_in_the_order_of_the_document(app: Flask, case: int, manager: Visitor) -> None:
    for part in ("recipients", "section:0", "title", "proposal:0", "basis", "summary"):
        comment_on(app, case, part=part)
    page = manager.open(f"/arenden/{case}").text
    assert shown(page) == [
        ("3", "Rubrik"),
        ("4", "Beslutspunkt 1"),
        ("6", "Sammanfattning av ärendet"),
        ("2", "Ärende"),
        ("5", "Beslutsunderlag"),
        ("1", "Mottagare"),
    ]
    assert '<a href="#synpunkter">6 öppna synpunkter</a>' in page


def test_a_comment_is_no_step_of_the_case(app: Flask, case: int, manager: Visitor) -> None:
    told = ("report_comments", "notices", "audit_records", "audit_heads")  # the officer is told
    before = fingerprint(app, *told)
    commented(manager, case)
    assert fingerprint(app, *told) == before
    assert amount(app, CaseEvent) == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"text": ""}, "Skriv en synpunkt, eller föreslå en ny text."),
        ({"part": ""}, "Välj vilken del det gäller."),
        ({"part": "section:9"}, "Delen finns inte längre i tjänsteskrivelsen. Välj en annan."),
        ({"quote": "bör sägas upp"}, "Stycket finns inte i den delen av version 1."),
        ({"quote": "Regionerna har ändrats."}, "Stycket finns inte i den delen av version 1."),
        ({"suggestion": "Ny text."}, "Skriv eller markera stycket som förslaget ska ersätta."),
        ({"strike": "y"}, "Skriv eller markera stycket som förslaget ska ersätta."),
        ({"quote": "e", "suggestion": "a"}, "Stycket står på flera ställen i delen."),
        ({"quote": "ses över", "suggestion": " ses  över "}, "Förslaget är samma text som stycket."),
        (
            {"quote": "ses över", "suggestion": "a", "strike": "y"},
            "Välj det ena: en ny text, eller att stycket stryks.",
        ),
        ({"part": "recipients", "quote": "Socialchef", "suggestion": "Vd"}, "Mottagarna ändras under Redigera."),
        ({"text": "x" * 20_001}, "Texten är för lång: högst 20000 tecken."),
    ],
)
def test_a_comment_that_cannot_stand_is_refused_at_its_field_and_what_was_typed_stays(
    app: Flask, case: int, manager: Visitor, given: dict[str, str], told: str
) -> None:
    before = fingerprint(app)
    page = commented(manager, case, **given)
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert re.search(rf'class="field__error"[^>]*>(<span[^>]*>[^<]*</span>)?{re.escape(told)}', page.text), told
    assert re.search(r'<details class="confirm" id="ny-synpunkt" open>', page.text)
    sent = dict(manager.form(LEAVE).values)
    kept = {name: value.strip() for name, value in given.items() if name in {"text", "quote"}}
    assert {name: sent[f"comment-{name}"] for name in kept} == kept


def test_the_form_sent_twice_is_one_comment(app: Flask, case: int, manager: Visitor) -> None:
    commented(manager, case)
    manager.open(f"/arenden/{case}")
    form = manager.form(LEAVE).filled(comment__part="title", comment__text="En gång.")
    pages = [manager.post(f"/arenden/{case}/synpunkter", follow=False, **form) for _ in range(2)]
    assert [page.location.rpartition("#")[2] for page in pages] == ["synpunkt-2"] * 2
    assert [row.text for row in rows(app, ReportComment)] == ["Skriv tydligare.", "En gång."]


def test_a_form_with_the_key_of_anothers_comment_makes_nothing(
    app: Flask, case: int, manager: Visitor, officer: Visitor
) -> None:
    commented(manager, case)
    key = one(app, ReportComment).creation_key
    other = make_case(app, "review")
    before = fingerprint(app)
    answers = [commented(officer, case, creation_key=key), commented(manager, other, creation_key=key)]
    assert ([page.status_code for page in answers], fingerprint(app)) == ([404, 404], before)


# Who


@pytest.mark.parametrize("who", ["handlaggare", "chef", "sekreterare", "registrator"])
def test_those_who_handle_the_case_may_comment(app: Flask, case: int, visitors: Visitors, who: str) -> None:
    assert commented(visitors[who], case).status_code == 200
    assert one(app, ReportComment).author_id == person(app, who)


def test_a_colleague_reads_the_comments_and_leaves_none(app: Flask, case: int, visitors: Visitors) -> None:
    make_person(app, "kollega", "officer")
    comment_on(app, case)
    before = fingerprint(app)
    colleague = visitors["kollega"]
    page = colleague.open(f"/arenden/{case}").text
    assert (shown(page), LEAVE in page, "Svara" in page) == ([("1", "Sammanfattning av ärendet")], False, False)
    token = dict(colleague.forms()[0].values)["csrf_token"]
    given = {"comment-part": "summary", "comment-text": "Ändå.", "csrf_token": token}
    page = colleague.post(f"/arenden/{case}/synpunkter", **given)
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Bara ärendets handläggare, en chef, sekreteraren eller registratorn kan lämna synpunkter" in page.text
    for answer in ("reply", "declined", "done", "accepted"):
        sent = {"answer": answer, "answer1-text": "Ändå.", "csrf_token": token, "version": "2"}
        assert colleague.post(f"/arenden/{case}/synpunkter/1/svar", **sent).status_code == 422, answer
    assert fingerprint(app) == before


def test_a_draft_is_commented_on_by_those_who_can_see_it(app: Flask, visitors: Visitors) -> None:
    draft = make_case(app)
    make_person(app, "kollega", "officer")
    sent_token = token(visitors["sekreterare"])
    for who in ("handlaggare", "chef", "registrator"):
        assert commented(visitors[who], draft).status_code == 200
    before = fingerprint(app)
    for who in ("sekreterare", "kollega"):
        given = {"comment-part": "summary", "comment-text": "Nej.", "csrf_token": token(visitors[who])}
        assert visitors[who].post(f"/arenden/{draft}/synpunkter", **given).status_code == 404
        assert visitors[who].post(f"/arenden/{draft}/synpunkter/1/svar", **given).status_code == 404
    assert (sent_token != "", fingerprint(app)) == (True, before)


def test_a_neighbour_finds_no_comment(app: Flask, case: int, visitors: Visitors) -> None:
    make_neighbour(app)
    comment_on(app, case)
    neighbour, before = visitors["granne-chef"], fingerprint(app)
    given = {"csrf_token": token(neighbour), "answer": "done", "comment-part": "title", "comment-text": "Hej."}
    for place in ("synpunkter", "synpunkter/1/svar", "granskning", "granskning/slapp"):
        assert neighbour.post(f"/arenden/{case}/{place}", **given).status_code == 404, place
    assert fingerprint(app) == before


def test_a_comment_of_another_case_is_nowhere(app: Flask, case: int, manager: Visitor) -> None:
    other = make_case(app, "review")
    comment = comment_on(app, other)
    before = fingerprint(app)
    given = {"csrf_token": token(manager), "answer": "done"}
    for number in (comment, 99):
        assert manager.post(f"/arenden/{case}/synpunkter/{number}/svar", **given).status_code == 404
    assert fingerprint(app) == before


def test_an_ended_case_takes_neither_comments_nor_answers(app: Flask, case: int, manager: Visitor) -> None:
    comment = comment_on(app, case)
    manager.open(f"/arenden/{case}")
    leave = manager.form(LEAVE).filled(comment__part="summary", comment__text="Till sist.")
    answer = manager.form("Skicka svaret").filled(**{f"answer{comment}__text": "Till sist."})
    step_of(app, case, "withdraw", "handlaggare", note="Behövs inte.")
    before = fingerprint(app)
    pages = [manager.post(f"/arenden/{case}/synpunkter", **leave)]
    pages += [
        manager.post(f"/arenden/{case}/synpunkter/{comment}/svar", **answer, answer=way) for way in ("reply", "done")
    ]
    told = [(page.status_code, "Ärendet är avslutat. Synpunkter kan varken lämnas" in page.text) for page in pages]
    assert (told, fingerprint(app)) == ([(422, True)] * 3, before)
    assert (LEAVE in pages[0].text, shown(pages[0].text)) == (False, [("1", "Sammanfattning av ärendet")])


def test_a_decided_case_that_never_had_comments_says_nothing_of_them(app: Flask, visitors: Visitors) -> None:
    case = decided_case(app)
    step_of(app, case, "close", "registrator", note="Klart.", undelivered="De var med.")
    page = visitors["handlaggare"].open(f"/arenden/{case}").text
    assert ('id="synpunkter"' in page, "Versioner (1)" in page) == (False, True)


# Answering


def test_a_reply_goes_on_with_the_discussion_and_leaves_the_comment_open(
    app: Flask, case: int, manager: Visitor, officer: Visitor
) -> None:
    comment = comment_on(app, case)
    page = answered(officer, case, comment, "reply", "Vad är otydligt?")
    assert (page.status_code, "Svaret är lämnat." in page.text) == (200, True)
    answered(manager, case, comment, "reply", "Tidplanen.")
    first, *replies = rows(app, ReportComment)
    assert [(row.reply_to_id, row.text, row.author.name) for row in replies] == [
        (first.id, "Vad är otydligt?", "Handläggaren"),
        (first.id, "Tidplanen.", "Chefen"),
    ]
    page = manager.open(f"/arenden/{case}")
    assert (first.resolution, shown(page.text)) == ("open", [("1", "Sammanfattning av ärendet")])
    assert page.text.index("Vad är otydligt?") < page.text.index("Tidplanen.")


def test_a_reply_sent_twice_is_one(app: Flask, case: int, officer: Visitor) -> None:
    comment = comment_on(app, case)
    officer.open(f"/arenden/{case}")
    form = officer.form("Skicka svaret").filled(answer1__text="Vad?", answer="reply")
    for _ in range(2):
        assert officer.post(f"/arenden/{case}/synpunkter/{comment}/svar", **form).status_code == 200
    assert amount(app, ReportComment) == 2


@pytest.mark.parametrize(
    ("answer", "text", "told"),
    [
        ("reply", "", "Skriv svaret."),
        ("declined", " ", "Skriv varför förslaget avböjs."),
        ("reply", "x" * 20_001, "Texten är för lång: högst 20000 tecken."),
    ],
)
def test_an_answer_without_what_it_needs_is_refused_in_its_place(
    app: Flask, case: int, officer: Visitor, answer: str, text: str, told: str
) -> None:
    comment = comment_on(app, case)
    other = comment_on(app, case, part="title")
    before = fingerprint(app)
    page = answered(officer, case, comment, answer, text)
    assert (page.status_code, fingerprint(app)) == (422, before)
    parts = {number: page.text.partition(f'id="synpunkt-{number}"')[2].partition("</article>")[0] for number in (1, 2)}
    assert (told in parts[1], told in parts[2], other) == (True, False, 2)
    assert '<details class="confirm" open>' in parts[1]


@pytest.mark.parametrize("answer", ["", "open", "x", "accepted "])
def test_an_answer_that_is_none_is_refused(app: Flask, case: int, officer: Visitor, answer: str) -> None:
    comment = comment_on(app, case)
    officer.open(f"/arenden/{case}")
    before = fingerprint(app)
    page = officer.press("Skicka svaret", f"/synpunkter/{comment}/svar", answer=answer)
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Välj vad du vill göra med synpunkten." in page.text


def test_what_is_done_is_put_away_with_its_answer(app: Flask, case: int, officer: Visitor) -> None:
    comment = comment_on(app, case)
    page = answered(officer, case, comment, "done", "Mendat i avsnitt två.")
    row = one(app, ReportComment)
    assert (row.resolution, row.reply, row.resolved_by_id) == (
        "done",
        "Mendat i avsnitt två.",
        person(app, "handlaggare"),
    )
    assert "Synpunkten är klar." in page.text
    assert "Besvarade synpunkter (1)" in page.text
    assert "öppen synpunkt<" not in page.text
    put_away = page.text.partition("Besvarade synpunkter (1)")[2]
    assert (shown(put_away), "Mendat i avsnitt två." in put_away) == ([("1", "Sammanfattning av ärendet")], True)


def test_who_left_a_comment_may_put_it_away_and_others_may_not(
    app: Flask, case: int, manager: Visitor, visitors: Visitors
) -> None:
    first, second = comment_on(app, case), comment_on(app, case, "registrator")
    answered(manager, case, first, "done")
    before = fingerprint(app)
    assert "Markera som klar" not in manager.open(f"/arenden/{case}").text
    page = answered(manager, case, second, "done")
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Bara ärendets handläggare, Handläggaren, och den som lämnade synpunkten kan markera" in page.text
    assert [row.resolution for row in rows(app, ReportComment)] == ["done", "open"]


def test_an_answered_comment_is_not_answered_again(app: Flask, case: int, manager: Visitor, officer: Visitor) -> None:
    comment = comment_on(app, case)
    for visitor in (manager, officer):
        visitor.open(f"/arenden/{case}")
    answer_again(officer, comment, "done", "Klart.")
    before = fingerprint(app)
    page = answer_again(manager, comment, "done", "Också klart.")
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert "Synpunkten är redan besvarad av Handläggaren." in page.text


def test_the_same_answer_pressed_twice_is_one(app: Flask, case: int, officer: Visitor) -> None:
    comment = comment_on(app, case)
    officer.open(f"/arenden/{case}")
    form = officer.form("Skicka svaret").filled(answer="done")
    officer.post(f"/arenden/{case}/synpunkter/{comment}/svar", **form)
    before = fingerprint(app)
    page = officer.post(f"/arenden/{case}/synpunkter/{comment}/svar", **form)
    assert (page.status_code, "Det var redan gjort." in page.text, fingerprint(app)) == (200, True, before)


# Later versions


def test_a_comment_whose_passage_is_gone_stands_with_the_version_it_was_made_on(app: Flask, manager: Visitor) -> None:
    draft = make_case(app)
    comment_on(app, draft, quote="ses över")
    write_again(app, draft, summary="Medlemskapet bör sägas upp.")
    page = manager.open(f"/arenden/{draft}").text
    assert "Stycket finns inte kvar i version 2" in page
    assert "på version 1" in page
    assert "<blockquote" in page
    assert "data-comment=" not in page
    answer_page = answered(manager, draft, 1, "done")
    assert (answer_page.status_code, "Stycket finns inte kvar" in answer_page.text) == (200, False)


def test_a_comment_follows_its_part_when_parts_move_and_are_renamed(app: Flask, manager: Visitor) -> None:
    parts = [{"heading": "Ärende", "text": "Ett."}, {"heading": "Ekonomi", "text": "Det kostar tusen kronor."}]
    draft = make_case(app, sections=parts, proposal=["Första punkten.", "Andra punkten."])
    comment_on(app, draft, part="section:1", quote="tusen kronor", text="Ekonomi")
    comment_on(app, draft, part="section:0", text="Hela ärendet")
    comment_on(app, draft, part="proposal:1", quote="Andra punkten", text="Andra")
    new = [{"heading": "Samråd", "text": "Nej."}, {"heading": "Kostnader", "text": "Det kostar **tusen** kronor."}]
    write_again(app, draft, sections=[*new, parts[0]], proposal=["Ny punkt.", "Första punkten.", "Andra punkten."])
    page = manager.open(f"/arenden/{draft}").text
    assert shown(page) == [("3", "Beslutspunkt 3"), ("1", "Kostnader"), ("2", "Ärende")]
    assert re.findall(r'data-comment="(\d)" data-of="([^"]+)"', page) == [("3", "proposal:2"), ("1", "section:1")]


def test_every_part_of_the_report_begins_where_the_page_says(app: Flask, manager: Visitor) -> None:
    """The script tells by these which part a marked passage is in."""
    draft = make_case(
        app, proposal=["Ett.", "Två."], sections=[{"heading": "A", "text": "a"}, {"heading": "", "text": "b"}]
    )
    page = manager.open(f"/arenden/{draft}").text
    anchors = re.findall(r'data-part="([^"]*)"', page)
    options = re.findall(r'<option value="([^"]*)"', page.partition('name="comment-part"')[2].partition("</select>")[0])
    assert ["title", *anchors[:-1]] == [key for key in options if key]
    assert anchors[-1] == ""


# Who is told


def test_the_officer_is_told_of_a_comment_and_its_author_of_the_answer(
    app: Flask, case: int, manager: Visitor, officer: Visitor, told: Told
) -> None:
    commented(manager, case, text=f"Skriv om.\n{'x' * 300}")
    commented(officer, case, text="En minnesanteckning.")
    answered(officer, case, 1, "reply", "Varför?")
    answered(manager, case, 1, "reply", "Därför.")
    answered(officer, case, 1, "done")
    writes, reviews = person(app, "handlaggare"), person(app, "chef")
    assert [row[:3] for row in told.rows] == [
        (writes, case, "comment"),
        (reviews, case, "comment"),
        (writes, case, "comment"),
        (reviews, case, "comment"),
    ]
    assert told.texts[0].startswith("Chefen har lämnat en synpunkt på ”Sammanfattning av ärendet”: Skriv om. xxx")
    assert told.texts[0].endswith("x …")
    assert told.texts[1:] == [
        "Handläggaren har svarat på en synpunkt på ”Sammanfattning av ärendet”: Varför?",
        "Chefen har svarat på en synpunkt på ”Sammanfattning av ärendet”: Därför.",
        "Handläggaren har tagit hand om din synpunkt på ”Sammanfattning av ärendet”.",
    ]


def test_nobody_is_told_of_what_was_refused(app: Flask, case: int, manager: Visitor, told: Told) -> None:
    commented(manager, case, quote="finns inte")
    commented(manager, case, text="")
    assert told.rows == []


# The page


def test_twenty_comments_take_as_many_statements_as_one(app: Flask, manager: Visitor) -> None:
    few, many = make_case(app, "review"), make_case(app, "review")
    comment_on(app, few)
    for _ in range(20):
        comment_on(app, many, quote="bör ses över", suggestion="bör sägas upp")
    counted = []
    for case in (few, many):
        with statements(app) as sent:
            assert manager.client.get(f"/arenden/{case}").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 25


def test_what_was_typed_is_shown_as_text(app: Flask, case: int, manager: Visitor, officer: Visitor) -> None:
    hostile = "<script>alert(1)</script> **fet** \"'>"
    commented(manager, case, text=hostile)
    answered(officer, case, 1, "reply", hostile)
    page = officer.open(f"/arenden/{case}").text
    assert ("<script>alert" in page, page.count("&lt;script&gt;alert(1)&lt;/script&gt; **fet**")) == (False, 2)
