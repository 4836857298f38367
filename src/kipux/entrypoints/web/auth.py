"""Who makes a request, and the cookie that says so."""

from typing import TypeVar

from litestar import Response

from kipux.domain.errors import Unauthenticated
from kipux.domain.session import Session
from kipux.domain.user import User
from kipux.entrypoints.web import cookies
from kipux.entrypoints.web.config import web_config
from kipux.entrypoints.web.requests import WebRequest

T = TypeVar("T")


def current_user(request: WebRequest) -> User | None:
    """The person signed in, None for a visitor."""
    user = request.scope.get("user")
    return user if isinstance(user, User) else None


def current_session(request: WebRequest) -> Session | None:
    """The session of the person signed in, None for a visitor."""
    session = request.scope.get("auth")
    return session if isinstance(session, Session) else None


def own_session(request: WebRequest) -> Session:
    """The session of somebody who must be signed in. Raises `Unauthenticated`."""
    session = current_session(request)
    if session is None:
        raise Unauthenticated
    return session


def session_token(request: WebRequest) -> str | None:
    """What the session cookie holds, whether it opens anything or not."""
    return cookies.read(request, cookies.SESSION)


def require_user(request: WebRequest) -> User:
    """The dependency `user`: the person signed in. Raises `Unauthenticated`: 401 in the API, the way to `/login` on a page."""
    user = current_user(request)
    if user is None:
        raise Unauthenticated
    return user


def set_session_cookie(request: WebRequest, response: Response[T], token: str) -> None:
    """Sign this browser in for as long as the session lasts."""
    config = web_config(request)
    response.set_cookie(cookies.made(config, cookies.SESSION, token, config.session_seconds))


def clear_session_cookie(request: WebRequest, response: Response[T]) -> None:
    """Sign this browser out (the session itself is ended by the use case)."""
    response.set_cookie(cookies.made(web_config(request), cookies.SESSION, "", 0))


def client_address(request: WebRequest) -> str:
    """Where the request came from, as the server tells it (proxies that are trusted taken into account)."""
    return request.client.host if request.client else ""


def user_agent(request: WebRequest) -> str:
    """What the browser calls itself; empty when it does not."""
    return request.headers.get("user-agent", "")
