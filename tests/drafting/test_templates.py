"""Templates of officer reports: by version, for all bodies or one, and what the form makes of them."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from casework import clock
from casework.audit import AuditRecord
from casework.cases.models import ReportVersion
from casework.demo.templates import PARTS
from casework.drafting.models import ReportTemplate
from casework.drafting.parts import OTHER, Part
from tests.conftest import Visitors
from tests.factories import make_case, make_neighbour, make_template
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

HEADINGS = [part.heading for part in PARTS if not part.name]


@pytest.fixture
def registrar(visitors: Visitors) -> Visitor:
    """At the templates."""
    visitor = visitors["registrator"]
    visitor.open("/mallar")
    return visitor


def headings(visitor: Visitor, button: str = "Spara") -> list[str]:
    return [
        value
        for name, value in visitor.form(button).values
        if name.startswith("sections-") and name.endswith("heading")
    ]


# --- the registrar's pages -----------------------------------------------------------------------------------------


def test_a_new_template_is_kept_with_who_made_it(app: Flask, registrar: Visitor) -> None:
    registrar.open("/mallar/ny")
    page = registrar.press(
        "Spara mallen", name="Vår mall", body="2", kind="membership_review", parts__2__heading="Bakgrund"
    )
    template = one(app, ReportTemplate)
    assert (template.name, template.number, template.body_id, template.kind) == ("Vår mall", 1, 2, "membership_review")
    assert (template.made_by.name if template.made_by else "", template.valid_from) == ("Registratorn", clock.today())
    assert template.rows[2] == {**Part("BACKGROUND", "Bakgrund").row()}
    assert ("Vår mall" in page.text, one(app, AuditRecord, event="report_template").data["template"]) == (
        True,
        template.id,
    )


def test_a_changed_template_is_a_new_version_and_the_old_one_stands(app: Flask, registrar: Visitor) -> None:
    first = make_template(app)
    registrar.open(f"/mallar/{first}")
    page = registrar.press(
        "Spara som ny version", name="Mall, andra", parts__0__phrases="Ett\n\nTvå", parts__0__required=""
    )
    old, new = rows(app, ReportTemplate)
    assert (old.rows, old.name) == ([part.row() for part in PARTS], "Mall")
    assert (new.number, new.name, new.rows[0]["phrases"]) == (2, "Mall, andra", ["Ett", "Två"])
    assert "Tidigare versioner (1)" in page.text
    assert registrar.open(f"/mallar/{old.id}").status_code == 200


def test_two_who_change_the_same_template_do_not_overwrite_each_other(
    app: Flask, registrar: Visitor, visitors: Visitors
) -> None:
    first = make_template(app)
    other = visitors["admin"]
    for visitor in (registrar, other):
        visitor.open(f"/mallar/{first}")
    other.press("Spara som ny version", name="Administratörens")
    before = fingerprint(app)
    page = registrar.press("Spara som ny version", name="Registratorns")
    assert (page.status_code, "Någon annan har gjort en ny version" in page.text) == (409, True)
    assert fingerprint(app) == before
    registrar.press("Spara som ny version")
    assert [(row.number, row.name) for row in rows(app, ReportTemplate)] == [
        (1, "Mall"),
        (2, "Administratörens"),
        (3, "Registratorns"),
    ]


def test_a_second_template_for_the_same_is_refused(app: Flask, registrar: Visitor) -> None:
    make_template(app)
    registrar.open("/mallar/ny")
    before = fingerprint(app)
    page = registrar.press("Spara mallen", name="En till")
    assert (page.status_code, "Det finns redan en mall" in page.text, fingerprint(app)) == (409, True, before)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "Skriv mallens namn."),
        ({"valid_from": ""}, "från vilken dag"),
        ({"body": "99"}, "Inte ett giltigt val"),
        ({"kind": "no_such"}, "Inte ett giltigt val"),
        ({"parts-2-code": "SUMMARY"}, "finns två gånger"),
        ({"parts-2-code": "NO_SUCH"}, "Inte ett giltigt val"),
        (
            {f"parts-{n}-code": OTHER for n in range(5)} | {"parts-0-heading": "", "parts-1-heading": ""},
            "finns två gånger",
        ),
        (
            {f"parts-{n}-code": OTHER for n in range(101)} | {f"parts-{n}-heading": f"R{n}" for n in range(101)},
            "För många rader",
        ),
    ],
    ids=lambda value: ",".join(list(value)[:1]) if isinstance(value, dict) else "",
)
def test_a_wrong_template_is_refused_in_a_sentence(
    app: Flask, registrar: Visitor, wrong: dict[str, str], told: str
) -> None:
    registrar.open("/mallar/ny")
    before = fingerprint(app)
    page = registrar.press("Spara mallen", **{"name": "Mall"} | wrong)
    assert (page.status_code, told in page.text, fingerprint(app)) == (422, True, before)


def test_parts_are_added_moved_and_removed_without_storing(app: Flask, registrar: Visitor) -> None:
    template = make_template(app)
    registrar.open(f"/mallar/{template}")
    before = fingerprint(app)
    registrar.press("Spara som ny version", down_parts="0")
    registrar.press("Spara som ny version", up_parts="2")
    registrar.press("Spara som ny version", remove_parts="3")
    registrar.press("Spara som ny version", add_parts="1")
    assert fingerprint(app) == before
    registrar.press("Spara som ny version", **{"parts-8-heading": "Tidigare erfarenheter"})
    codes = [row["code"] for row in rows(app, ReportTemplate)[1].rows]
    assert codes[:3] == ["SUMMARY", "BACKGROUND", "PROPOSED_DECISION"]
    assert ("ALTERNATIVES" in codes, rows(app, ReportTemplate)[1].rows[-1]["heading"]) == (
        False,
        "Tidigare erfarenheter",
    )


def test_another_authoritys_templates_do_not_exist(app: Flask, visitors: Visitors) -> None:
    template = make_template(app)
    make_neighbour(app)
    before = fingerprint(app)
    stranger = visitors["granne-registrator"]
    assert "Mall" not in stranger.open("/mallar").text.split("<main")[1].split("page-header__lead")[0].replace(
        "Mallar", ""
    )
    assert stranger.open(f"/mallar/{template}").status_code == 404
    assert (
        stranger.post(
            f"/mallar/{template}", csrf_token=dict(Visitor.forms(stranger)[0].values)["csrf_token"]
        ).status_code
        == 404
    )
    assert fingerprint(app) == before


# --- what the form makes of it -------------------------------------------------------------------------------------


def test_a_new_report_has_the_templates_parts_with_their_help(app: Flask, writer: Visitor) -> None:
    make_template(app)
    page = writer.open("/arenden/nytt")
    assert headings(writer, "Spara ärendet") == HEADINGS
    assert "Vad förslaget kostar, för vem och när, och hur det betalas." in page.text
    assert page.text.count("ska finnas") == sum(part.required for part in PARTS)


def test_the_nearest_template_is_taken(app: Flask, writer: Visitor) -> None:
    make_template(app)
    make_template(app, (Part("LEGAL", "Lagrum"),), body="KSAU")
    make_template(app, (Part("TIMETABLE", "Tidplan"),), body="KSAU", kind="membership_review")
    make_template(app, (Part("ENVIRONMENT", "Miljö"),), kind="membership_review")
    for body, kind, heading in (
        ("2", "membership_review", "Tidplan"),
        ("2", "general_matter", "Lagrum"),
        ("1", "membership_review", "Miljö"),
        ("1", "general_matter", HEADINGS[0]),
    ):
        writer.open("/arenden/nytt")
        writer.press("Spara ärendet", body=body, kind=kind, offer_parts="1")
        assert heading in headings(writer, "Spara ärendet"), (body, kind)


def test_a_template_holds_from_its_day(app: Flask, registrar: Visitor, writer: Visitor) -> None:
    template = make_template(app)
    registrar.open(f"/mallar/{template}")
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    registrar.press("Spara som ny version", valid_from=tomorrow, parts__2__heading="I morgon")
    writer.open("/arenden/nytt")
    assert headings(writer, "Spara ärendet") == HEADINGS


def test_a_report_remembers_its_template_and_leaves_out_what_is_not_written(app: Flask, writer: Visitor) -> None:
    template = make_template(app)
    writer.open("/arenden/nytt")
    writer.press("Spara ärendet", kind="membership_review", title="Ett ärende", **{"sections-2-text": "Vi bedömer."})
    content = one(app, ReportVersion).content
    assert content["sections"] == [{"heading": "Bedömning", "text": "Vi bedömer.", "code": "ASSESSMENT"}]
    assert (content["template"], [row["part"] for row in content["parts"]]) == (
        template,
        ["proposal", "summary", "sections", "basis", "recipients"],
    )


def test_the_paper_has_the_templates_order_and_headings(app: Flask, writer: Visitor) -> None:
    make_template(app, (Part("SUMMARY", "Ärendet i korthet"), Part("PROPOSED_DECISION", "Vad vi föreslår"), *PARTS[2:]))
    writer.open("/arenden/nytt")
    given = {"proposal-0": "Punkten.", "summary": "Kort."}
    text = writer.press("Spara ärendet", kind="membership_review", title="Ett ärende", **given).text
    assert 0 < text.index(">Ärendet i korthet</h3>") < text.index(">Vad vi föreslår</h3>")


def test_a_required_part_that_is_empty_is_told_and_stops_nothing(app: Flask, editor: Visitor, case: int) -> None:
    make_template(app)
    page = editor.open(f"/arenden/{case}/tjansteskrivelse")
    assert ("”Bedömning” är tomt." in page.text, "”Ärende” är tomt." in page.text) == (True, False)
    assert 'href="#part-assessment"' in page.text
    assert 'id="part-assessment"' in page.text
    editor.open(f"/arenden/{case}")
    assert editor.press("Lämna för granskning").status_code == 200


def test_another_body_offers_its_missing_parts_and_drops_no_text(app: Flask, visitors: Visitors) -> None:
    make_template(app)
    make_template(app, (Part("LEGAL", "Lagrum"), Part("ASSESSMENT", "Bedömning")), body="KS")
    case = make_case(
        app, sections=[{"heading": "Begrepp", "text": "Ord."}, {"heading": "Bakgrund", "text": "Historia."}]
    )
    editor = visitors["handlaggare"]
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    before = fingerprint(app)
    editor.press("Spara", body="1", offer_parts="1")
    assert headings(editor) == ["Lagrum", "Bedömning", "Begrepp", "Bakgrund"]
    texts = [value for name, value in editor.form("Spara").values if name.endswith("-text") and value]
    assert (texts, fingerprint(app)) == (["Ord.", "Historia."], before)


def test_a_dropped_file_is_put_in_the_templates_parts(app: Flask, writer: Visitor) -> None:
    make_template(app)
    writer.open("/arenden/nytt")
    report = (
        "Tjänsteskrivelse\n\nÖversyn av medlemskapet\n\nFörslag till beslut\nPlanen antas.\n\n"
        "Sammanfattning\nKort text.\n\n"
        "Förvaltningens bedömning\nDet är bra att planen antas nu.\n\nBakgrund\nPlanen skrevs förra året.\n"
    )
    token = dict(writer.form("Läs filen").values)["csrf_token"]
    writer.page = writer.client.post(
        "/arenden/nytt/fil",
        data={"csrf_token": token, "file": FileStorage(BytesIO(report.encode()), "s.txt")},
    )
    assert headings(writer, "Spara ärendet")[:1] == ["Bakgrund"]
    values = dict(writer.form("Spara ärendet").values)
    coded = {values[f"sections-{n}-code"]: values[f"sections-{n}-text"] for n in range(5)}
    assert coded["BACKGROUND"] == "Planen skrevs förra året."
    assert coded["ASSESSMENT"] == "Det är bra att planen antas nu."
    assert "Förvaltningens bedömning" in headings(writer, "Spara ärendet")


def test_sections_change_places_without_script_and_the_order_is_kept(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, sections=[{"heading": h, "text": h} for h in ("Ärende", "Bedömning", "Begrepp")])
    editor = visitors["handlaggare"]
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    editor.press("Spara", down_sections="0")
    editor.press("Spara", up_sections="2")
    editor.press("Spara", up_sections="0")  # already first
    assert headings(editor) == ["Bedömning", "Begrepp", "Ärende"]
    editor.press("Spara")
    assert [row["heading"] for row in rows(app, ReportVersion)[-1].content["sections"]] == [
        "Bedömning",
        "Begrepp",
        "Ärende",
    ]


def test_a_phrase_is_put_last_without_script(app: Flask, editor: Visitor, case: int) -> None:
    make_template(app)
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    before = fingerprint(app)
    editor.press("Spara", insert_phrase="summary", **{"phrase-summary": "Ärendet gäller …"})
    assert dict(editor.form("Spara").values)["summary"] == "Medlemskapet bör ses över.\n\nÄrendet gäller …"
    editor.press("Spara", insert_phrase="proposal", **{"phrase-proposal": "… godkänner …"})
    assert dict(editor.form("Spara").values)["proposal-1"] == "… godkänner …"
    editor.press("Spara", insert_phrase="sections-0-text", **{"phrase-sections-0-text": "I dag gäller …"})
    assert dict(editor.form("Spara").values)["sections-0-text"].endswith("\n\nI dag gäller …")
    editor.press("Spara", insert_phrase="no-such-field")
    assert (fingerprint(app), amount(app, ReportVersion)) == (before, 1)
