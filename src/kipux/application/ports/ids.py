"""The port for names that nobody else has."""

from typing import Protocol
from uuid import UUID


class Ids(Protocol):
    """Makes identifiers and secrets."""

    def new(self) -> UUID:
        """A UUIDv7: later calls sort after earlier ones of this process."""
        ...

    def token(self) -> str:
        """A secret of at least 128 random bits, safe in a cookie and a URL."""
        ...
