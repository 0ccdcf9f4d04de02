"""Sending what a step made: a decision with its extract goes to the distribution list, whichever room made it."""

from casework.cases.operations import StepContext
from casework.dispatch.operations import dispatch


def send_at_decision(context: StepContext) -> None:
    """Effect of dispatch=AT_DECISION: the recipients' messages are queued in the decision's own transaction."""
    _send(context, "queued")


def send_at_approval(context: StepContext) -> None:
    """Effect of dispatch=AT_APPROVAL: the messages are held until the minutes are approved."""
    _send(context, "held")


def _send(context: StepContext, state: str) -> None:
    """The message is what an effect of the step, before this one, has left in `made`."""
    case = context.case
    dispatch(case.authority_id, case.id, context.made["message"], context.recipients, state=state)
