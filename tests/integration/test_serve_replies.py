"""What becomes of replies that are being written when Kipux ends."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.integration.processes import until
from tests.integration.serving import Serving, serving

ACCOUNT = {"name": "Ana", "email": "ana@example.org", "phone": "+51987654321", "password": "un secreto largo"}
LONGER_THAN_A_CHECKPOINT = 700  # characters: the demo takes more than two seconds for as many


@contextmanager
def signed_up(kipux: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=kipux.url, timeout=30) as client:
        client.headers["x-csrf-token"] = client.get("/api/session").json()["csrf_token"]
        client.post("/api/accounts", json=ACCOUNT).raise_for_status()
        client.headers["x-csrf-token"] = client.get("/api/session").json()["csrf_token"]
        yield client


@contextmanager
def asked(client: httpx.Client) -> Iterator[Iterator[tuple[str, dict[str, object]]]]:
    """The events of a first message's reply, as they come."""
    question, accept = {"message": {"text": "Hola"}}, {"accept": "text/event-stream"}
    with client.stream("POST", "/api/conversations", json=question, headers=accept) as answer:
        assert answer.is_success
        yield _events(answer.iter_lines())


def _events(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, object]]]:
    kind = ""
    for line in lines:
        if line.startswith("event:"):
            kind = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            yield kind, json.loads(line.removeprefix("data:"))


def the_reply(client: httpx.Client) -> dict[str, object]:
    (conversation,) = client.get("/api/conversations").json()["items"]
    reply: dict[str, object] = client.get(f"/api/conversations/{conversation['id']}/messages").json()["items"][-1]
    return reply


def test_a_stop_ends_the_streams_with_done_and_keeps_what_was_written(tmp_path: Path) -> None:
    with serving(tmp_path) as kipux, signed_up(kipux) as client:
        with asked(client) as events:
            seen = [next(event for event in events if event[0] == "text")]
            kipux.process.send_signal(signal.SIGTERM)
            seen += events
        assert seen[-1][0] == "done"
        assert seen[-1][1]["status"] == "failed"
        assert kipux.process.wait(30) == 0
    told = "".join(str(data["delta"]) for kind, data in seen if kind == "text")
    with serving(tmp_path) as kipux, httpx.Client(base_url=kipux.url, cookies=dict(client.cookies)) as again:
        reply = the_reply(again)
        assert (reply["status"], reply["text"]) == ("failed", told)


def test_a_reply_whose_server_was_killed_has_failed_and_keeps_its_text(tmp_path: Path) -> None:
    with serving(tmp_path) as kipux, signed_up(kipux) as client:
        told = ""
        with asked(client) as events:
            while len(told) < LONGER_THAN_A_CHECKPOINT:
                kind, data = next(events)
                told += str(data["delta"]) if kind == "text" else ""
            kipux.stop(signal.SIGKILL)
    with serving(tmp_path) as kipux, httpx.Client(base_url=kipux.url, cookies=dict(client.cookies)) as again:
        until(lambda: the_reply(again)["status"] == "failed")
        kept = str(the_reply(again)["text"])
        assert kept
        assert told.startswith(kept) or kept.startswith(told)
