"""What is proposed, asked and voted at an item: a press each, from the item's page or the page of the live meeting."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from casework.database import write
from casework.deliberation import casting, votes
from casework.deliberation.forms import (
    DemandForm,
    ProposalForm,
    RefuseForm,
    StatementForm,
    VoteForm,
    answers_in,
    ballots_in,
)
from casework.deliberation.held import held_item, shared
from casework.deliberation.minority import demand as keep_demand
from casework.deliberation.panels import Sent
from casework.deliberation.proposals import propose, refuse, restore, withdraw
from casework.deliberation.putting import put_next, state_found
from casework.deliberation.queries import (
    Bench,
    bench_at,
    deliberation_of,
    electors_of,
    proposal_of,
    vote_of,
    votes_at,
)
from casework.deliberation.statements import NOTE, RESERVATION
from casework.deliberation.statements import state as keep_statement
from casework.errors import StaleVersion, found
from casework.law.proposing import KINDS
from casework.law.questions import ELECT, FORMAL
from casework.law.voting import ABSTAINED, SECRET
from casework.meetings.handling_views import item_page
from casework.meetings.models import AgendaItem
from casework.meetings.queries import get_item
from casework.permissions import Reader, current_reader
from casework.web import bounded, clean, whole
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

deliberation = Blueprint("deliberation", __name__, url_prefix="/sammantraden/arende/<int:item_id>")

BACK = re.compile(r"/sammantraden/[a-z0-9/-]*(#[a-z0-9-]*)?")
Work = Callable[[AgendaItem, Reader], str]
"""What is done with the item that is held; what it answers is told."""


@deliberation.post("/yrkanden")
def add_proposal(item_id: int) -> Any:
    """One more proposal."""
    row, sitting = _here(item_id)
    form = ProposalForm(prefix="proposal-", data={"person": sitting.actor_id})
    form.offer(_whom(sitting), KINDS)

    def work(item: AgendaItem, reader: Reader) -> str:
        propose(item, form.draft(), actor=reader)
        return _("Yrkandet är infört.")

    return _with_form(row, Sent("proposal", form), work)


@deliberation.post("/yrkanden/<int:proposal_id>/<act>")
def change_proposal(item_id: int, proposal_id: int, act: str) -> Any:
    """Withdraw it (ater), refuse to put it (avvisa), or put it all the same (prova)."""
    row, _sitting = _here(item_id)
    found(act if act in {"ater", "avvisa", "prova"} else None)
    found(proposal_of(item_id, proposal_id))
    form, version = RefuseForm(), _version()
    if act == "avvisa" and not form.validate_on_submit():
        return _refused(row, StepRefused([Reason(N_("Välj ett skäl i listan."))]))

    def work(item: AgendaItem, reader: Reader) -> str:
        proposal = found(proposal_of(item_id, proposal_id))
        if act == "ater":
            withdraw(item, proposal, actor=reader, expected_version=version)
            return _("Yrkandet är återtaget.")
        if act == "avvisa":
            refuse(item, proposal, form.ground.data, actor=reader, expected_version=version)
            return _("Yrkandet ställs inte under proposition.")
        restore(item, proposal, actor=reader, expected_version=version)
        return _("Yrkandet ställs under proposition.")

    return _done(row, work)


@deliberation.post("/fraga")
def put_question(item_id: int) -> Any:
    """Put the question whose turn it is."""
    row, _sitting = _here(item_id)
    version = _version()

    def work(item: AgendaItem, reader: Reader) -> str:
        put_next(item, actor=reader, expected_version=version)
        return _("Frågan är ställd. Ange vad du finner beslutat, eller låt rösta om den.")

    def already(reader: Reader) -> bool:
        waiting = deliberation_of(item_id).waiting
        return waiting is not None and waiting.put_by_id == reader.person_id

    return _done(row, work, already)


@deliberation.post("/fraga/svar")
def answer_question(item_id: int) -> Any:
    """What the chair finds decided, by acclamation."""
    row, _sitting = _here(item_id)
    version, answer = _version(), request.form.get("found", "")

    def work(item: AgendaItem, reader: Reader) -> str:
        state_found(item, answer, actor=reader, expected_version=version)
        return _("Frågan är besvarad.")

    def already(reader: Reader) -> bool:
        last = next((one for one in reversed(deliberation_of(item_id).questions) if one.found), None)
        return last is not None and (last.found, last.found_by_id) == (answer, reader.person_id)

    return _done(row, work, already)


@deliberation.post("/omrostning")
def demand_vote(item_id: int) -> Any:
    """A vote on the question that waits."""
    row, sitting = _here(item_id)
    waiting = deliberation_of(item_id).waiting
    form = VoteForm(prefix="vote-", data={"demanded_by": sitting.actor_id})
    election = waiting is not None and waiting.kind == ELECT
    form.offer(_whom(sitting), election=election, assembly=sitting.assembly)

    def work(item: AgendaItem, reader: Reader) -> str:
        votes.prepare(
            item,
            form.matter.data,
            actor=reader,
            expected_version=whole(form.version.data) or 0,
            demanded_by_id=form.demanded_by.data,
            exercises_authority=form.is_of_authority,
        )
        return _("Omröstning är begärd. Röstlängden fastställs när omröstningen börjar.")

    return _with_form(row, Sent("vote", form), work)


@deliberation.post("/omrostning/<int:vote_id>/steg/<step>")
def step_vote(item_id: int, vote_id: int, step: str) -> Any:
    """A step of the vote: open, close, count, casting, draw, cancel."""
    row, _sitting = _here(item_id)
    found(vote_of(item_id, vote_id))
    act, version = found(STEPS.get(step)), _version()

    def work(item: AgendaItem, reader: Reader) -> str:
        vote = found(vote_of(item_id, vote_id, lock="all"))
        extra = (bounded(clean(request.form.get(EXTRA[step]))),) if step in EXTRA else ()
        act(item, vote, *extra, actor=reader, expected_version=version)
        return _(TOLD[step])

    def already(reader: Reader) -> bool:
        vote = next(one for one in votes_at(item_id) if one.id == vote_id)
        return vote.version == version + 1 and vote.state == REACHES[step]

    return _done(row, work, already)


STEPS: dict[str, Callable[..., None]] = {
    "open": votes.open_vote,
    "close": votes.close,
    "count": votes.count,
    "casting": votes.casting,
    "draw": votes.draw,
    "cancel": votes.cancel,
}
EXTRA = {"draw": "drawn", "cancel": "note"}
REACHES = {
    "open": "open",
    "close": "closed",
    "count": "counted",
    "casting": "counted",
    "draw": "counted",
    "cancel": "cancelled",
}
TOLD = {
    "open": N_("Omröstningen pågår. Röstlängden är fastställd."),
    "close": N_("Omröstningen är avslutad. Fastställ resultatet."),
    "count": N_("Resultatet är fastställt."),
    "casting": N_("Ärendet är avgjort med utslagsröst."),
    "draw": N_("Lotten har avgjort."),
    "cancel": N_("Omröstningen är avbruten. Frågan väntar på svar."),
}


@deliberation.post("/omrostning/<int:vote_id>/rost")
def cast_vote(item_id: int, vote_id: int) -> Any:
    """One's own vote. The same press twice is one vote; what a secret ballot held is never told again."""
    row, _sitting = _here(item_id)
    reader, answer = current_reader(), request.form.get("answer", "")
    found(vote_of(item_id, vote_id))
    try:
        with write():
            item = found(get_item(item_id, reader))
            shared(item)
            vote = found(vote_of(item_id, vote_id, lock="share"))
            given, secret = casting.cast(item, vote, answer, actor=reader), vote.method == SECRET
    except StepRefused as refused:
        return _refused(row, refused)
    if given:
        flash(_("Din röst är lagd."), "ok")
    elif secret:
        flash(_("Du har redan röstat. En sluten röst kan inte ändras."), "info")
    else:
        flash(_("Din röst var redan lagd så."), "info")
    return _onward(row)


