"""A page of the web: as it was fetched, and as it can be read."""

from dataclasses import dataclass
from datetime import date

THIN = 200
"""Characters of text below which a page of HTML may need its scripts to show what it has."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer as it came. `url` is where the last redirect led. `body` is decompressed, and whole."""

    url: str
    status: int
    media_type: str
    charset: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """What can be read of it: plain text in paragraphs, one a line; headings begin with `#`. Unknown is empty or None.

    `needs_login` when the page is likely to be a login wall, `needs_scripts` when it is likely to show more with them.
    """

    url: str
    text: str
    title: str = ""
    author: str = ""
    site: str = ""
    published_on: date | None = None
    needs_login: bool = False
    needs_scripts: bool = False

    @property
    def is_thin(self) -> bool:
        """Whether there is so little that a browser may find more."""
        return len(self.text) < THIN
