"""Minutes of a meeting: drafted from its data, signed by those who were chosen, approved when all have signed."""

from workflows import _minutes_rules as rule
from workflows._engine import Workflow, state, step
from workflows._vocabulary import CHAIR, MEMBER, N_, SECRETARY, SUBSTITUTE, SYSTEM, VICE_CHAIR

SIGNERS = [SECRETARY, CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE]

# fmt: off
PROCEDURE = Workflow(
    "minutes",
    N_("Protokoll"),
    [
        state("draft", N_("Utkast")),
        state("approving", N_("Justeras")),
        state("approved", N_("Justerat"), final=True),
        state("dropped", N_("Avbrutet"), final=True, on_path=False),
    ],
    [
        step("begin", "draft", "approving", N_("Lämna för justering"), by=SECRETARY,
             needs=[rule.nothing_missing, rule.last_day_fits]),
        step("change", "approving", "approving", N_("Ändra texten"), by=SECRETARY, needs=[rule.reason_told]),
        step("take_back", "approving", "draft", N_("Ta tillbaka till utkast"), by=SECRETARY, needs=[rule.reason_told]),
        step("sign", "approving", "approving", N_("Underteckna"), by=SIGNERS,
             needs=[rule.asked_to_sign, rule.not_signed_yet, rule.text_as_read]),
        step("approve", "approving", "approved", N_("Justerat av alla"), by=SYSTEM,
             needs=[rule.signed_by_all, rule.nothing_disputed]),
        step("drop", ["draft", "approving"], "dropped", N_("Avbryt rättelsen"), by=SECRETARY,
             needs=[rule.reason_told, rule.is_correction]),
    ],
)
