"""A place in a list that is ordered by activity."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME, _ID, _CHECK = 8, 16, 3
_LENGTH = (_TIME + _ID + _CHECK) // 3 * 4


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: by its last activity, and by its id among those of one moment. Written out, it is opaque text
    that is safe in a URL and cannot be mistaken: other text, or one with a slip of a character, is no place.
    """

    active_at: datetime
    id: UUID

    def __str__(self) -> str:
        since = (self.active_at - _EPOCH) // timedelta(microseconds=1)
        place = since.to_bytes(_TIME, "big", signed=True) + self.id.bytes
        return urlsafe_b64encode(place + _check(place)).decode()

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The place that was written so; None for any other text."""
        try:
            written = urlsafe_b64decode(text) if len(text) == _LENGTH else b""
            place, check = written[:-_CHECK], written[-_CHECK:]
            since = timedelta(microseconds=int.from_bytes(place[:_TIME], "big", signed=True))
            found = cls(_EPOCH + since, UUID(bytes=place[_TIME:]))
        except (ValueError, OverflowError):
            return None
        return found if check == _check(place) else None


def _check(place: bytes) -> bytes:
    return zlib.crc32(place).to_bytes(4, "big")[:_CHECK]
