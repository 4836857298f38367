"""Follows what a running Kipux's pages ask for, as a browser would, and says what each answer is."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

LINKING = {"a": "href", "img": "src", "link": "href", "script": "src", "source": "src", "use": "href"}


class _Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == LINKING.get(tag) and value]


def _of_a_page(text: str) -> list[str]:
    in_import_map = re.findall(r'":\s*"(/[^"]+\.m?js)"', text)
    return _Links(text).found + in_import_map


def _of_a_style(text: str) -> list[str]:
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.findall(r"""(?:url\(|@import\s+)["']?((?!data:)[^"')\s]+)""", without_comments)


def _of_a_module(text: str) -> list[str]:
    return re.findall(r"""^\s*(?:import|export)\b[^"';]*["'](\.{0,2}/[^"']+\.m?js)["']""", text, re.MULTILINE)


_LINKS: dict[str, Callable[[str], list[str]]] = {
    "text/html": _of_a_page,
    "text/css": _of_a_style,
    "text/javascript": _of_a_module,
}


def crawl(site: str, start: str = "/") -> dict[str, str]:
    """Every address of the site that can be reached from `start`, with its media type. Fails on an error and on an empty answer."""
    visited: dict[str, str] = {}
    waiting = [start]
    with httpx.Client(base_url=site, follow_redirects=True) as client:
        while waiting:
            path = waiting.pop()
            answer = client.get(path)
            assert answer.status_code == httpx.codes.OK, f"{path}: {answer.status_code}"
            assert answer.content, f"{path} is empty"
            media_type = answer.headers.get("content-type", "").partition(";")[0]
            visited[path] = media_type
            links = _LINKS[media_type](answer.text) if media_type in _LINKS else []
            addresses = [urljoin(str(answer.url), link) for link in links]
            ours = {_path(address) for address in addresses if address.startswith(f"{site}/")}
            waiting += ours - visited.keys() - set(waiting)
    return visited


def _path(address: str) -> str:
    return urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()
