"""What an answer without a page means: the server says it in plain text."""

import re
from http import HTTPStatus

from kipux.adapters.browserless.connection import Response
from kipux.domain.errors import (
    AddressRefused,
    BrowserBusy,
    BrowserError,
    BrowserKeyRefused,
    BrowserUnreachable,
    KipuxError,
    PageStatus,
    PageTimeout,
    PageUnreachable,
    PageUnreadable,
)

_READ = 2_000
_NET = re.compile(r"net::(ERR_[A-Z0-9_]+)")
_OURS = {
    "ERR_FAILED",
    "ERR_BLOCKED_BY_CLIENT",
    "ERR_UNSAFE_PORT",
    "ERR_UNKNOWN_URL_SCHEME",
    "ERR_DISALLOWED_URL_SCHEME",
}
"""Requests that match what we told it to reject fail like this, and those that no browser makes."""
_GATEWAY_STATUSES = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}


def error_of(response: Response) -> KipuxError:
    """A `PageError` where the page is at fault, else a `BrowserError`."""
    match response.status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return BrowserKeyRefused()
        case HTTPStatus.TOO_MANY_REQUESTS:
            return BrowserBusy()
        case HTTPStatus.REQUEST_TIMEOUT:
            return PageTimeout()
        case status if status in _GATEWAY_STATUSES:
            return BrowserUnreachable()
        case HTTPStatus.INTERNAL_SERVER_ERROR:
            return _said(response.body[:_READ].decode(errors="replace"))
        case _:
            return BrowserError()


def _said(text: str) -> KipuxError:
    if found := _NET.search(text):
        return _of_the_net(found[1])
    if text.startswith("TimeoutError"):
        return PageTimeout()
    if "frame was detached" in text:
        return PageUnreachable()
    return BrowserError()


def _of_the_net(code: str) -> KipuxError:
    if code in _OURS:
        return AddressRefused()
    if code == "ERR_TOO_MANY_REDIRECTS":
        return PageStatus(status=HTTPStatus.FOUND)
    if code in ("ERR_TIMED_OUT", "ERR_CONNECTION_TIMED_OUT"):
        return PageTimeout()
    return PageUnreadable() if code == "ERR_ABORTED" else PageUnreachable()  # aborted: what came is a file to be saved
