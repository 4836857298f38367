"""The port for passwords."""

from typing import Protocol


class Passwords(Protocol):
    """Hashes and checks passwords. Slow on purpose, and never on the event loop."""

    async def hash(self, password: str) -> str:
        """A salted hash of the whole password, whatever its length."""
        ...

    async def matches(self, password: str, hashed: str | None) -> bool:
        """Whether the password gave this hash. `None` takes the same time and is False, so that nobody learns who has an account.

        A hash that is not one of ours is False too.
        """
        ...

    def is_common(self, password: str) -> bool:
        """Whether it is among the commonest passwords, which nobody may choose."""
        ...
