"""Medborgarförslag: somebody who lives here raises a matter; decided by the assembly or handed over (KL 5:23, 8:1)."""

from workflows import _raised_rules as raised
from workflows import _rules as rule
from workflows import _vocabulary as word
from workflows._engine import Workflow, state, step
from workflows._referral_rules import referrals_answered
from workflows._rounds import handled, reviewed
from workflows._vocabulary import AT_APPROVAL, N_, OFFICER, REGISTRAR, SECRETARY, TEXT, Field

# fmt: off
WORKFLOW = Workflow(
    "citizen_proposal",
    N_("Medborgarförslag"),
    [
        state("draft", N_("Inkommet"), editable=True),
        state("raised", N_("Väckt, bereds"), editable=True),
        state("review", N_("Granskning")),
        state("ready", N_("Klart för sammanträde"), minor=True),
        state("preparing", N_("Bereds på sammanträde"), at_body=True),
        state("on_agenda", N_("På föredragningslistan"), at_body=True),
        state("decided", N_("Beslutat")),
        state("closed", N_("Avslutat"), final=True),
        state("rejected", N_("Avslaget"), final=True, on_path=False),
        state("written_off", N_("Avskrivet"), final=True, on_path=False),
        state("withdrawn", N_("Återtaget"), final=True, on_path=False),
    ],
    [
        step("raise", "draft", "raised", N_("Förslaget är väckt i fullmäktige"), by=[OFFICER, REGISTRAR],
             needs=[raised.proposals_taken, raised.raiser_named, raised.raised_on_a_day],
             then=[word.START_CLOCK, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s förde in att medborgarförslaget är väckt i fullmäktige.")),
        step("hand_over", "raised", "raised", N_("Fullmäktige har överlämnat förslaget till en nämnd"), by=SECRETARY,
             needs=[raised.decided_by_assembly, raised.committee_chosen, raised.not_reserved],
             then=[word.TO_COMMITTEE, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s förde in att fullmäktige har överlämnat förslaget till en nämnd.")),
        step("submit", "raised", "review", N_("Lämna för granskning"), by=OFFICER,
             needs=[rule.own_case, rule.report_complete, raised.for_the_assembly, rule.recipients_reachable,
                    referrals_answered],
             then=[word.BEGIN_REVIEW, word.NOTIFY_REVIEWERS],
             sentence=N_("%(actor)s lämnade tjänsteskrivelsen för granskning.")),
        *reviewed("review", ready="ready", draft="raised"),
        *handled("ready", preparing="preparing", agenda="on_agenda", draft="raised", done="decided",
                 rejected="rejected", dispatch=AT_APPROVAL),
        step("write_off", ["raised", "review", "ready"], "written_off", N_("Fullmäktige har avskrivit förslaget"),
             by=SECRETARY, needs=[raised.decided_by_assembly, rule.reason_given], then=[word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s förde in att fullmäktige har avskrivit medborgarförslaget.")),
        step("withdraw", ["draft", "raised", "review", "ready"], "withdrawn", N_("Förslaget är återtaget"),
             by=[OFFICER, REGISTRAR], needs=[rule.reason_given],
             sentence=N_("%(actor)s förde in att medborgarförslaget är återtaget.")),
        step("close", "decided", "closed", N_("Avsluta ärendet"), by=[OFFICER, REGISTRAR],
             needs=[rule.reason_given, rule.everybody_reached], sentence=N_("%(actor)s avslutade ärendet.")),
    ],
    fields=[Field("raised_by", TEXT, N_("Väckt av"), N_("Den eller de folkbokförda som har väckt förslaget."))],
)
