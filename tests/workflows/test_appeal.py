"""The table of an appeal: who takes which step from where, and every rule's refusal in its own sentence."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.workflows.breaking import told
from workflows import PROCEDURES
from workflows._facts import ActorFacts, AppealFacts, CaseFacts, Facts
from workflows._vocabulary import APPEAL_OUTCOMES, OFFICER, REGISTRAR, ROLES, SECRETARY, SYSTEM

TABLE = PROCEDURES["appeal"]
CAME, JUDGED, TODAY = date(2026, 2, 2), date(2026, 2, 20), date(2026, 3, 2)
LEGALITY, ADMINISTRATIVE = "legality_review", "administrative_appeal"
KEEPERS, WRITERS = {REGISTRAR, SECRETARY}, {REGISTRAR, SECRETARY, OFFICER}

FITS = {
    "lodge": {"at_instance": True},
    "arrive": {"verdict": "wrong_place"},
    "dismiss": {"route": ADMINISTRATIVE, "verdict": "late"},
    "correct": {"route": ADMINISTRATIVE},
    "refuse_stay": {"stay": "asked"},
    "end_stay": {"stay": "granted"},
}
"""What an appeal is like with which the step is taken, where it is not every one."""

STAYS = ("ask_stay", "grant_stay", "refuse_stay", "end_stay")
ROADS = {
    ("received", "lodge"): ({SYSTEM}, "forwarded"),
    ("received", "arrive"): (KEEPERS, "received"),
    ("received", "forward"): (KEEPERS, "forwarded"),
    ("received", "dismiss"): (KEEPERS, "judged"),
    ("received", "correct"): (KEEPERS, "received"),
    ("received", "withdraw"): (KEEPERS, "settled"),
    ("received", "statement"): (WRITERS, "received"),
    ("forwarded", "statement"): (WRITERS, "forwarded"),
    ("forwarded", "judge"): (KEEPERS, "judged"),
    ("judged", "appeal_further"): (KEEPERS, "forwarded"),
    ("judged", "settle"): (KEEPERS, "settled"),
} | {(state, step): (KEEPERS, state) for state in ("received", "forwarded", "judged") for step in STAYS}


def about(step: str, state: str, role: str, given: dict[str, str] | None = None, **appeal: Any) -> Facts:
    """An appeal in `state` with which nothing is wrong for the step, and somebody of `role` who has filled it in."""
    filled = {"day": "2026-02-25", "place": "authority", "text": "Allt.", "whom": "Förvaltningsrätten"}
    filled |= {"number": "1234-26", "outcome": "rejected"}
    facts = replace(AppealFacts(LEGALITY, "in_time", CAME, judged_on=JUDGED), **({**FITS.get(step, {})} | appeal))
    actor = ActorFacts(1, frozenset({role}))
    return Facts(CaseFacts("appeal", state), actor, TODAY, appeal=facts, given=filled | (given or {}))


def test_steps_are_these_and_no_others() -> None:
    found = {
        (state, step.name): (
            {role for role in ROLES if told(TABLE, step.name, about(step.name, state, role)) == []},
            TABLE.move(step.name, state),
        )
        for state in TABLE.states
        for step in TABLE.steps_from(state)
    }
    assert found == ROADS


FOR_THE_COURT = "Vid laglighetsprövning avgör domstolen. Lämna över överklagandet, också när det kom för sent."
A_DAY, NOT_YET = "Ange dagen, till exempel 2026-11-30.", "Dagen har inte varit än."
BEFORE, OVER = "Överklagandet kom in senare än så.", "Överklagandet avgjordes senare än så."
NO_OTHER = "Vid laglighetsprövning ersätts beslutet inte av ett annat (kommunallagen 13 kap. 8 §). Välj upphävt."

REFUSED: list[tuple[str, str, dict[str, str], dict[str, Any], str]] = [
    ("lodge", "received", {}, {"at_instance": False}, "Överklagandet ligger inte hos den som prövar det."),
    ("arrive", "received", {}, {"verdict": "late"}, "Överklagandet har redan kommit till rätt ställe."),
    ("arrive", "received", {"day": ""}, {}, A_DAY),
    ("arrive", "received", {"place": ""}, {}, "Ange vart överklagandet kom."),
    (
        "forward",
        "received",
        {},
        {"verdict": "wrong_place"},
        "Anteckna först vilken dag överklagandet kom till rätt ställe.",
    ),
    (
        "forward",
        "received",
        {},
        {"route": ADMINISTRATIVE, "verdict": "late"},
        "Överklagandet kom in för sent. Avvisa det (förvaltningslagen 45 §).",
    ),
    ("forward", "received", {"day": "i mars"}, {}, A_DAY),
    ("forward", "received", {"day": "2026-03-03"}, {}, NOT_YET),
    ("forward", "received", {"day": "2026-02-01"}, {}, BEFORE),
    ("forward", "received", {"whom": " "}, {}, "Skriv vem överklagandet lämnades till."),
    ("forward", "received", {"text": ""}, {}, "Skriv vad som lämnades över."),
    ("dismiss", "received", {}, {"route": LEGALITY}, FOR_THE_COURT),
    (
        "dismiss",
        "received",
        {},
        {"verdict": "in_time"},
        "Överklagandet kom inte för sent. Bara det som kom för sent avvisas av den som beslutade.",
    ),
    ("dismiss", "received", {"text": ""}, {}, "Skriv varför överklagandet avvisas."),
    ("dismiss", "received", {"day": "2026-02-01"}, {}, BEFORE),
    ("correct", "received", {}, {"route": LEGALITY}, FOR_THE_COURT),
    ("correct", "received", {"text": ""}, {}, "Skriv hur beslutet ändrades."),
    ("correct", "received", {"day": ""}, {}, A_DAY),
    ("withdraw", "received", {"text": ""}, {}, "Skriv hur överklagandet återkallades."),
    ("withdraw", "received", {"day": "2026-03-03"}, {}, NOT_YET),
    ("statement", "forwarded", {"text": ""}, {}, "Skriv yttrandet."),
    ("statement", "received", {"day": ""}, {}, A_DAY),
    ("judge", "forwarded", {"outcome": "lost"}, {}, "Välj hur överklagandet avgjordes."),
    ("judge", "forwarded", {"outcome": "changed"}, {}, NO_OTHER),
    ("judge", "forwarded", {"outcome": "remanded"}, {}, NO_OTHER),
    ("judge", "forwarded", {"day": "2026-02-01"}, {}, BEFORE),
    ("judge", "forwarded", {"whom": ""}, {}, "Skriv vem som avgjorde överklagandet."),
    ("judge", "forwarded", {"number": ""}, {}, "Skriv domstolens målnummer."),
    ("appeal_further", "judged", {"day": "2026-02-19"}, {}, OVER),
    ("appeal_further", "judged", {"whom": ""}, {}, "Skriv till vilken instans avgörandet överklagades."),
    ("appeal_further", "judged", {"text": ""}, {}, "Skriv vem som överklagade."),
    ("settle", "judged", {"day": "2026-02-19"}, {}, OVER),
    ("settle", "judged", {"day": "2026-03-03"}, {}, NOT_YET),
    ("settle", "judged", {"text": ""}, {}, "Skriv vem du frågade, vilken dag och vad svaret var."),
    ("ask_stay", "forwarded", {}, {"stay": "asked"}, "Inhibition är redan begärd."),
    ("ask_stay", "received", {}, {"stay": "granted"}, "Inhibition är redan begärd."),
    ("ask_stay", "judged", {"day": ""}, {}, A_DAY),
    ("grant_stay", "forwarded", {}, {"stay": "granted"}, "Beslutet är redan inhiberat."),
    ("refuse_stay", "forwarded", {}, {"stay": ""}, "Ingen har begärt inhibition."),
    ("end_stay", "judged", {}, {"stay": "refused"}, "Beslutet är inte inhiberat."),
]


@pytest.mark.parametrize(("step", "state", "given", "appeal", "reason"), REFUSED)
def test_a_step_is_refused_with_its_reason(
    step: str, state: str, given: dict[str, str], appeal: dict[str, Any], reason: str
) -> None:
    role = SYSTEM if step == "lodge" else REGISTRAR
    assert told(TABLE, step, about(step, state, role)) == []
    assert reason in told(TABLE, step, about(step, state, role, given, **appeal))


def test_every_rule_is_broken_by_one_of_them() -> None:
    broken = {step for step, *_ in REFUSED}
    assert broken == {step.name for step in TABLE.steps}


@pytest.mark.parametrize("outcome", APPEAL_OUTCOMES)
def test_in_an_administrative_appeal_the_instance_may_find_anything(outcome: str) -> None:
    facts = about("judge", "forwarded", SECRETARY, {"outcome": outcome}, route=ADMINISTRATIVE)
    assert told(TABLE, "judge", facts) == []


def test_in_legality_review_what_came_late_is_handed_on_like_the_rest() -> None:
    assert told(TABLE, "forward", about("forward", "received", REGISTRAR, verdict="late")) == []
    assert told(TABLE, "forward", about("forward", "received", REGISTRAR, verdict="not_appealable")) == []
