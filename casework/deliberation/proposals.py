"""Proposals at an item: made, withdrawn, refused by the chair, put all the same. Callers hold the item, and commit."""

from dataclasses import dataclass

from sqlalchemy import select

from casework import clock
from casework.database import db
from casework.deliberation.held import bench, only, tell, touch
from casework.deliberation.models import WITHDRAWN, Proposal
from casework.deliberation.queries import Deliberation, deliberation_of
from casework.law import proposing
from casework.law.proposing import ADDRESSEE, CANDIDATE, REASON, TEXT
from casework.law.questions import FORMAL, too_late
from casework.meetings.matters import outcome_steps
from casework.meetings.models import AgendaItem
from casework.permissions import Reader
from workflows._vocabulary import DELEGATED, N_

ELECTION_ITEM = "election"
LACKS = {
    TEXT: N_("Skriv vad yrkandet går ut på, så att det går att svara ja eller nej på det."),
    ADDRESSEE: N_("Skriv vem ärendet ska återremitteras till."),
    REASON: N_("Skriv varför ärendet ska återremitteras."),
}
NOT_SERVING = N_("%(name)s tjänstgör inte i ärendet. Det gör ledamöter och de ersättare som har trätt in.")
STANDS = N_(
    "Delegationsbeslut som anmäls är redan fattade: de kan inte ändras eller avslås här. Yrka ett tillägg, eller låt "
    "organet återkalla delegationen."
)
FOR_OTHERS = N_("Det som andra yrkar förs in av sekreteraren eller av den som leder ärendet.")


@dataclass(frozen=True)
class ProposalDraft:
    """A proposal as it is made. `key` tells that the same form is sent twice."""

    kind: str
    person_id: int
    key: str
    text: str = ""
    reason: str = ""
    addressee: str = ""


def propose(item: AgendaItem, draft: ProposalDraft, *, actor: Reader) -> Proposal:
    """One more proposal; the same form sent twice is one.

    No version is expected, since nobody's proposal stands in another's way; but the item's goes up, so that the chair
    puts no question without having seen it. StepRefused for one who does not serve, for what a proposal of its kind
    lacks, and after the question that it belongs to.
    """
    made = db.session.scalar(select(Proposal).where(Proposal.key == draft.key))
    if made is not None and made.item_id == item.id:
        return made
    sitting, stands = bench(item, actor), deliberation_of(item.id)
    only(sitting.enters or draft.person_id == actor.person_id, FOR_OTHERS)
    serves = proposing.may_propose(sitting.there, draft.person_id, assembly=sitting.assembly)
    only(serves, NOT_SERVING, name=sitting.names.get(draft.person_id, actor.name))
    _judge(item, draft, stands)
    row = Proposal(
        item_id=item.id,
        person_id=draft.person_id,
        kind=draft.kind,
        text=draft.text,
        reason=draft.reason,
        addressee=draft.addressee,
        key=draft.key,
        made_at=clock.now(),
        entered_by_id=actor.person_id,
        dropped_as="",
    )
    db.session.add(row)
    touch(item)
    tell(item, "proposal_made", actor, proposal=row.id, kind=row.kind, person=row.person_id)
    return row


def kinds_at(item: AgendaItem) -> set[str]:
    """What may be proposed at the item: persons in an election, else about its text; and what its table can end in.

    Where decisions by delegation are reported only additions.
    """
    if item.kind == DELEGATED:  # what is reported is decided already, and the report may be due here (KL 6:40)
        return {proposing.APPROVE, proposing.ADDITION, proposing.ADJOURN}
    formal = {kind for kind in FORMAL if kind in {step.name for step in outcome_steps(item)}}
    about = {CANDIDATE} if item.kind == ELECTION_ITEM else set(proposing.KINDS) - {CANDIDATE, *FORMAL}
    return about | formal | {proposing.ADJOURN}


def is_late(kind: str, stands: Deliberation) -> bool:
    """Whether its question is put already; an adjournment is not proposed between a question and its answer."""
    waits = stands.waiting is not None and kind == proposing.ADJOURN
    return waits or too_late(kind, [row.kind for row in stands.questions])


