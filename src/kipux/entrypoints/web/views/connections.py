"""What the API tells of a person's own gateway."""

from datetime import datetime
from typing import Self

from msgspec import Struct

from kipux.domain.connection import Connection
from kipux.domain.model import ModelList


class ConnectionView(Struct, frozen=True):
    """A gateway of one's own. Of its key, `key_ending` is all that is ever told: four characters, or none of a short one."""

    url: str
    key_ending: str
    saved_at: datetime

    @classmethod
    def of(cls, it: Connection) -> Self:
        """All of it but the key."""
        return cls(it.url, it.key_ending, it.saved_at)


class TriedConnection(Struct, frozen=True):
    """A gateway that has just been tried and kept; `models`: how many it offers."""

    connection: ConnectionView
    models: int

    @classmethod
    def of(cls, connection: Connection, models: ModelList) -> Self:
        """What was found."""
        return cls(ConnectionView.of(connection), len(models.models))
