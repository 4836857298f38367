"""Real servers for tests: each is started once, on a free port, with data of its own."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """A real service that is not there: a failure where services are required, a skip on a person's machine."""
    if os.environ.get("KIPUX_REQUIRE_SERVICES") == "1":
        pytest.fail(f"a required service is missing: {reason}", pytrace=False)
    pytest.skip(reason)