def _judge(item: AgendaItem, draft: ProposalDraft, stands: Deliberation) -> None:
    may = draft.kind in kinds_at(item)
    only(may or item.kind != DELEGATED, STANDS)
    only(may or draft.kind not in FORMAL, N_("Det här är ingen punkt som kan återremitteras. Yrka bordläggning."))
    only(may, _of_another_kind(item.kind == ELECTION_ITEM))
    lacks = proposing.lacking(draft.kind, text=draft.text, reason=draft.reason, addressee=draft.addressee)
    only(not lacks, LACKS[lacks[0]] if lacks else "")
    only(
        not is_late(draft.kind, stands),
        N_("Ordföranden har redan ställt frågan. Yrkanden av det slaget kan inte längre läggas fram."),
    )


def _of_another_kind(elects: bool) -> str:
    if elects:
        return N_("Ärendet är ett val. Föreslå en person, eller yrka bordläggning eller ajournering.")
    return N_("En person kan bara föreslås i ett ärende som är ett val.")


def withdraw(item: AgendaItem, proposal: Proposal, *, actor: Reader, expected_version: int) -> None:
    """Who made it takes it back, before any question about it is put. Twice is once."""
    if proposal.dropped_as == WITHDRAWN:
        return
    sitting = bench(item, actor, expected_version=expected_version)
    only(sitting.enters or proposal.person_id == actor.person_id, FOR_OTHERS)
    _drop(item, proposal, WITHDRAWN, actor)


def refuse(item: AgendaItem, proposal: Proposal, ground: str, *, actor: Reader, expected_version: int) -> None:
    """The chair of the assembly refuses to put it, as raising a new matter or as unlawful (KL 5:57). Twice is once."""
    if proposal.dropped_as == ground:
        return
    sitting = bench(item, actor, expected_version=expected_version)
    only(sitting.leads, N_("Bara den som leder ärendet kan vägra att ställa proposition på ett yrkande."))
    text = N_(
        "Bara i fullmäktige får ordföranden vägra att ställa proposition på ett yrkande (kommunallagen 5 kap. 57 §)."
    )
    only(bool(proposing.refusal(ground, assembly=sitting.assembly)), text)
    _drop(item, proposal, ground, actor)


def _drop(item: AgendaItem, proposal: Proposal, dropped_as: str, actor: Reader) -> None:
    only(proposal.lives and not proposal.dropped_as, N_("Yrkandet är redan återtaget eller prövat."))
    stands = deliberation_of(item.id)
    put = any(proposal.id in {row.yes_id, row.no_id, *row.among} for row in stands.questions)
    only(not put, N_("Frågan om yrkandet är redan ställd. Det kan inte återtas eller avvisas nu."))
    demanded = any(row.proposal_id == proposal.id and row.holds for row in stands.demands)
    only(not demanded, N_("Yrkandet har redan samlat den minoritet som krävs. Det kan inte återtas eller avvisas nu."))
    proposal.dropped_as, proposal.dropped_at, proposal.dropped_by_id = dropped_as, clock.now(), actor.person_id
    touch(item)
    tell(item, "proposal_dropped", actor, proposal=proposal.id, dropped_as=dropped_as)


def restore(item: AgendaItem, proposal: Proposal, *, actor: Reader, expected_version: int) -> None:
    """The assembly has what the chair called unlawful put all the same (KL 5:57). Twice is once."""
    if proposal.restored_at is not None:
        return
    sitting = bench(item, actor, expected_version=expected_version)
    only(sitting.enters, N_("Fullmäktiges ställningstagande förs in av sekreteraren eller av den som leder ärendet."))
    text = N_("Fullmäktige kan bara besluta att det som ordföranden har ansett olagligt ska prövas.")
    only(proposing.may_overrule(proposal.dropped_as), text)
    proposal.restored_at, proposal.restored_by_id = clock.now(), actor.person_id
    touch(item)
    tell(item, "proposal_restored", actor, proposal=proposal.id)
