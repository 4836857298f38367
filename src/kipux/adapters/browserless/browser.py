"""A browserless server as Kipux's browser."""

import asyncio
import logging
from http import HTTPStatus

import msgspec

from kipux.adapters.browserless.connection import Connection, Response
from kipux.adapters.browserless.errors import error_of
from kipux.adapters.browserless.turns import Turns
from kipux.adapters.browserless.wire import PressureAnswer, place_of, question
from kipux.application.ports.fetch_guard import FetchGuard
from kipux.application.ports.page_fetcher import BrowserPort
from kipux.domain.errors import AddressRefused, BrowserBusy, BrowserError, PageStatus, PageTimeout, PageUnreachable
from kipux.domain.page import Fetched
from kipux.domain.web_address import WebAddress, checked_address

log = logging.getLogger(__name__)

AT_A_TIME, WAITING = 4, 16
_SECONDS = 5.0
_BESIDE_S = 4.0
"""For a browser to start, scripts to run after the page has come, and the answer."""
_BUSY_RETRIES, _BUSY_PAUSE_S = 3, 0.4
_MOST_MOVES = 2
"""To other sites by script, each of which is asked for anew."""


class BrowserlessBrowser(BrowserPort):
    """`url` is the administrator's, so it may lead anywhere. A page has `seconds` to come, and a little more to be rendered.

    Where the page really came from is judged again before any of it is used; of one that moves on to another site by script nothing
    is, and that site is asked for instead, like any address. The guard's patterns hold for everything that the page
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
        async with self._turns.turn():
            try:
                async with asyncio.timeout(self._seconds + _BESIDE_S):
                    return await self._followed(address)
            except TimeoutError:
                raise PageTimeout from None

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

    async def _followed(self, address: WebAddress) -> Fetched:
        for _ in range(_MOST_MOVES + 1):
            await self._guard.addresses(address.url)
            response = await self._asked(address.url)
            came_from, status = self._judged(response)
            place = place_of(response.body)
            if place is None:  # it was on its way to somewhere
                raise PageUnreachable
            address = checked_address(place)
            if _site(address) == _site(came_from):
                return Fetched(address.url, status, "text/html", "utf-8", response.body)
        raise PageStatus(status=HTTPStatus.FOUND)

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

    def _judged(self, response: Response) -> tuple[WebAddress, int]:
        """Where its first answer came from, if it may be had from there, and its status. One that does not say came from nowhere."""
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
        return checked_address(told), status


def _site(address: WebAddress) -> tuple[str, str, int]:
    """What scripts share: within it a page may call itself what it likes."""
    return address.scheme, address.host, address.port


def _number(status: str) -> int:
    return int(status) if status.isascii() and status.isdecimal() else HTTPStatus.BAD_GATEWAY


def _failure(response: Response) -> Exception:
    failure = error_of(response)
    log.info("The browser answered %s: %s", response.status, failure.code)
    return failure
