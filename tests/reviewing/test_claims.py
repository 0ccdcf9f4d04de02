"""Who has taken a review: seen by colleagues, let go of, taken over, and over when the case goes on."""

import re
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

from casework.audit import AuditRecord, first_broken
from casework.cases.queries import lock_case
from casework.database import db, write
from casework.people.models import Body
from casework.reviewing import views
from casework.reviewing.claims import claim as take_review
from casework.reviewing.models import ReviewClaim
from casework.reviewing.queries import claims_of
from tests.conftest import Visitors
from tests.factories import claim_by, give_role, make_case, make_person, reader_of, step_of
from tests.observing import amount, fingerprint, one, rows, statements
from tests.reviewing.conftest import Told
from tests.support.pages import PageForm, Visitor
from workflows import StepRefused

TAKE, RELEASE, OVER = "Jag granskar", "Släpp granskningen", "Ta över"


@pytest.fixture
def case(app: Flask) -> int:
    return make_case(app, "review")


@pytest.fixture
def manager(visitors: Visitors, case: int) -> Visitor:
    """At the case's page."""
    visitors["chef"].open(f"/arenden/{case}")
    return visitors["chef"]


@pytest.fixture
def colleague(app: Flask, visitors: Visitors, case: int) -> Visitor:
    """Another manager, at the case's page."""
    make_person(app, "annan", "manager")
    visitors["annan"].open(f"/arenden/{case}")
    return visitors["annan"]


def buttons(visitor: Visitor, case: int) -> list[str]:
    """Which of the buttons of a claim are on the case's page."""
    visitor.open(f"/arenden/{case}")
    found = [label for form in visitor.forms() for label in form.labels]
    return [label for label in (TAKE, RELEASE, OVER) if label in found]


def holders(app: Flask, case: int) -> list[str]:
    with app.app_context():
        return [name for name, _ in claims_of([case]).values()]


def test_a_review_that_is_taken_is_seen_by_colleagues_and_by_the_officer(
    app: Flask, case: int, manager: Visitor, colleague: Visitor, visitors: Visitors
) -> None:
    page = manager.press(TAKE)
    assert "Du granskar ärendet. Kolleger ser att du har tagit det." in page.text
    assert re.search(r"Du granskar sedan \d+ \w+ \d{4} kl\. \d\d\.\d\d", page.text)
    for visitor in (colleague, visitors["handlaggare"], visitors["registrator"]):
        page = visitor.open(f"/arenden/{case}")
        told = page.text.index("Granskas av Chefen sedan ")
        assert page.text.index('id="next"') < told < page.text.index('class="actions actions--column"')
    assert [buttons(visitor, case) for visitor in (manager, colleague, visitors["handlaggare"])] == [
        [RELEASE],
        [OVER],
        [],
    ]
    assert holders(app, case) == ["Chefen"]


def test_a_claim_forbids_nobody_to_act(app: Flask, case: int, colleague: Visitor) -> None:
    claim_by(app, case)
    colleague.open(f"/arenden/{case}")
    page = colleague.press("Godkänn tjänsteskrivelsen")
    assert (page.status_code, "Klart: Godkänn tjänsteskrivelsen." in page.text) == (200, True)


def test_who_took_a_review_lets_go_of_it(app: Flask, case: int, manager: Visitor, colleague: Visitor) -> None:
    manager.press(TAKE)
    page = manager.press(RELEASE)
    assert "Granskningen är släppt. En kollega kan ta den." in page.text
    row = one(app, ReviewClaim)
    assert (row.released_by_id, row.released_at is not None) == (row.person_id, True)
    assert (holders(app, case), buttons(manager, case), buttons(colleague, case)) == ([], [TAKE], [TAKE])
    colleague.press(TAKE)
    assert (holders(app, case), amount(app, ReviewClaim)) == (["Annan"], 2)
    assert [row.event for row in rows(app, AuditRecord, case_id=case)][-3:] == [
        "claim_review",
        "release_review",
        "claim_review",
    ]
    with app.app_context():
        assert first_broken() is None


def test_a_review_is_taken_over_by_a_press_of_its_own_and_the_first_is_told(
    app: Flask, case: int, manager: Visitor, colleague: Visitor, told: Told
) -> None:
    manager.press(TAKE)
    page = colleague.open(f"/arenden/{case}").text
    assert "Du står då som granskare i stället. Chefen får veta det." in page
    colleague.press(OVER)
    assert holders(app, case) == ["Annan"]
    first, second = rows(app, ReviewClaim)
    assert (first.released_by_id, second.released_at) == (second.person_id, None)
    assert told.rows == [(first.person_id, case, "claim", "Annan har tagit över granskningen.")]
    assert "Granskas av Annan" in manager.open(f"/arenden/{case}").text


