"""The parts of the answers of SearXNG, and of searx before it, that Kipux reads. What is not named here is ignored.

Lists are read entry by entry, so that one that is broken costs no other.
"""

from msgspec import DecodeError, Raw, Struct

UNREADABLE = (DecodeError, ValueError, RecursionError)
"""What decoding raises for bytes that are not what was expected."""


class Found(Struct):
    """A whole answer to a search. `results` is what makes it one; the rest is `Raw`, for it may be anything."""

    results: list[Raw]
    answers: Raw = Raw(b"[]")
    infoboxes: Raw = Raw(b"[]")
    corrections: Raw = Raw(b"[]")
    suggestions: Raw = Raw(b"[]")
    unresponsive_engines: Raw = Raw(b"[]")


class Result(Struct):
    """One result. searx leaves out what it does not know, SearXNG says null or "". `title` and `content` may hold HTML.

    `publishedDate` is a time in SearXNG, and words in the language of whoever asks in searx ("3 hour(s) ago"); `pubdate` is a time.
    """

    url: str
    title: object = None
    content: object = None
    publishedDate: object = None  # noqa: N815 - its name there
    pubdate: object = None
    engine: object = None
    engines: object = None


class Answer(Struct):
    """A direct answer of an engine, in SearXNG. In searx it is a string."""

    answer: str
    url: object = None


class Infobox(Struct):
    """What an encyclopedia says of a thing. `id` is its address, more or less."""

    infobox: object = None
    content: object = None
    id: object = None
    urls: object = None


class Engine(Struct):
    """One of the engines behind it."""

    enabled: bool = True


class Config(Struct):
    """What it says of itself. searx has no `public_instance`."""

    version: str
    engines: list[Engine] = []
    public_instance: bool | None = None


class Complaint(Struct):
    """Why it did not search."""

    error: str
