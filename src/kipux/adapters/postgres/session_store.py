"""Sessions in PostgreSQL, each change a transaction of its own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, delete, insert, select, update
from sqlalchemy.engine import CursorResult

from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.failures import translated
from kipux.adapters.postgres.rows import session_from, session_values
from kipux.adapters.postgres.tables import sessions
from kipux.application.ports.session_store import SessionStore
from kipux.domain.session import Session
from kipux.domain.text import storable


class PostgresSessionStore(SessionStore):
    """The `SessionStore` of whoever has no Redis. Adding one also clears away all that have expired."""

    def __init__(self, database: Database) -> None:
        self._engine = database.autocommit

    async def add(self, session: Session) -> None:
        """Keep a new session. Raises `NotFound` when there is no such account (any more)."""
        await self._execute(delete(sessions).where(sessions.c.expires_at <= session.created_at))
        await self._execute(insert(sessions).values(session_values(session)))

    async def find(self, key: str, now: datetime) -> Session | None:
        """The session, unless unknown, ended or expired."""
        alive = select(sessions).where(sessions.c.key == storable(key), sessions.c.expires_at > now)
        row = (await self._execute(alive)).first()
        return None if row is None else session_from(row)

    async def touch(self, key: str, seen_at: datetime, expires_at: datetime) -> None:
        """Slide a session on, if it is there."""
        moved = update(sessions).where(sessions.c.key == storable(key))
        await self._execute(moved.values(seen_at=seen_at, expires_at=expires_at))

    async def end(self, key: str) -> None:
        """End it."""
        await self._execute(delete(sessions).where(sessions.c.key == storable(key)))

    async def of_user(self, user_id: UUID, now: datetime) -> tuple[Session, ...]:
        """A person's living sessions, the one seen last first."""
        alive = select(sessions).where(sessions.c.user_id == user_id, sessions.c.expires_at > now)
        rows = await self._execute(alive.order_by(sessions.c.seen_at.desc(), sessions.c.key))
        return tuple(session_from(row) for row in rows)

    async def end_all(self, user_id: UUID, *, but: str | None = None) -> int:
        """End all of a person's sessions but one; how many were ended."""
        ended = delete(sessions).where(sessions.c.user_id == user_id)
        if but is not None:
            ended = ended.where(sessions.c.key != storable(but))
        return (await self._execute(ended)).rowcount

    async def _execute(self, statement: Executable) -> CursorResult[Any]:
        with translated():
            async with self._engine.connect() as connection:
                return await connection.execute(statement)