def test_a_claim_on_a_page_that_has_grown_old_is_refused_with_who_has_it(
    app: Flask, case: int, manager: Visitor, colleague: Visitor, told: Told
) -> None:
    claim_by(app, case, "annan")
    before = fingerprint(app)
    page = manager.press(TAKE)
    assert (page.status_code, fingerprint(app), told.rows) == (409, before, [])
    assert re.search(r"Annan har tagit granskningen sedan \d+ \w+ \d{4} kl\. \d\d\.\d\d\. Inget är ändrat\.", page.text)
    assert "Granskas av Annan" in page.text


def test_a_third_who_took_it_over_meanwhile_is_not_taken_over_unseen(
    app: Flask, case: int, manager: Visitor, colleague: Visitor
) -> None:
    claim_by(app, case, "annan")
    manager.open(f"/arenden/{case}")
    make_person(app, "tredje", "manager")
    step = manager.form(OVER).filled()
    other = Visitor(app)
    other.log_in("tredje@demo.example", "lösenord för prov")
    other.open(f"/arenden/{case}")
    other.press(OVER)
    before = fingerprint(app)
    page = manager.post(f"/arenden/{case}/granskning", **step)
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert "Tredje har tagit granskningen" in page.text


@pytest.mark.parametrize("over", ["", "x", "99", "9" * 40])
def test_another_is_taken_over_only_by_the_claim_that_was_seen(
    app: Flask, case: int, manager: Visitor, colleague: Visitor, over: str
) -> None:
    claim_by(app, case, "annan")
    manager.open(f"/arenden/{case}")
    before = fingerprint(app)
    assert (manager.press(OVER, over=over).status_code, fingerprint(app)) == (409, before)


def test_the_same_press_twice_is_one_claim(app: Flask, case: int, manager: Visitor) -> None:
    form = manager.form(TAKE)
    for _ in range(2):
        assert manager.post(form.action, **form.filled()).status_code == 200
    assert amount(app, ReviewClaim) == 1
    form = manager.form(RELEASE)
    for _ in range(2):
        assert manager.post(form.action, **form.filled()).status_code == 200
    assert one(app, ReviewClaim).released_at is not None


def test_another_does_not_let_go_of_it(app: Flask, case: int, manager: Visitor, colleague: Visitor) -> None:
    claim_by(app, case, "annan")
    token = dict(manager.forms()[0].values)["csrf_token"]
    before = fingerprint(app)
    page = manager.post(f"/arenden/{case}/granskning/slapp", csrf_token=token)
    assert (page.status_code, fingerprint(app)) == (409, before)


# It ends with the review


@pytest.mark.parametrize(
    ("step", "who", "given"),
    [
        ("approve_report", "chef", {}),
        ("return_report", "chef", {"note": "Skriv om."}),
        ("withdraw", "handlaggare", {"note": "Behövs inte."}),
    ],
)
def test_a_claim_ends_when_the_case_leaves_the_review(
    app: Flask, case: int, step: str, who: str, given: dict[str, str]
) -> None:
    claim_by(app, case)
    step_of(app, case, step, who, **given)
    assert (holders(app, case), one(app, ReviewClaim).released_at) == ([], None)


def test_the_next_review_is_free_and_the_claim_of_the_last_is_put_away(
    app: Flask, case: int, manager: Visitor, colleague: Visitor, told: Told
) -> None:
    claim_by(app, case)
    step_of(app, case, "return_report", "chef", note="Skriv om.")
    step_of(app, case, "submit", "handlaggare")
    assert (holders(app, case), buttons(manager, case)) == ([], [TAKE])
    colleague.open(f"/arenden/{case}")
    colleague.press(TAKE)
    assert holders(app, case) == ["Annan"]
    assert [row.released_at is None for row in rows(app, ReviewClaim)] == [False, True]
    assert told.rows == []


def test_a_level_of_the_review_that_is_passed_frees_it_for_the_next(
    app: Flask, case: int, manager: Visitor, colleague: Visitor
) -> None:
    """The next level is another person's: who has passed it on does not take it again."""
    with app.app_context(), write():
        db.session.get_one(Body, 2).review_levels = [{"label": "Enhetschef"}, {"label": "Förvaltningschef"}]
    claim_by(app, case)
    step_of(app, case, "pass_on", "chef")
    assert (holders(app, case), buttons(manager, case), buttons(colleague, case)) == ([], [], [TAKE])
    token = dict(manager.forms()[0].values)["csrf_token"]
    before = fingerprint(app)
    page = manager.post(f"/arenden/{case}/granskning", csrf_token=token)
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Du har redan godkänt på en tidigare nivå." in page.text


