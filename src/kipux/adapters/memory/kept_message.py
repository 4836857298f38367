"""A message as it is kept."""

from dataclasses import replace
from typing import NamedTuple, Self

from kipux.domain.message import Message, Source


class KeptMessage(NamedTuple):
    """A message, and what is read on its own: the provider's answer, and the sources with their passages."""

    message: Message
    raw: str | None = None
    sources: tuple[Source, ...] = ()

    @classmethod
    def of(cls, message: Message, raw: str | None = None, before: Self | None = None) -> Self:
        """A message taken apart; without passages it has those of `before`."""
        listed = tuple(source.listed for source in message.sources)
        return cls(
            replace(message, sources=listed),
            raw,
            message.sources if message.has_passages or before is None else before.sources or message.sources,
        )
