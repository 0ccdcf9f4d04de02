"""What a report is more than text: who decides each point, options, the kind's own data, where the case comes from."""

from collections.abc import Iterator

import pytest
from flask import Flask

from casework.audit import AuditRecord
from casework.cases.models import Case, ReportVersion
from casework.cases.pages import difference
from casework.drafting.fields import kind_form
from tests.conftest import Visitors
from tests.factories import call_roll_of, content, item_of, make_case, make_meeting, make_template
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor
from workflows import WORKFLOWS
from workflows._vocabulary import DAY, LINES, MONEY, Field

KS = "Kommunstyrelsen"
FIELDS = [
    Field("own_present", MONEY, "Bidrag nu, kommunen"),
    Field("own_proposed", MONEY, "Bidrag enligt förslaget, kommunen"),
    Field("total_present", MONEY, "Bidrag nu, förbundet"),
    Field("total_proposed", MONEY, "Bidrag enligt förslaget, förbundet"),
    Field("parties", LINES, "Övriga parter"),
    Field("answer_day", DAY, "Svar senast"),
]
AMOUNTS = {
    "fields-own_present": "121 tkr",
    "fields-own_proposed": "145 000 kr",
    "fields-total_present": "6 072 tkr",
    "fields-total_proposed": "7,286 mnkr",
    "fields-parties": "Habo kommun\n\nMullsjö  kommun",
    "fields-answer_day": "2019-08-15",
}


