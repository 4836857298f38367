"""The data folder: who may use it, and the secrets that it keeps."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import Self

from kipux.adapters.embedded.errors import CannotStart, DataFolderInUse


class DataFolderLock:
    """Held by one process at a time, and let go by the system when that process dies, however it dies."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path) -> Self:
        """Make the folder where it is missing and lock it. Raises `DataFolderInUse`, or `CannotStart`."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(folder / "kipux.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CannotStart(f"The data folder {folder} cannot be used: {error.strerror}.") from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode().strip() or "unknown"
            os.close(descriptor)
            raise DataFolderInUse(f"The data folder {folder} is in use by another Kipux (process {holder}).") from None
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Let another process have the folder."""
        os.close(self._descriptor)


def kept_secret(path: Path) -> str:
    """The secret in this file (43 URL-safe characters), made at the first call and readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_urlsafe(32)
        file.write(secret)
        return secret
