"""Sign out of another browser."""

from uuid import UUID

from kipux.application.ports.clock import Clock
from kipux.application.ports.session_store import SessionStore
from kipux.domain.errors import NotFound


class EndSession:
    """Ends one of a person's own sessions."""

    def __init__(self, sessions: SessionStore, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    async def __call__(self, user_id: UUID, key: str) -> None:
        """Raises `NotFound` unless it is a living session of this person."""
        mine = await self._sessions.of_user(user_id, self._clock.now())
        if key not in {session.key for session in mine}:
            raise NotFound
        await self._sessions.end(key)
