"""What a body is: as its header tells, unless the bytes plainly say otherwise."""

import re

_LOOKED_AT = 1024
_NEVER_TEXT = re.compile(r"(?:audio|font|image|video)/")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE | re.ASCII)
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_UNTOLD = {"", "application/octet-stream", "binary/octet-stream", "application/x-download", "unknown/unknown"}
_PDF = "application/pdf"
_HTML_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype html|html|head|body|title|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def is_never_text(header: str) -> bool:
    """Whether the `content-type` header tells of something without any text in it."""
    return bool(_NEVER_TEXT.match(_told(header)))


def charset_of(header: str) -> str | None:
    """The charset that the `content-type` header tells, in small letters, known or not."""
    found = _CHARSET.search(header)
    return found[1].lower() if found else None


def media_type_of(header: str, body: bytes) -> str:
    """What the `content-type` header tells; what the body looks like when it tells nothing, or PDF against the looks of it."""
    told, begins = _told(header), body[:_LOOKED_AT]
    if b"%PDF-" in begins if told in _UNTOLD | {_PDF} else begins.startswith(b"%PDF-"):
        return _PDF
    if told not in _UNTOLD | {_PDF}:
        return told
    if _HTML_BEGINS.match(begins):
        return "text/html"
    is_text = b"\0" not in begins or begins.startswith(_UTF16)
    return "text/plain" if is_text else "application/octet-stream"


def _told(header: str) -> str:
    told = header.partition(";")[0].strip().lower()
    return told if _TYPE.fullmatch(told) else ""
