"""The log of a process that runs beside Kipux."""

from pathlib import Path

_LARGEST = 5_000_000


class LogFile:
    """A log that begins anew when it has grown too large, and remembers where this run's part begins."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch(mode=0o600)
        if path.stat().st_size > _LARGEST:
            path.write_bytes(b"")
        self._start = self.size()

    def size(self) -> int:
        """Bytes so far."""
        return self.path.stat().st_size

    def tail(self) -> str:
        """The end of what this run has written."""
        with self.path.open("rb") as file:
            file.seek(max(self._start, self.size() - 2_000))
            return file.read().decode(errors="replace").strip()
