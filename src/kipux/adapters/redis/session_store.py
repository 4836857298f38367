"""Sessions in Redis."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import msgspec

from kipux.adapters.redis import scripts
from kipux.adapters.redis.connection import RedisConnection
from kipux.adapters.redis.reachable import reachable
from kipux.application.ports.session_store import SessionStore
from kipux.domain.session import Session

_encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(Session)


class RedisSessionStore(SessionStore):
    """A key for each session, which Redis lets expire, and a set of a person's session keys that lives as long as the longest.

    Redis is told how long a session has left (from `seen_at` to `expires_at`), not when it ends: its clock need not agree with ours.
    """

    def __init__(self, redis: RedisConnection) -> None:
        self._redis = redis.commands
        self._keep = self._redis.register_script(scripts.KEEP_SESSION)

    async def add(self, session: Session) -> None:
        """Keep it, and its key among the person's."""
        await self._write(session, only_if_there=False)

    async def find(self, key: str, now: datetime) -> Session | None:
        """One read."""
        async with reachable():
            return _living(await self._redis.get(_session(key)), now)

    async def touch(self, key: str, seen_at: datetime, expires_at: datetime) -> None:
        """Write it anew, if it is still there at that moment."""
        async with reachable():
            session = _decoded(await self._redis.get(_session(key)))
        if session is not None:
            await self._write(replace(session, seen_at=seen_at, expires_at=expires_at), only_if_there=True)

    async def end(self, key: str) -> None:
        """Remove it, and its key from the person's."""
        async with reachable():
            if session := _decoded(await self._redis.getdel(_session(key))):
                await self._redis.srem(_person(session.user_id), key)

    async def of_user(self, user_id: UUID, now: datetime) -> tuple[Session, ...]:
        """Those that live; keys of sessions that Redis let expire are cleaned up on the way."""
        async with reachable():
            keys = await self._keys_of(user_id)
            stored = await self._redis.mget([_session(key) for key in keys]) if keys else []
            gone = [key for key, value in zip(keys, stored, strict=True) if value is None]
            if gone:
                await self._redis.srem(_person(user_id), *gone)
        living = [session for value in stored if (session := _living(value, now))]
        return tuple(sorted(living, key=lambda session: session.seen_at, reverse=True))

    async def end_all(self, user_id: UUID, *, but: str | None = None) -> int:
        """Remove all that are known at this moment."""
        async with reachable():
            keys = [key for key in await self._keys_of(user_id) if key != but]
            if not keys:
                return 0
            ended = await self._redis.delete(*map(_session, keys))
            await self._redis.srem(_person(user_id), *keys)
            return ended

    async def _write(self, session: Session, *, only_if_there: bool) -> None:
        left_ms = max(1, round((session.expires_at - session.seen_at).total_seconds() * 1000))
        async with reachable():
            await self._keep(
                keys=[_session(session.key), _person(session.user_id)],
                args=[_encode(session), left_ms, session.key, int(only_if_there)],
            )

    async def _keys_of(self, user_id: UUID) -> list[str]:
        keys = await self._redis.smembers(_person(user_id))
        return [key if isinstance(key, str) else key.decode() for key in keys]


def _living(stored: bytes | str | None, now: datetime) -> Session | None:
    session = _decoded(stored)
    return session if session is not None and session.expires_at > now else None


def _decoded(stored: bytes | str | None) -> Session | None:
    if stored is None:
        return None
    try:
        return _decoder.decode(stored)
    except msgspec.DecodeError:  # written by another version: sign in again
        return None


def _session(key: str) -> bytes:
    return b"kipux:session:" + key.encode(errors="surrogatepass")


def _person(user_id: UUID) -> str:
    return f"kipux:sessions:{user_id}"
