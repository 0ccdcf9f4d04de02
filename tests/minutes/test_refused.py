"""What is refused about minutes: each in its sentence, and nothing is stored of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from casework import clock
from casework.database import db, write
from casework.errors import StaleVersion
from casework.meetings.models import Decision, Meeting
from casework.meetings.queries import get_meeting
from casework.minutes.corrections import correct
from casework.minutes.models import Minutes, MinutesRemark, MinutesRendition, MinutesSigner, MinutesText
from casework.minutes.operations import (
    begin_approval,
    begin_minutes,
    choose,
    drop,
    release_approver,
    take_back,
    write_text,
)
from casework.permissions import Reader
from tests.deliberation.acts import person
from tests.factories import call_roll_of, make_meeting, make_person, reader_of
from tests.meetings.sitting import handle, holding, matter_at, refused, step_at
from tests.minutes.held import (
    SIGNERS,
    a_meeting,
    answer_at,
    approved,
    at,
    begin_at,
    being_signed,
    correction_at,
    drafted,
    hash_of,
    paragraphs,
    remark_at,
    route_at,
    sign_at,
    take_back_at,
    write_at,
)
from tests.observing import amount, fingerprint, one, rows

APPROVED = "Protokollet är justerat. Det ändras inte, men kan rättas."
WRITER = "Protokollet skrivs av sekreteraren."
CHOOSER = "Justerare förs in av ordföranden eller sekreteraren."
REASON = "Skriv skälet, så att de som undertecknar förstår."
SECRETARYS = "Det här steget tas av sekreteraren."
WRONG_STATE = "Steget kan inte tas i läget ”{}”."
NOT_ASKED = "Protokollet undertecknas av den som ledde sammanträdet, sekreteraren och de valda justerarna."


def held(app: Flask, minutes: int) -> int:
    """The meeting of the minutes."""
    return one(app, Minutes, id=minutes).meeting_id


def begun(app: Flask, meeting: int, who: str = "sekreterare") -> Any:
    """Begin the minutes of the meeting."""
    return holding(app, meeting, who, lambda row, actor: begin_minutes(row, actor=actor).id)


def chosen(app: Flask, meeting: int, name: str, who: str = "ordforande") -> Any:
    """Choose that person to approve the minutes."""
    number = person(app, name)
    return holding(app, meeting, who, lambda row, actor: choose(row, number, actor=actor).id)


def released(app: Flask, meeting: int, reason: str, who: str = "ordforande") -> Any:
    """Somebody else is to approve than who was chosen last."""

    def work(row: Meeting, actor: Reader) -> None:
        signer = db.session.query(MinutesSigner).filter_by(meeting_id=row.id).order_by(MinutesSigner.id.desc()).first()
        assert signer is not None
        release_approver(row, signer, reason, actor=actor)

    return holding(app, meeting, who, work)


def stale(app: Flask, work: Callable[[], object]) -> None:
    """It is refused for what was read; nothing is stored of it."""
    before = fingerprint(app)
    with pytest.raises(StaleVersion):
        work()
    assert fingerprint(app) == before


# Beginning


def test_minutes_are_begun_by_the_secretary_of_a_meeting_that_was_held(app: Flask) -> None:
    planned = make_meeting(app)
    not_held = "Sammanträdet har inte hållits, så det finns inget att protokollföra."
    assert refused(app, lambda: begun(app, planned, "ordforande")) == [WRITER]
    assert refused(app, lambda: begun(app, planned)) == [not_held]
    step_at(app, planned, "cancel", "sekreterare", note="Ingen kan.")
    assert refused(app, lambda: begun(app, planned)) == [not_held]


def test_minutes_are_begun_once(app: Flask) -> None:
    meeting = a_meeting(app)
    assert begun(app, meeting) == begun(app, meeting) == begun(app, meeting, "ordforande")
    assert amount(app, Minutes) == 1


# Who approves


def test_who_approves_is_chosen_by_who_leads_among_those_who_were_there(app: Flask) -> None:
    meeting = a_meeting(app)
    there = "Välj någon som var närvarande vid sammanträdet."
    assert refused(app, lambda: chosen(app, meeting, "Vice ordföranden", "ledamot")) == [CHOOSER]
    for name in ("Första ersättaren", "Sekreteraren", "Handläggaren"):
        assert refused(app, lambda name=name: chosen(app, meeting, name)) == [there]
    number = chosen(app, meeting, "Ledamoten")
    assert chosen(app, meeting, "Ledamoten", "sekreterare") == number
    assert amount(app, MinutesSigner) == 1


def test_another_is_chosen_with_a_reason_and_never_after_the_approval(app: Flask) -> None:
    minutes = being_signed(app)
    meeting = held(app, minutes)
    assert refused(app, lambda: released(app, meeting, "Sjuk.", "ledamot")) == [CHOOSER]
    assert refused(app, lambda: released(app, meeting, " \n")) == ["Skriv varför någon annan ska justera."]
    for who in SIGNERS:
        sign_at(app, minutes, who)
    assert refused(app, lambda: released(app, meeting, "Sjuk.")) == [APPROVED]
    assert refused(app, lambda: chosen(app, meeting, "Vice ordföranden")) == [APPROVED]


def test_who_was_released_is_released_once(app: Flask) -> None:
    meeting = held(app, drafted(app, a_meeting(app)))
    released(app, meeting, "Sjuk.")
    before = fingerprint(app)
    released(app, meeting, "Annat.")
    assert fingerprint(app) == before
    assert one(app, MinutesSigner).ended_reason == "Sjuk."


# Writing


def test_prose_is_written_by_the_secretary_until_the_minutes_are_approved(app: Flask) -> None:
    minutes = drafted(app, a_meeting(app))
    assert refused(app, lambda: write_at(app, minutes, "Ja.", who="ordforande")) == [WRITER]
    begin_at(app, minutes)
    assert refused(app, lambda: write_at(app, minutes, "Ja.")) == [REASON]
    assert refused(app, lambda: write_at(app, minutes, "Ja.", why=" \n")) == [REASON]
    for who in SIGNERS:
        sign_at(app, minutes, who)
    assert refused(app, lambda: write_at(app, minutes, "Ja.", why="Fel.")) == [APPROVED]


def test_prose_is_bounded_and_over_the_version_that_was_read(app: Flask) -> None:
    minutes = drafted(app, a_meeting(app))
    long = "Texten är för lång: högst 50000 tecken."
    assert refused(app, lambda: write_at(app, minutes, "x" * 50_001)) == [long]
    write_at(app, minutes, "Första.")

    def over(version: int) -> Callable[[], object]:
        work = lambda row, actor: write_text(row, "opening", "Andra.", actor=actor, expected=version)  # noqa: E731
        return lambda: at(app, minutes, "sekreterare", work)

    for version in (0, 2, -1):
        stale(app, over(version))
    before = fingerprint(app)
    write_at(app, minutes, " Första. ")
    assert fingerprint(app) == before
    assert one(app, MinutesText).version == 1


def test_prose_stands_at_a_place_of_these_minutes(app: Flask) -> None:
    """A correction has none: it would write in the draft that others sign."""
    other = paragraphs(app, a_meeting(app))[0]
    minutes = approved(app)
    mine = paragraphs(app, held(app, minutes))[0]
    draft, correction = drafted(app, a_meeting(app)), correction_at(app, minutes, mine)
    nowhere = ["Texten hör inte till det här protokollet."]
    for place in (str(other), "0", "", "x", "Opening"):
        assert refused(app, lambda place=place: write_at(app, draft, "Ja.", place)) == nowhere
    for place in ("opening", str(mine)):
        assert refused(app, lambda place=place: write_at(app, correction, "Ja.", place)) == nowhere


# The steps


def test_approval_begins_by_the_secretary_when_nothing_is_missing_and_by_a_day_that_holds(app: Flask) -> None:
    meeting = a_meeting(app)
    minutes = drafted(app, meeting, [])
    missing = "Protokollet kan inte lämnas för justering än. Förkontrollen har 1 kvar att rätta."
    assert refused(app, lambda: begin_at(app, minutes)) == [missing]
    chosen(app, meeting, "Ledamoten")
    assert refused(app, lambda: begin_at(app, minutes, "ordforande")) == [SECRETARYS]
    latest = one(app, Meeting, id=meeting).day + timedelta(days=14)
    no_day = "Ange den dag då protokollet senast ska vara justerat."
    after = f"Protokollet ska vara justerat senast {latest.isoformat()}, fjorton dagar efter sammanträdet."
    past = "Dagen har redan varit. Ange i dag eller en senare dag."
    days = {"": no_day, "snart": no_day, (latest + timedelta(days=1)).isoformat(): after}
    days[(clock.today() - timedelta(days=1)).isoformat()] = past
    for day, sentence in days.items():
        assert refused(app, lambda day=day: begin_at(app, minutes, last_day=day)) == [sentence]
    begin_at(app, minutes, last_day=latest.isoformat())
    assert refused(app, lambda: begin_at(app, minutes)) == [WRONG_STATE.format("Justeras")]


def test_a_step_is_taken_over_the_version_that_was_read(app: Flask) -> None:
    minutes = drafted(app, a_meeting(app))
    given = {"last_day": clock.today().isoformat()}
    for version in (0, 2):
        stale(
            app,
            lambda version=version: at(
                app,
                minutes,
                "sekreterare",
                lambda row, actor: begin_approval(row, actor=actor, expected_version=version, given=given),
            ),
        )
    begin_at(app, minutes)
    for act in (take_back, drop):
        stale(
            app,
            lambda act=act: at(
                app,
                minutes,
                "sekreterare",
                lambda row, actor: act(row, actor=actor, expected_version=1, reason="Fel."),
            ),
        )


def test_minutes_are_taken_back_by_the_secretary_with_a_reason(app: Flask) -> None:
    minutes = drafted(app, a_meeting(app))
    assert refused(app, lambda: take_back_at(app, minutes)) == [WRONG_STATE.format("Utkast")]
    begin_at(app, minutes)
    assert refused(app, lambda: take_back_at(app, minutes, "ordforande")) == [SECRETARYS]
    assert refused(app, lambda: take_back_at(app, minutes, reason=" ")) == [REASON]
    for who in SIGNERS:
        sign_at(app, minutes, who)
    assert refused(app, lambda: take_back_at(app, minutes)) == [WRONG_STATE.format("Justerat")]


def test_only_a_correction_is_dropped(app: Flask) -> None:
    def dropped(minutes: int, who: str = "sekreterare", reason: str = "Onödig.") -> Any:
        work = lambda row, actor: drop(row, actor=actor, expected_version=row.version, reason=reason)  # noqa: E731
        return at(app, minutes, who, work)

    minutes = approved(app)
    correction = correction_at(app, minutes, paragraphs(app, held(app, minutes))[0])
    draft = drafted(app, a_meeting(app))
    only = "Bara en rättelse kan avbrytas. Protokollet från ett sammanträde ska justeras."
    assert refused(app, lambda: dropped(draft)) == [only]
    assert refused(app, lambda: dropped(minutes)) == [WRONG_STATE.format("Justerat")]
    assert refused(app, lambda: dropped(correction, "ordforande")) == [SECRETARYS]
    assert refused(app, lambda: dropped(correction, reason="")) == [REASON]
    dropped(correction)
    assert refused(app, lambda: dropped(correction)) == [WRONG_STATE.format("Avbrutet")]
    assert refused(app, lambda: begin_at(app, correction)) == [WRONG_STATE.format("Avbrutet")]


# Signing


def test_only_who_is_asked_signs_and_only_what_he_has_read(app: Flask) -> None:
    minutes = drafted(app, a_meeting(app))
    assert refused(app, lambda: sign_at(app, minutes, "ordforande", "")) == [WRONG_STATE.format("Utkast")]
    begin_at(app, minutes)
    make_person(app, "ny-sekreterare", "secretary")
    assert refused(app, lambda: sign_at(app, minutes, "ny-sekreterare")) == [NOT_ASKED]
    other = "Texten har ändrats sedan du läste den. Läs den på nytt och underteckna sedan."
    for read in ("", "b" * 64, hash_of(app, minutes).upper()):
        assert refused(app, lambda read=read: sign_at(app, minutes, "ordforande", read)) == [other]
    old = hash_of(app, minutes)
    write_at(app, minutes, "Mötet öppnades.", why="Det saknades.")
    assert refused(app, lambda: sign_at(app, minutes, "ordforande", old)) == [other]
    sign_at(app, minutes, "ordforande")
    assert refused(app, lambda: sign_at(app, minutes, "ordforande")) == ["Du har redan undertecknat den här texten."]
    for who in SIGNERS[::2]:
        sign_at(app, minutes, who)
    assert refused(app, lambda: sign_at(app, minutes, "ordforande")) == [WRONG_STATE.format("Justerat")]


def test_what_was_taken_back_is_signed_by_nobody(app: Flask) -> None:
    minutes = being_signed(app)
    read = hash_of(app, minutes)
    take_back_at(app, minutes)
    assert refused(app, lambda: sign_at(app, minutes, "ordforande", read)) == [WRONG_STATE.format("Utkast")]
    begin_at(app, minutes)
    assert amount(app, MinutesRendition) == 2
    assert hash_of(app, minutes) == read  # the same words, and nobody has signed them


# Remarks


def test_a_remark_is_made_by_who_signs_in_words_while_the_minutes_are_signed(app: Flask) -> None:
    minutes = drafted(app, a_meeting(app))
    elsewhere = paragraphs(app, a_meeting(app))[0]
    not_out = "Protokollet är inte ute för justering."
    assert refused(app, lambda: remark_at(app, minutes, "ledamot")) == [not_out]
    begin_at(app, minutes)
    make_person(app, "ny-sekreterare", "secretary")
    others = "Synpunkter lämnas av dem som ska underteckna protokollet."
    choose_what = "Välj vad du vill säga om protokollet."
    chosen_no_more = held(app, minutes)
    released(app, chosen_no_more, "Sjuk.")
    chosen(app, chosen_no_more, "Vice ordföranden")
    assert refused(app, lambda: remark_at(app, minutes, "ledamot")) == [others]
    for kind in ("refusal", "noted", "material"):
        assert refused(app, lambda kind=kind: remark_at(app, minutes, "ny-sekreterare", kind)) == [choose_what]
    for kind in ("", "gossip"):
        assert refused(app, lambda kind=kind: remark_at(app, minutes, "ordforande", kind)) == [choose_what]
    assert refused(app, lambda: remark_at(app, minutes, "ordforande", text=" \n")) == ["Skriv vad du vill säga."]
    long = ["Texten är för lång: högst 2000 tecken."]
    assert refused(app, lambda: remark_at(app, minutes, "ordforande", text="x" * 2001)) == long
    for number in (elsewhere, 0, 999):
        lost = refused(app, lambda number=number: remark_at(app, minutes, "ordforande", decision_id=number))
        assert lost == ["Paragrafen finns inte i protokollet."]
    assert remark_at(app, minutes, "ny-sekreterare")


def test_the_same_form_makes_one_remark(app: Flask) -> None:
    minutes = being_signed(app)
    first = remark_at(app, minutes, "ledamot", key="en nyckel")
    assert remark_at(app, minutes, "ledamot", key="en nyckel", text="Annat.") == first
    assert one(app, MinutesRemark).text == "Rätta namnet."


def test_a_remark_is_answered_once_by_the_secretary(app: Flask) -> None:
    minutes = being_signed(app)
    number = remark_at(app, minutes, "ledamot")
    assert refused(app, lambda: answer_at(app, minutes, number, who="ordforande")) == [
        "Synpunkter besvaras av sekreteraren."
    ]
    assert refused(app, lambda: answer_at(app, minutes, number, " ")) == ["Skriv vad som blev av synpunkten."]
    answer_at(app, minutes, number, "Rättat.")
    before = fingerprint(app)
    answer_at(app, minutes, number, "Annat.")
    assert fingerprint(app) == before


def test_a_refusal_is_not_answered_away(app: Flask) -> None:
    """Another is chosen, and then the secretary says so; or he signs after all, and refuses no longer."""
    minutes = being_signed(app)
    number = remark_at(app, minutes, "ledamot", "refusal", "Jag var inte där.")
    other = "Välj en annan justerare i stället för den som inte undertecknar, eller låt personen skriva på."
    assert refused(app, lambda: answer_at(app, minutes, number)) == [other]
    meeting = held(app, minutes)
    chosen(app, meeting, "Vice ordföranden")
    released_first = lambda row, actor: release_approver(  # noqa: E731
        row, db.session.get_one(MinutesSigner, 1), "Vill inte.", actor=actor
    )
    holding(app, meeting, "ordforande", released_first)
    assert not answer_at(app, minutes, number, "Vice ordföranden justerar.")


def test_who_signs_after_all_refuses_no_longer(app: Flask) -> None:
    minutes = being_signed(app)
    remark_at(app, minutes, "ledamot", "refusal", "Jag läser först.")
    assert [sign_at(app, minutes, who) for who in SIGNERS] == [False, False, True]
    assert one(app, MinutesRemark).answer


@pytest.mark.parametrize("kind", ["refusal", "material"])
def test_an_objection_hinders_the_approval_until_it_is_settled(app: Flask, kind: str) -> None:
    minutes = being_signed(app)
    for who in SIGNERS[1:]:
        sign_at(app, minutes, who)
    number = remark_at(app, minutes, "ordforande", kind, "Så beslutade vi inte.")
    assert not sign_at(app, minutes, "sekreterare")
    assert one(app, Minutes).state == "approving"
    if kind == "material":
        assert answer_at(app, minutes, number, "Sammanträdet den 3 mars avgjorde det.")
        assert one(app, Minutes).state == "approved"


@pytest.mark.parametrize("kind", ["comment", "noted"])
def test_a_remark_on_the_words_hinders_nothing(app: Flask, kind: str) -> None:
    minutes = being_signed(app)
    remark_at(app, minutes, "ledamot", kind, "Jag hade skrivit annorlunda.")
    assert [sign_at(app, minutes, who) for who in SIGNERS] == [False, False, True]


# Corrections and appeal routes


def test_only_what_is_approved_is_corrected_by_the_secretary_in_words(app: Flask) -> None:
    waiting = paragraphs(app, a_meeting(app))[0]
    minutes = approved(app)
    mine = paragraphs(app, held(app, minutes))[0]

    def corrected(decision: int, text: str = "Namnet är Kim Holm.", who: str = "sekreterare") -> Any:
        with app.app_context(), write():
            return correct(db.session.get_one(Decision, decision), text, actor=reader_of(who), key="x").id

    early = "Paragrafen är inte justerad än. Ändra texten i utkastet i stället."
    assert refused(app, lambda: corrected(waiting)) == [early]
    assert refused(app, lambda: corrected(mine, who="ordforande")) == ["En rättelse skrivs av sekreteraren."]
    assert refused(app, lambda: corrected(mine, " \n")) == ["Skriv vad som är fel och hur det ska vara."]
    assert refused(app, lambda: corrected(mine, "x" * 5001)) == ["Texten är för lång: högst 5000 tecken."]
    assert corrected(mine) == corrected(mine, "En annan text av samma formulär.")
    assert amount(app, Minutes, kind="correction") == 1


def test_a_route_is_one_that_the_law_gives_and_is_said_by_the_secretary_before_the_approval(app: Flask) -> None:
    minutes = drafted(app, a_meeting(app))
    mine, elsewhere = paragraphs(app, held(app, minutes))[0], paragraphs(app, a_meeting(app))[0]
    whose = "Hur beslutet överklagas anges av sekreteraren."
    assert refused(app, lambda: route_at(app, minutes, mine, "not_appealable", ["executing"], who="ordforande")) == [
        whose
    ]
    laws = {
        ("x", ()): "Ange hur beslutet överklagas.",
        ("not_appealable", ()): "Beslutet kan laglighetsprövas (kommunallagen 13 kap. 2 §).",
        ("administrative_appeal", ()): (
            "Förvaltningsbesvär gäller bara där en annan lag säger det (kommunallagen 13 kap. 3 §)."
        ),
        ("legality_review", ("executing",)): (
            "Ett beslut som bara förbereder eller verkställer kan inte överklagas (kommunallagen 13 kap. 2 §)."
        ),
        ("legality_review", ("special_rules",)): (
            "En annan lag säger hur beslutet överklagas: det laglighetsprövas inte (kommunallagen 13 kap. 3 §)."
        ),
    }
    for (route, natures), sentence in laws.items():
        work = lambda route=route, natures=natures: route_at(app, minutes, mine, route, [*natures])  # noqa: E731
        assert refused(app, work) == [sentence]
    assert refused(app, lambda: route_at(app, minutes, elsewhere, "not_appealable", ["executing"])) == [
        "Paragrafen finns inte i protokollet."
    ]
    begin_at(app, minutes)
    assert refused(app, lambda: route_at(app, minutes, mine, "not_appealable", ["executing"])) == [REASON]
    old = hash_of(app, minutes)
    route_at(app, minutes, mine, "not_appealable", ["executing"], why="Det verkställer bara.")
    assert hash_of(app, minutes) != old
    for who in SIGNERS:
        sign_at(app, minutes, who)
    assert refused(app, lambda: route_at(app, minutes, mine, "legality_review", [], why="Nej.")) == [APPROVED]


# The same paragraph twice


def test_no_paragraph_is_decided_after_its_meeting_so_that_approved_minutes_hold_all(app: Flask) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    handle(app, matter_at(app, meeting))
    minutes = drafted(app, meeting)
    assert refused(app, lambda: begin_at(app, minutes)) != []
    step_at(app, meeting, "close")
    begin_at(app, minutes)
    with app.app_context():
        row = get_meeting(meeting, reader_of("sekreterare"))
        assert row is not None
        assert row.ended
    assert [row.id for row in rows(app, Minutes)] == [minutes]
