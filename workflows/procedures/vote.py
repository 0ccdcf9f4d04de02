"""A vote on one question, by the electors that are frozen when it opens. CHAIR is who presides at the item.

Counted, it has found the result: by the votes, by the casting vote or by lots on a tie (KL 5:55-56).
"""

from workflows._engine import Workflow, state, step
from workflows._vocabulary import CHAIR, N_, SECRETARY

PROCEDURE = Workflow(
    "vote",
    N_("Omröstning"),
    [
        state("prepared", N_("Förberedd")),
        state("open", N_("Pågår")),
        state("closed", N_("Avslutad, resultatet ska fastställas")),
        state("counted", N_("Resultatet är fastställt"), final=True),
        state("cancelled", N_("Avbruten"), final=True),
    ],
    [
        step("open", "prepared", "open", N_("Börja omröstningen"), by=[CHAIR, SECRETARY]),
        step("close", "open", "closed", N_("Avsluta omröstningen"), by=[CHAIR, SECRETARY]),
        step("count", "closed", "counted", N_("Fastställ resultatet"), by=CHAIR),
        step("casting", "closed", "counted", N_("Avgör med utslagsröst"), by=CHAIR),
        step("draw", "closed", "counted", N_("Avgör genom lottning"), by=[CHAIR, SECRETARY]),
        step("cancel", ["prepared", "open", "closed"], "cancelled", N_("Avbryt omröstningen"), by=[CHAIR, SECRETARY]),
    ],
)
