"""Where a browser may be sent after it has signed in."""

import re
from urllib.parse import unquote

_DECODINGS = 3


def safe_next(path: str | None, default: str = "/chat") -> str:
    """`path` when it is a path on this server, whatever a browser or a proxy makes of its spelling; else `default`."""
    if path is None or not _is_local(path):
        return default
    return path


def _is_local(path: str) -> bool:
    for _ in range(_DECODINGS):
        if not re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", path):
            return False
        decoded = unquote(path)
        if decoded == path:
            return True
        path = decoded.replace(" ", "+")
    return False
