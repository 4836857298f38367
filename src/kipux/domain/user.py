"""A person with an account."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kipux.domain.errors import Invalid


class Role(StrEnum):
    """What an account may do. The first account is the administrator."""

    ADMIN = "admin"
    MEMBER = "member"


class Theme(StrEnum):
    """Colours of the page; `system` follows the device."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class SendKey(StrEnum):
    """What sends a message: Enter, which Shift makes a new line; or Ctrl (or Command) and Enter, where Enter is a new line."""

    ENTER = "enter"
    MODIFIER = "modifier"


class TextSize(StrEnum):
    """How large the page is written, beyond what the browser zooms."""

    NORMAL = "normal"
    LARGE = "large"
    LARGER = "larger"


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person likes the page. `locale` is `es`, `en`, or None for the browser's choice; `favourites` are model ids;
    `instructions` go with every question.
    """

    theme: Theme = Theme.SYSTEM
    locale: str | None = None
    default_model: str | None = None
    send_key: SendKey = SendKey.ENTER
    text_size: TextSize = TextSize.NORMAL
    favourites: tuple[str, ...] = ()
    instructions: str = ""


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


FAVOURITES = 50
"""Models that may be favourites at a time."""
NAME_LENGTH = 100
"""Characters a name may have."""
PASSWORD_LENGTHS = range(8, 1025)
"""Characters a password may have: all of them count."""


def checked_name(text: str) -> str:
    """The name with its spaces tidied. Raises `Invalid` (field `name`: `required` or `too_long`)."""
    name = " ".join(text.split())
    if not name:
        raise Invalid({"name": "required"})
    if len(name) > NAME_LENGTH:
        raise Invalid({"name": "too_long"})
    return name


def password_fault(password: str, *, is_common: bool) -> str | None:
    """Why nobody may choose this password (`password_short`, `password_long`, `password_common`), or None."""
    if len(password) < PASSWORD_LENGTHS.start:
        return "password_short"
    if len(password) >= PASSWORD_LENGTHS.stop:
        return "password_long"
    return "password_common" if is_common else None
