"""A message to another system. Moved by the worker; the administrator may try a failed one again."""

from workflows._engine import Workflow, state, step
from workflows._vocabulary import ADMIN, N_, SYSTEM

PROCEDURE = Workflow(
    "webhook",
    N_("Webbkrok"),
    [
        state("queued", N_("I kö")),
        state("sending", N_("Skickas nu")),
        state("delivered", N_("Mottaget"), final=True),
        state("deferred", N_("Skickas igen senare")),
        state("failed", N_("Kunde inte skickas"), final=True),
    ],
    [
        step("claim", ["queued", "deferred", "sending"], "sending", N_("Börja skicka"), by=SYSTEM),
        step("succeed", "sending", "delivered", N_("Mottaget"), by=SYSTEM),
        step("defer", "sending", "deferred", N_("Skjut upp"), by=SYSTEM),
        step("give_up", ["queued", "deferred", "sending"], "failed", N_("Ge upp"), by=SYSTEM),
        step("try_again", "failed", "queued", N_("Försök igen"), by=ADMIN),
    ],
)
