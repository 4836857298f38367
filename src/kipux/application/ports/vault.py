"""The port that keeps secrets unreadable to whoever reads the database."""

from typing import Protocol


class Vault(Protocol):
    """Seals secrets with a key that is not in the database. What is sealed for one purpose opens for that one only."""

    def seal(self, secret: str, purpose: str) -> str:
        """The secret, sealed: printable text, another each time."""
        ...

    def open(self, sealed: str, purpose: str) -> str:
        """The secret. Raises `SealBroken` when it was sealed for another purpose or by a key that is gone, or has been changed."""
        ...

    def is_sealed_anew(self, sealed: str, purpose: str) -> bool:
        """Whether the newest key opens it: else it should be sealed again before the older key goes."""
        ...
