"""Sessions in memory."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kipux.adapters.memory.storable import storable
from kipux.application.ports.session_store import SessionStore
from kipux.domain.session import Session


class MemorySessionStore(SessionStore):
    """Signed-in browsers of one process. Adding one also clears away all that have expired."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    async def add(self, session: Session) -> None:
        """Keep a new session."""
        now = session.created_at
        self._sessions = {key: kept for key, kept in self._sessions.items() if kept.expires_at > now}
        self._sessions[session.key] = storable(session)

    async def find(self, key: str, now: datetime) -> Session | None:
        """The session, unless unknown, ended or expired."""
        session = self._sessions.get(key)
        return session if session is not None and session.expires_at > now else None

    async def touch(self, key: str, seen_at: datetime, expires_at: datetime) -> None:
        """Slide a session on, if it is there."""
        if session := self._sessions.get(key):
            self._sessions[key] = replace(session, seen_at=seen_at, expires_at=expires_at)

    async def end(self, key: str) -> None:
        """End it."""
        self._sessions.pop(key, None)

    async def of_user(self, user_id: UUID, now: datetime) -> tuple[Session, ...]:
        """A person's living sessions, the one seen last first."""
        theirs = (kept for kept in self._sessions.values() if kept.user_id == user_id and kept.expires_at > now)
        return tuple(sorted(theirs, key=lambda session: session.seen_at, reverse=True))

    async def end_all(self, user_id: UUID, *, but: str | None = None) -> int:
        """End all of a person's sessions but one; how many were ended."""
        gone = [key for key, kept in self._sessions.items() if kept.user_id == user_id and key != but]
        for key in gone:
            del self._sessions[key]
        return len(gone)
