"""Attachments of a case through its pages: what is taken in and shown, what is refused, and two at once."""

import re
import threading
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from casework.audit import AuditRecord, first_broken
from casework.cases import attachments
from casework.cases.attachments import LARGEST, LARGEST_SENDING, MOST_FILES, clean_name
from casework.cases.models import Attachment, Case
from casework.register.models import StoredFile
from casework.register.operations import file_path, read_file
from casework.settings import Settings
from tests.conftest import Visitors
from tests.documents import document_files as files
from tests.factories import decided_case, give_role, item_of, make_case, make_meeting, make_person, step_of
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

File = tuple[str, bytes]
ADD, REMOVE = "Lägg till", "Ta bort filen"

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is judged before the database is asked needs one kind of it."""


@pytest.fixture
def case(app: Flask) -> int:
    """A draft of the officer."""
    return make_case(app)


@pytest.fixture
def officer(case: int, visitors: Visitors) -> Visitor:
    """Its officer, at its page."""
    visitor = visitors["handlaggare"]
    visitor.open(f"/arenden/{case}")
    return visitor


def _send(visitor: Visitor, *sent: File, **more: Any) -> TestResponse:
    """Choose the files in the form on the page, and press its button."""
    form = visitor.form(ADD)
    visitor.page = visitor.client.post(form.action, follow_redirects=True, **_multipart(form.filled(), *sent), **more)
    return visitor.page


def _multipart(fields: dict[str, Any], *sent: File) -> dict[str, Any]:
    """The body that a browser sends. Made in memory: the client's own way leaves large ones open on disk."""
    chosen = [FileStorage(BytesIO(content), filename=name) for name, content in sent]
    boundary, body = encode_multipart(fields | {"files": chosen})
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def _alerts(page: TestResponse) -> list[str]:
    found = re.findall(r'<div class="notice notice--refused" role="alert">(.*?)</div>', page.text, flags=re.DOTALL)
    return [line for part in found for line in re.findall(r"<p>(.*?)</p>", part)]


def _links(page: TestResponse) -> list[tuple[str, str]]:
    return re.findall(r'<a href="(/[\w/]+/handlingar/\d+)">([^<]*)</a>', page.text)


# What is taken in


def test_a_file_is_kept_by_its_hash_and_shown_on_the_page(app: Flask, officer: Visitor, case: int) -> None:
    page = _send(officer, ("Kostnader åren 2024–2026.pdf", files.PDF))
    row, record = one(app, Attachment), rows(app, AuditRecord, event="add_attachment")
    assert (page.status_code, page.request.path) == (200, f"/arenden/{case}")
    assert "Filen ”Kostnader åren 2024–2026.pdf” finns nu bland handlingarna." in page.text
    assert _links(page) == [(f"/arenden/{case}/handlingar/{row.id}", "Kostnader åren 2024–2026.pdf")]
    assert re.findall(r'row__wh\w+">(PDF[^<]*|Tillagd[^<]*?) \d', page.text) == ["PDF ·", "Tillagd av Handläggaren"]
    assert (row.case_id, row.size, row.media_type) == (case, len(files.PDF), "application/pdf")
    assert [link.data for link in record] == [{"attachment": row.id, "sha256": row.sha256}]
    assert one(app, Case).version == 2
    with app.app_context():
        assert read_file(row.sha256) == files.PDF
        assert first_broken() is None


def test_several_files_are_added_in_their_order(app: Flask, officer: Visitor) -> None:
    sent = [("b.docx", files.ooxml("word/")), ("a.png", files.png()), ("c.csv", b"Namn;Belopp\n")]
    page = _send(officer, *sent)
    assert "3 filer finns nu bland handlingarna." in page.text
    assert [name for _, name in _links(page)] == ["b.docx", "a.png", "c.csv"]
    assert (amount(app, Attachment), amount(app, StoredFile), one(app, Case).version) == (3, 3, 4)


def test_the_same_file_again_is_there_once(app: Flask, officer: Visitor) -> None:
    """As after a lost connection, when it had come in all the same."""
    first = _send(officer, ("a.pdf", files.PDF))
    before = fingerprint(app)
    again = _send(officer, ("a.pdf", files.PDF), ("a.pdf", files.PDF))
    assert (first.status_code, again.status_code, fingerprint(app)) == (200, 200, before)


