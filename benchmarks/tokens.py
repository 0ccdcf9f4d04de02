"""The tokens by which the job's people send their requests."""

import subprocess
import sys
from functools import cache

from benchmarks.ground import Ground
from benchmarks.job import ACTORS
from casework.demo.people import DOMAIN


@cache
def tokens_for(ground: Ground, real: bool = True) -> dict[str, str]:
    """A token for each of the job's ACTORS, by the command; words without a meaning where nobody asks for them."""
    return {actor: _token(ground, actor) if real else "none" for actor in ACTORS}


def _token(ground: Ground, actor: str) -> str:
    command = [sys.executable, "-m", "casework", "token", "create", f"{actor}@{DOMAIN}"]
    done = subprocess.run(command, env=ground.environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()
