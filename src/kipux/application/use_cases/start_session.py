"""Sign a person in."""

from datetime import timedelta
from uuid import UUID

from kipux.application.ports.clock import Clock
from kipux.application.ports.ids import Ids
from kipux.application.ports.session_store import SessionStore
from kipux.domain.session import Session, session_key

_USER_AGENT_LENGTH = 300


class StartSession:
    """Opens a new session for somebody who has shown who they are."""

    def __init__(self, sessions: SessionStore, clock: Clock, ids: Ids, *, lasts: timedelta) -> None:
        self._sessions = sessions
        self._clock = clock
        self._ids = ids
        self._lasts = lasts

    async def __call__(self, user_id: UUID, *, user_agent: str, address: str) -> str:
        """The new session's token, told here and never again."""
        token, now = self._ids.token(), self._clock.now()
        await self._sessions.add(
            Session(
                key=session_key(token),
                user_id=user_id,
                created_at=now,
                seen_at=now,
                expires_at=now + self._lasts,
                user_agent=user_agent[:_USER_AGENT_LENGTH],
                address=address,
            )
        )
        return token
