"""How many it takes: a minority that may remit or defer, and a majority that is more than simple."""

from fractions import Fraction

TWO_THIRDS = Fraction(2, 3)


def minority(present: int) -> int:
    """How many of the members present must demand that a matter is remitted or deferred: at least a third.

    KL (2017:725) 5 kap. 50 §, in the assembly only (R-81). Who abstains is present too (R-82). 31 gives 11.
    Raises ValueError where nobody is present.
    """
    return _at_least(Fraction(1, 3), present)


def qualified(present: int, share: Fraction = TWO_THIRDS) -> int:
    """How many of those present must be for it where more than a simple majority is asked: at least that share.

    KL 5 kap. 10 § (an extra election, two thirds of those present), 5 kap. 37 § (a popular initiative), or a charter
    of an association (lag 2003:1210 8 § 6). Two thirds of 9 are 6, of 10 are 7. Raises ValueError where nobody is
    present, or for a share that is not more than half and at most all.
    """
    if not Fraction(1, 2) < share <= 1:
        raise ValueError("a qualified majority is more than half and at most all")
    return _at_least(share, present)


def _at_least(share: Fraction, present: int) -> int:
    if present < 1:
        raise ValueError("nobody is present")
    return -(-present * share.numerator // share.denominator)
