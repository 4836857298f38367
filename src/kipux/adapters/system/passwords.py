"""Passwords by bcrypt."""

import asyncio
import base64
import hashlib
import os
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import bcrypt

from kipux.adapters.system.common_passwords import is_common
from kipux.application.ports.passwords import Passwords

_OURS = re.compile(r"\$2b\$\d\d\$[./A-Za-z0-9]{53}")
_NO_DIGEST = b"." * 31


class BcryptPasswords(Passwords):
    """A hash is bcrypt's own form (`$2b$cost$…`) of base64(SHA-256(the password in Unicode NFC as UTF-8)).

    The SHA-256 lets a password longer than bcrypt's 72 bytes, or with a NUL in it, count whole; NFC makes an accent the same
    from every keyboard. `cost` is bcrypt's (each step doubles the time). A core is left to the event loop where there are several.
    """

    def __init__(self, cost: int) -> None:
        self._cost = cost
        self._nobody = bcrypt.gensalt(cost) + _NO_DIGEST  # well-formed, of no password: costs the same to refuse
        self._threads = ThreadPoolExecutor(max(1, (os.cpu_count() or 1) - 1), thread_name_prefix="bcrypt")

    async def hash(self, password: str) -> str:
        """A salted hash, made in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hash, password)

    async def matches(self, password: str, hashed: str | None) -> bool:
        """Whether the password gave it, found out in a thread."""
        if hashed is not None and not _OURS.fullmatch(hashed):
            return False
        stored = self._nobody if hashed is None else hashed.encode()
        return await asyncio.get_running_loop().run_in_executor(self._threads, _matches, password, stored)

    def is_common(self, password: str) -> bool:
        """Whether it is a common password, or one with the usual decoration."""
        return is_common(password)

    def _hash(self, password: str) -> str:
        return bcrypt.hashpw(_digest(password), bcrypt.gensalt(self._cost)).decode()


def _matches(password: str, stored: bytes) -> bool:
    try:
        return bool(bcrypt.checkpw(_digest(password), stored))
    except ValueError:  # a cost out of bcrypt's range
        return False


def _digest(password: str) -> bytes:
    whole = unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
    return base64.b64encode(hashlib.sha256(whole).digest())
