"""A message as it is kept."""

from typing import NamedTuple

from kipux.domain.message import Message


class KeptMessage(NamedTuple):
    """A message and the provider's answer, which is read on its own."""

    message: Message
    raw: str | None = None
