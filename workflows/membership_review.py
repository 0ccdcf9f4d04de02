"""Översyn av medlemskap: the executive committee's working committee gives the administration the task to review."""

from workflows import _rules as rule
from workflows import _vocabulary as word
from workflows._engine import Workflow, state, step
from workflows._vocabulary import AT_DECISION, CHAIR, MANAGER, N_, OFFICER, SECRETARY, VICE_CHAIR

# fmt: off
WORKFLOW = Workflow(
    "membership_review",
    N_("Översyn av medlemskap"),
    [
        state("draft", N_("Utkast"), editable=True),
        state("review", N_("Granskning")),
        state("ready", N_("Klart för sammanträde")),
        state("on_agenda", N_("På föredragningslistan")),
        state("decided", N_("Beslutat"), final=True),
        state("withdrawn", N_("Återkallat"), final=True, on_path=False),
    ],
    [
        step("submit", "draft", "review", N_("Lämna för granskning"), by=OFFICER,
             needs=[rule.own_case, rule.report_complete, rule.recipients_reachable],
             sentence=N_("%(actor)s lämnade tjänsteskrivelsen för granskning.")),
        step("return_report", ["review", "ready"], "draft", N_("Skicka tillbaka"), by=MANAGER,
             needs=[rule.not_own_report, rule.reason_given], then=[word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s skickade tillbaka tjänsteskrivelsen.")),
        step("approve_report", "review", "ready", N_("Godkänn tjänsteskrivelsen"), by=MANAGER,
             needs=[rule.not_own_report, rule.report_complete, rule.recipients_reachable], then=[word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s godkände tjänsteskrivelsen.")),
        step("list", "ready", "on_agenda", N_("Sätt upp på föredragningslistan"), by=SECRETARY,
             needs=[rule.meeting_chosen], then=[word.PUT_ON_AGENDA, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s satte upp ärendet på föredragningslistan.")),
        step("unlist", "on_agenda", "ready", N_("Ta bort från föredragningslistan"), by=SECRETARY,
             needs=[rule.reason_given], then=[word.TAKE_OFF_AGENDA, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s tog bort ärendet från föredragningslistan.")),
        step("approve", "on_agenda", "decided", N_("Besluta enligt förslaget"), by=[CHAIR, VICE_CHAIR],
             needs=[rule.at_the_meeting, rule.quorate, rule.recipients_reachable, rule.assignment_given],
             then=[word.RECORD_DECISION, word.GIVE_ASSIGNMENT, word.EXTRACT, word.NOTIFY_OFFICER], dispatch=AT_DECISION,
             sentence=N_("%(actor)s förde in beslutet enligt förslaget.")),
        step("withdraw", ["draft", "review", "ready"], "withdrawn", N_("Återkalla ärendet"), by=OFFICER,
             needs=[rule.own_case, rule.reason_given],
             sentence=N_("%(actor)s återkallade ärendet.")),
    ],
)