@deliberation.post("/omrostning/<int:vote_id>/roster")
def enter_votes(item_id: int, vote_id: int) -> Any:
    """What was said at the roll call, or the slips that were counted."""
    row, _sitting = _here(item_id)
    found(vote_of(item_id, vote_id))
    version = _version()

    def work(item: AgendaItem, reader: Reader) -> str:
        vote = found(vote_of(item_id, vote_id, lock="all"))
        answers = answers_in(request.form, [one.person_id for one in electors_of(vote_id)])
        slips = ballots_in(request.form, (*vote.choices, ABSTAINED)) if vote.method == SECRET else {}
        casting.enter(item, vote, answers, slips, actor=reader, expected_version=version)
        return _("Rösterna är införda.")

    return _done(row, work)


@deliberation.post("/minoritet")
def demand_by_minority(item_id: int) -> Any:
    """Who demands a remittal or a deferral."""
    row, sitting = _here(item_id)
    form = DemandForm(prefix="minority-")
    formal = [one for one in deliberation_of(item_id).proposals if one.lives and one.kind in FORMAL]
    form.offer([(one.id, "") for one in formal], [(one.person_id, "") for one in sitting.serving])

    def work(item: AgendaItem, reader: Reader) -> str:
        proposal = found(proposal_of(item_id, form.proposal.data))
        version = whole(form.version.data) or 0
        made = keep_demand(item, proposal, form.persons.data, actor=reader, expected_version=version)
        values = {"count": made.demanding, "present": made.present, "needed": made.needed}
        if made.holds:
            return _("%(count)s av %(present)s närvarande begär det, och %(needed)s krävs. För in utgången.", **values)
        return _("%(count)s av %(present)s närvarande begär det, men %(needed)s krävs.", **values)

    return _with_form(row, Sent("minority", form), work)


