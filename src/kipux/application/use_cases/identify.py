"""Tell who makes a request."""

from dataclasses import replace
from datetime import timedelta

from kipux.application.ports.clock import Clock
from kipux.application.ports.session_store import SessionStore
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import NotFound
from kipux.domain.session import Session, session_key
from kipux.domain.user import User


class Identify:
    """Finds the person behind a session token, and slides the session's expiry on."""

    def __init__(self, sessions: SessionStore, begin: Begin, clock: Clock, *, lasts: timedelta) -> None:
        self._sessions = sessions
        self._begin = begin
        self._clock = clock
        self._lasts = lasts

    async def __call__(self, token: str) -> tuple[User, Session] | None:
        """The person and their session; None for a token that opens nothing (any string is allowed)."""
        now = self._clock.now()
        session = await self._sessions.find(session_key(token), now)
        if session is None:
            return None
        try:
            async with self._begin() as work:
                user = await work.users.get(session.user_id)
        except NotFound:
            return None
        if session.is_due_for_touch(now):
            session = replace(session, seen_at=now, expires_at=now + self._lasts)
            await self._sessions.touch(session.key, session.seen_at, session.expires_at)
        return user, session
