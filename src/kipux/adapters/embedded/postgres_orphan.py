"""A Postgres that outlived the Kipux which started it."""

import os
import signal
import subprocess
import time
from pathlib import Path


def end_orphan(cluster: Path) -> None:
    """Stop the server that still runs on this cluster, if any. Only for who holds the data folder's lock."""
    pid_file = cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split(maxsplit=1)[0])
    except (FileNotFoundError, IndexError, ValueError):
        return
    for number, patience in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if not _serves(pid, cluster):
            break
        os.kill(pid, number)
        _wait_while_it_serves(pid, cluster, patience)
    if _is_alive(pid) and not _serves(pid, cluster):
        pid_file.unlink(
            missing_ok=True
        )  # its number belongs to another program by now, which Postgres would take for a server


def _wait_while_it_serves(pid: int, cluster: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while _serves(pid, cluster) and time.monotonic() < deadline:
        time.sleep(0.02)


def _serves(pid: int, cluster: Path) -> bool:
    """Whether this process is a Postgres on this cluster: it works in that directory, or was started with its name."""
    process = Path(f"/proc/{pid}")
    if Path("/proc/self/cwd").exists():
        try:
            return (process / "comm").read_text().strip() == "postgres" and (process / "cwd").samefile(cluster)
        except OSError:
            return False
    listed = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return f"postgres -D {cluster} " in listed.stdout


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