@deliberation.post("/uttalanden")
def announce(item_id: int) -> Any:
    """A reservation or a note for the minutes."""
    row, sitting = _here(item_id)
    form = StatementForm(prefix="statement-", data={"person": sitting.actor_id})
    form.offer(_whom(sitting), (RESERVATION, NOTE))

    def work(item: AgendaItem, reader: Reader) -> str:
        kept = form.kind.data, form.person.data, form.text.data, form.key.data
        keep_statement(item, *kept, actor=reader)
        return _("Antecknat. Det kommer med i protokollet.")

    return _with_form(row, Sent("statement", form), work)


def _here(item_id: int) -> tuple[AgendaItem, Bench]:
    """The item, if it exists for the reader, and who takes part in it now."""
    row: AgendaItem = found(get_item(item_id, current_reader()))
    return row, bench_at(row, current_reader())


def _whom(sitting: Bench) -> list[tuple[int, str]]:
    """Whom the reader may enter something of; the operation judges."""
    return [(row.person_id, sitting.names[row.person_id]) for row in sitting.rows]


def _version() -> int:
    return whole(request.form.get("version")) or 0


def _with_form(row: AgendaItem, sent: Sent, work: Work) -> Any:
    """As _done, for a form whose text comes back where it is refused."""
    if not sent.form.validate_on_submit():
        g.deliberation_sent = sent
        return _refused(row, StepRefused([Reason(N_("Rätta det som är markerat i formuläret."))]))
    return _done(row, work, sent=sent)


def _done(
    row: AgendaItem, work: Work, already: Callable[[Reader], bool] | None = None, *, sent: Sent | None = None
) -> Any:
    """Do it with the item held, and go back to where it was pressed. A refusal tells why and stores nothing."""
    reader, case_id, item_id = current_reader(), row.case_id, row.id
    try:
        with write():
            told = work(held_item(item_id, reader, case_id), reader)
    except StaleVersion:
        fresh = found(get_item(item_id, reader))
        if already is not None and already(reader):
            flash(_("Det var redan infört."), "info")
            return _onward(fresh)
        g.deliberation_sent = sent
        flash(_("Ärendet har ändrats sedan sidan öppnades. Läs det igen."), "refused")
        return item_page(fresh), 409
    except StepRefused as refused:
        g.deliberation_sent = sent
        return _refused(found(get_item(item_id, reader)), refused)
    flash(told, "ok")
    return _onward(row)


def _refused(row: AgendaItem, refused: StepRefused) -> Any:
    return item_page(row, refused=refused), 422


def _onward(row: AgendaItem) -> Any:
    """To the page that the form came from: one of a meeting, or the item's."""
    back = request.form.get("back", "")
    if BACK.fullmatch(back):
        return redirect(back)
    return redirect(url_for("meetings.item", item_id=row.id, _anchor="deliberation"))
