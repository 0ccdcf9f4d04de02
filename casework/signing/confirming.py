"""By which methods a person who is logged in confirms his signature (R-106); each is a door that others may add to.

A method takes the person and what the form sent, and says whether it is he. What it leaves, such as a cryptographic
signature on the file, is the method's own. `app.extensions["casework.confirmations"]` holds them by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import current_app

from casework.database import write
from casework.people.operations import LoginThrottled, check_login, note_failed_login
from casework.people.queries import account_of
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

THROTTLED = N_("För många misslyckade försök. Vänta en kvart och försök igen.")
PASSWORD = "password"  # noqa: S105  # the method's name


@dataclass(frozen=True)
class Method:
    """How a signature is confirmed: what it is called in the minutes, and the function that says whether it is he."""

    label: str
    confirms: Callable[[int, Mapping[str, str]], bool]
    refused: str


def by_password(person_id: int, sent: Mapping[str, str]) -> bool:
    """The password of his account, typed once more; as many tries as a log-in has. Writes only a failure."""
    account = account_of(person_id)
    if account is None:
        return False
    try:
        holds = check_login(account.email, sent.get("password", "")) is not None
    except LoginThrottled:
        raise StepRefused([Reason(THROTTLED)]) from None
    if not holds:
        with write():
            note_failed_login(account.email)
    return holds


METHODS = {
    PASSWORD: Method(
        N_("bekräftad med lösenord"), by_password, N_("Lösenordet stämmer inte. Underskriften är inte lämnad.")
    )
}


def confirmed(person_id: int, method: str, sent: Mapping[str, str]) -> str:
    """The method by which the person has confirmed. StepRefused where it does not hold, or is none of ours.

    Asked for before the transaction that signs: a password takes its time, and nobody is to wait for it.
    """
    methods: Mapping[str, Method] = current_app.extensions["casework.confirmations"]
    chosen = methods.get(method)
    if chosen is None:
        raise StepRefused([Reason(N_("Välj hur du bekräftar underskriften."))])
    if not chosen.confirms(person_id, sent):
        raise StepRefused([Reason(chosen.refused)])
    return method
