"""The directory: adding and changing functions, who is told what, and the order of the Swedish alphabet."""

import re
import threading

import pytest
from flask import Flask

from casework.audit import AuditRecord
from casework.people.models import Account, DirectoryFunction
from casework.people.queries import swedish
from tests.conftest import Visitors
from tests.factories import give_role, make_neighbour, make_person
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

SOCIAL = {"name": "Socialchef"}


@pytest.fixture
def registrar(visitors: Visitors) -> Visitor:
    """The registrar at the directory."""
    visitor = visitors["registrator"]
    visitor.open("/katalog")
    return visitor


def test_a_new_function_stands_in_the_directory(app: Flask, registrar: Visitor) -> None:
    registrar.open("/katalog/ny")
    page = registrar.press("Spara", name="  Skolchef\t i  Ekedal ", organisation="Skolan", address="skola@demo.example")
    row = rows(app, DirectoryFunction)[-1]
    assert (row.name, row.organisation, row.address, row.version) == (
        "Skolchef i Ekedal",
        "Skolan",
        "skola@demo.example",
        1,
    )
    assert "Skolchef i Ekedal finns nu i katalogen." in page.text
    record = rows(app, AuditRecord, event="function_added")[-1]
    registrar_id = rows(app, Account, email="registrator@demo.example")[0].person_id
    assert (record.actor_id, record.data) == (registrar_id, {"function": row.id})


def test_a_changed_address_is_audited_without_being_told_there(app: Flask, registrar: Visitor) -> None:
    function, records = one(app, DirectoryFunction, **SOCIAL), amount(app, AuditRecord)
    registrar.open(f"/katalog/{function.id}")
    registrar.press("Spara", address="ny.socialchef@demo.example")
    after, record = one(app, DirectoryFunction, **SOCIAL), rows(app, AuditRecord)[-1]
    assert (after.address, after.version) == ("ny.socialchef@demo.example", 2)
    assert (record.event, record.data, amount(app, AuditRecord)) == (
        "function_changed",
        {"function": function.id},
        records + 1,
    )


def test_a_stale_change_is_refused_and_keeps_what_was_typed(app: Flask, registrar: Visitor, visitors: Visitors) -> None:
    function = one(app, DirectoryFunction, **SOCIAL)
    registrar.open(f"/katalog/{function.id}")
    other = visitors["admin"]
    other.open(f"/katalog/{function.id}")
    other.press("Spara", address="forst@demo.example")
    before = fingerprint(app)
    page = registrar.press("Spara", address="sen@demo.example")
    assert (page.status_code, fingerprint(app) == before) == (409, True)
    assert "adressen är nu ”forst@demo.example”. Spara igen om din ska gälla." in page.text
    assert dict(registrar.form("Spara").values)["address"] == "sen@demo.example"
    assert registrar.press("Spara").status_code == 200
    after = one(app, DirectoryFunction, **SOCIAL)
    assert (after.address, after.version) == ("sen@demo.example", 3)


def test_two_changes_at_once_are_one_change(app: Flask, visitors: Visitors) -> None:
    function = one(app, DirectoryFunction, **SOCIAL)
    answers: list[int] = []

    def save(visitor: Visitor, address: str) -> None:
        answers.append(visitor.press("Spara", address=address, follow=False).status_code)

    people = [visitors["registrator"], visitors["admin"]]
    for visitor in people:
        visitor.open(f"/katalog/{function.id}")
    threads = [threading.Thread(target=save, args=(who, f"adress{n}@demo.example")) for n, who in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(answers), one(app, DirectoryFunction, **SOCIAL).version) == ([302, 409], 2)


@pytest.mark.parametrize("name", ["Socialchef", "socialchef", " SOCIALCHEF "])
def test_a_name_that_is_taken_is_refused(app: Flask, registrar: Visitor, name: str) -> None:
    """Recipients are matched whatever the case, so names that differ only there would be one with two addresses."""
    before = fingerprint(app)
    registrar.open("/katalog/ny")
    page = registrar.press("Spara", name=name, address="x@demo.example")
    assert page.status_code == 422
    assert len(re.findall(r"Funktionen (\w+) finns redan i katalogen\.", page.text)) == 2
    registrar.open(f"/katalog/{one(app, DirectoryFunction, name='Ekonomichef').id}")
    assert registrar.press("Spara", name=name).status_code == 422
    assert fingerprint(app) == before


def test_another_authority_may_have_a_function_of_the_same_name(app: Flask, visitors: Visitors) -> None:
    make_neighbour(app)
    neighbour = visitors["granne-registrator"]
    neighbour.open("/katalog/ny")
    page = neighbour.press("Spara", name="Socialchef", address="social@granne.example")
    assert (page.status_code, amount(app, DirectoryFunction, **SOCIAL)) == (200, 2)


def test_a_function_is_added_where_one_is_registrar(app: Flask, visitors: Visitors) -> None:
    """An officer of one authority who is registrar of another adds to the other's directory."""
    neighbour = make_neighbour(app)
    make_person(app, "dubbel", "registrar", authority=neighbour)
    give_role(app, "dubbel", "officer", authority=1)
    double = visitors["dubbel"]
    double.open("/katalog/ny")
    double.press("Spara", name="Skolchef", address="skola@granne.example")
    assert one(app, DirectoryFunction, name="Skolchef").authority_id == neighbour


def test_a_function_without_address_is_shown_as_such(registrar: Visitor) -> None:
    registrar.open("/katalog/ny")
    page = registrar.press("Spara", name="Utan adress")
    assert page.text.count("Saknar adress") == 1


def test_the_directory_stands_in_swedish_order(app: Flask, registrar: Visitor) -> None:
    for name in ("Örnchef", "Åkerchef", "Zonchef", "ängschef", "Älvchef", "Édens chef", "Öchef", "Aspchef", "åchef"):
        registrar.open("/katalog/ny")
        registrar.press("Spara", name=name)
    listed = re.findall(r'<th scope="row">([^<]+)</th>', registrar.open("/katalog").text)
    assert [name for name in listed if name[0] not in "CEFKS" or name == "Édens chef"] == [
        "Aspchef",
        "Édens chef",
        "Zonchef",
        "åchef",
        "Åkerchef",
        "Älvchef",
        "ängschef",
        "Öchef",
        "Örnchef",
    ]
    assert len(listed) == 9 + 9


def test_swedish_order_puts_the_last_letters_last() -> None:
    names = ["öl", "Ål", "zebra", "ärla", "Åka", "aa", "Ärla", "wok", "vas", "üb", "yb", "øl"]
    assert sorted(names, key=swedish) == [
        "aa",
        "vas",
        "wok",
        "yb",
        "üb",
        "zebra",
        "Åka",
        "Ål",
        "Ärla",
        "ärla",
        "öl",
        "øl",
    ]
