"""The port for signed-in browsers."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from kipux.domain.session import Session


class SessionStore(Protocol):
    """Keeps sessions until they expire or are ended. Every method raises `Unavailable` when the store cannot answer."""

    async def add(self, session: Session) -> None:
        """Keep a new session."""
        ...

    async def find(self, key: str, now: datetime) -> Session | None:
        """The session, unless unknown, ended, or `expires_at` ≤ now. Any string is a legal question."""
        ...

    async def touch(self, key: str, seen_at: datetime, expires_at: datetime) -> None:
        """Slide a session on; nothing happens to one that is gone (it never comes back)."""
        ...

    async def end(self, key: str) -> None:
        """End it; ending what is gone is no error."""
        ...

    async def of_user(self, user_id: UUID, now: datetime) -> tuple[Session, ...]:
        """A person's living sessions, the one seen last first."""
        ...

    async def end_all(self, user_id: UUID, *, but: str | None = None) -> int:
        """End all of a person's sessions but the one with key `but`; how many were ended."""
        ...
