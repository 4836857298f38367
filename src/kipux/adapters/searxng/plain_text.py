"""What strangers wrote, as one line of plain text."""

import re
import unicodedata
from html import unescape

_READ = 8
"""Characters of HTML that are looked at, for each that may be kept."""
# Each reads on to an end that is always found, or not past the next "<": time stays in proportion to the text.
_HIDDEN = re.compile(r"<!--.*?(?:-->|$)|<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
_INLINE = re.compile(r"</?(?:a|abbr|b|code|em|font|i|mark|small|span|strong|sub|sup|u|wbr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(?:[!?]|/?[a-zA-Z])[^>]*(?:>|$)")
_JOINERS = "\u200c\u200d"
"""Invisible characters that are part of words and of pictures."""


def plain(html: object, length: int) -> str:
    """The text of a piece of HTML, cut to so many characters; none when it is no text at all.

    Entities are decoded once: what was written as `&lt;b&gt;` is the text `<b>`, not a tag. Characters that are not seen, or
    that turn the direction of what follows, are taken out.
    """
    if not isinstance(html, str):
        return ""
    text = _HIDDEN.sub(" ", html[: length * _READ])
    text = _TAG.sub(" ", _INLINE.sub("", text))
    text = unescape(text)
    if not text.isprintable():  # seldom, and looking at every character is slow
        text = "".join(map(_seen, text))
    return cut(" ".join(text.split()), length)


def cut(text: str, length: int) -> str:
    """The text, or its beginning and an ellipsis, of so many characters at most."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _seen(character: str) -> str:
    match unicodedata.category(character):
        case "Cc":
            return " "
        case "Cf" | "Cs":
            return character if character in _JOINERS else ""
        case _:
            return character
