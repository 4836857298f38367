"""Text of pages with what Python has: for trials and tests. It knows no PDF, and takes little care of what is menu and what is text."""

import json
import re
from html.parser import HTMLParser

from kipux.application.ports.text_extractor import TextExtractor
from kipux.domain.errors import PageUnreadable
from kipux.domain.page import Fetched, Page

_MOST_BYTES, _MOST_CHARACTERS = 5_000_000, 400_000
_LEFT_OUT = frozenset(("script", "style", "nav", "footer", "aside", "noscript", "template", "title", "svg"))
_EMPTY = frozenset(
    ("input", "br", "hr", "img", "meta", "link", "wbr", "source", "col", "area", "base", "embed", "track")
)
_INLINE = frozenset(("a", "b", "i", "em", "strong", "span", "code", "abbr", "small", "sub", "sup", "mark", "q", "time"))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_LOGIN = re.compile(r"/(log-?in|sign-?in|iniciar-?sesion)(?:[/.?]|$)")
_WALL = 600


class MemoryTextExtractor(TextExtractor):
    """Reads in this process, so only pages that are to be trusted."""

    async def extract(self, fetched: Fetched) -> Page:
        """What can be read."""
        if len(fetched.body) > _MOST_BYTES:
            raise PageUnreadable
        kind, text = fetched.media_type, _decoded(fetched)
        if kind in ("text/html", "application/xhtml+xml"):
            return _of_markup(fetched.url, text, _LEFT_OUT)
        if kind.endswith("xml") and not kind.startswith("image/"):
            return _of_markup(fetched.url, text, frozenset())
        if kind.endswith("json"):
            return Page(fetched.url, _indented(text)[:_MOST_CHARACTERS])
        if kind.startswith("text/"):
            return Page(fetched.url, text[:_MOST_CHARACTERS].strip())
        raise PageUnreadable


def _decoded(fetched: Fetched) -> str:
    body = fetched.body
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _NOT_TEXT.sub("", body.decode("utf-16", "replace"))
    told = _META.search(body[:2048])
    for charset in (fetched.charset, "utf-8", told[1].decode() if told else None):
        try:
            if charset and (charset == "utf-8" or not charset.lower().startswith(("iso-8859", "latin"))):
                return _NOT_TEXT.sub("", body.decode(charset))
        except (LookupError, UnicodeError):
            continue
    return _NOT_TEXT.sub("", body.decode("cp1252", "replace"))


def _indented(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        return text


def _of_markup(url: str, text: str, left_out: frozenset[str]) -> Page:
    parser = _Parser(left_out)
    parser.feed(text)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.read).splitlines())
    read = "\n".join(line for line in lines if line.strip("# "))[:_MOST_CHARACTERS]
    is_wall = len(read) < _WALL and (parser.asks_password or bool(_LOGIN.search(url)))
    return Page(url, read, " ".join("".join(parser.title).split())[:300], needs_login=is_wall)


class _Parser(HTMLParser):
    def __init__(self, left_out: frozenset[str]) -> None:
        super().__init__()
        self._never = left_out
        self.read: list[str] = []
        self.title: list[str] = []
        self.asks_password = False
        self._left_out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.asks_password = self.asks_password or told.get("type") == "password"
        is_hidden = "hidden" in told or "display:none" in (told.get("style") or "").replace(" ", "")
        if self._left_out:
            self._left_out += [tag] * (tag == self._left_out[0])
        elif (tag in self._never or is_hidden) and tag not in _EMPTY:
            self._left_out.append(tag)
        elif re.fullmatch(r"h[1-6]", tag):
            self.read.append(f"\n{'#' * int(tag[1])} ")
        elif tag not in _INLINE:
            self.read.append(" | " if tag in ("td", "th") else "\n")

    def handle_endtag(self, tag: str) -> None:
        if self._left_out and tag == self._left_out[0]:
            self._left_out.pop()
        elif not self._left_out and tag not in _INLINE and tag not in ("td", "th"):
            self.read.append("\n")

    def handle_data(self, data: str) -> None:
        if self._left_out[:1] == ["title"]:
            self.title.append(data)
        elif not self._left_out:
            self.read.append(data.replace("\n", " "))