def test_the_same_bytes_under_two_names_are_kept_once(app: Flask, officer: Visitor, settings: Settings) -> None:
    _send(officer, ("a.pdf", files.PDF), ("b.pdf", files.PDF))
    assert [row.name for row in rows(app, Attachment)] == ["a.pdf", "b.pdf"]
    assert len({row.sha256 for row in rows(app, Attachment)}) == amount(app, StoredFile) == 1
    assert len([path for path in settings.files_dir.rglob("*") if path.is_file()]) == 1


def test_the_script_gets_its_answer_as_json(app: Flask, officer: Visitor) -> None:
    json = {"Accept": "application/json"}
    form = officer.form(ADD)
    taken = _send(officer, ("rapport", files.PDF), headers=json)
    assert (taken.status_code, taken.json) == (200, {"name": "rapport.pdf", "version": 2})
    refused = officer.client.post(
        form.action, data=form.filled() | {"files": (BytesIO(b"MZ\0"), "x.exe")}, headers=json
    )
    assert (refused.status_code, len(refused.json["reasons"])) == (422, 1)
    assert (amount(app, Attachment), one(app, Case).version) == (1, 2)


SIZES = {900: "1 kB", 12_400: "12 kB", 999_400: "999 kB", 1_000_000: "1,0 MB", 2_460_000: "2,5 MB"}


@one_database
@pytest.mark.parametrize("size", SIZES)
def test_size_is_told_as_people_say_it(officer: Visitor, size: int) -> None:
    page = _send(officer, ("a.txt", b"a" * size))
    assert re.findall(r'row__what">Text · ([^<·]*)<', page.text) == [SIZES[size]]


# Opening it

OPENED = {
    "bild.png": (files.png(), "inline", "image/png"),
    "bild.JPG": (files.JPEG, "inline", "image/jpeg"),
    "papper.pdf": (files.PDF, "inline", "application/pdf"),
    "text.txt": ("åäö".encode(), "inline", "text/plain; charset=utf-8"),
    "text.md": ("åäö".encode("latin-1"), "inline", "text/plain; charset=windows-1252"),
    "sida.txt": (b"<html><script>alert(1)</script>", "inline", "text/plain; charset=utf-8"),
    "brev.docx": (files.ooxml("word/"), "attachment", "application/vnd.openxmlformats-officedocument."),
    "kalkyl.ods": (files.opendocument("spreadsheet"), "attachment", "application/vnd.oasis.opendocument."),
}


@one_database
@pytest.mark.parametrize("name", OPENED)
def test_a_file_is_opened_as_what_it_is_and_can_do_nothing(officer: Visitor, name: str) -> None:
    content, disposition, media_type = OPENED[name]
    ((url, shown),) = _links(_send(officer, (name, content)))
    answer = officer.client.get(url)
    assert (answer.status_code, shown, answer.data) == (200, name, content)
    assert answer.headers["Content-Type"].startswith(media_type)
    assert answer.headers["Content-Disposition"] == f"{disposition}; filename={name}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = [part.strip() for part in answer.headers["Content-Security-Policy"].split(";")]
    assert ("default-src 'none'" in policy, "sandbox" in policy) == (True, True)


def test_a_name_with_swedish_letters_comes_with_the_file(officer: Visitor) -> None:
    ((url, _),) = _links(_send(officer, ("Översyn på förslag.pdf", files.PDF)))
    told = officer.client.get(url).headers["Content-Disposition"]
    assert "filename*=UTF-8''%C3%96versyn%20p%C3%A5%20f%C3%B6rslag.pdf" in told


def test_every_other_page_keeps_its_own_policy(officer: Visitor, case: int) -> None:
    assert "sandbox" not in officer.open(f"/arenden/{case}").headers["Content-Security-Policy"]


def test_who_may_read_the_case_opens_it_and_who_may_not_finds_nothing(
    app: Flask, officer: Visitor, visitors: Visitors, case: int
) -> None:
    ((url, _),) = _links(_send(officer, ("a.pdf", files.PDF)))
    make_person(app, "kollega", "officer")
    answers = {name: visitors[name].client.get(url).status_code for name in ("chef", "registrator", "kollega")}
    assert answers == {"chef": 200, "registrator": 200, "kollega": 404}
    step_of(app, case, "submit", "handlaggare")
    assert visitors["kollega"].client.get(url).status_code == 200


