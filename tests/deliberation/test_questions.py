"""The chair puts the questions in their order, states what is found, and the outcome is what they came to."""

from flask import Flask

from casework.audit import AuditRecord
from casework.deliberation.models import PutQuestion
from casework.meetings.models import Decision
from tests.deliberation.acts import found_at, propose_at, put_at, vote_at
from tests.deliberation.conftest import POINTS
from tests.deliberation.refusals import refuses, token
from tests.meetings.conftest import DECIDE, GIVEN
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

MAIN = "Vad ska beslutas? Ja: bifall till förslaget. Nej: avslag på förslaget (yrkande 1, Ledamoten (C))."


def test_where_nothing_is_contested_the_chair_decides_in_one_press(
    app: Flask, chair: Visitor, item: int, url: str
) -> None:
    propose_at(app, item, "approve")
    chair.open(url)
    assert [form for form in chair.forms() if form.action.endswith("/fraga")] == []
    chair.press(DECIDE, **GIVEN)
    assert (one(app, Decision).outcome, amount(app, PutQuestion)) == ("approve", 0)


def test_the_question_is_shown_before_it_is_put(app: Flask, chair: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "reject")
    page = chair.open(url).text
    assert MAIN in page
    page = chair.press("Ställ frågan").text
    assert ("Frågan är ställd." in page, MAIN in page) == (True, True)
    row = one(app, PutQuestion)
    assert (row.text, row.kind, row.found) == (MAIN, "main", None)


def test_the_chair_states_what_is_found_and_records_it(app: Flask, chair: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "reject")
    put_at(app, item)
    page = chair.open(url).text
    sentence = "Ordföranden ställer frågan och finner den besvarad med nej: avslag på förslaget"
    assert sentence in page
    chair.press("Ange att detta är beslutat", found="no")
    row = one(app, PutQuestion)
    assert (row.found, row.way, rows(app, AuditRecord)[-1].event) == ("no", "acclamation", "question_answered")
    chair.press("Avslå förslaget")
    assert one(app, Decision).outcome == "reject"


def test_only_who_leads_puts_and_answers(app: Flask, member: Visitor, secretary: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "reject")
    for visitor in (member, secretary):
        refuses(app, visitor, f"{url}/fraga", "Frågorna ställs av den som leder ärendet.", version="2")
    put_at(app, item)
    for visitor in (member, secretary):
        refuses(
            app,
            visitor,
            f"{url}/fraga/svar",
            "Bara den som leder ärendet anger vad som är beslutat.",
            version="3",
            found="no",
        )


def test_a_question_is_put_by_who_has_seen_every_proposal(app: Flask, chair: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "reject")
    chair.open(url)
    propose_at(app, item, "change", "Andra ledamoten", text="Något annat.")
    refuses(app, chair, f"{url}/fraga", "Ärendet har ändrats sedan sidan öppnades.", status=409, version="2")


def test_one_question_at_a_time_and_the_same_press_is_one(app: Flask, chair: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "reject")
    chair.open(url)
    form = chair.form("Ställ frågan")
    chair.post(form.action, **form.filled())
    before = fingerprint(app)
    page = chair.post(form.action, **form.filled())
    assert (page.status_code, "Det var redan infört." in page.text, fingerprint(app)) == (200, True, before)
    refuses(
        app,
        chair,
        f"{url}/fraga",
        "En fråga är redan ställd. Ange vad du finner beslutat, eller rösta om den.",
        version="3",
    )
    answer = {"csrf_token": token(chair), "version": "3", "found": "no"}
    chair.post(f"{url}/fraga/svar", **answer)
    before = fingerprint(app)
    assert "Det var redan infört." in chair.post(f"{url}/fraga/svar", **answer).text
    assert fingerprint(app) == before
    refuses(app, chair, f"{url}/fraga/svar", "Ingen fråga väntar på svar.", version="4", found="no")
    refuses(app, chair, f"{url}/fraga", "Det finns ingen fråga att ställa.", version="4")


