"""When a body may decide."""


def quorum(members: int) -> int:
    """How many members must serve: more than half (KL 2017:725 5:45, 6:27). 5 gives 3, 6 gives 4, 7 gives 4.

    Raises ValueError for a body without members.
    """
    if members < 1:
        raise ValueError("a body has at least one member")
    return members // 2 + 1
