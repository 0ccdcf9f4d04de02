"""From when a paragraph of the minutes is an official document (R-11, R-12)."""

from datetime import date

import pytest

from casework.law.publicity import public_from

APPROVED, SENT, SETTLED = date(2026, 3, 10), date(2026, 3, 12), date(2026, 5, 20)


def test_acceptance_6_what_a_committee_prepared_is_not_public_by_approval_and_what_it_decided_is() -> None:
    assert public_from(prepares=True, approved_on=APPROVED) is None
    assert public_from(prepares=False, approved_on=APPROVED) == APPROVED


@pytest.mark.parametrize(
    ("prepares", "approved", "sent", "settled", "public"),
    [
        (False, None, None, None, None),
        (False, APPROVED, SENT, SETTLED, APPROVED),
        (False, None, SENT, SETTLED, None),  # TF 2:10 second paragraph stands instead of the first
        (True, APPROVED, SENT, SETTLED, SENT),
        (True, APPROVED, None, SETTLED, SETTLED),
        (True, APPROVED, SETTLED, SENT, SENT),
        (True, None, SENT, None, SENT),
    ],
)
def test_each_paragraph_is_asked_by_itself(
    prepares: bool, approved: date | None, sent: date | None, settled: date | None, public: date | None
) -> None:
    found = public_from(prepares=prepares, approved_on=approved, dispatched_on=sent, settled_on=settled)
    assert found == public
