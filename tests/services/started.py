"""A server in a process of its own: a port for it, and when it answers."""

import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest


def free_port() -> int:
    """Nobody listens there now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until_it_answers(
    url: str,
    process: "subprocess.Popen[bytes]",
    log: Path,
    *,
    seconds: float,
    headers: Mapping[str, str] | None = None,
) -> None:
    """With success; the test fails with the end of its log when it does not in time, or has ended."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if httpx.get(url, headers=headers, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"{url} does not answer: {log.read_text()[-2000:]}")
        time.sleep(0.05)
