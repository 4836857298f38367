"""`kipux serve` as a real process."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.integration.processes import IMPORTS

READY = "Kipux is ready: "


@dataclass(frozen=True)
class Serving:
    """A Kipux that has said it is ready. `children` are the processes that it brought."""

    process: subprocess.Popen[str]
    url: str
    children: tuple[psutil.Process, ...]

    def stop(self, number: int) -> tuple[int, str, str]:
        """Send the signal and give the exit code, and what was written to stdout (after the ready line) and stderr."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err

    def readiness(self) -> tuple[int, object]:
        """The status and body of `/readyz`."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)


def environ(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Ours without its settings, and these: embedded, on this data folder and a free port, where nothing else is said."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("KIPUX_")}
    embedded = {"PYTHONPATH": IMPORTS, "KIPUX_DATA_DIR": str(folder), "KIPUX_PORT": "0", "HOME": str(folder)}
    return {**ours, **embedded, **settings}


def start(
    folder: Path, *arguments: str, python: str = sys.executable, account: str | None = None, **settings: str
) -> subprocess.Popen[str]:
    """Start it, without waiting."""
    return subprocess.Popen(
        [python, "-B", "-m", "kipux", "serve", *arguments],
        env=environ(folder, settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        user=account,
        extra_groups=[] if account else None,
    )


@contextmanager
def serving(
    folder: Path, *arguments: str, python: str = sys.executable, account: str | None = None, **settings: str
) -> Iterator[Serving]:
    """A Kipux that serves; killed at the end if it has not been stopped."""
    with start(folder, *arguments, python=python, account=account, **settings) as process:
        try:
            yield wait_until_ready(process)
        finally:
            process.kill()


def wait_until_ready(process: subprocess.Popen[str]) -> Serving:
    """The server, once it has said where it is; fails with what it said instead."""
    assert process.stdout
    assert process.stderr
    line = process.stdout.readline()
    assert line.startswith(READY), line + process.stderr.read()
    return Serving(
        process, line.removeprefix(READY).strip(), tuple(psutil.Process(process.pid).children(recursive=True))
    )


def run(folder: Path, command: str, **settings: str) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of a command that ends."""
    done = subprocess.run(
        [sys.executable, "-B", "-m", "kipux", command],
        env=environ(folder, settings),
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr
