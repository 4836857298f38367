"""The addresses in results: which are links at all, what in them only follows people about, and which are the same."""

import re
from urllib.parse import urlsplit

_LONGEST = 2_000
_PORTS = {"http": 80, "https": 443}
_UNUSABLE = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff\\]")
# fmt: off
_TRACKERS = frozenset((
    "_hsenc", "_hsmi", "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igsh", "igshid", "mc_cid", "mc_eid",
    "mkt_tok", "msclkid", "oly_anon_id", "oly_enc_id", "srsltid", "ttclid", "twclid", "vero_id", "wbraid", "yclid",
))
# fmt: on


def link_of(url: str) -> str | None:
    """The address without tracker parameters, else as it was given; None when it is no link to a page of the web."""
    url = url.strip()
    if len(url) > _LONGEST or _UNUSABLE.search(url):
        return None
    try:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.port == 0:
            return None
    except ValueError:
        return None
    query = _untracked(parts.query)
    return url if query == parts.query else parts._replace(query=query).geturl()


def sameness(link: str) -> str:
    """What two links to one page have in common: case of the host, the usual port and the fragment do not count."""
    parts = urlsplit(link)
    host = (parts.hostname or "").rstrip(".")
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}{parts.path or '/'}?{parts.query}"


def _untracked(query: str) -> str:
    return "&".join(part for part in query.split("&") if not _is_tracker(part))


def _is_tracker(part: str) -> bool:
    name = part.partition("=")[0].lower()
    return name.startswith("utm_") or name in _TRACKERS
