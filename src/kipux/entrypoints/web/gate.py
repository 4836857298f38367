"""What every request passes before its handler."""

from typing import Final

from litestar.enums import ScopeType
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from kipux.application.ports.clock import Clock
from kipux.application.use_cases.identify import Identify
from kipux.entrypoints.web import cookies
from kipux.entrypoints.web.auth import session_token
from kipux.entrypoints.web.config import web_config
from kipux.entrypoints.web.csrf import refuse_forgery
from kipux.entrypoints.web.headers import set_cookie_later
from kipux.entrypoints.web.request_ids import enter_request
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.typed import keep_typed

UNGATED = "ungated"
"""The `opt` of handlers that serve everybody alike and change nothing: they need no session store to answer."""

LARGEST_BODY: Final = "largest_body"
"""The `opt` of a handler that takes larger bodies than others: how many bytes."""


class Gate(ASGIMiddleware):
    """Turns away what is too large or forged, and tells who asks (`auth.current_user`)."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = UNGATED

    def __init__(self, identify: Identify, clock: Clock, max_body_bytes: int) -> None:
        self._identify = identify
        self._clock = clock
        self._max_body_bytes = max_body_bytes

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let it pass, or raise. A body without a length is counted while it is read (`request_max_body_size`)."""
        enter_request(scope)
        request = WebRequest(scope, receive, send)
        largest = scope["route_handler"].opt.get(LARGEST_BODY, self._max_body_bytes)
        if (request.content_length or 0) > largest:
            raise RequestEntityTooLarge
        try:
            await self._recognise(request)
        finally:  # when nobody can be recognised now, what was typed is not lost
            await refuse_forgery(request)
            await keep_typed(request)
        await next_app(scope, receive, send)

    async def _recognise(self, request: WebRequest) -> None:
        request.scope["user"] = request.scope["auth"] = None
        token = session_token(request)
        asked_at = self._clock.now()
        found = await self._identify(token) if token else None
        if token is None or found is None:
            return
        request.scope["user"], request.scope["auth"] = found
        if found[1].seen_at >= asked_at:  # its expiry has just slid on, and the cookie's must follow
            config = web_config(request)
            set_cookie_later(request.scope, cookies.made(config, cookies.SESSION, token, config.session_seconds))
