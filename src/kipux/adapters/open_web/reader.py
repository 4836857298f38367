"""Pages by plain HTTP."""

import asyncio
from http import HTTPStatus
from ssl import SSLContext

import aiohttp
import httpx
from yarl import URL

from kipux.adapters.open_web.media import charset_of, is_never_text, media_type_of
from kipux.adapters.open_web.pinned import pinned
from kipux.adapters.open_web.unpacking import ACCEPTED, Body
from kipux.application.ports.fetch_guard import FetchGuard
from kipux.application.ports.page_fetcher import PageFetcher
from kipux.domain.errors import PageStatus, PageTimeout, PageTooLarge, PageUnreachable, PageUnreadable
from kipux.domain.page import Fetched
from kipux.domain.web_address import WebAddress, checked_address

MOST_BYTES = 5_000_000
MOST_REDIRECTS = 5
_SECONDS = 30
_CONNECT_SECONDS = 10
_MOVED = {301, 302, 303, 307, 308}
_HEADERS = {
    "user-agent": "Mozilla/5.0 (compatible; Kipux)",
    "accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.9,*/*;q=0.5",
    "accept-encoding": ACCEPTED,
}
_BROKEN = (aiohttp.ClientError, aiohttp.http.HttpProcessingError, OSError)


class PlainReader(PageFetcher):
    """Sends nothing but the same four headers to everybody: no cookies, keys, referer, or proxy of the environment. Each request has a
    session and a connection of its own, so nothing of one page is there for the next.

    A redirect from https to http is followed: nothing secret goes along, and the page's final URL shows it. `largest` counts
    bytes; `seconds` end a fetch that its caller does not.
    """

    def __init__(
        self,
        guard: FetchGuard,
        *,
        largest: int = MOST_BYTES,
        seconds: float = _SECONDS,
        ssl_context: SSLContext | None = None,
    ) -> None:
        self._guard = guard
        self._largest = largest
        self._seconds = seconds
        self._ssl_context = (
            ssl_context or httpx.create_ssl_context()
        )  # reading the certificates takes a while: once for all

    async def fetch(self, url: str) -> Fetched:
        """The page, after at most 5 redirects."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._followed(checked_address(url))
        except TimeoutError:  # of this clock, of aiohttp's for connecting, or of the network
            raise PageTimeout from None
        except _BROKEN as error:
            raise PageUnreachable from error

    async def _followed(self, address: WebAddress) -> Fetched:
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._asked(address)
            if isinstance(answer, Fetched):
                return answer
            address = answer
        raise PageStatus(status=HTTPStatus.FOUND)

    async def _asked(self, address: WebAddress) -> Fetched | WebAddress:
        """The page, or where it moved to."""
        connector = aiohttp.TCPConnector(
            resolver=await pinned(self._guard, address.url),
            ssl=self._ssl_context,
            use_dns_cache=False,
            force_close=True,
        )
        async with (
            aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
                auto_decompress=False,
                trust_env=False,
                timeout=aiohttp.ClientTimeout(connect=_CONNECT_SECONDS),
            ) as session,
            session.get(URL(address.url, encoded=True), allow_redirects=False) as response,
        ):
            location = response.headers.get("location")
            if response.status in _MOVED and location:
                return address.leads_to(location)
            return await self._read(address, response)

    async def _read(self, address: WebAddress, response: aiohttp.ClientResponse) -> Fetched:
        if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            raise PageStatus(status=response.status)
        told = response.headers.get("content-type", "")
        if is_never_text(told):
            raise PageUnreadable
        if (response.content_length or 0) > self._largest:
            raise PageTooLarge
        body = Body(", ".join(response.headers.getall("content-encoding", [])), self._largest)
        async for piece in response.content.iter_any():
            body.add(piece)
        whole = body.whole()
        return Fetched(address.url, response.status, media_type_of(told, whole), charset_of(told), whole)
