"""What the server is asked, and what it tells of itself."""

import html
import re
from collections.abc import Mapping, Sequence

import msgspec

_SETTLED_MS, _LOOK_EVERY_MS, _GIVEN_UP_MS = 2_000, 100, 3_000
_ENOUGH = 200
"""Characters of text with which a page is taken to show what it has, once they stay as they are."""
_PLACE = "data-kipux-at"
"""The attribute of its root in which a page is made to say where it is: the server tells only where its first answer came from."""
# A page may lie here, by its doctype or its scripts: within its site that harms nobody, and another site is asked for anew.
_SAID = re.compile(rf'\s{_PLACE}="([^"]*)"')
_HAS_SETTLED = f"""() => {{
  document.documentElement?.setAttribute("{_PLACE}", location.href);
  const length = document.body ? document.body.innerText.trim().length : 0;
  const [before, began] = window.__before ?? [-1, Date.now()];
  window.__before = [length, began];
  const stays = document.readyState === "complete" && length >= {_ENOUGH} && length === before;
  return stays || Date.now() - began > {_SETTLED_MS};
}}"""
_NOT_NEEDED = ("image", "font", "media")


class Pressure(msgspec.Struct, frozen=True, rename="camel"):
    """How much it has to do."""

    running: int = 0
    max_concurrent: int = 0


class PressureAnswer(msgspec.Struct, frozen=True):
    """`GET /pressure`."""

    pressure: Pressure


def question(url: str, reject: Sequence[str], seconds: float) -> Mapping[str, object]:
    """For the page as it is once its text stays as it is, or a while after it has come; without pictures."""
    return {
        "url": url,
        "gotoOptions": {"waitUntil": "domcontentloaded", "timeout": int(seconds * 1000)},
        "waitForFunction": {"fn": _HAS_SETTLED, "polling": _LOOK_EVERY_MS, "timeout": _GIVEN_UP_MS},
        "rejectRequestPattern": list(reject),
        "rejectResourceTypes": list(_NOT_NEEDED),
    }


def place_of(body: bytes) -> str | None:
    """The address at which the page was when it was taken; None when it does not say."""
    said = _SAID.search(body.decode(errors="replace"))
    return html.unescape(said[1]) if said else None
