"""Processes that run beside Kipux and must not outlive it."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_PR_SET_PDEATHSIG = 1


class Account(NamedTuple):
    """A system account to run a process as."""

    uid: int
    gid: int


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    parting: signal.Signals,
    environ: Mapping[str, str],
    account: Account | None = None,
    pass_fds: Sequence[int] = (),
    cwd: Path = Path("/"),
) -> subprocess.Popen[bytes]:
    """Start a process that writes to `log` and, on Linux, gets `parting` when we die.

    Call it in the main thread: Linux takes the end of the *thread* that started it for the death of the parent.
    It has a session of its own, since Ctrl+C in a terminal reaches the whole group and would stop it before we have settled.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environ,
            cwd=cwd,
            start_new_session=True,
            pass_fds=pass_fds,
            user=account and account.uid,
            group=account and account.gid,
            extra_groups=[] if account else None,
            preexec_fn=_dying_with_parent(parting),  # noqa: PLW1509 - one system call; the caller has one thread
        )


def end(process: subprocess.Popen[bytes], *asking: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn and give it its seconds; in the end, or when we are interrupted, kill it and its children."""
    try:
        for number, patience in asking:
            process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                return
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    """A TCP port of the loopback that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address: tuple[str, int] = probe.getsockname()
        return address[1]


def _dying_with_parent(parting: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask_for_signal() -> None:  # runs after the change of user, which would forget it
        libc.prctl(_PR_SET_PDEATHSIG, parting.value)
        if os.getppid() != parent:
            os._exit(1)

    return ask_for_signal
