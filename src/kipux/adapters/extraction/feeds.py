"""XML: feeds, and whatever else has text between its tags."""

import html
import re
from collections.abc import Iterator

from lxml import etree

from kipux.adapters.extraction.errors import Unreadable
from kipux.adapters.extraction.html import read_html
from kipux.domain.page import Page

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TAG = re.compile(r"<[^<>]*>")
_ITEMS = {"item", "entry"}
_TOLD = ("pubDate", "published", "updated", "date", "author", "creator", "description", "summary", "content", "encoded")


def read_xml(url: str, text: str) -> Page:
    """A feed with a heading for each entry. Raises `Unreadable` for what is no XML."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    root = etree.fromstring(_DECLARATION.sub("", text.replace("\0", "")).encode(errors="replace"), parser)
    if root is None:
        raise Unreadable
    if _name(root) == "html":
        return read_html(url, text)
    entries = [element for element in root.iter(etree.Element) if _name(element) in _ITEMS]
    if not entries:
        return Page(url, "\n".join(_texts(root)))
    channel = next((element for element in root.iter(etree.Element) if _name(element) in {"channel", "feed"}), root)
    title = _child(channel, "title")
    return Page(url, "\n".join(line for entry in entries for line in _entry(entry)), title, site=title)


def _entry(entry: etree._Element) -> Iterator[str]:
    yield f"## {_child(entry, 'title')}"
    yield from filter(None, (_child(entry, name) for name in _TOLD))
    link = next((child for child in entry if _name(child) == "link"), None)
    if link is not None and (address := link.get("href") or (link.text or "").strip()):
        yield address


def _child(element: etree._Element, name: str) -> str:
    return next((_plain("".join(child.itertext())) for child in element if _name(child) == name), "")


def _plain(text: str) -> str:
    """Descriptions are HTML in disguise."""
    return " ".join(html.unescape(_TAG.sub(" ", html.unescape(text))).split())


def _texts(root: etree._Element) -> Iterator[str]:
    return (" ".join(text.split()) for text in root.itertext() if text.strip())


def _name(element: etree._Element) -> str:
    """Without its namespace; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
