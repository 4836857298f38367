"""Serves `/static`: every file compressed once, kept in memory from its first request on, and cached by browsers for ever."""

import asyncio
import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Self

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from kipux.entrypoints.web.documented import UNCOMPRESSED
from kipux.entrypoints.web.gate import UNGATED
from kipux.entrypoints.web.requests import WebRequest

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
_WORTH_IT: Final = 0.9
_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class _Asset:
    """A file as it is sent; `zipped` only where that is smaller."""

    plain: bytes
    zipped: bytes | None
    etag: str
    media_type: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Self:
        zipped = gzip.compress(content, mtime=0)
        suffix = Path(name).suffix
        return cls(
            content,
            zipped if len(zipped) < _WORTH_IT * len(content) else None,
            f'"{hashlib.sha256(content).hexdigest()[:20]}"',
            _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream"),
        )


class StaticFiles:
    """The files below `folder` and those made by `generated`, which go first. Nothing outside has a name here."""

    def __init__(self, folder: Path, generated: Mapping[str, Callable[[], str]]) -> None:
        self._sources: dict[str, Callable[[], bytes]] = {
            path.relative_to(folder).as_posix(): path.read_bytes for path in folder.rglob("*") if path.is_file()
        }
        self._sources.update({name: partial(_encoded, text) for name, text in generated.items()})
        self._loaded: dict[str, _Asset] = {}

    async def find(self, name: str) -> _Asset | None:
        """The file of this name; reading and compressing it happens once, and not on the event loop."""
        if (found := self._loaded.get(name)) is not None:
            return found
        if (source := self._sources.get(name)) is None:
            return None
        self._loaded[name] = await asyncio.to_thread(_load, name, source)
        return self._loaded[name]


def static_route(version: str, files: StaticFiles) -> HTTPRouteHandler:
    """Serves `/static/<version>/<name>`; under an older version's address the file of today, which is then not cached."""

    @get("/static/{asked:str}/{name:path}", include_in_schema=False, opt={UNGATED: True, UNCOMPRESSED: True})
    async def static_file(request: WebRequest, asked: FromPath[str], name: FromPath[str]) -> Response[bytes]:
        found = await files.find(name.removeprefix("/"))
        if found is None:
            raise NotFoundException
        headers = {
            "cache-control": _FOR_EVER if asked == version else _ASK_AGAIN,
            "etag": found.etag,
            "vary": "accept-encoding",
            "access-control-allow-origin": "*",  # for the frame that draws diagrams: it has no origin; nothing here is secret
        }
        if found.etag in request.headers.get("if-none-match", ""):
            return Response(b"", status_code=304, headers=headers)
        if found.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(found.zipped, headers=headers | {"content-encoding": "gzip"}, media_type=found.media_type)
        return Response(found.plain, headers=headers, media_type=found.media_type)

    return static_file


def _load(name: str, source: Callable[[], bytes]) -> _Asset:
    return _Asset.of(name, source())


def _encoded(text: Callable[[], str]) -> bytes:
    return text().encode()
