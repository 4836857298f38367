"""A person with an account."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What an account may do. The first account is the administrator."""

    ADMIN = "admin"
    MEMBER = "member"


class Theme(StrEnum):
    """Colours of the page; `system` follows the device."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person likes the page. `locale` is `es`, `en`, or None for the browser's choice."""

    theme: Theme = Theme.SYSTEM
    locale: str | None = None
    default_model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account. `email` is normalised and unique without regard to case; `phone` is E.164; times are UTC."""

    id: UUID
    name: str
    email: str
    phone: str
    password_hash: str = field(repr=False)
    role: Role
    preferences: Preferences = Preferences()
    created_at: datetime
