"""The way to the browser's server: one whole answer at a time."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from kipux.domain.errors import BrowserError, BrowserUnreachable, PageTooLarge

log = logging.getLogger(__name__)

_CONNECT_S, _SILENCE_S = 5, 30
_LARGEST = 5_000_000


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connection:
    """To one server, which is the administrator's. The token goes in a header: an address would be logged on the way."""

    def __init__(self, url: str, token: str | None) -> None:
        self._client = httpx.AsyncClient(
            base_url=url,
            verify=httpx.create_ssl_context(),
            headers={"user-agent": "kipux"} | ({"authorization": f"Bearer {token}"} if token else {}),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=httpx.Timeout(_SILENCE_S, connect=_CONNECT_S, pool=None),
            trust_env=False,
        )

    async def ask(
        self,
        method: str,
        path: str,
        *,
        parameters: Mapping[str, int] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> Response:
        """The answer. Raises `BrowserUnreachable`, `BrowserError` for what is no HTTP, `PageTooLarge`."""
        try:
            async with self._client.stream(method, path, params=parameters, json=body) as response:
                headers = dict(response.headers)  # httpx has their names in small letters
                return Response(response.status_code, headers, await _read(response))
        except httpx.DecodingError as error:
            raise BrowserError from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            log.warning("The browser cannot be reached: %s", type(error).__name__)
            raise BrowserUnreachable from error

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _LARGEST:
            raise PageTooLarge
    return bytes(body)
