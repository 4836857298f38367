"""Identifiers and secrets from the operating system's randomness."""

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7

from kipux.application.ports.ids import Ids

_TOKEN_BYTES = 32


class SystemIds(Ids):
    """UUIDv7 with a counter that all threads of the process share; tokens of 256 random bits."""

    def new(self) -> UUID:
        """A UUIDv7."""
        return uuid7()

    def token(self) -> str:
        """43 characters of base64url."""
        return secrets.token_urlsafe(_TOKEN_BYTES)
