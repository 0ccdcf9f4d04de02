"""The papers of a summons bound to one file. Made by the worker; the secretary may have a failed one made again."""

from workflows._engine import Workflow, state, step
from workflows._vocabulary import N_, SECRETARY, SYSTEM

PROCEDURE = Workflow(
    "packet",
    N_("Handlingar i en fil"),
    [
        state("queued", N_("I kö")),
        state("making", N_("Görs nu")),
        state("done", N_("Klar"), final=True),
        state("failed", N_("Kunde inte göras"), final=True),
    ],
    [
        step("claim", ["queued", "making"], "making", N_("Börja"), by=SYSTEM),
        step("finish", "making", "done", N_("Klar"), by=SYSTEM),
        step("try_later", "making", "queued", N_("Försök senare"), by=SYSTEM),
        step("give_up", "making", "failed", N_("Ge upp"), by=SYSTEM),
        step("make_again", "failed", "queued", N_("Gör om"), by=SECRETARY),
    ],
)
