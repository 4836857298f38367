"""Signing in and out."""

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from kipux.application.use_cases.log_in import LogIn
from kipux.application.use_cases.log_out import LogOut
from kipux.entrypoints.web import cookies
from kipux.entrypoints.web.auth import (
    client_address,
    current_user,
    session_token,
    set_session_cookie,
    user_agent,
)
from kipux.entrypoints.web.config import web_config
from kipux.entrypoints.web.csrf import csrf_token, csrf_token_for
from kipux.entrypoints.web.documented import reading, writing
from kipux.entrypoints.web.headers import set_cookie_later
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.schemas import Credentials
from kipux.entrypoints.web.throttle import throttled
from kipux.entrypoints.web.views.people import SessionState, UserView


class SessionController(Controller):
    """The session of this browser."""

    path = "/api/session"
    tags = ["session"]  # noqa: RUF012 - as Litestar declares it

    @get(responses=reading())
    async def show(self, request: WebRequest) -> SessionState:
        """Who is signed in, and the CSRF token for what comes next."""
        user = current_user(request)
        return SessionState(UserView.of(user) if user else None, csrf_token(request))

    @post(status_code=200, guards=[throttled], responses=writing(429))
    async def log_in(
        self,
        request: WebRequest,
        data: JSONBody[Credentials],
        log_in: NamedDependency[LogIn],
        log_out: NamedDependency[LogOut],
    ) -> Response[SessionState]:
        """Sign in: a new session each time; the one before it ends."""
        token, user = await log_in(
            email=data.email, password=data.password, user_agent=user_agent(request), address=client_address(request)
        )
        if old := session_token(request):
            await log_out(old)
        response = Response(SessionState(UserView.of(user), csrf_token_for(request, token)))
        set_session_cookie(request, response, token)
        return response

    @delete(responses=writing())
    async def log_out(self, request: WebRequest, log_out: NamedDependency[LogOut]) -> None:
        """Sign out, here and on the server."""
        if token := session_token(request):
            await log_out(token)
        set_cookie_later(request.scope, cookies.made(web_config(request), cookies.SESSION, "", 0))
