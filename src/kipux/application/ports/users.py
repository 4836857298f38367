"""The port to accounts."""

from typing import Protocol
from uuid import UUID

from kipux.domain.user import User


class Users(Protocol):
    """Accounts, inside a unit of work."""

    async def add(self, user: User) -> None:
        """Keep a new account. Raises `EmailTaken` when another has its e-mail, in any case."""
        ...

    async def get(self, user_id: UUID) -> User:
        """Raises `NotFound`."""
        ...

    async def get_to_change(self, user_id: UUID) -> User:
        """The account, which nobody else changes until this unit of work ends. Raises `NotFound`."""
        ...

    async def by_email(self, email: str) -> User | None:
        """The account with this e-mail, in any case; None if there is none."""
        ...

    async def save(self, user: User) -> None:
        """Replace what is kept of it. Raises `NotFound`, `EmailTaken`."""
        ...

    async def delete(self, user_id: UUID) -> None:
        """Delete the account with everything that belongs to it: conversations, messages, charges, connection. Raises `NotFound`."""
        ...

    async def is_needed(self, user_id: UUID) -> bool:
        """Whether this is the only administrator, and there are other people. Whoever asked is alone with the answer, as with
        `is_empty`, so that of the last two administrators one stays. Raises `NotFound`.
        """
        ...

    async def is_empty(self) -> bool:
        """Whether there is no account yet. Whoever asked is alone with the answer until its unit of work ends, so that two
        people registering at once do not both become the first.
        """
        ...