@pytest.fixture
def with_money(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kind of ärende that knows amounts of itself."""
    monkeypatch.setattr(WORKFLOWS["membership_review"], "fields", {field.name: field for field in FIELDS})
    kind_form.cache_clear()
    yield
    kind_form.cache_clear()


def newest(app: Flask) -> dict[str, object]:
    return rows(app, ReportVersion)[-1].content


# --- points --------------------------------------------------------------------------------------------------------


def test_each_point_has_its_deciding_body(app: Flask, editor: Visitor) -> None:
    page = editor.press("Spara", **{"proposal-1": "Planen antas.", "proposal-1-body": KS})
    assert newest(app)["proposal_bodies"] == [None, KS]
    assert "Beslutas av: Kommunstyrelsen" in page.text


def test_the_body_of_the_case_comes_first_and_then_those_above_it(editor: Visitor) -> None:
    assert editor.page is not None
    start = editor.page.text.index('name="proposal-0-body"')
    offered = editor.page.text[start : editor.page.text.index("</select>", start)]
    own, above = "Ärendets organ (Kommunstyrelsens arbetsutskott)", f">{KS}<"
    assert 0 < offered.index(own) < offered.index(above)


def test_the_case_s_own_body_is_no_other_body(app: Flask, editor: Visitor) -> None:
    editor.press("Spara", **{"proposal-0-body": "Kommunstyrelsens arbetsutskott"})
    assert newest(app)["proposal_bodies"] == [None]


def test_a_body_outside_the_house_is_kept_as_it_is_called(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, proposal_bodies=["Kommunfullmäktige"])
    visitors["handlaggare"].open(f"/arenden/{case}/tjansteskrivelse")
    visitors["handlaggare"].press("Spara", summary="Ny.")
    assert newest(app)["proposal_bodies"] == ["Kommunfullmäktige"]


def test_what_the_delegation_scheme_says_stands_beside_the_points(app: Flask, editor: Visitor, case: int) -> None:
    """The scheme gives the committee such tasks; money is for the body above it, and the paragraph says so."""
    supported = "Punkt 1 stöds av punkt 2.1 i delegationsordningen för Kommunstyrelsen."
    barred = "Punkt 2 binder kommunen ekonomiskt."
    page = editor.press("Spara", **{"proposal-1": "Bidraget höjs med 24 000 kronor.", "proposal-1-body": ""})
    edited = editor.open(f"/arenden/{case}/tjansteskrivelse").text
    assert (supported in edited, barred in edited, "kommunallagen 6 kap. 38 § 1" in edited) == (True, True, True)
    assert (supported in page.text, barred in page.text) == (False, True)  # what is well stands beside the text only
    editor.press("Spara", **{"proposal-1-body": KS})
    assert barred not in editor.open(f"/arenden/{case}/tjansteskrivelse").text


# --- options -------------------------------------------------------------------------------------------------------

WAYS = {
    "sections-1-code": "ALTERNATIVES",
    "sections-1-heading": "Alternativ",
    "sections-1-text": "",
    "sections-1-options-0-title": "Stanna kvar",
    "sections-1-options-0-for": "Inget behöver göras.",
    "sections-1-options-2-title": "Byta förbund",
    "sections-1-options-2-for": "Samma region.",
    "sections-1-options-2-against": "Uppsägningstid.",
    "sections-1-options-2-consequence": "Ny avgift.",
    "sections-1-recommended": "2",
}


def test_options_are_kept_with_the_recommended_one_and_shown_to_officer_and_members(
    app: Flask, editor: Visitor, visitors: Visitors
) -> None:
    page = editor.press("Spara", **WAYS)
    (_, section) = newest(app)["sections"]  # type: ignore[misc]
    stay, leave = section["options"]
    assert (section["heading"], section["code"], section["text"]) == ("Alternativ", "ALTERNATIVES", "")
    assert (stay["title"], stay["recommended"]) == ("Stanna kvar", False)
    assert leave == {
        "title": "Byta förbund",
        "for": "Samma region.",
        "against": "Uppsägningstid.",
        "consequence": "Ny avgift.",
        "recommended": True,
    }
    assert page.text.count('<section class="option') == 2
    assert page.text.index("option--recommended") > page.text.index("Stanna kvar")
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    listed = make_case(app, "on_agenda", meeting=meeting, sections=newest(app)["sections"])
    assert "Byta förbund" in visitors["ledamot"].open(f"/sammantraden/arende/{item_of(app, listed)}").text


def test_options_can_be_changed_and_none_recommended(app: Flask, editor: Visitor, case: int) -> None:
    editor.press("Spara", **WAYS)
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    values = dict(editor.form("Spara").values)
    assert (values["sections-1-options-1-title"], values["sections-1-recommended"]) == ("Byta förbund", "1")
    editor.press("Spara", **{"sections-1-recommended": "", "sections-1-options-0-title": "Vara kvar"})
    options = newest(app)["sections"][1]["options"]  # type: ignore[index]
    assert [(row["title"], row["recommended"]) for row in options] == [("Vara kvar", False), ("Byta förbund", False)]
    assert "inget är förordat" in editor.open(f"/arenden/{case}").text


def test_an_option_is_added_and_removed_without_script_and_without_storing(app: Flask, editor: Visitor) -> None:
    make_template(app)
    editor.press("Spara", **WAYS, **{"add_sections-1-options": "1"})
    before = fingerprint(app)
    names = [name for name, _ in editor.form("Spara").values if name.endswith("-title") and "options" in name]
    assert names == [f"sections-1-options-{number}-title" for number in (0, 1, 2)]
    editor.press("Spara", **{"remove_sections-1-options": "0"})
    values = dict(editor.form("Spara").values)
    assert "Stanna kvar" not in values.values()
    chosen = values["sections-1-recommended"]
    assert values[f"sections-1-options-{chosen}-title"] == "Byta förbund"  # it is still the one that it was
    assert fingerprint(app) == before


def test_options_bodies_and_data_are_told_in_the_difference(app: Flask) -> None:
    option = {"title": "Stanna", "for": "Enkelt", "against": "", "consequence": "", "recommended": True}
    typed = content(
        sections=[{"heading": "Ärende", "text": "Regionerna har ändrats.", "options": [option]}],
        proposal_bodies=[KS],
        fields={"amount": 100},
    )
    with app.test_request_context():
        told = dict(difference(content(), typed))
    assert set(told) >= {"Uppgifter om ärendet", "Förslag till beslut", "Alternativ: Stanna"}
    assert told["Alternativ: Stanna"][-1][1] == "Alternativ: Stanna (förordas)\nTalar för: Enkelt"
    assert "(beslutas av Kommunstyrelsen)" in told["Förslag till beslut"][-1][1]


# --- the kind's own data -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("with_money")
def test_the_kinds_data_is_typed_as_people_write_and_kept_as_it_is_computed_with(
    app: Flask, editor: Visitor, case: int
) -> None:
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    page = editor.press("Spara", **AMOUNTS)
    assert newest(app)["fields"] == {
        "own_present": 12_100_000,
        "own_proposed": 14_500_000,
        "total_present": 607_200_000,
        "total_proposed": 728_600_000,
        "parties": ["Habo kommun", "Mullsjö kommun"],
        "answer_day": "2019-08-15",
    }
    plain = page.text.replace("\N{NO-BREAK SPACE}", " ")
    for told in ("121 tkr", "145 tkr", "24 tkr", "19,8 %", "1 214 tkr", "20,0 %", "2,0 %"):
        assert told in plain, told
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    values = {name: value.replace("\N{NO-BREAK SPACE}", " ") for name, value in editor.form("Spara").values}
    assert (values["fields-own_proposed"], values["fields-total_proposed"]) == ("145 tkr", "7 286 tkr")
    before = amount(app, ReportVersion)
    editor.press("Spara")
    assert amount(app, ReportVersion) == before


@pytest.mark.usefixtures("with_money")
def test_an_unclear_amount_is_refused_and_stands_as_typed(app: Flask, editor: Visitor, case: int) -> None:
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    before = fingerprint(app)
    page = editor.press("Spara", **AMOUNTS | {"fields-own_present": "1.200"})
    assert (page.status_code, page.text.count("Punkten kan betyda tusental eller decimaler.")) == (422, 2)
    assert dict(editor.form("Spara").values)["fields-own_present"] == "1.200"
    assert fingerprint(app) == before


@pytest.mark.usefixtures("with_money")
def test_a_stated_figure_that_differs_is_pointed_out_where_it_is_written_and_read(
    app: Flask, editor: Visitor, case: int
) -> None:
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    page = editor.press("Spara", **AMOUNTS, summary="Det är en ökning för förbundet med 1 204 tkr.")
    told = "Texten säger 1 204 tkr, uträknat är 1 214 tkr."
    assert page.status_code == 200  # told, and saved all the same
    assert told in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert f'href="/arenden/{case}/tjansteskrivelse#summary"' in page.text
    assert told in editor.open(f"/arenden/{case}/tjansteskrivelse").text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.usefixtures("with_money")
def test_data_of_another_kind_is_carried_along_while_the_kind_is_chosen(app: Flask, writer: Visitor) -> None:
    writer.press("Spara ärendet", kind="membership_review", offer_parts="1")
    writer.press("Spara ärendet", kind="general_matter", offer_parts="1", **AMOUNTS)
    assert dict(writer.form("Spara ärendet").values)["fields-own_present"] == "121 tkr"
    writer.press("Spara ärendet", kind="membership_review", offer_parts="1")
    writer.press("Spara ärendet", title="Ett ärende")
    assert newest(app)["fields"]["own_present"] == 12_100_000  # type: ignore[index]


# --- where the case comes from -------------------------------------------------------------------------------------

LETTER = {"origin": "letter", "origin_sender": "Samordningsförbundet", "origin_received": "2019-05-13"}


def test_where_a_case_comes_from_is_kept_and_shown(app: Flask, writer: Visitor) -> None:
    page = writer.press("Spara ärendet", kind="membership_review", title="Ett ärende", **LETTER)
    case = one(app, Case)
    assert (case.origin, case.origin_sender, str(case.origin_received)) == tuple(LETTER.values())
    for told in ("Skrivelse utifrån", "Samordningsförbundet", "13 maj 2019"):
        assert told in page.text


def test_a_changed_origin_is_kept_with_its_trace(app: Flask, editor: Visitor) -> None:
    editor.press("Spara", **LETTER)
    record = rows(app, AuditRecord, event="save_report")[0]
    assert (one(app, Case).origin, record.data["origin"]) == (
        "letter",
        [["administration", "", ""], list(LETTER.values())],
    )


@pytest.mark.parametrize("wrong", [{"origin": "rumour"}, {"origin_received": "i går"}, {"origin_sender": "x" * 201}])
def test_a_wrong_origin_is_refused(app: Flask, editor: Visitor, wrong: dict[str, str]) -> None:
    before = fingerprint(app)
    assert editor.press("Spara", **LETTER | wrong).status_code == 422
    assert fingerprint(app) == before


def test_a_letter_without_its_day_is_gently_told(editor: Visitor) -> None:
    page = editor.press("Spara", **LETTER | {"origin_received": ""})
    assert "dagen då det kom in saknas" in page.text
    assert page.status_code == 200


# --- the basis -----------------------------------------------------------------------------------------------------


def test_a_paper_of_the_basis_has_its_day_in_its_line(app: Flask, editor: Visitor, case: int) -> None:
    editor.press(
        "Spara", **{"basis-0": "Tjänsteskrivelse", "basis-0-day": "2019-05-29", "basis-1": "Missivbrev 2019-05-13"}
    )
    assert newest(app)["basis"] == ["Tjänsteskrivelse 2019-05-29", "Missivbrev 2019-05-13"]
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    values = dict(editor.form("Spara").values)
    assert (values["basis-0"], values["basis-0-day"], values["basis-1"], values["basis-1-day"]) == (
        "Tjänsteskrivelse",
        "2019-05-29",
        "Missivbrev",
        "2019-05-13",
    )


# --- recipients ----------------------------------------------------------------------------------------------------


def test_the_directory_is_searched_with_its_letters(visitors: Visitors) -> None:
    officer, registrar = visitors["handlaggare"], visitors["registrator"]
    registrar.open("/katalog/ny")
    registrar.press("Spara", name="Överförmyndaren", organisation="Ängö kommun", address="ofn@demo.example")
    found = {
        query: officer.client.get("/katalog/sok", query_string={"q": query}).json
        for query in ("över", "ÄNGÖ öv", "chef", "x9", " ")
    }
    told = {"name": "Överförmyndaren", "organisation": "Ängö kommun", "channel": "mail", "address": "ofn@demo.example"}
    assert found["över"] == {"functions": [told]}
    assert found["ÄNGÖ öv"] == found["över"]
    assert [row["name"] for row in found["chef"]["functions"]][:1] == ["Chef arbetsmarknadsenheten"]
    assert found["x9"] == found[" "] == {"functions": []}


def test_at_most_ten_are_offered_and_none_of_another_authority(app: Flask, visitors: Visitors) -> None:
    from tests.factories import make_neighbour

    make_neighbour(app)
    registrar = visitors["registrator"]
    for number in range(12):
        registrar.open("/katalog/ny")
        registrar.press("Spara", name=f"Funktion {number}")
    names = [row["name"] for row in visitors["handlaggare"].client.get("/katalog/sok?q=funktion").json["functions"]]
    assert (len(names), "Grannens funktion" in names) == (10, False)


def test_a_function_of_the_directory_keeps_following_it(app: Flask, editor: Visitor) -> None:
    assert editor.page is not None
    assert "följer katalogen: socialchef@demo.example" in editor.page.text
    assert dict(editor.form("Spara").values)["recipients-0-address"] == ""
