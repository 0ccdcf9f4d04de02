"""Programs that call the API as the demo's people."""

import pytest
from flask import Flask

from tests.api.program import Programs


@pytest.fixture
def programs(app: Flask) -> Programs:
    """Whoever is asked for."""
    return Programs(app)
