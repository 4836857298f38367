"""A browserless server as Kipux's browser."""

import asyncio
import logging
from http import HTTPStatus

import msgspec

from kipux.adapters.browserless.connection import Connection, Response
from kipux.adapters.browserless.errors import error_of
from kipux.adapters.browserless.turns import Turns
from kipux.adapters.browserless.wire import PressureAnswer, question
from kipux.application.ports.fetch_guard import FetchGuard
from kipux.application.ports.page_fetcher import BrowserPort
from kipux.domain.errors import AddressRefused, BrowserBusy, BrowserError, PageStatus, PageTimeout, PageUnreachable
from kipux.domain.page import Fetched
from kipux.domain.web_address import checked_address

log = logging.getLogger(__name__)

AT_A_TIME, WAITING = 4, 16
_SECONDS = 5.0
_BESIDE_S = 4.0
"""For a browser to start, scripts to run after the page has come, and the answer."""
_BUSY_RETRIES, _BUSY_PAUSE_S = 3, 0.4
_LONGEST_URL = 1_000
"""The server cuts the URL that it tells after so many characters."""


class BrowserlessBrowser(BrowserPort):
    """`url` is the administrator's, so it may lead anywhere. A page has `seconds` to come, and a little more to be rendered.

    Where the page really came from is judged again before any of it is used. The guard's patterns hold for everything that the page
    asks for by HTTP. What they do not hold for, so that the server needs a network of its own: names that lead inside, other than the
    page's own, and web sockets.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        guard: FetchGuard,
        *,
        seconds: float = _SECONDS,
        at_a_time: int = AT_A_TIME,
        waiting: int = WAITING,
    ) -> None:
        self._connection = Connection(url, token)
        self._guard = guard
        self._seconds = seconds
        self._turns = Turns(at_a_time, waiting)

    async def render(self, url: str) -> Fetched:
        """The page, when its turn has come."""
        address = checked_address(url)
        await self._guard.addresses(address.url)
        async with self._turns.turn():
            try:
                async with asyncio.timeout(self._seconds + _BESIDE_S):
                    response = await self._asked(address.url)
            except TimeoutError:
                raise PageTimeout from None
        return self._judged(address.url, response)

    async def probe(self) -> str:
        """How many pages it renders at a time. No page is."""
        response = await self._connection.ask("GET", "/pressure")
        if response.status != HTTPStatus.OK:
            raise _failure(response)
        try:
            pressure = msgspec.json.decode(response.body, type=PressureAnswer).pressure
        except (msgspec.MsgspecError, UnicodeError):
            raise BrowserError from None
        return f"browserless, {pressure.running} of {pressure.max_concurrent} at work"

    async def close(self) -> None:
        """Close every connection."""
        await self._connection.close()

    async def _asked(self, url: str) -> Response:
        """Asked again while it is full: others may use it, too."""
        parameters = {"timeout": int((self._seconds + _BESIDE_S) * 1000)}
        body = question(url, self._guard.reject_patterns, self._seconds)
        for _ in range(_BUSY_RETRIES):
            response = await self._connection.ask("POST", "/content", parameters=parameters, body=body)
            if response.status == HTTPStatus.OK:
                return response
            failure = _failure(response)
            if not isinstance(failure, BrowserBusy):
                raise failure
            await asyncio.sleep(_BUSY_PAUSE_S)
        raise BrowserBusy

    def _judged(self, url: str, response: Response) -> Fetched:
        """The page, if it came from where it may. One that does not say came from nowhere."""
        told = response.headers.get("x-response-url", "")
        ip = response.headers.get("x-response-ip", "").strip("[]")
        if not (told or ip):
            raise PageUnreachable
        if not self._guard.admits(told, ip):
            log.warning("A page led the browser to an address that is refused")
            raise AddressRefused
        status = _number(response.headers.get("x-response-code", ""))
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise PageStatus(status=status)
        final = url if len(told) >= _LONGEST_URL and url.startswith(told) else checked_address(told).url
        return Fetched(final, status, "text/html", "utf-8", response.body)


def _number(status: str) -> int:
    return int(status) if status.isascii() and status.isdecimal() else HTTPStatus.BAD_GATEWAY


def _failure(response: Response) -> Exception:
    failure = error_of(response)
    log.info("The browser answered %s: %s", response.status, failure.code)
    return failure
