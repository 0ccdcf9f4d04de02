"""What processes have used: processor time and memory, of a server with its children."""

from collections.abc import Iterable

import psutil


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of these processes and all that they have started, since their start."""
    spent = 0.0
    for process in _family(roots):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # a helper that ended meanwhile; its parent counts it from now on
        spent += times.user + times.system + times.children_user + times.children_system
    return spent


def memory_mib(roots: Iterable[int]) -> float:
    """Memory of these processes and all that they have started, what they share divided among them (PSS)."""
    return sum(process.memory_full_info().pss for process in _family(roots)) / 2**20


def _family(roots: Iterable[int]) -> list[psutil.Process]:
    found = [psutil.Process(root) for root in roots]
    return found + [child for process in found for child in process.children(recursive=True)]
