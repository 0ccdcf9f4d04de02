"""Attachments by the API: one file a call, judged as on the page, and once in the case."""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from casework.cases.attachments import LARGEST
from casework.cases.models import Attachment
from tests.api.program import Programs, problem
from tests.factories import make_case
from tests.observing import amount, fingerprint

TEXT = b"Ett underlag."


def attach(
    programs: Programs, case: int, *files: tuple[bytes, str], who: str = "handlaggare", **more: Any
) -> TestResponse:
    headers = {"Authorization": f"Bearer {programs[who].token}"} | more
    values = MultiDict([("file", FileStorage(BytesIO(content), name)) for content, name in files])
    boundary, body = encode_multipart(values)  # the client's own way leaves a large file open
    kind = f"multipart/form-data; boundary={boundary}"
    return programs[who].client.post(f"/api/v1/cases/{case}/attachments", data=body, headers=headers, content_type=kind)


def test_a_file_is_kept_under_its_hash(app: Flask, programs: Programs) -> None:
    answer = attach(programs, make_case(app), (TEXT, "Underlag.txt"))
    assert (answer.status_code, answer.json) == (
        201,
        {
            "id": 1,
            "name": "Underlag.txt",
            "sha256": hashlib.sha256(TEXT).hexdigest(),
            "size": len(TEXT),
            "media_type": "text/plain; charset=utf-8",
        },
    )


def test_the_same_call_again_is_answered_the_same(app: Flask, programs: Programs) -> None:
    case, key = make_case(app), {"Idempotency-Key": "a-key"}
    answers = [attach(programs, case, (TEXT, "Underlag.txt"), **key) for _ in range(2)]
    assert (answers[0].data, amount(app, Attachment)) == (answers[1].data, 1)
    other = attach(programs, case, (b"Ett annat.", "Underlag.txt"), **key)
    assert (problem(other)[:2], amount(app, Attachment)) == ((422, ["Idempotency-Key"]), 1)


@pytest.mark.parametrize(
    ("files", "fields", "told"),
    [
        ([], ["file"], ""),
        ([(TEXT, "a.txt"), (TEXT, "b.txt")], ["file"], ""),
        ([(b"", "tom.txt")], [], "Filen ”tom.txt” är tom."),
        ([(b"MZ\x90\x00\x03", "program.exe")], [], "Filen ”program.exe” kan inte tas emot"),
        ([(b"x" * (LARGEST + 1), "stor.txt")], [], "för stor"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_by_name(
    app: Flask, programs: Programs, files: list[tuple[bytes, str]], fields: list[str], told: str
) -> None:
    case = make_case(app)
    assert programs["handlaggare"].token
    before = fingerprint(app)
    status, wrong, reasons = problem(attach(programs, case, *files))
    assert (status, wrong, [told in reason for reason in reasons]) == (422, fields, [True] if told else [])
    assert fingerprint(app) == before


def test_a_locked_report_takes_no_files_and_anothers_case_is_not_there(app: Flask, programs: Programs) -> None:
    answer = attach(programs, make_case(app, "review"), (TEXT, "Underlag.txt"))
    assert problem(answer)[2] == ["Tjänsteskrivelsen är låst i läget ”Granskning”."]
    assert problem(attach(programs, 99, (TEXT, "Underlag.txt")))[0] == 404
    assert problem(attach(programs, make_case(app), (TEXT, "U.txt"), who="chef"))[0] == 403


def test_a_body_that_is_no_file_is_refused(app: Flask, programs: Programs) -> None:
    case = make_case(app)
    assert problem(programs["handlaggare"].call("POST", f"/cases/{case}/attachments", {"file": "x"}))[0] == 415


def test_only_who_may_send_files_may_send_much(app: Flask, programs: Programs) -> None:
    """A body of ten megabytes is read for an officer, and refused unread for others."""
    case, large = make_case(app), b"x" * 10_000_000
    assert attach(programs, case, (large, "stor.txt")).status_code == 201
    assert problem(attach(programs, case, (large, "stor.txt"), who="chef"))[0] in {403, 413}
