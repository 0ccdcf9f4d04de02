"""Who got what was decided, and when."""

from typing import Any

import click

from casework.cli.answers import BadInput, Refused, answer_or_lines, application, as_json_option
from casework.cli.teaching import Teaching

SHOWN = "case recipient state address when"


@click.command(
    cls=Teaching,
    who="Registratorn och administratören.",
    examples=["casework deliveries 'KS 2026/7'", "casework deliveries --open", "casework deliveries --open --json"],
    prints="Ärende, mottagare, läge, adress och tid, en rad var. Med --json också utdragets kontrollsumma.",
    no="någon av dem är inte framme (med --open)",
)
@click.argument("number", required=False, help="Ärendets nummer. Utan det visas alla ärenden.")
@click.option("--open", "only_open", is_flag=True, help="Bara det som inte har nått sin mottagare.")
@as_json_option
def deliveries(number: str | None, only_open: bool, as_json: bool) -> None:
    """Visa vem som har fått vilket beslut, och när. Också det som inte har kommit fram, med skälet."""
    from casework.cases.outgoing import everything_sent

    with application():
        found = everything_sent(number, only_open=only_open)
        if found is None:
            raise BadInput(f"Ärendet {str(number)[:60]!r} finns inte.")
        rows = [_row(delivery, case_number) for delivery, case_number in found]
    answer_or_lines(rows, SHOWN, as_json=as_json)
    if only_open and rows:
        raise Refused(f"{len(rows)} är inte framme.")


def _row(delivery: Any, case_number: str) -> dict[str, Any]:
    moment = delivery.sent_at or delivery.handled_at
    return {
        "case": case_number,
        "recipient": delivery.recipient,
        "channel": delivery.channel,
        "address": delivery.address,
        "state": delivery.state,
        "when": delivery.posted_on.isoformat() if delivery.posted_on else moment.isoformat() if moment else "",
        "message_id": delivery.message_id,
        "attempts": delivery.attempts,
        "last_error": delivery.last_error or None,
        "subject": delivery.dispatch.subject,
        "extract_sha256": delivery.dispatch.file_sha256,
    }
