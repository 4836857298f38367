"""Characters out of bytes."""

import codecs
import re

from charset_normalizer import from_bytes

_LOOKED_AT = 2048
_DETECTED_IN = 20_000
_FEW = 0.005
"""The share of characters in a text that may be broken without its charset being another."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:+-]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:+-]{1,40})["']""", re.IGNORECASE)
_OTHER_NAMES = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
"""Those that browsers take for one that holds more."""
_NO_CHARSETS = frozenset(
    ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined", "mbcs", "oem")
)


def decoded(body: bytes, told: str | None) -> str:
    """The text: by its byte order mark, else as UTF-8 where it plainly is, else as its header or itself tells, else as it looks."""
    for mark, marked in _BOMS:
        if body.startswith(mark):
            return body.decode(marked, "replace")
    for charset in (_known(told), "utf-8", _told_inside(body)):
        text = _decoded(body, charset)
        if text is not None:
            return text
    return _guessed(body)


def _known(name: str | None) -> str | None:
    """Python's name of a charset."""
    if not name:
        return None
    try:
        found = codecs.lookup(name).name.replace("_", "-")
        b"".decode(found)
    except (LookupError, UnicodeError, ValueError):
        return None
    return None if found in _NO_CHARSETS else _OTHER_NAMES.get(found, found)


def _told_inside(body: bytes) -> str | None:
    begins = body[:_LOOKED_AT]
    found = _XML.search(begins) or _META.search(begins)
    charset = _known(found[1].decode("ascii")) if found else None
    return None if charset and charset.startswith(("utf-16", "utf-32")) else charset  # who could read it was wrong


def _decoded(body: bytes, charset: str | None) -> str | None:
    """None where this is not its charset."""
    if charset is None:
        return None
    try:
        return body.decode("utf-8" if charset.startswith("cp125") and _is_plainly_utf8(body) else charset)
    except UnicodeError:
        text = body.decode(charset, "replace")
        return text if text.count("\N{REPLACEMENT CHARACTER}") <= len(text) * _FEW else None


def _is_plainly_utf8(body: bytes) -> bool:
    try:
        return not body.isascii() and bool(body.decode("utf-8"))
    except UnicodeError:
        return False


def _guessed(body: bytes) -> str:
    best = from_bytes(body[:_DETECTED_IN]).best()
    charset = _known(best.encoding) if best else None
    return body.decode(charset or "cp1252", "replace")
