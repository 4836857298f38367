"""The embedded Postgres of another process."""

from pathlib import Path

_PORT_LINE = 3  # of postmaster.pid


def running_url(data_dir: Path) -> str | None:
    """The URL of the server that runs on this data folder; None when there is none, or it cannot be told."""
    try:
        port = (data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[_PORT_LINE]
        password = (data_dir / "postgres.password").read_text().strip()
    except (OSError, IndexError):
        return None
    return f"postgresql://kipux:{password}@127.0.0.1:{port}/kipux"
