"""A person's own way to models: a gateway of theirs in place of the one that all share."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from kipux.domain.errors import Invalid

URL_LENGTH = 500
KEY_LENGTH = 1_000
_SHOWN = 4
_LONG_ENOUGH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`url` is the server's root. The key is kept sealed for this person and this URL; `key_ending` is all that is ever shown of it."""

    user_id: UUID
    url: str
    sealed_key: str = field(repr=False)
    key_ending: str
    saved_at: datetime

    @property
    def seal(self) -> str:
        """What the key is sealed for."""
        return seal_of(self.user_id, self.url)


def seal_of(user_id: UUID, url: str) -> str:
    """What the key of this person for this URL is sealed for."""
    return f"connection of {user_id} to {url}"


def ending_of(key: str) -> str:
    """The last four characters; nothing of a key so short that they would give it away."""
    return key[-_SHOWN:] if len(key) >= _LONG_ENOUGH else ""


def checked_url(text: str) -> str:
    """The URL of a server's root, without slash at its end. Raises `Invalid` (field `url`: `required`, `url`)."""
    url = text.strip().rstrip("/")
    if not url:
        raise Invalid({"url": "required"})
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Invalid({"url": "url"}) from None
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url and len(url) <= URL_LENGTH
    is_root = parts.scheme in {"http", "https"} and parts.hostname and not parts.query and not parts.fragment
    if not is_plain or not is_root or "@" in parts.netloc or port == 0 or "?" in url or "#" in url:
        raise Invalid({"url": "url"})
    return url


def checked_key(text: str) -> str:
    """The key without blanks around it; empty for a server that asks for none. Raises `Invalid` (field `key`: `key`)."""
    key = text.strip()
    if len(key) > KEY_LENGTH or not key.isascii() or not key.isprintable() or " " in key:
        raise Invalid({"key": "key"})
    return key
