"""How often one may try to sign in or up: a sliding window for each address and e-mail, in this process."""

import math
import time
from collections import deque
from collections.abc import Callable
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from kipux.domain.errors import TooMany
from kipux.domain.session import Session
from kipux.domain.user import User
from kipux.entrypoints.web.auth import client_address
from kipux.entrypoints.web.requests import WebRequest

_TRIES = 10
_TRIES_OF_AN_ADDRESS = 200
_SECONDS = 300.0


class Throttle:
    """Lets `limit` tries through in any `seconds`, for each key. `monotonic` tells seconds."""

    def __init__(self, limit: int, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._seconds = seconds
        self._monotonic = monotonic
        self._tries: dict[str, deque[float]] = {}  # the key tried last comes last

    def admit(self, key: str) -> None:
        """Count a try. Raises `TooMany`, with the seconds until the next, for one too many (which does not count)."""
        now = self._monotonic()
        self._forget_before(now - self._seconds)
        tries = self._tries.setdefault(key, deque())
        while tries and tries[0] <= now - self._seconds:
            tries.popleft()
        if len(tries) >= self._limit:
            raise TooMany(math.ceil(tries[0] + self._seconds - now))
        tries.append(now)
        self._tries[key] = self._tries.pop(key)

    def _forget_before(self, moment: float) -> None:
        while self._tries and self._tries[oldest := next(iter(self._tries))][-1] <= moment:
            del self._tries[oldest]


class SignInThrottle:
    """A guard for the routes that take an `email`, as JSON or as a form: few tries for one, more for a whole address."""

    def __init__(self) -> None:
        self._pairs = Throttle(_TRIES, _SECONDS)
        self._addresses = Throttle(_TRIES_OF_AN_ADDRESS, _SECONDS)
        self._people = Throttle(_TRIES, _SECONDS)

    async def admit(self, request: WebRequest) -> None:
        """Raises `TooMany`."""
        address = client_address(request)
        self._addresses.admit(address)
        self._pairs.admit(f"{address} {await _email(request)}")

    def admit_person(self, user_id: UUID, act: str) -> None:
        """For somebody signed in who does what must not be tried at will: few tries of each act, from wherever. Raises `TooMany`."""
        self._people.admit(f"{act} {user_id}")


async def throttled(
    connection: ASGIConnection[BaseRouteHandler, User | None, Session | None, State], _: BaseRouteHandler
) -> None:
    """The guard itself: `guards=[throttled]`."""
    assert isinstance(connection, WebRequest)  # noqa: S101 - create_app says so; this tells the type
    await sign_in_throttle(connection).admit(connection)


def sign_in_throttle(request: WebRequest) -> SignInThrottle:
    """The throttle of the app that serves this request."""
    throttle = request.app.state["sign_in_throttle"]
    assert isinstance(throttle, SignInThrottle)  # noqa: S101 - create_app puts it there; this tells the type
    return throttle


async def _email(request: WebRequest) -> str:
    if request.content_type[0] in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        email = (await request.form()).get("email")
    else:
        email = getattr(await request.json(), "email", None)
    return email.strip().casefold() if isinstance(email, str) else ""
