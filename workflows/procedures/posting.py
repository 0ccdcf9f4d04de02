"""A notice on the notice board: posted at once, taken down when its period has run out, or before that for a reason."""

from workflows import _posting_rules as rule
from workflows._engine import Workflow, state, step
from workflows._vocabulary import N_, REGISTRAR, SECRETARY, SYSTEM

KEEPERS = [SECRETARY, REGISTRAR]

# fmt: off
PROCEDURE = Workflow(
    "posting",
    N_("Anslag"),
    [
        state("posted", N_("Anslaget")),
        state("down_early", N_("Nedtaget i förtid"), on_path=False),
        state("expired", N_("Nedtaget"), final=True),
    ],
    [
        step("take_down_early", "posted", "down_early", N_("Ta ned i förtid"), by=KEEPERS,
             needs=[rule.period_runs, rule.reason_of_the_gap],
             sentence=N_("%(actor)s tog ned anslaget innan överklagandetiden hade gått ut.")),
        step("post_again", "down_early", "posted", N_("Anslå igen"), by=KEEPERS,
             sentence=N_("%(actor)s anslog på nytt. Överklagandetiden började om.")),
        step("take_down", "posted", "expired", N_("Ta ned"), by=[SYSTEM, *KEEPERS], needs=[rule.period_is_over],
             sentence=N_("%(actor)s tog ned anslaget när överklagandetiden hade gått ut.")),
    ],
)
