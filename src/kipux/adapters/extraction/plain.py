"""Text that is text already."""

import json
import re

from kipux.domain.page import Page

_HEADING = re.compile(r"^# +(.+)$", re.MULTILINE)


def read_plain(url: str, text: str) -> Page:
    """As it is; Markdown's first heading is its title."""
    heading = _HEADING.search(text[:1000])
    return Page(url, text, heading[1] if heading else "")


def read_json(url: str, text: str) -> Page:
    """With a line for each value, where it is JSON."""
    try:
        return Page(url, json.dumps(json.loads(text), ensure_ascii=False, indent=1))
    except (ValueError, RecursionError):
        return Page(url, text)
