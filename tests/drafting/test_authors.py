"""Who writes along: asked by the officer of the case, may write and not submit, leaves a trace."""

import pytest
from flask import Flask

from casework.audit import AuditRecord
from casework.cases.models import CaseAuthor, ReportVersion
from tests.conftest import Visitors
from tests.factories import give_role, make_neighbour, make_person, state_of
from tests.observing import fingerprint, one, rows
from tests.support.pages import Visitor


@pytest.fixture
def colleague(app: Flask) -> int:
    """Another officer of the authority."""
    return make_person(app, "kollega", "officer")


@pytest.fixture
def owner(case: int, visitors: Visitors, colleague: int) -> Visitor:
    """The officer at the case's page."""
    visitor = visitors["handlaggare"]
    visitor.open(f"/arenden/{case}")
    return visitor


def test_a_colleague_who_is_asked_may_write_but_not_submit(
    app: Flask, owner: Visitor, visitors: Visitors, case: int, colleague: int
) -> None:
    page = owner.press("Lägg till", "medforfattare", person=colleague)
    assert "Kollega kan nu skriva i tjänsteskrivelsen." in page.text
    other = visitors["kollega"]
    other.open(f"/arenden/{case}/tjansteskrivelse")
    other.press("Spara", summary="Skrivet av kollegan.")
    report = rows(app, ReportVersion)[-1]
    assert (report.content["summary"], report.author_id, report.content["officer_name"]) == (
        "Skrivet av kollegan.",
        colleague,
        "Handläggaren",
    )
    before = fingerprint(app)
    token = dict(other.forms()[0].values)["csrf_token"]
    page = other.post(f"/arenden/{case}/steg/submit", csrf_token=token, version="2")
    assert "Bara ärendets handläggare, Handläggaren, kan göra det här." in page.text
    assert (state_of(app, case), fingerprint(app)) == ("draft", before)


def test_who_is_removed_writes_no_more_and_stays_on_record(
    app: Flask, owner: Visitor, visitors: Visitors, case: int, colleague: int
) -> None:
    owner.press("Lägg till", "medforfattare", person=colleague)
    owner.press("Ta bort som medförfattare")
    row = one(app, CaseAuthor)
    assert (row.added_by_id, row.removed_by_id, row.removed_at is not None) == (row.added_by_id, row.added_by_id, True)
    assert visitors["kollega"].open(f"/arenden/{case}/tjansteskrivelse").status_code == 404
    told = [(record.event, record.data["person"]) for record in rows(app, AuditRecord) if "author" in record.event]
    assert told == [("add_author", colleague), ("remove_author", colleague)]
    owner.press("Lägg till", "medforfattare", person=colleague)
    assert [row.removed_at is None for row in rows(app, CaseAuthor)] == [False, True]


def test_asked_twice_he_is_there_once(app: Flask, owner: Visitor, case: int, colleague: int) -> None:
    form = owner.form("Lägg till", "medforfattare").filled(person=colleague)
    for _ in range(2):
        owner.post(f"/arenden/{case}/medforfattare", **form)
    assert len(rows(app, CaseAuthor)) == 1


@pytest.mark.parametrize("who", ["own", "chef", "neighbour", "nobody"])
def test_only_another_officer_of_the_authority_can_be_asked(app: Flask, owner: Visitor, case: int, who: str) -> None:
    make_neighbour(app)
    stranger = make_person(app, "granne-kollega", "officer", authority=2)
    person = {"own": 1, "chef": 2, "neighbour": stranger, "nobody": "x"}[who]
    before = fingerprint(app)
    form = owner.form("Lägg till", "medforfattare").filled(person=person)
    page = owner.post(f"/arenden/{case}/medforfattare", **form)
    assert ("Välj en handläggare." in page.text or "är redan ärendets handläggare" in page.text) is True
    assert fingerprint(app) == before


def test_only_the_officer_of_the_case_asks(
    app: Flask, owner: Visitor, visitors: Visitors, case: int, colleague: int
) -> None:
    third = make_person(app, "tredje", "officer")
    owner.press("Lägg till", "medforfattare", person=colleague)
    give_role(app, "chef", "officer", authority=1)
    before = fingerprint(app)
    for name in ("kollega", "chef"):
        visitor = visitors[name]
        visitor.open(f"/arenden/{case}")
        token = dict(visitor.forms()[0].values)["csrf_token"]
        page = visitor.post(f"/arenden/{case}/medforfattare", csrf_token=token, person=third)
        assert "Bara ärendets handläggare, Handläggaren, kan göra det här." in page.text
        page = visitor.post(f"/arenden/{case}/medforfattare/{colleague}/ta-bort", csrf_token=token)
        assert "Bara ärendets handläggare, Handläggaren, kan göra det här." in page.text
    assert fingerprint(app) == before
