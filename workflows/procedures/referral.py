"""A referral (remiss) to one addressee: who was asked drafts and answers, or the officer records what came back.

A survey or an interview is one too, answered at once: the officer records what was said.
"""

from workflows import _referral_rules as rule
from workflows._engine import Workflow, state, step
from workflows._vocabulary import ADDRESSEE, N_, OFFICER, REGISTRAR

OPEN = ["asked", "drafting"]
RECEIVERS = [OFFICER, REGISTRAR]

# fmt: off
PROCEDURE = Workflow(
    "referral",
    N_("Remiss"),
    [
        state("asked", N_("Väntar på svar")),
        state("drafting", N_("Svaret skrivs")),
        state("answered", N_("Besvarad"), final=True),
        state("no_view", N_("Inget att invända"), final=True),
        state("no_answer", N_("Inget svar"), final=True),
        state("withdrawn", N_("Återkallad"), final=True),
    ],
    [
        step("draft", OPEN, "drafting", N_("Spara utkast"), by=ADDRESSEE,
             sentence=N_("%(actor)s började skriva svaret.")),
        # an answer that comes after all is taken, and shown as late
        step("answer", [*OPEN, "no_answer"], "answered", N_("Lämna svaret"), by=ADDRESSEE,
             needs=[rule.answer_written], sentence=N_("%(actor)s lämnade svaret.")),
        step("no_objection", [*OPEN, "no_answer"], "no_view", N_("Inget att invända"), by=ADDRESSEE,
             sentence=N_("%(actor)s svarade att det inte finns något att invända.")),
        step("receive", ["asked", "no_answer"], "answered", N_("Anteckna svaret"), by=RECEIVERS,
             needs=[rule.from_outside, rule.answer_written, rule.received_on_a_day],
             sentence=N_("%(actor)s antecknade svaret.")),
        step("receive_no_objection", ["asked", "no_answer"], "no_view", N_("Anteckna inget att invända"), by=RECEIVERS,
             needs=[rule.from_outside, rule.received_on_a_day],
             sentence=N_("%(actor)s antecknade att det inte finns något att invända.")),
        step("extend", "asked", "asked", N_("Förläng svarstiden"), by=OFFICER, needs=[rule.later_day],
             sentence=N_("%(actor)s förlängde svarstiden.")),
        step("extend", "drafting", "drafting", N_("Förläng svarstiden"), by=OFFICER, needs=[rule.later_day],
             sentence=N_("%(actor)s förlängde svarstiden.")),
        step("withdraw", OPEN, "withdrawn", N_("Återkalla remissen"), by=OFFICER, needs=[rule.withdrawal_reasoned],
             sentence=N_("%(actor)s återkallade remissen.")),
        step("leave_unanswered", OPEN, "no_answer", N_("Avsluta utan svar"), by=OFFICER, needs=[rule.last_day_passed],
             sentence=N_("%(actor)s avslutade remissen utan svar.")),
    ],
)
