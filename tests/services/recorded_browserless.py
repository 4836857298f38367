"""Answers of a real browserless 2.42 to each page of a small site, as they were recorded, served back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.services.web_server import Answer, Request, WebServer, web_server

RECORDED = Path(__file__).parents[1] / "data/browserless"
SITE = "http://127.0.0.1:18101"
"""Where the site was."""
TOKEN = "kipux-bl"
_PAGES = {
    "/ok": "content_wait",
    "/404": "p404",
    "/500": "p500",
    "/redir-private": "rejectpattern",
    "/slow": "slow_goto",
}
_OF_THE_CONNECTION = {"date", "connection", "keep-alive", "transfer-encoding"}
PRESSURE = {"pressure": {"isAvailable": True, "running": 0, "queued": 0, "maxConcurrent": 2, "maxQueued": 1}}


@pytest.fixture
def recorded_browserless() -> Iterator[WebServer]:
    """One that can be told to answer otherwise."""
    with web_server(as_recorded) as server:
        yield server


def as_recorded(request: Request) -> Answer:
    """What browserless answered to this."""
    if header(request, "authorization") != f"Bearer {TOKEN}":
        return recorded("badauth")
    if request.path == "/pressure":
        return Answer(json.dumps(PRESSURE).encode())
    url = json.loads(request.body)["url"]
    return marked(recorded(_PAGES.get(urlsplit(url).path, "p404")), url)


def marked(answer: Answer, at: str) -> Answer:
    """The same with its root saying where it is: recorded before pages were made to."""
    return replace(answer, body=answer.body.replace(b"<html", f'<html data-kipux-at="{at}"'.encode(), 1))


def recorded(name: str) -> Answer:
    """A whole answer."""
    head, _, body = (RECORDED / f"{name}.txt").read_bytes().partition(b"\n\n")
    _asked, status, *lines = head.decode().split("\n")
    headers = dict(line.split(": ", 1) for line in lines)
    kept = {name: value for name, value in headers.items() if name not in _OF_THE_CONNECTION}
    return Answer(body, kept.pop("content-type"), int(status.removeprefix("HTTP ")), kept)


def header(request: Request, name: str) -> str | None:
    named: Mapping[str, str] = {key.lower(): value for key, value in request.headers.items()}
    return named.get(name)
