"""Show where a person is signed in."""

from uuid import UUID

from kipux.application.ports.clock import Clock
from kipux.application.ports.session_store import SessionStore
from kipux.domain.session import Session


class ListSessions:
    """Lists a person's living sessions."""

    def __init__(self, sessions: SessionStore, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    async def __call__(self, user_id: UUID) -> tuple[Session, ...]:
        """The one seen last comes first."""
        return await self._sessions.of_user(user_id, self._clock.now())