def test_a_member_opens_it_on_the_meetings_page(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "on_agenda", meeting=make_meeting(app), attachments=[("Underlag.pdf", files.PDF)])
    member, item = visitors["ledamot"], item_of(app, case)
    page = member.open(f"/sammantraden/arende/{item}")
    ((url, name),) = _links(page)
    answer = member.client.get(url)
    assert (url, name) == (f"/sammantraden/arende/{item}/handlingar/1", "Underlag.pdf")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, files.PDF, "application/pdf")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert [form.labels for form in member.forms() if "handlingar" in form.action] == []
    assert visitors["ledamot"].client.get(f"/arenden/{case}/handlingar/1").status_code == 403


def test_what_is_not_on_an_agenda_any_more_is_not_opened_there(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "on_agenda", meeting=make_meeting(app), attachments=[("Underlag.pdf", files.PDF)])
    url = f"/sammantraden/arende/{item_of(app, case)}/handlingar/1"
    step_of(app, case, "unlist", "sekreterare", note="Kompletteras.")
    assert visitors["ledamot"].client.get(url).status_code == 404


def test_an_attachment_of_a_decided_case_is_still_there(app: Flask, visitors: Visitors) -> None:
    case = decided_case(app, attachments=[("Underlag.pdf", files.PDF)])
    page = visitors["registrator"].open(f"/arenden/{case}")
    ((url, _),) = _links(page)
    assert visitors["registrator"].client.get(url).data == files.PDF
    assert f'action="/arenden/{case}/handlingar' not in page.text


# Removing it


def test_a_removed_file_is_hidden_and_its_row_and_bytes_stay(app: Flask, officer: Visitor, case: int) -> None:
    ((url, _),) = _links(_send(officer, ("a.pdf", files.PDF)))
    page = officer.press(REMOVE)
    row = one(app, Attachment)
    assert "Filen ”a.pdf” är borttagen från handlingarna." in page.text
    assert (_links(page), officer.client.get(url).status_code, one(app, Case).version) == ([], 404, 3)
    assert (row.removed_at is not None, row.removed_by_id == row.added_by_id) == (True, True)
    assert [link.data["attachment"] for link in rows(app, AuditRecord, event="remove_attachment")] == [row.id]
    with app.app_context():
        assert (read_file(row.sha256), first_broken()) == (files.PDF, None)
    officer.open(f"/arenden/{case}")
    assert _links(_send(officer, ("a.pdf", files.PDF))) == [(f"/arenden/{case}/handlingar/2", "a.pdf")]


def test_removed_twice_is_removed_once(app: Flask, officer: Visitor) -> None:
    _send(officer, ("a.pdf", files.PDF))
    form = officer.form(REMOVE)
    officer.post(form.action, **form.filled())
    before = fingerprint(app)
    assert officer.post(form.action, **form.filled()).status_code == 200
    assert fingerprint(app) == before


# What is refused, and leaves nothing behind

KINDS_NAMED = (
    "kan inte tas emot: en bilaga ska vara PDF, bild (PNG eller JPEG), text, eller ett dokument utan makron från Word, "
    "Excel, PowerPoint (docx, xlsx, pptx) eller OpenDocument (odt, ods, odp)."
)
ANOTHER_KIND = (
    "Filen ”%(name)s” har ändelsen %(ending)s, men innehållet är av typen %(kind)s: ge den ändelsen %(right)s eller "
    "välj en annan fil."
)
REFUSED: dict[str, tuple[list[File], list[str]]] = {
    "nothing chosen": ([("", b"")], ["Välj en fil först."]),
    "empty": ([("a.pdf", b"")], ["Filen ”a.pdf” är tom."]),
    "a program": ([("a.exe", b"MZ\x90\0")], [f"Filen ”a.exe” {KINDS_NAMED}"]),
    "a program that says PDF": ([("a.pdf", b"MZ\x90\0")], [f"Filen ”a.pdf” {KINDS_NAMED}"]),
    "macros": ([("a.docm", files.ooxml("word/", "word/vbaProject.bin"))], [f"Filen ”a.docm” {KINDS_NAMED}"]),
    "a PDF that says picture": (
        [("a.png", files.PDF)],
        [ANOTHER_KIND % {"name": "a.png", "ending": ".png", "kind": "PDF", "right": ".pdf"}],
    ),
    "a page that would run": (
        [("a.html", b"<script>alert(1)</script>")],
        [ANOTHER_KIND % {"name": "a.html", "ending": ".html", "kind": "text", "right": ".txt"}],
    ),
    "too large": (
        [("a.txt", b"a" * (LARGEST + 1))],
        ["Filen ”a.txt” är för stor: en fil får vara högst 20 MB."],
    ),
    "two wrong and one right": (
        [("a.pdf", b""), ("b.pdf", files.PDF), ("c.pdf", b"")],
        ["Filen ”a.pdf” är tom.", "Filen ”c.pdf” är tom."],
    ),
    "too many": (
        [(f"{number}.txt", b"a") for number in range(MOST_FILES + 1)],
        ["Ett ärende kan ha högst 50 filer."],
    ),
}


