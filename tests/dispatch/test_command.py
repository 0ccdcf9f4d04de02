"""`casework deliveries`: who got which decision, when, and what has not arrived."""

import json

from flask import Flask

from casework.dispatch.sending import drain
from tests.conftest import Here
from tests.dispatch.conftest import Sending
from tests.factories import decided_case
from tests.observing import dispatches, rows
from tests.support.smtp import SmtpServer


def test_who_got_what_is_told_with_the_hash_of_the_extract(
    app: Flask, sending: Sending, smtp_server: SmtpServer, here: Here
) -> None:
    decided_case(app)
    decided_case(app, recipients=[("Arkivet", "Box 1, 123 45 Ekedal", "paper")])
    smtp_server.refuse("revisor@demo.example", 550, "no such user")
    with sending().app_context():
        drain()
    code, out, _ = here("deliveries", "--json")
    told = json.loads(out)
    assert (code, [(row["recipient"], row["state"]) for row in told]) == (
        0,
        [("Socialchef", "sent"), ("Revisorn", "failed"), ("Arkivet", "queued")],
    )
    assert [row["extract_sha256"] for row in told[1:]] == [row.file_sha256 for row in dispatches(app)]
    assert "no such user" in told[1]["last_error"]
    (number,) = {row["case"] for row in told if row["recipient"] == "Arkivet"}
    code, out, _ = here("deliveries", number)
    assert (code, out.splitlines()[0].split("\t")[:3]) == (0, [number, "Arkivet", "queued"])
    code, out, complaint = here("deliveries", "--open")
    assert (code, len(out.splitlines()), complaint) == (1, 2, "casework: 2 är inte framme.\n")


def test_a_number_that_no_case_has_is_bad_input(app: Flask, here: Here) -> None:
    decided_case(app)
    before = rows(app, type(dispatches(app)[0]))
    assert here("deliveries", "KS 1999/1") == (2, "", "casework: Ärendet 'KS 1999/1' finns inte.\n")
    assert len(rows(app, type(dispatches(app)[0]))) == len(before)
