"""A body's meeting: planned, summoned to, opened by the roll call, perhaps adjourned, closed when all is handled."""

from workflows import _meeting_rules as rule
from workflows._delegation_rules import urgent_reported
from workflows._engine import Workflow, state, step
from workflows._rules import reason_given
from workflows._vocabulary import CHAIR, N_, SECRETARY, VICE_CHAIR

LEADS = [CHAIR, VICE_CHAIR, SECRETARY]

# fmt: off
PROCEDURE = Workflow(
    "meeting",
    N_("Sammanträde"),
    [
        state("planned", N_("Planerat")),
        state("summoned", N_("Kallelsen har gått ut")),
        state("open", N_("Pågår")),
        state("adjourned", N_("Ajournerat"), on_path=False),
        state("closed", N_("Avslutat"), final=True),
        state("cancelled", N_("Inställt"), final=True, on_path=False),
    ],
    [
        step("summon", ["planned", "summoned"], "summoned", N_("Kalla till sammanträdet"), by=SECRETARY),
        step("change", "planned", "planned", N_("Ändra tid eller plats"), by=SECRETARY,
             needs=[rule.no_case_listed, reason_given]),
        step("open", ["planned", "summoned"], "open", N_("Öppna sammanträdet"), by=LEADS,
             needs=[rule.somebody_is_there]),
        step("adjourn", "open", "adjourned", N_("Ajournera"), by=LEADS,
             needs=[rule.no_vote_open, reason_given]),
        step("resume", "adjourned", "open", N_("Återuppta"), by=LEADS),
        step("close", "open", "closed", N_("Avsluta sammanträdet"), by=LEADS,
             needs=[rule.no_vote_open, rule.every_item_handled, urgent_reported]),
        step("cancel", ["planned", "summoned"], "cancelled", N_("Ställ in sammanträdet"), by=SECRETARY,
             needs=[rule.no_case_listed, reason_given]),
    ],
)
