"""What the summons refuses, word for word: before it is sent, when all have answered, once the meeting has begun."""

from functools import partial

from flask import Flask

from casework.database import write
from casework.meetings.queries import get_meeting
from casework.people.models import Person
from casework.summons.answering import answer
from casework.summons.operations import issue, mend, preview, remind
from casework.summons.queries import delivery_to
from tests.conftest import Visitors
from tests.deliberation.refusals import refuses
from tests.factories import call_roll_of, reader_of
from tests.meetings.sitting import refused
from tests.observing import deliveries, one
from tests.summons.conftest import Seeded, send
from tests.summons.rows import seen_of
from tests.support.pages import Visitor

NOT_SENT = "Kallelsen är inte skickad än."
NOBODY_TO_REMIND = "Det går att påminna när kallelsen är skickad och sammanträdet inte har öppnats."
BEGUN = "Sammanträdet har öppnats eller ställts in. Det går inte att svara längre."
NO_MORE = "Sammanträdet har öppnats eller ställts in, så det kan inte kallas till det längre."
EVERYBODY = (
    "Ordföranden",
    "Vice ordföranden",
    "Ledamoten",
    "Andra ledamoten",
    "Tredje ledamoten",
    "Första ersättaren",
)
"""Who of the committee has an address; the second substitute has none."""


def test_before_the_summons_nobody_answers_and_nobody_is_reminded(
    app: Flask, secretary: Visitor, seeded: Seeded, visitors: Visitors
) -> None:
    member, who = visitors["ledamot"], str(one(app, Person, name="Ledamoten").id)
    refuses(app, member, f"{seeded.url}/svar", NOT_SENT, answer="yes")
    refuses(app, secretary, f"{seeded.url}/svar/infort", NOT_SENT, noted__person=who, noted__answer="yes")
    refuses(app, secretary, f"{seeded.url}/paminnelse", NOBODY_TO_REMIND)


def test_an_answer_and_its_reason_are_whole(app: Flask, secretary: Visitor, seeded: Seeded, visitors: Visitors) -> None:
    send(secretary, seeded)
    member, who = visitors["ledamot"], str(one(app, Person, name="Ledamoten").id)
    long, too_long = "x" * 501, "Texten är för lång: högst 500 tecken."
    noted = f"{seeded.url}/svar/infort"
    for word in ("", "kanske", "YES"):
        refuses(app, member, f"{seeded.url}/svar", "Välj ett av svaren på sidan.", answer=word)
    refuses(app, member, f"{seeded.url}/svar", too_long, answer="no", reason=long)
    refuses(app, secretary, noted, too_long, noted__person=who, noted__answer="no", noted__reason=long)
    refuses(app, secretary, noted, "Inte ett giltigt val", noted__person=who, noted__answer="kanske")
    stranger = str(one(app, Person, name="Chefen").id)
    refuses(app, secretary, noted, "Inte ett giltigt val", noted__person=stranger, noted__answer="yes")


def test_what_is_left_to_refuse_when_all_have_answered_and_the_meeting_has_begun(
    app: Flask, secretary: Visitor, seeded: Seeded, visitors: Visitors
) -> None:
    send(secretary, seeded)
    for name in EVERYBODY:
        whose = one(app, Person, name=name).id
        with app.app_context(), write():
            answer(seeded.meeting, whose, "yes", actor=reader_of("sekreterare"))
    refuses(app, secretary, f"{seeded.url}/paminnelse", "Alla som har en e-postadress har svarat.")
    call_roll_of(app, seeded.meeting)
    who = str(one(app, Person, name="Ledamoten").id)
    refuses(app, visitors["ledamot"], f"{seeded.url}/svar", BEGUN, answer="no")
    refuses(app, secretary, f"{seeded.url}/svar/infort", BEGUN, noted__person=who, noted__answer="no")
    refuses(app, secretary, f"{seeded.url}/paminnelse", NOBODY_TO_REMIND)
    refuses(app, secretary, seeded.url, NO_MORE, **seen_of(app, seeded.meeting))


def test_the_summons_is_the_secretarys_whatever_door_is_used(app: Flask, secretary: Visitor, seeded: Seeded) -> None:
    """No page of anybody else's reaches these; the operations refuse all the same."""
    assert refused(app, partial(_issue, app, seeded, "ledamot")) == ["Kallelsen skickas av sekreteraren."]
    send(secretary, seeded)
    assert refused(app, partial(_remind, app, seeded, "ordforande")) == ["Påminnelsen skickas av sekreteraren."]
    assert refused(app, partial(_mend, app, seeded, "ordforande")) == ["Kallelsen skickas av sekreteraren."]


def _issue(app: Flask, seeded: Seeded, who: str) -> None:
    with app.app_context(), write():
        actor = reader_of(who)
        row = get_meeting(seeded.meeting, actor)
        assert row is not None
        issue(seeded.meeting, actor=actor, seen=preview(row, actor).seen)


def _remind(app: Flask, seeded: Seeded, who: str) -> None:
    with app.app_context(), write():
        remind(seeded.meeting, actor=reader_of(who))


def _mend(app: Flask, seeded: Seeded, who: str) -> None:
    letter = deliveries(app, "summons")[0].id
    with app.app_context(), write():
        actor = reader_of(who)
        row, delivery = get_meeting(seeded.meeting, actor), delivery_to(seeded.meeting, letter)
        assert row is not None
        assert delivery is not None
        mend(row, delivery, "ny@demo.example", actor=actor)