@one_database
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told_in_one_sentence_and_nothing_is_kept(
    app: Flask, officer: Visitor, settings: Settings, name: str
) -> None:
    sent, told = REFUSED[name]
    before = fingerprint(app)
    page = _send(officer, *sent)
    assert (page.status_code, _alerts(page), fingerprint(app)) == (422, told, before)
    assert list(settings.files_dir.rglob("*")) == []


def test_the_limits_stand_on_the_page_before_anything_is_sent(officer: Visitor, case: int) -> None:
    assert "Högst 20 MB per fil och 50 filer i ett ärende." in officer.open(f"/arenden/{case}").text


def test_twenty_megabytes_are_taken_and_fifty_files_but_not_one_more(app: Flask, officer: Visitor) -> None:
    large = [(f"{letter}.txt", letter.encode() * LARGEST) for letter in "ab"]
    assert _send(officer, *large).status_code == 200
    assert _send(officer, *[(f"{n}.txt", b"a") for n in range(MOST_FILES - 2)]).status_code == 200
    before = fingerprint(app)
    page = _send(officer, ("en till.txt", b"a"))
    assert (page.status_code, _alerts(page)) == (422, ["Ett ärende kan ha högst 50 filer."])
    assert _send(officer, large[0]).status_code == 200  # which is there already
    assert fingerprint(app) == before
    officer.press(REMOVE)
    assert _send(officer, ("en till.txt", b"a")).status_code == 200


