"""An appeal of a decision: registered, handed to who tries it, judged, and at last judged for good.

In legality review the authority hands everything on. Of an administrative appeal it dismisses what came too late, and
may correct its own decision first (FL 37–39, 45 §§); what was dismissed may be appealed in its turn.
"""

from workflows import _appeal_rules as rule
from workflows._engine import Workflow, state, step
from workflows._vocabulary import N_, OFFICER, REGISTRAR, SECRETARY, SYSTEM

KEEPERS = [REGISTRAR, SECRETARY]
WRITERS = [REGISTRAR, SECRETARY, OFFICER]

# fmt: off
PROCEDURE = Workflow(
    "appeal",
    N_("Överklagande"),
    [
        state("received", N_("Inkommet")),
        state("forwarded", N_("Hos den som prövar")),
        state("judged", N_("Avgjort, kan överklagas vidare")),
        state("settled", N_("Slutligt avgjort"), final=True),
    ],
    [
        step("lodge", "received", "forwarded", N_("Kom direkt till den som prövar"), by=SYSTEM,
             needs=[rule.lies_where_it_is_tried], sentence=N_("Överklagandet kom direkt till den som prövar det.")),
        step("arrive", "received", "received", N_("Anteckna att det har kommit rätt"), by=KEEPERS,
             needs=[rule.came_elsewhere, rule.arrived_somewhere],
             sentence=N_("%(actor)s antecknade att överklagandet har kommit rätt.")),
        step("forward", "received", "forwarded", N_("Lämna över"), by=KEEPERS,
             needs=[rule.came_right, rule.not_for_us_to_dismiss, rule.handed_over],
             sentence=N_("%(actor)s lämnade över överklagandet.")),
        step("dismiss", "received", "judged", N_("Avvisa som för sent inkommet"), by=KEEPERS,
             needs=[rule.by_the_authority, rule.came_late, rule.dismissed_for_a_reason],
             sentence=N_("%(actor)s antecknade att överklagandet avvisades som för sent inkommet.")),
        step("correct", "received", "received", N_("Anteckna att beslutet ändrades"), by=KEEPERS,
             needs=[rule.by_the_authority, rule.corrected_by_a_decision],
             sentence=N_("%(actor)s antecknade att den som beslutade ändrade sitt beslut.")),
        step("withdraw", "received", "settled", N_("Anteckna att det återkallades"), by=KEEPERS,
             needs=[rule.withdrawn_in_words],
             sentence=N_("%(actor)s antecknade att överklagandet återkallades innan det lämnades över.")),
        *(step("statement", source, source, N_("Spara yttrande"), by=WRITERS, needs=[rule.statement_given],
               sentence=N_("%(actor)s sparade yttrandet.")) for source in ("received", "forwarded")),
        step("judge", "forwarded", "judged", N_("Anteckna avgörandet"), by=KEEPERS, needs=[rule.judged_in_a_case],
             sentence=N_("%(actor)s antecknade avgörandet.")),
        step("appeal_further", "judged", "forwarded", N_("Anteckna att det överklagades vidare"), by=KEEPERS,
             needs=[rule.appealed_further], sentence=N_("%(actor)s antecknade att avgörandet överklagades vidare.")),
        step("settle", "judged", "settled", N_("Anteckna att avgörandet står fast"), by=KEEPERS,
             needs=[rule.judgment_stands], sentence=N_("%(actor)s antecknade att avgörandet har fått laga kraft.")),
        *(one for source in ("received", "forwarded", "judged") for one in (
            step("ask_stay", source, source, N_("Anteckna begäran om inhibition"), by=KEEPERS,
                 needs=[rule.no_stay_asked, rule.on_a_day], sentence=N_("%(actor)s antecknade: inhibition begärd.")),
            step("grant_stay", source, source, N_("Anteckna inhibition"), by=KEEPERS,
                 needs=[rule.stay_not_granted, rule.on_a_day],
                 sentence=N_("%(actor)s antecknade: beslutet inhiberat.")),
            step("refuse_stay", source, source, N_("Anteckna att inhibition nekades"), by=KEEPERS,
                 needs=[rule.stay_asked, rule.on_a_day], sentence=N_("%(actor)s antecknade: inhibition nekad.")),
            step("end_stay", source, source, N_("Anteckna att inhibitionen upphörde"), by=KEEPERS,
                 needs=[rule.stay_granted, rule.on_a_day],
                 sentence=N_("%(actor)s antecknade: inhibitionen har upphört.")),
        )),
    ],
)
