"""The port that makes text of bytes."""

from typing import Protocol

from kipux.domain.page import Fetched, Page


class TextExtractor(Protocol):
    """Reads HTML, PDF and plain text, whatever their charset. Works beside the event loop, and gives up on what takes too long."""

    async def extract(self, fetched: Fetched) -> Page:
        """What can be read. Raises `PageUnreadable` for a media type that cannot be read, a broken or locked file, and one that takes
        too long or too much memory.
        """
        ...
