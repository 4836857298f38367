"""What the API tells of people and their sessions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self
from uuid import UUID

from msgspec import Struct

from kipux.domain.session import Session
from kipux.domain.user import Preferences, Role, User


class UserView(Struct, frozen=True):
    """A person's own account."""

    id: UUID
    name: str
    email: str
    phone: str
    role: Role
    preferences: Preferences

    @classmethod
    def of(cls, user: User) -> Self:
        """Everything but the password's hash."""
        return cls(user.id, user.name, user.email, user.phone, user.role, user.preferences)


class SessionState(Struct, frozen=True):
    """Who is signed in here, and the token that unsafe requests must carry."""

    user: UserView | None
    csrf_token: str


class SessionView(Struct, frozen=True):
    """A browser in which the person is signed in. `current`: the one that asks."""

    id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    user_agent: str
    address: str
    current: bool


class SessionList(Struct, frozen=True):
    """The browser seen last comes first; all in one part."""

    items: tuple[SessionView, ...]
    next: None = None

    @classmethod
    def of(cls, sessions: Iterable[Session], current: Session | None) -> Self:
        """The sessions, the current one marked."""
        return cls(
            tuple(
                SessionView(
                    session.key,
                    session.created_at,
                    session.seen_at,
                    session.expires_at,
                    session.user_agent,
                    session.address,
                    current is not None and session.key == current.key,
                )
                for session in sessions
            )
        )
