"""A signed-in browser. Only a digest of its token is ever stored."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

TOUCH_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`key` is the SHA-256 of the token in hexadecimal (64 characters); the token itself lives in the cookie alone.

    `address` and `user_agent` are for the person's own list of sessions, cut to what is sensible to keep.
    """

    key: str
    user_id: UUID
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    user_agent: str
    address: str

    def is_due_for_touch(self, now: datetime) -> bool:
        """Whether its expiry should slide on: not at each request, so that reading a page writes nothing."""
        return now - self.seen_at >= TOUCH_EVERY


def session_key(token: str) -> str:
    """The key under which the session of this token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
