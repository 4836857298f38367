"""Real processes for tests of starting and stopping."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a process as another account")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")

IMPORTS = os.pathsep.join([str(Path("src").absolute()), *filter(None, sys.path)])
"""A PYTHONPATH that gives another interpreter what this one has."""


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for it to become true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_gone(process: psutil.Process) -> bool:
    """Whether it has ended; somebody else's child may wait for long to be reaped."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def python_for(account: str) -> str:
    """A Python of our own version that this account can run; skips the test where there is none."""
    version = ".".join(platform.python_version_tuple()[:2])
    for python in (sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        try:
            check = "import kipux.entrypoints.container"
            run = [python, "-c", check]
            subprocess.run(
                run,
                user=account,
                extra_groups=[],
                cwd="/",
                check=True,
                env={"PYTHONPATH": IMPORTS},
                capture_output=True,
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip(f"no Python {version} here that {account} can run with our packages")
