"""From when minutes are official documents: TF (1949:105) 2 kap. 10 § (R-11, R-12)."""

from datetime import date


def public_from(
    *,
    prepares: bool,
    approved_on: date | None = None,
    dispatched_on: date | None = None,
    settled_on: date | None = None,
) -> date | None:
    """The day from which a paragraph of the minutes is an official document; None while it is none.

    `prepares`: whether the body only prepared the matter for another to decide, or is the auditors. Then approval is
    nothing (2:10 third paragraph): it is one when it is dispatched, or when the matter is settled (first paragraph).
    Otherwise it is one when approved, or finished in another way where minutes are not approved (second paragraph
    § 3). So one meeting's minutes may be public in part, and each paragraph is asked by itself. What is public may
    still be secret.
    """
    begins = (dispatched_on, settled_on) if prepares else (approved_on,)
    return min((day for day in begins if day), default=None)
