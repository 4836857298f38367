"""Which reader a page is for. Imported by workers alone: what it imports is large."""

import re
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from kipux.adapters.extraction.charsets import decoded
from kipux.adapters.extraction.errors import Unreadable
from kipux.adapters.extraction.feeds import read_xml
from kipux.adapters.extraction.html import read_html
from kipux.adapters.extraction.login import leads_to_login
from kipux.adapters.extraction.pdf import read_pdf
from kipux.adapters.extraction.plain import read_json, read_plain
from kipux.domain.page import Fetched, Page

MOST_CHARACTERS = 400_000
_MOST_IN_A_FIELD = 300
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_EMPTY_LINES = re.compile(r"\n{2,}")

Reader = Callable[[str, str], Page]
"""Makes a page of its URL and its text."""

_READERS: MappingProxyType[str, Reader] = MappingProxyType(
    {
        "text/html": read_html,
        "application/xhtml+xml": read_html,
        "application/json": read_json,
        "application/ld+json": read_json,
        "text/json": read_json,
        "application/xml": read_xml,
        "text/xml": read_xml,
        "application/rss+xml": read_xml,
        "application/atom+xml": read_xml,
        "application/rdf+xml": read_xml,
    }
)
_AS_PLAIN = frozenset(
    ("application/x-ndjson", "application/yaml", "application/x-yaml", "application/toml", "application/javascript")
)


def page_of(fetched: Fetched) -> Page:
    """The page, within limits, in characters that can be kept. Raises `Unreadable`, and whatever its reader stumbles over."""
    page = _read(fetched)
    return replace(
        page,
        text=_EMPTY_LINES.sub("\n", _clean(page.text))[:MOST_CHARACTERS].strip(),
        title=_line(page.title),
        author=_line(page.author),
        site=_line(page.site),
        needs_login=page.needs_login or leads_to_login(page.url, page.text),
    )


def _read(fetched: Fetched) -> Page:
    if fetched.media_type == "application/pdf":
        return read_pdf(fetched.url, fetched.body)
    reader = _reader_of(fetched.media_type)
    if reader is None:
        raise Unreadable
    return reader(fetched.url, decoded(fetched.body, fetched.charset))


def _reader_of(media_type: str) -> Reader | None:
    if found := _READERS.get(media_type):
        return found
    if media_type.endswith("+json"):
        return read_json
    if media_type.endswith("+xml"):
        return read_xml if not media_type.startswith("image/") else None
    return read_plain if media_type.startswith("text/") or media_type in _AS_PLAIN else None


def _clean(text: str) -> str:
    return _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _line(text: str) -> str:
    return " ".join(_clean(text).split())[:_MOST_IN_A_FIELD]
