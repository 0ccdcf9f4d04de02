"""A delivery of a decision to one recipient: by mail, moved by the worker; on paper; or to a colleague's desk.

An officer mends what failed or bounced, and says when a letter was posted; who reads it says so.
"""

from workflows._engine import Workflow, state, step
from workflows._vocabulary import MEMBER, N_, OFFICER, REGISTRAR, SECRETARY, SYSTEM

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
        state("bounced", N_("Kom i retur"), final=True),
        state("posted", N_("Postad"), final=True),
        state("seen", N_("Läst"), final=True),
    ],
    [
        step("release", "held", "queued", N_("Släpp till expediering"), by=[SECRETARY, REGISTRAR, SYSTEM]),
        step("claim", ["queued", "deferred", "sending"], "sending", N_("Börja skicka"), by=SYSTEM),
        step("succeed", "sending", "sent", N_("Skickad"), by=SYSTEM),
        step("defer", "sending", "deferred", N_("Skjut upp"), by=SYSTEM),
        step("fail", "sending", "failed", N_("Ge upp"), by=SYSTEM),
        step("bounce", "sent", "bounced", N_("Kom i retur"), by=SYSTEM),
        step("send_again", ["failed", "bounced", "queued"], "queued", N_("Skicka igen"), by=[OFFICER, REGISTRAR]),
        step("post", "queued", "posted", N_("Markera som postad"), by=[OFFICER, REGISTRAR]),
        step("read", "queued", "seen", N_("Jag har läst beslutet"), by=[OFFICER, MEMBER]),
    ],
)
