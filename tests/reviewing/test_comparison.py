"""Two versions side by side: every part is named, whether it is the same, changed, new or gone."""

from typing import Any

import pytest
from flask import Flask

from casework.cases.comparison import Compared, compared, paired
from casework.cases.differences import LONGEST_SAME, folded, runs
from casework.cases.parts import parts_of
from tests.factories import content

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""No comparison reaches the database, so one kind of it is enough."""


def told(app: Flask, before: dict[str, Any], after: dict[str, Any], kind: str = "") -> dict[str, Compared]:
    with app.test_request_context():
        rows = compared(before, after, kind)
    labels = [row.label for row in rows]
    assert len(set(labels)) == len(labels), labels
    return {row.label: row for row in rows}


def states(app: Flask, before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    return {label: row.state for label, row in told(app, before, after).items()}


@one_database
def test_a_part_that_is_the_same_is_named_so(app: Flask) -> None:
    assert states(app, content(), content(summary="Medlemskapet bör sägas upp.")) == {
        "Rubrik": "same",
        "Organ som ska besluta": "same",
        "Förslag till beslut": "same",
        "Sammanfattning av ärendet": "changed",
        "Ärende": "same",
        "Beslutsunderlag": "same",
        "Mottagare": "same",
    }


def sections(*rows: tuple[str, str]) -> list[dict[str, str]]:
    return [{"heading": heading, "text": text} for heading, text in rows]


OLD = sections(("Ärende", "Ett."), ("Ekonomi", "Två."), ("Barn", "Tre."))
CHANGED_SECTIONS = {
    "same": (OLD, {"Ärende": "same", "Ekonomi": "same", "Barn": "same"}),
    "new in the middle": (
        [OLD[0], *sections(("Tidplan", "Ny.")), *OLD[1:]],
        {"Ärende": "same", "Tidplan": "added", "Ekonomi": "same", "Barn": "same"},
    ),
    "first gone": (OLD[1:], {"Ärende": "removed", "Ekonomi": "same", "Barn": "same"}),
    "last gone": (OLD[:2], {"Ärende": "same", "Ekonomi": "same", "Barn": "removed"}),
    "renamed": (
        [OLD[0], *sections(("Kostnader", "Två.")), OLD[2]],
        {"Ärende": "same", "Kostnader": "changed", "Barn": "same"},
    ),
    "moved": (
        [OLD[2], OLD[0], OLD[1]],
        {"Barn": "same", "Ärende": "same", "Ekonomi": "same", "Avsnittens ordning": "changed"},
    ),
    "text": (
        [*sections(("Ärende", "Ett och ett halvt.")), *OLD[1:]],
        {"Ärende": "changed", "Ekonomi": "same", "Barn": "same"},
    ),
    "new and empty": (
        [*OLD, *sections(("Samråd", ""))],
        {**dict.fromkeys(["Ärende", "Ekonomi", "Barn"], "same"), "Samråd": "added"},
    ),
    "none": ([], dict.fromkeys(["Ärende", "Ekonomi", "Barn"], "removed")),
}


@one_database
@pytest.mark.parametrize(("after", "wanted"), CHANGED_SECTIONS.values(), ids=CHANGED_SECTIONS)
def test_sections_are_known_again_by_their_headings(app: Flask, after: Any, wanted: dict[str, str]) -> None:
    bare = dict.fromkeys(["title", "proposal", "summary", "basis", "recipients"])
    found = states(app, {**bare, "sections": OLD}, {**bare, "sections": after})
    assert list(found.items()) == list(wanted.items())


@one_database
def test_a_section_of_a_template_is_known_by_its_code(app: Flask) -> None:
    before = content(sections=[{"code": "FINANCIAL", "heading": "Ekonomi", "text": "Två."}, *OLD])
    after = content(sections=[*OLD, {"code": "FINANCIAL", "heading": "Kostnader", "text": "Två."}])
    rows = told(app, before, after)
    assert rows["Kostnader"].runs == [("stored", "Ekonomi\n"), ("typed", "Kostnader\n"), ("same", "Två.")]


@one_database
def test_options_of_a_section_are_parts_of_their_own(app: Flask) -> None:
    stay = {"title": "Stanna", "for": "Tryggt.", "against": "", "consequence": None, "recommended": False}
    leave = {"title": "Lämna", "for": "Billigt.", "against": "Osäkert.", "consequence": "Utträde.", "recommended": True}
    with_options = [{"heading": "Alternativ", "text": "Två.", "options": [stay, leave]}]
    chosen = [{"heading": "Alternativ", "text": "Två.", "options": [{**stay, "recommended": True}, leave]}]
    rows = told(app, content(sections=with_options), content(sections=chosen))
    assert {label: row.state for label, row in rows.items() if "lternativ" in label} == {
        "Alternativ": "same",
        "Alternativ: Stanna": "changed",
        "Alternativ: Lämna": "same",
    }
    assert rows["Alternativ: Stanna"].runs == [
        ("same", "Alternativ: Stanna"),
        ("stored", "\n"),
        ("typed", " (förordas)\n"),
        ("same", "Talar för: Tryggt."),
    ]


@one_database
def test_who_decides_a_point_and_who_gets_it_are_compared_too(app: Flask) -> None:
    before = content(to_body="KSAU", proposal=["Ett.", "Två."], proposal_bodies=["KSAU", None])
    after = {**before, "proposal_bodies": ["KSAU", "KF"], "recipients_deadline": "2019-08-15"}
    rows = told(app, before, after)
    assert rows["Förslag till beslut"].runs == [("same", "Ett.\n\nTvå."), ("typed", " (beslutas av KF)")]
    assert rows["Mottagare"].runs == [("same", "Socialchef"), ("typed", "\nsenast 15 augusti 2019")]


@one_database
def test_data_of_a_kind_are_told_under_their_own_labels(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from workflows import WORKFLOWS
    from workflows._vocabulary import DAY, LINES, MONEY, Field

    fields = [Field("level", MONEY, "Nivå"), Field("day", DAY, "Svar senast"), Field("parties", LINES, "Parter")]
    monkeypatch.setattr(WORKFLOWS["general_matter"], "fields", {field.name: field for field in fields})
    before = content(fields={"level": 120_400_000, "day": "2019-08-15", "parties": ["A", "B"], "other": "x"})
    after = {**before, "fields": {**before["fields"], "level": 121_400_050}}
    found = told(app, before, after, "general_matter")["Uppgifter om ärendet"].runs
    assert "".join(words for kind, words in found if kind != "typed") == (
        "Nivå: 1\u00a0204\u00a0tkr\nSvar senast: 15 augusti 2019\nParter: A, B\nother: x"
    )
    assert [words for kind, words in found if kind == "typed"] == ["214\u00a0000,50\u00a0kr\n"]


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ("abc", "abc", [(0, 0), (1, 1), (2, 2)]),
        ("abc", "axbc", [(0, 0), (None, 1), (1, 2), (2, 3)]),
        ("abc", "", [(0, None), (1, None), (2, None)]),
        ("", "ab", [(None, 0), (None, 1)]),
        ("abc", "xyz", [(0, 0), (1, 1), (2, 2)]),
        ("aab", "aba", [(0, 0), (2, 1), (1, 2)]),
        ("abc", "ac", [(0, 0), (1, None), (2, 1)]),
    ],
)
def test_what_was_which(before: str, after: str, pairs: list[tuple[int | None, int | None]]) -> None:
    assert paired(list(before), list(after)) == pairs


# Long equal text is folded, and no word of it is lost

LONG = " ".join(f"ord{number}" for number in range(300))


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (f"Ett. {LONG}", f"Två. {LONG}", ["stored", "typed", "same", "folded"]),
        (f"{LONG}. Ett", f"{LONG}. Två", ["folded", "same", "stored", "typed"]),
        (f"Ett. {LONG}. Ett", f"Två. {LONG}. Två", ["stored", "typed", "same", "folded", "same", "stored", "typed"]),
        ("Kort text. Ett", "Kort text. Två", ["same", "stored", "typed"]),
        ("x" * 900 + ". Ett", "x" * 900 + ". Två", ["folded", "same", "stored", "typed"]),
    ],
)
def test_long_equal_text_is_folded_and_stays_whole(before: str, after: str, kinds: list[str]) -> None:
    found = folded(runs(before, after))
    assert [kind for kind, _ in found] == kinds
    assert "".join(words for kind, words in found if kind != "typed") == before
    assert all(len(words) <= LONGEST_SAME for kind, words in found if kind == "same")


# What comments name


@one_database
def test_the_parts_of_a_report_are_those_that_a_comment_may_name(app: Flask) -> None:
    option = {"title": "Stanna", "for": "Tryggt."}
    report = content(
        sections=[{"heading": "Alternativ", "text": "Ett.", "options": [option]}, {"heading": "", "text": "x"}]
    )
    with app.test_request_context():
        found = [(part.key, part.label) for part in parts_of({**report, "fields": {"level": 1}})]
        empty = [part.key for part in parts_of({"title": "Bara rubrik"})]
    assert found == [
        ("title", "Rubrik"),
        ("proposal:0", "Beslutspunkt 1"),
        ("summary", "Sammanfattning av ärendet"),
        ("section:0", "Alternativ"),
        ("option:0:0", "Alternativ: Stanna"),
        ("section:1", "Avsnitt 2"),
        ("fields", "Uppgifter om ärendet"),
        ("basis", "Beslutsunderlag"),
        ("recipients", "Mottagare"),
    ]
    assert empty == ["title", "proposal", "summary", "basis", "recipients"]
