"""The bodies, as programs find them."""

from flask import Flask

from tests.api.program import Programs
from tests.factories import make_neighbour


def test_bodies_are_those_of_the_own_authority(app: Flask, programs: Programs) -> None:
    make_neighbour(app)
    rows = programs["ledamot"].get("/bodies")
    assert [row["short_name"] for row in rows] == ["KF", "KS", "KSAU"]
    assert rows[2] == {
        "id": 2,
        "name": "Kommunstyrelsens arbetsutskott",
        "short_name": "KSAU",
        "kind": "working_committee",
    }
    assert [row["short_name"] for row in programs["granne-chef"].get("/bodies")] == ["NAU"]