def test_a_body_beyond_the_limit_gets_its_page(app: Flask, officer: Visitor) -> None:
    before = fingerprint(app)
    page = _send(
        officer, *[(f"{n}.txt", b"a" * LARGEST) for n in range(LARGEST_SENDING // LARGEST)], ("x", b"x" * 70_000)
    )
    assert (page.status_code, "Filen är för stor" in page.text, fingerprint(app)) == (413, True, before)


@pytest.mark.parametrize(
    ("who", "path"), [("handlaggare", "/arenden"), ("chef", "/arenden/1/handlingar"), ("", "/arenden/1/handlingar")]
)
def test_other_forms_and_other_people_keep_the_lower_bound(
    app: Flask, officer: Visitor, visitors: Visitors, who: str, path: str
) -> None:
    visitor, before = visitors[who] if who else Visitor(app), fingerprint(app)
    answer = visitor.client.post(path, **_multipart({}, ("a.txt", b"a" * 5_000_000)))
    assert (answer.status_code, fingerprint(app)) == (413, before)


@pytest.mark.parametrize("act", ["add", "remove"])
def test_in_review_the_files_stand_as_they_are(app: Flask, officer: Visitor, case: int, act: str) -> None:
    _send(officer, ("a.pdf", files.PDF))
    forms = {"add": officer.form(ADD), "remove": officer.form(REMOVE)}
    step_of(app, case, "submit", "handlaggare")
    before, form = fingerprint(app), forms[act]
    given = form.filled() | ({"files": (BytesIO(files.JPEG), "b.jpg")} if act == "add" else {})
    page = officer.client.post(form.action, data=given)
    assert (page.status_code, _alerts(page)) == (422, ["Tjänsteskrivelsen är låst i läget ”Granskning”."])
    assert fingerprint(app) == before
    assert [form.action for form in officer.forms() if "handlingar" in form.action] == [
        f"/arenden/{case}/handlingar/1/ta-bort",
        f"/arenden/{case}/handlingar",
    ]
    officer.open(f"/arenden/{case}")
    assert [form.action for form in officer.forms() if "handlingar" in form.action] == []


def test_only_the_cases_own_officer_adds_and_removes(app: Flask, officer: Visitor, visitors: Visitors) -> None:
    _send(officer, ("a.pdf", files.PDF))
    give_role(app, "chef", "officer", authority=1)  # who sees the draft as manager
    manager, before = visitors["chef"], fingerprint(app)
    manager.open("/arenden/1")
    token = dict(manager.forms()[0].values)["csrf_token"]
    for url, given in (("", {"files": (BytesIO(files.JPEG), "b.jpg")}), ("/1/ta-bort", {})):
        page = manager.client.post(f"/arenden/1/handlingar{url}", data={"csrf_token": token, **given})
        assert (page.status_code, _alerts(page)) == (
            422,
            ["Bara ärendets handläggare, Handläggaren, kan göra det här."],
        )
    assert fingerprint(app) == before


def test_a_step_on_a_page_from_before_the_file_is_told_of_it(app: Flask, officer: Visitor, case: int) -> None:
    form = officer.form("Lämna för granskning")
    _send(officer, ("a.pdf", files.PDF))
    before = fingerprint(app)
    page = officer.post(form.action, **form.filled())
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert "Handlingarna har ändrats." in page.text
    page = officer.press("Lämna för granskning")
    assert (page.status_code, one(app, Case).state) == (200, "review")


# Names

RIGHT_TO_LEFT = "\N{RIGHT-TO-LEFT OVERRIDE}"
NAMES = {
    "Bilaga 1.pdf": "Bilaga 1.pdf",
    "BILAGA.PDF": "BILAGA.PDF",
    "../../etc/passwd.pdf": "passwd.pdf",
    "C:\\Users\\Handläggaren\\Skrivbord\\a.pdf": "a.pdf",
    "a\0b\r\nc\x1b[2J.pdf": "ab c[2J.pdf",
    f"rapport{RIGHT_TO_LEFT}fdp.pdf": "rapportfdp.pdf",
    "A\N{COMBINING RING ABOVE}r.pdf": "Å" + "r.pdf",
    "a\N{ZERO WIDTH SPACE}b\N{LINE SEPARATOR}c.pdf": "ab c.pdf",
    "  två   mellanslag .pdf ": "två mellanslag.pdf",
    "..pdf": "pdf.pdf",
    ".pdf": "pdf.pdf",
    "...": "bilaga.pdf",
    "/": "bilaga.pdf",
    "\0": "bilaga.pdf",
    "utan ändelse": "utan ändelse.pdf",
    "Dnr KS 2019.14": "Dnr KS 2019.14.pdf",
    "<img src=x onerror=alert(1)>.pdf": "<img src=x onerror=alert(1)>.pdf",
    'citat"; filename=x.exe.pdf': 'citat"; filename=x.exe.pdf',
    "å" * 300 + ".pdf": "å" * 196 + ".pdf",
    "å" * 300: "å" * 196 + ".pdf",
    "תקציב.pdf": "תקציב.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_made_safe_and_kept_readable(name: str) -> None:
    (draft,) = attachments.judged([(name, files.PDF)])
    assert draft.name == NAMES[name]
    assert clean_name(draft.name) == draft.name


@one_database
@pytest.mark.parametrize("name", ["<b>fet</b>.pdf", 'citat".pdf', "a;b.pdf", f"x{RIGHT_TO_LEFT}fdp.pdf", "å" * 300])
def test_a_hostile_name_does_no_harm_on_the_page_or_in_the_answer(app: Flask, officer: Visitor, name: str) -> None:
    page = _send(officer, (name, files.PDF))
    row = one(app, Attachment)
    assert (page.status_code, "<b>fet" in page.text, RIGHT_TO_LEFT in page.text) == (200, False, False)
    answer = officer.client.get(f"/arenden/1/handlingar/{row.id}")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, files.PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("inline; ")


def test_a_key_too_large_for_any_database_leads_nowhere(officer: Visitor, case: int) -> None:
    _send(officer, ("a.pdf", files.PDF))
    assert officer.client.get(f"/arenden/{case}/handlingar/{'9' * 30}").status_code == 404


# Two at once


def _windows(app: Flask, visitor: Visitor, count: int) -> list[Any]:
    """More windows of the same person."""
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    clients = [app.test_client() for _ in range(count)]
    for client in clients:
        client.set_cookie("session", cookie.value)
    return clients


def _at_once(app: Flask, visitor: Visitor, sendings: list[tuple[str, dict[str, Any]]]) -> list[int]:
    answers: list[int] = []
    start = threading.Barrier(len(sendings))

    def send(client: Any, url: str, data: dict[str, Any]) -> None:
        start.wait(10)
        answers.append(client.post(url, data=data).status_code)

    windows = zip(_windows(app, visitor, len(sendings)), sendings, strict=True)
    threads = [threading.Thread(target=send, args=(client, *sending)) for client, sending in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_files_that_come_at_once_are_all_there(app: Flask, officer: Visitor) -> None:
    form = officer.form(ADD)
    sendings = [(form.action, form.filled() | {"files": (BytesIO(b"%d" % n), f"{n}.txt")}) for n in range(5)]
    assert _at_once(app, officer, sendings) == [302] * 5
    assert sorted(row.name for row in rows(app, Attachment)) == [f"{n}.txt" for n in range(5)]
    assert one(app, Case).version == 6
    with app.app_context():
        assert first_broken() is None


def test_one_file_sent_twice_at_once_is_there_once(app: Flask, officer: Visitor) -> None:
    form = officer.form(ADD)
    sendings = [(form.action, form.filled() | {"files": (BytesIO(files.PDF), "a.pdf")}) for _ in range(4)]
    assert _at_once(app, officer, sendings) == [302] * 4
    assert (amount(app, Attachment), amount(app, StoredFile), one(app, Case).version) == (1, 1, 2)


def test_the_same_bytes_in_two_cases_at_once_are_kept_once(app: Flask, officer: Visitor, case: int) -> None:
    other, form = make_case(app), officer.form(ADD)
    sendings = [
        (f"/arenden/{key}/handlingar", form.filled() | {"files": (BytesIO(files.PDF), "a.pdf")})
        for key in (case, other)
    ]
    assert _at_once(app, officer, sendings) == [302, 302]
    assert sorted(row.case_id for row in rows(app, Attachment)) == [case, other]
    assert amount(app, StoredFile) == 1


def test_the_last_place_is_taken_by_one_of_two(app: Flask, officer: Visitor) -> None:
    _send(officer, *[(f"{n}.txt", b"a") for n in range(MOST_FILES - 1)])
    form = officer.form(ADD)
    sendings = [(form.action, form.filled() | {"files": (BytesIO(b"b"), f"sist {n}.txt")}) for n in range(2)]
    assert _at_once(app, officer, sendings) == [302, 422]
    assert amount(app, Attachment) == MOST_FILES


def test_a_file_and_the_hand_over_at_once_are_both_or_one_is_told(app: Flask, officer: Visitor) -> None:
    """Whichever comes first, the manager reviews what the officer saw, or the officer is told."""
    add, hand_over = officer.form(ADD), officer.form("Lämna för granskning")
    sendings = [
        (add.action, add.filled() | {"files": (BytesIO(files.PDF), "a.pdf")}),
        (hand_over.action, hand_over.filled()),
    ]
    answers, state = _at_once(app, officer, sendings), one(app, Case).state
    assert (answers, state, amount(app, Attachment)) in [([302, 409], "draft", 1), ([302, 422], "review", 0)]


def test_bytes_that_cannot_be_kept_leave_no_row(app: Flask, officer: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casework.register.operations._write_once", full)
    before = fingerprint(app)
    assert (_send(officer, ("a.pdf", files.PDF)).status_code, fingerprint(app)) == (500, before)


def test_bytes_are_on_disk_before_the_row_stands(app: Flask, officer: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    add = attachments._add
    monkeypatch.setattr(
        attachments,
        "_add",
        lambda case, draft, actor: (found.append(file_path(draft.sha256).exists()), add(case, draft, actor))[1],
    )
    _send(officer, ("a.pdf", files.PDF))
    assert found == [True]
