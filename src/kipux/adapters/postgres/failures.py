"""What the driver and the pool raise, in the words of the domain: once, at this edge."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from kipux.domain.errors import EmailTaken, KipuxError, NotFound, Unavailable

_EMAIL = "uq_users_email_key"
_UNIQUE_VIOLATION, _FOREIGN_KEY_VIOLATION = "23505", "23503"
_STATE_OF_THE_SERVER = ("08", "28", "3D", "40", "53", "55", "57", "58")
"""Classes of SQLSTATE that do not tell of our statement: connection, refused at the door (credentials, no such database),
deadlock, resources, locks, operator, system."""


@contextmanager
def translated() -> Iterator[None]:
    """Raises `Unavailable`, `EmailTaken` or `NotFound` (what is referred to is not there) in place of their causes."""
    try:
        yield
    except (OSError, exc.TimeoutError) as error:
        raise Unavailable from error
    except exc.DBAPIError as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise meaning from error


def _meaning(error: exc.DBAPIError) -> KipuxError | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    if state == _UNIQUE_VIOLATION and _EMAIL in str(error.orig):
        return EmailTaken()
    if state == _FOREIGN_KEY_VIOLATION:
        return NotFound()
    if error.connection_invalidated or isinstance(error, exc.InterfaceError) or state[:2] in _STATE_OF_THE_SERVER:
        return Unavailable()
    return None
