"""What the API tells of people and their sessions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self
from uuid import UUID

from msgspec import Struct

from kipux.domain.device import device_of
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
    """A browser in which the person is signed in, in words where it is a known one. `current`: the one that asks."""

    id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    user_agent: str
    browser: str | None
    system: str | None
    address: str
    current: bool

    @classmethod
    def of(cls, it: Session, current: Session | None) -> Self:
        """The session; `current` is the one that asks."""
        device = device_of(it.user_agent)
        return cls(
            id=it.key,
            created_at=it.created_at,
            seen_at=it.seen_at,
            expires_at=it.expires_at,
            user_agent=it.user_agent,
            browser=device.browser,
            system=device.system,
            address=it.address,
            current=current is not None and it.key == current.key,
        )


class SessionList(Struct, frozen=True):
    """The browser seen last comes first; all in one part."""

    items: tuple[SessionView, ...]
    next: None = None

    @classmethod
    def of(cls, sessions: Iterable[Session], current: Session | None) -> Self:
        """The sessions, the current one marked."""
        return cls(tuple(SessionView.of(session, current) for session in sessions))
