"""The way to the search engine: its root, and one whole answer at a time."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from kipux.domain.errors import SearchGarbled, SearchUnreachable

log = logging.getLogger(__name__)

_CONNECT_S, _SILENCE_S, _KEPT_S = 5, 30, 120
_LARGEST = 2_000_000
_TURNS = 2


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer. `media_type` is in lower case, without parameters."""

    status: int
    media_type: str
    body: bytes


def root_of(url: str) -> str:
    """Where the engine is, for an address given with or without its `/search` and trailing slashes."""
    return url.strip().rstrip("/").removesuffix("/search").rstrip("/")


class Connection:
    """Connections to one engine, kept open between searches. No cookies; of the environment, certificates alone."""

    def __init__(self, url: str) -> None:
        self._root = root_of(url)
        self._client = httpx.AsyncClient(
            verify=httpx.create_ssl_context(),
            headers={"user-agent": "kipux", "accept": "application/json"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=httpx.Timeout(_SILENCE_S, connect=_CONNECT_S),
            limits=httpx.Limits(keepalive_expiry=_KEPT_S),
            trust_env=False,
        )

    async def get(self, path: str, parameters: Mapping[str, str]) -> Response:
        """The answer; a redirect is followed within the engine's own origin, twice. Raises `SearchUnreachable`, `SearchGarbled`."""
        try:
            return await self._follow(httpx.URL(self._root + path, params=parameters))
        except httpx.InvalidURL as error:
            raise SearchUnreachable from error
        except httpx.DecodingError as error:
            raise SearchGarbled from error
        except (httpx.HTTPError, OSError) as error:
            log.warning("The search engine cannot be reached: %s", type(error).__name__)
            raise SearchUnreachable from error

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _follow(self, url: httpx.URL) -> Response:
        for _ in range(1 + _TURNS):
            response = await self._ask(url)
            if not response.has_redirect_location:
                return Response(response.status_code, _media_type(response), response.content)
            there = url.join(response.headers["location"])
            if _origin(there) != _origin(url):
                log.warning("The search engine sends Kipux elsewhere, to %s", there.host)
                raise SearchGarbled
            url = there
        raise SearchGarbled

    async def _ask(self, url: httpx.URL) -> httpx.Response:
        """Asked again when the engine closed a kept connection just then: a search may be asked twice."""
        try:
            return await self._read(url)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            return await self._read(url)

    async def _read(self, url: httpx.URL) -> httpx.Response:
        async with self._client.stream("GET", url) as response:
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > _LARGEST:
                    log.warning("The search engine's answer is longer than %s bytes", _LARGEST)
                    raise SearchGarbled
            headers = {
                name: response.headers[name] for name in ("content-type", "location") if name in response.headers
            }
            return httpx.Response(response.status_code, headers=headers, content=bytes(body))


def _media_type(response: httpx.Response) -> str:
    content_type: str = response.headers.get("content-type", "")
    return content_type.partition(";")[0].strip().lower()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
