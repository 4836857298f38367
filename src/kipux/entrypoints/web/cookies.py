"""The two cookies: `kipux_session` (who is signed in) and `kipux_visitor` (whom a CSRF token belongs to until then)."""

import re
from typing import Literal

from litestar.datastructures import Cookie

from kipux.entrypoints.web.config import WebConfig, web_config
from kipux.entrypoints.web.requests import WebRequest

CookieName = Literal["kipux_session", "kipux_visitor"]
SESSION: CookieName = "kipux_session"
VISITOR: CookieName = "kipux_visitor"

_TOKEN = re.compile(r"[\w~.-]{16,256}", re.ASCII)


def full_name(config: WebConfig, name: CookieName) -> str:
    """The name as the browser knows it: over https with the prefix by which it accepts the cookie from this host alone."""
    return f"__Host-{name}" if config.secure else name


def read(request: WebRequest, name: CookieName) -> str | None:
    """The cookie's value, None when there is none or nothing that we would have set."""
    value = request.cookies.get(full_name(web_config(request), name), "")
    return value if _TOKEN.fullmatch(value) else None


def made(config: WebConfig, name: CookieName, value: str, max_age: int | None = None) -> Cookie:
    """The cookie to set: unseen by scripts, sent along by our own pages only. `max_age` 0 takes it away."""
    return Cookie(
        key=full_name(config, name),
        value=value,
        max_age=max_age,
        path="/",
        secure=config.secure,
        httponly=True,
        samesite="lax",
    )
