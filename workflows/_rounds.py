"""The rows that recur: a report's review, a body's handling of an item. A table names the states, these the verbs."""

from workflows import _rules as rule
from workflows import _vocabulary as word
from workflows._engine import Rule, Step, step
from workflows._vocabulary import AT_DECISION, CHAIR, MANAGER, N_, SECRETARY, VICE_CHAIR

LEADS = [CHAIR, VICE_CHAIR]


# fmt: off
def reviewed(review: str, *, ready: str, draft: str) -> list[Step]:
    """The manager approves the report, or sends it back with a reason, also after having approved it."""
    return [
        step("return_report", [review, ready], draft, N_("Skicka tillbaka"), by=MANAGER,
             needs=[rule.not_own_report, rule.reason_given], then=[word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s skickade tillbaka tjänsteskrivelsen.")),
        step("approve_report", review, ready, N_("Godkänn tjänsteskrivelsen"), by=MANAGER,
             needs=[rule.not_own_report, rule.report_complete, rule.recipients_reachable], then=[word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s godkände tjänsteskrivelsen.")),
    ]


def listed(ready: str, agenda: str) -> list[Step]:
    """The secretary puts the case on an agenda, and takes it off with a reason."""
    return [
        step("list", ready, agenda, N_("Sätt upp på föredragningslistan"), by=SECRETARY,
             needs=[rule.meeting_chosen], then=[word.PUT_ON_AGENDA, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s satte upp ärendet på föredragningslistan.")),
        step("unlist", agenda, ready, N_("Ta bort från föredragningslistan"), by=SECRETARY,
             needs=[rule.reason_given], then=[word.TAKE_OFF_AGENDA, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s tog bort ärendet från föredragningslistan.")),
    ]


def postponed(agenda: str, *, ready: str, draft: str, remitted: tuple[str, ...] = ()) -> list[Step]:
    """What any body may do instead: defer, or remit back with reason and addressee (KL 5:50, 6:33)."""
    return [
        step("defer", agenda, ready, N_("Bordlägg"), by=LEADS,
             needs=[rule.at_the_meeting, rule.quorate], then=[word.RECORD_OUTCOME, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s förde in att ärendet bordlades.")),
        step("remit_back", agenda, draft, N_("Återremittera"), by=LEADS,
             needs=[rule.at_the_meeting, rule.quorate, rule.remittal_reasoned],
             then=[word.RECORD_OUTCOME, *remitted, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s förde in att ärendet återremitterades.")),
    ]


def decides(agenda: str, *, decided: str, rejected: str, also: tuple[Rule, ...] = (),
            follows: tuple[str, ...] = ()) -> list[Step]:
    """The body decides the matter: as proposed, with a changed text, or by rejecting it. The recipients are told."""
    needs = [rule.at_the_meeting, rule.quorate, rule.recipients_reachable]
    then = [word.RECORD_DECISION, *follows, word.EXTRACT, word.NOTIFY_OFFICER]
    return [
        step("approve", agenda, decided, N_("Besluta enligt förslaget"), by=LEADS,
             needs=[*needs, *also], then=then, dispatch=AT_DECISION,
             sentence=N_("%(actor)s förde in beslutet enligt förslaget.")),
        step("approve_changed", agenda, decided, N_("Besluta med ändrad text"), by=LEADS,
             needs=[*needs, rule.changed_text_given, *also], then=then, dispatch=AT_DECISION,
             sentence=N_("%(actor)s förde in beslutet med ändrad text.")),
        step("reject", agenda, rejected, N_("Avslå förslaget"), by=LEADS,
             needs=needs, then=[word.RECORD_DECISION, word.EXTRACT, word.NOTIFY_OFFICER], dispatch=AT_DECISION,
             sentence=N_("%(actor)s förde in att förslaget avslogs.")),
    ]


def prepares(agenda: str, *, proposed: str) -> list[Step]:
    """The body prepares: its proposal, the officer's or its own, goes to the body above it (KL 5:26, 6:42)."""
    needs = [rule.at_the_meeting, rule.quorate, rule.body_has_parent]
    then = [word.RECORD_OUTCOME, word.TO_PARENT_BODY, word.NOTIFY_OFFICER]
    return [
        step("approve", agenda, proposed, N_("Föreslå enligt förslaget"), by=LEADS, needs=needs, then=then,
             sentence=N_("%(actor)s förde in organets förslag enligt tjänsteskrivelsen.")),
        step("approve_changed", agenda, proposed, N_("Föreslå med ändrad text"), by=LEADS,
             needs=[*needs, rule.changed_text_given], then=then,
             sentence=N_("%(actor)s förde in organets förslag med ändrad text.")),
    ]
