"""What the pages show of a budget increase: the money, the condition before and after, the way of the case."""

import html
import re
from datetime import timedelta

from flask import Flask
from werkzeug.test import TestResponse

from casework import clock
from casework.web import day
from tests.associations.budget import MONEY, PARTIES, answered, decided, fields, lapse, listed, waiting
from tests.conftest import Visitors
from tests.factories import call_roll_of, decided_case, item_of, make_case, make_meeting, state_of, step_of
from tests.observing import statements


def table(page: TestResponse) -> list[list[str]]:
    """The rows of the money, as they are read."""
    part = page.text.partition('id="amounts"')[2].partition("</table>")[0]
    cells = [re.findall(r"<(?:th|td)[^>]*>(.*?)</(?:th|td)>", row, re.DOTALL) for row in part.split("<tr>")[1:]]
    return [[_read(cell) for cell in row] for row in cells]


def _read(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


FIGURES = [
    ["Belopp", "Nu", "Förslag", "Ändring", "Ändring, procent"],
    ["Kommunens bidrag", "121 tkr", "145 tkr", "+24 tkr", "+19,8 %"],
    ["Förbundets budget", "6 072 tkr", "7 286 tkr", "+1 214 tkr", "+20,0 %"],
    ["Andel av totalen", "2,0 %", "2,0 %", "", ""],
]


def test_the_money_is_computed_on_both_pages(app: Flask, visitors: Visitors) -> None:
    case = listed(app)
    item = item_of(app, case)
    assert table(visitors["handlaggare"].open(f"/arenden/{case}")) == FIGURES
    assert table(visitors["ordforande"].open(f"/sammantraden/arende/{item}")) == FIGURES
    decided(app, case)
    assert table(visitors["handlaggare"].open(f"/arenden/{case}")) == FIGURES
    assert table(visitors["ledamot"].open(f"/sammantraden/arende/{item}")) == FIGURES


def test_what_is_not_stated_is_left_out(app: Flask, visitors: Visitors) -> None:
    officer = visitors["handlaggare"]
    only_own = {name: MONEY[name] for name in ("own_present", "own_proposed")}
    case = make_case(app, kind="budget_increase", fields=only_own)
    assert [row[0] for row in table(officer.open(f"/arenden/{case}"))[1:]] == ["Kommunens bidrag"]
    case = make_case(app, kind="budget_increase", fields={**MONEY, "own_present": 0})
    assert table(officer.open(f"/arenden/{case}"))[1] == ["Kommunens bidrag", "0 kr", "145 tkr", "+145 tkr", "–"]
    for stated in ({}, {"own_present": 5}):
        case = make_case(app, kind="budget_increase", fields=stated)
        page = officer.open(f"/arenden/{case}")
        assert (page.status_code, 'id="amounts"' in page.text, 'id="parter"' in page.text) == (200, False, False)


def test_the_chair_reads_the_condition_before_the_decision_and_after(app: Flask, visitors: Visitors) -> None:
    case = listed(app, fields=fields(["Regionen"]))
    chair, item = visitors["ordforande"], item_of(app, case)
    with app.test_request_context():
        due = day(clock.today() + timedelta(days=30))
    sentence = f"Beslutet gäller under förutsättning att Regionen fattar samma beslut senast den {due}."
    before = chair.open(f"/sammantraden/arende/{item}").text
    assert before.index(sentence) < before.index("Så kommer det att stå i protokollet")
    decided(app, case)
    assert sentence in chair.open(f"/sammantraden/arende/{item}").text


def test_a_committee_prepares_and_the_board_decides(app: Flask, visitors: Visitors) -> None:
    """The committee makes a proposal, which waits for nobody; the board's decision waits."""
    committee, board = make_meeting(app), make_meeting(app, body="KS")
    call_roll_of(app, committee)
    call_roll_of(app, board)
    points = {"proposal": ["Bidraget höjs."], "proposal_bodies": ["Kommunstyrelsen"]}
    case = make_case(app, "ready", kind="budget_increase", fields=fields(["Regionen"]), **points)
    step_of(app, case, "list_to_prepare", "sekreterare", meeting=str(committee))
    decided(app, case)
    assert state_of(app, case) == "ready"
    page = visitors["handlaggare"].open(f"/arenden/{case}").text
    assert 'id="parter"' not in page
    step_of(app, case, "list", "sekreterare", meeting=str(board))
    decided(app, case)
    assert state_of(app, case) == "waiting"
    paper = visitors["handlaggare"].open(f"/arenden/{case}").text.partition('class="paper__facts')[2]
    assert "<dd>Kommunstyrelsens arbetsutskott</dd>" in paper.partition("</dl>")[0]  # the report says whom it was to


def test_the_next_step_leads_the_officer_to_the_answers_while_the_case_waits(app: Flask, visitors: Visitors) -> None:
    case, way = waiting(app, ["Regionen"]), '<a class="button button--quiet" href="#parter">Anteckna parternas svar</a>'
    assert [way in visitors[name].open(f"/arenden/{case}").text for name in ("handlaggare", "chef")] == [True, False]
    answered(app, case, "Regionen", status="declined")
    assert way not in visitors["handlaggare"].open(f"/arenden/{case}").text


def test_the_path_leads_on_from_where_the_case_stands(app: Flask, visitors: Visitors) -> None:
    officer = visitors["handlaggare"]
    case = waiting(app, ["Regionen"])
    been = ["Utkast", "Granskning", "KS"]
    assert path(officer.open(f"/arenden/{case}")) == [
        *((label, "done") for label in been),
        ("Väntar på övriga parter", "current"),
        ("Beslutet gäller", "coming"),
        ("Avslutat", "coming"),
    ]
    answered(app, case, "Regionen", status="declined")
    assert path(officer.open(f"/arenden/{case}")) == [
        *((label, "done") for label in [*been, "Väntar på övriga parter"]),
        ("Beslutet har förfallit", "current"),
        ("Avslutat", "coming"),
    ]


def path(page: TestResponse) -> list[tuple[str, str]]:
    """Each place on the way, and whether it has been, is or comes."""
    rows = re.findall(
        r'path__step--(\w+)".*?class="path__label">(.*?)</span>', page.text.partition('class="path')[2], re.DOTALL
    )
    return [(_read(label).partition(", ")[0], stands) for stands, label in rows]


def test_history_tells_what_happened_by_itself_without_an_actor(app: Flask, visitors: Visitors) -> None:
    case = waiting(app, ["Regionen"])
    answered(app, case, "Regionen")
    page = visitors["handlaggare"].open(f"/arenden/{case}").text
    told = re.findall(r"<div><p>(.*?)</p>", page.partition('class="timeline"')[2])
    assert told[0] == "Villkoret är uppfyllt: beslutet gäller."
    news = visitors["handlaggare"].open("/").text
    assert "Villkoret är uppfyllt: beslutet gäller." in news
    assert "Systemet" not in page + news


def test_six_parties_take_as_many_statements_as_one(app: Flask, visitors: Visitors) -> None:
    few, many = waiting(app, ["Regionen"]), waiting(app)
    answered(app, many, *PARTIES[:5])
    answered(app, many, PARTIES[0], note="Rättat.")
    officer = visitors["handlaggare"]
    counted = []
    for case in (few, many, decided_case(app)):
        with statements(app) as sent:
            assert officer.open(f"/arenden/{case}").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1]
    assert counted[0] <= counted[2] + 5  # the report, the conditions, the answers and the facts of its steps


def test_a_lapsed_decision_tells_who_had_not_answered(app: Flask, visitors: Visitors) -> None:
    case = waiting(app, ["Regionen", "Alvåsa kommun"])
    answered(app, case, "Regionen", status="pending", note="Nämnden är i höst.")
    answered(app, case, "Alvåsa kommun", status="other_amount", amount=1_300_000_50)
    page = visitors["handlaggare"].open(f"/arenden/{case}").text
    assert lapse(app) == 0
    assert "Alvåsa kommun har beslutat om ett annat belopp." in page
    assert "Har beslutat om ett annat belopp: 1\xa0300\xa0000,50\xa0kr" in html.unescape(page)
    assert 'class="status status--waiting"' not in page.partition('id="parter"')[2].partition("</section>")[0]
