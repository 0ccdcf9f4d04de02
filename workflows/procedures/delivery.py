"""A delivery of a decision to one recipient. Moved by the worker; an officer may send a failed one again."""

from workflows._engine import Workflow, state, step
from workflows._vocabulary import N_, OFFICER, REGISTRAR, SYSTEM

PROCEDURE = Workflow(
    "delivery",
    N_("Expediering"),
    [
        state("held", N_("Väntar på justering")),
        state("queued", N_("I kö")),
        state("sending", N_("Skickas nu")),
        state("sent", N_("Mottagen av mottagarens server"), final=True),
        state("deferred", N_("Skickas igen senare")),
        state("failed", N_("Kunde inte skickas"), final=True),
    ],
    [
        step("release", "held", "queued", N_("Släpp till expediering"), by=SYSTEM),
        step("claim", ["queued", "deferred", "sending"], "sending", N_("Börja skicka"), by=SYSTEM),
        step("succeed", "sending", "sent", N_("Skickad"), by=SYSTEM),
        step("defer", "sending", "deferred", N_("Skjut upp"), by=SYSTEM),
        step("fail", "sending", "failed", N_("Ge upp"), by=SYSTEM),
        step("send_again", "failed", "queued", N_("Skicka igen"), by=[OFFICER, REGISTRAR]),
    ],
)