# Who


def test_only_a_case_that_is_reviewed_is_taken(app: Flask, manager: Visitor) -> None:
    token = dict(manager.forms()[0].values)["csrf_token"]
    for state in ("draft", "ready"):
        made = make_case(app, state)
        before = fingerprint(app)
        page = manager.post(f"/arenden/{made}/granskning", csrf_token=token)
        assert (page.status_code, fingerprint(app)) == (422, before)
        assert "Ärendet granskas inte nu: det är i läget" in page.text
        assert buttons(manager, made) == []


def test_nobody_takes_the_review_of_his_own_report(app: Flask, visitors: Visitors) -> None:
    give_role(app, "chef", "officer", authority=1)
    own = make_case(app, officer="chef")
    step_of(app, own, "submit", "chef")
    manager = visitors["chef"]
    assert buttons(manager, own) == []
    token = dict(manager.forms()[0].values)["csrf_token"]
    before = fingerprint(app)
    page = manager.post(f"/arenden/{own}/granskning", csrf_token=token)
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Du kan inte granska din egen tjänsteskrivelse." in page.text


@pytest.mark.parametrize("who", ["handlaggare", "sekreterare", "registrator"])
def test_who_cannot_approve_takes_no_review(app: Flask, case: int, visitors: Visitors, who: str) -> None:
    visitor = visitors[who]
    assert buttons(visitor, case) == []
    token = dict(visitor.forms()[0].values)["csrf_token"]
    before = fingerprint(app)
    assert visitor.post(f"/arenden/{case}/granskning", csrf_token=token).status_code == 403
    assert visitor.post(f"/arenden/{case}/granskning/slapp", csrf_token=token).status_code == 403
    assert fingerprint(app) == before


def test_the_operation_asks_for_the_role_in_the_very_authority(app: Flask, case: int) -> None:
    """Who is manager elsewhere only."""
    make_person(app, "annanstans", "officer")
    with app.app_context(), write(), pytest.raises(StepRefused, match="Bara den som kan godkänna"):
        take_review(lock_case(case), actor=reader_of("annanstans"))
    assert amount(app, ReviewClaim) == 0


# For lists


def test_who_has_which_of_many_reviews_is_asked_in_one_statement(app: Flask, case: int) -> None:
    make_person(app, "annan", "manager")
    others = [make_case(app, "review") for _ in range(3)]
    for made, who in zip([case, *others[:2]], ("chef", "annan", "chef"), strict=True):
        claim_by(app, made, who)
    step_of(app, others[1], "approve_report", "chef")
    with app.app_context(), statements(app) as sent:
        found = claims_of([case, *others])
    assert ({key: name for key, (name, _) in found.items()}, len(sent)) == ({case: "Chefen", others[0]: "Annan"}, 1)
    assert all(at.tzinfo is not None for _, at in found.values())
    with app.app_context():
        assert claims_of([]) == {}


# Two at once


def _together(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, begun only when both have come so far."""
    both = threading.Barrier(2)

    def wrapped(*arguments: Any, **more: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            both.wait(5)
        return function(*arguments, **more)

    return wrapped


def _sender(app: Flask, visitor: Visitor, form: PageForm, into: list[tuple[int, str]]) -> Callable[[], None]:
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    client = app.test_client()
    client.set_cookie("session", cookie.value)

    def send() -> None:
        answer = client.post(form.action, data=form.filled())
        into.append((answer.status_code, answer.text))

    return send


def test_two_who_take_a_review_at_the_same_moment_are_one_and_one_who_sees_it(
    app: Flask, case: int, manager: Visitor, colleague: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "write", _together(views.write))
    answers: dict[str, list[tuple[int, str]]] = {"Chefen": [], "Annan": []}
    presses = [
        _sender(app, visitor, visitor.form(TAKE), answers[name])
        for name, visitor in (("Chefen", manager), ("Annan", colleague))
    ]
    threads = [threading.Thread(target=press) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ((winner,), (loser,)) = (
        [name for name, answer in answers.items() if answer[0][0] == status] for status in (302, 409)
    )
    assert f"{winner} har tagit granskningen sedan" in answers[loser][0][1]
    assert (holders(app, case), amount(app, ReviewClaim)) == ([winner], 1)
