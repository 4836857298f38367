"""Pages of HTML, by trafilatura: what the page is about, without its menus, comments and what it hides."""

import re
from collections.abc import Iterator
from datetime import date

from lxml.html import HtmlElement
from trafilatura import bare_extraction, html2txt, load_html
from trafilatura.settings import Document

from kipux.adapters.extraction.login import is_login_form
from kipux.domain.page import Page

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HIDDEN = (
    "//body//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')"
    " or contains(translate(@style, ' ', ''), 'visibility:hidden')]"
)
_NO_CONTENT = "//script | //style | //noscript | //template | //nav | //footer | //iframe | //svg | //select"
_LEVELS = re.compile(r"h([1-6])")


def read_html(url: str, text: str) -> Page:
    """The page; without text when there is none to be seen without scripts."""
    tree = load_html(_DECLARATION.sub("", text.replace("\0", "")))
    if tree is None:
        return Page(url, "" if "<" in text else text)
    asks_password = bool(tree.xpath("//input[@type='password']"))
    _prune(tree, _HIDDEN)
    found = bare_extraction(tree, url=url, include_comments=False, include_tables=True, with_metadata=True)
    if not isinstance(found, Document):
        return _thin(url, tree, asks_password=asks_password)
    read = "\n".join(_lines(found.body)) if found.body is not None else found.text or ""
    return Page(
        url,
        read,
        found.title or "",
        found.author or "",
        found.sitename or "",
        _day(found.date),
        is_login_form(read, asks_password=asks_password),
    )


def _thin(url: str, tree: HtmlElement, *, asks_password: bool) -> Page:
    """Of a page in which no article was found: whatever text it shows."""
    title = " ".join(tree.xpath("string(//head/title)").split())
    _prune(tree, _NO_CONTENT)
    read = html2txt(tree)
    return Page(url, read, title, needs_login=is_login_form(read, asks_password=asks_password))


def _prune(tree: HtmlElement, path: str) -> None:
    for element in tree.xpath(path):
        if element.getparent() is not None:
            element.drop_tree()


def _lines(element: HtmlElement) -> Iterator[str]:
    """One a paragraph, heading, item of a list, or row of a table."""
    for part in element:
        match part.tag:
            case "head":
                level = _LEVELS.search(part.get("rend") or "")
                yield f"{'#' * int(level[1] if level else 2)} {_text(part)}"
            case "list":
                yield from _items(part)
            case "table":
                yield from (" | ".join(map(_text, row.iter("cell"))) for row in part.iter("row"))
            case "code":
                yield "".join(part.itertext())
            case "quote" | "div" if len(part) and any(child.tag in ("p", "list", "head", "table") for child in part):
                yield from _lines(part)
            case _:
                yield _text(part)
        if part.tail and part.tail.strip():
            yield " ".join(part.tail.split())


def _items(listed: HtmlElement) -> Iterator[str]:
    """Those of lists within it, after the item that they stand in."""
    for item in listed:
        inner = item.findall("list")
        for each in inner:
            item.remove(each)
        if text := _text(item):
            yield f"- {text}"
        for each in inner:
            yield from _items(each)
            if after := " ".join((each.tail or "").split()):
                yield after


def _text(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split()) if len(element) else " ".join((element.text or "").split())


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