def test_an_answer_is_one_of_those_that_were_asked(app: Flask, chair: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "reject")
    put_at(app, item)
    for found in ("", "1", "kanske", "9" * 40):
        refuses(app, chair, f"{url}/fraga/svar", "Välj ett av svaren på frågan.", version="3", found=found)


def test_an_outcome_waits_for_its_question(app: Flask, chair: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "reject")
    sent = {"approve__version": "2"} | {name.replace("-", "__"): value for name, value in GIVEN.items()}
    refuses(app, chair, f"{url}/utgang/approve", "Ställ proposition först", **sent)
    put_at(app, item)
    refuses(app, chair, f"{url}/utgang/approve", "Ställ proposition först", **sent | {"approve__version": "3"})


def test_an_outcome_is_the_one_that_was_found(app: Flask, chair: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "reject")
    found_at(app, item, "no")
    sent = {"approve__version": "4"} | {name.replace("-", "__"): value for name, value in GIVEN.items()}
    refuses(app, chair, f"{url}/utgang/approve", "Sammanträdet svarade annorlunda på propositionen", **sent)


def test_what_was_carried_is_filled_in_and_may_not_be_rewritten(
    app: Flask, chair: Visitor, item: int, url: str
) -> None:
    propose_at(app, item, "change", text="Förvaltningen utreder saken.")
    propose_at(app, item, "addition", "Andra ledamoten", text="Nämnden hörs.")
    found_at(app, item, "no")
    found_at(app, item, "yes")
    chair.open(url)
    form = chair.form("Besluta med ändrad text")
    carried = "Förvaltningen utreder saken.\n\nNämnden hörs."
    values = {name.replace("approve-", "approve_changed-"): value for name, value in GIVEN.items()}
    filled = form.filled() | values
    assert filled["approve_changed-text"] == [carried]
    other = {name: value for name, value in filled.items() if name != "csrf_token"} | {"approve_changed-text": "Annat."}
    refuses(
        app,
        chair,
        form.action,
        "Beslutets text är inte den som frågorna ledde till. Låt den stå som i yrkandet.",
        **other,
    )
    chair.post(form.action, **filled)
    assert (one(app, Decision).outcome, one(app, Decision).points) == ("approve_changed", carried.split("\n\n"))


def test_an_addition_to_the_proposal_changes_its_text(app: Flask, chair: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "addition", text="Nämnden hörs.")
    found_at(app, item, "yes")
    chair.open(url)
    filled = chair.form("Besluta med ändrad text").filled()
    assert filled["approve_changed-text"] == ["\n\n".join([*POINTS, "Nämnden hörs."])]


def test_a_remittal_by_majority_says_what_the_proposal_said(app: Flask, chair: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "remit_back", addressee="Socialnämnden", reason="Kostnaden är okänd.")
    found_at(app, item, "no")
    chair.open(url)
    form = chair.form("Återremittera")
    filled = form.filled()
    assert (filled["remit_back-addressee"], filled["remit_back-note"]) == (["Socialnämnden"], ["Kostnaden är okänd."])
    other = {name: value for name, value in filled.items() if name != "csrf_token"} | {"remit_back-note": "Annat."}
    refuses(app, chair, form.action, "bestäms av dem som har yrkat det", **other)
    chair.post(form.action, **filled)
    assert one(app, Decision).points == ["Ärendet återremitteras till Socialnämnden. Motivering: Kostnaden är okänd."]


def test_a_question_on_which_a_vote_is_demanded_is_not_answered_past_it(
    app: Flask, chair: Visitor, item: int, url: str
) -> None:
    propose_at(app, item, "reject")
    put_at(app, item)
    vote_at(app, item, opened=False)
    refuses(app, chair, f"{url}/fraga/svar", "Omröstning är begärd. Frågan avgörs genom den.", version="4", found="no")
