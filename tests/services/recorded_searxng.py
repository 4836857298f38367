"""Answers of the current SearXNG, as they were recorded, served back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.web_server import Answer, Request, WebServer, web_server

RECORDED = Path(__file__).parents[1] / "data/searxng"
_FILES = {"kipu": "kipu.json", "err500": "engines-failed.json"}


@pytest.fixture
def recorded_searxng() -> Iterator[WebServer]:
    """One that can be told to answer otherwise."""
    with web_server(as_recorded) as server:
        yield server


def as_recorded(request: Request) -> Answer:
    """What SearXNG answered to this."""
    if request.path == "/config":
        return Answer(recorded("config.json"))
    query = request.query.get("q", "")
    if request.path != "/search" or request.query.get("format") != "json":
        return Answer(recorded("page.html"), "text/html")
    if not query:
        return Answer(recorded("no-query.json"), status=400)
    return Answer(recorded(_FILES.get(query.split()[-1], "nothing.json")))


def recorded(name: str) -> bytes:
    """The body of an answer."""
    return (RECORDED / name).read_bytes()
