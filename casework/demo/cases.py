"""How the demo makes a case and takes its steps: through the doors that a user's clicks go through."""

from collections.abc import Mapping, Sequence
from typing import Any

from casework.cases.models import Case
from casework.cases.operations import RecipientDraft, StepContext, create_case, take_step
from casework.cases.queries import lock_case
from casework.people.models import Body
from casework.people.queries import directory
from casework.permissions import Reader

UNSAID: Mapping[str, Any] = {
    "case_number": None,
    "date": None,
    "attachments": [],
    "recipients_deadline": None,
    "signatories": [],
}
"""What `report read` gives for what a report does not say."""


def make_case(  # what a new case is made of
    kind: str,
    content: Mapping[str, Any],
    recipients: Sequence[str],
    *,
    officer: Reader,
    body: Body,
    deciding: Body | None = None,
) -> Case:
    """A case of `officer`, in the caller's transaction. Its points are for `deciding`, or else for `body`.

    `recipients` are functions of the directory. The key of the creation is of the title: made once.
    """
    known = {function.name: function.id for function in directory([body.authority_id])}
    more = {
        "to_body": body.name,
        "proposal_bodies": [(deciding or body).name for _ in content["proposal"]],
        "recipients": list(recipients),
        "officer_name": officer.name,
        "officer_title": officer.title,
    }
    return create_case(
        kind,
        {**UNSAID, **content, **more},
        [RecipientDraft(name, function_id=known[name]) for name in recipients],
        actor=officer,
        authority=body.authority,
        body_id=body.id,
        creation_key=f"demo-{content['title']}"[:64],
    )


def take(case: Case, step: str, actor: Reader, **given: str) -> StepContext:
    """Take the step of the case as it stands now."""
    locked = lock_case(case.id)
    return take_step(locked, step, actor=actor, expected_version=locked.version, given=given)
