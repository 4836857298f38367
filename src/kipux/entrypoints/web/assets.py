"""The files that browsers load, under an address that changes with their content: they are cached for ever."""

import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path

from litestar import MediaType, Response, Router, get
from litestar.datastructures import CacheControlHeader
from litestar.handlers import HTTPRouteHandler
from litestar.static_files import create_static_files_router

from kipux.entrypoints.web.files import static_folder

_FOR_EVER = CacheControlHeader(public=True, max_age=31_536_000, immutable=True)
_STYLESHEET = "css/app.css"
_IMPORT = re.compile(r'^@import url\("(?P<url>[^"]+)"\) layer\((?P<layer>\w+)\);$', re.MULTILINE)
_RELATIVE_URL = re.compile(r'url\("(?!data:|/)(?P<url>[^"]+)"\)')

# Python 3.11 does not know these two, and a browser takes no file whose type is not told.
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("font/woff2", ".woff2")


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


def asset_routes() -> list[Router | HTTPRouteHandler]:
    """What serves them. The style sheet is sent with its imports put in place: one request, not one a component."""
    styles = _inlined(static_folder() / _STYLESHEET)

    @get(asset(_STYLESHEET), sync_to_thread=False, include_in_schema=False, cache_control=_FOR_EVER)
    def stylesheet() -> Response[str]:
        return Response(styles, media_type=MediaType.CSS)

    files = create_static_files_router(
        path=asset_folder(), directories=[static_folder()], cache_control=_FOR_EVER, include_in_schema=False
    )
    return [stylesheet, files]


def _inlined(sheet: Path) -> str:
    def replaced(found: re.Match[str]) -> str:
        part = (sheet.parent / found["url"]).resolve()
        return f"@layer {found['layer']} {{\n{_relocated(part)}\n}}"

    return _IMPORT.sub(replaced, sheet.read_text(encoding="utf-8"))


def _relocated(part: Path) -> str:
    """A part of the sheet, its addresses made absolute: they were relative to the part."""

    def absolute(found: re.Match[str]) -> str:
        return f'url("{asset((part.parent / found["url"]).resolve().relative_to(static_folder()).as_posix())}")'

    return _RELATIVE_URL.sub(absolute, part.read_text(encoding="utf-8").removeprefix('@charset "UTF-8";'))
