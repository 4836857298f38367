"""The addresses of the files that browsers load: they change with the content, so that it may be cached for ever."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

from kipux.entrypoints.web.files import static_folder

STYLESHEET = "css/app.css"
_IMPORT = re.compile(r'^@import url\("(?P<url>[^"]+)"\) layer\((?P<layer>\w+)\);$', re.MULTILINE)
_NO_USE: Final = "legend+*{clear:left}"
"""A rule of Bootstrap's for forms that we do not write. It makes browsers style all messages anew whenever one is put before them."""
_RELATIVE_URL = re.compile(r'url\("(?!data:|/)(?P<url>[^"]+)"\)')


@cache
def asset_folder() -> str:
    """The address under which the static files are: `/static/<digest of them all>`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in static_folder().rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(static_folder())).encode() + b"\0" + path.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"


def asset(name: str) -> str:
    """The address of one static file; `name` is its path inside `static`."""
    return f"{asset_folder()}/{name}"


def stylesheet() -> str:
    """The style sheet with its imports put in place: one request, not one a component."""
    return _inlined(static_folder() / STYLESHEET)


def _inlined(sheet: Path) -> str:
    def replaced(found: re.Match[str]) -> str:
        part = (sheet.parent / found["url"]).resolve()
        return f"@layer {found['layer']} {{\n{_relocated(part)}\n}}"

    return _IMPORT.sub(replaced, sheet.read_text(encoding="utf-8"))


def _relocated(part: Path) -> str:
    """A part of the sheet, its addresses made absolute: they were relative to the part."""

    def absolute(found: re.Match[str]) -> str:
        return f'url("{asset((part.parent / found["url"]).resolve().relative_to(static_folder()).as_posix())}")'

    text = part.read_text(encoding="utf-8").removeprefix('@charset "UTF-8";').replace(_NO_USE, "")
    return _RELATIVE_URL.sub(absolute, text)
