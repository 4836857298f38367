"""The headers that every answer carries."""

import secrets
from typing import Final

from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.types import Message, Scope

from kipux.entrypoints.web.config import WebConfig
from kipux.entrypoints.web.request_ids import request_id
from kipux.entrypoints.web.requests import WebRequest

_NONCE = "kipux.nonce"
_COOKIES = "kipux.cookies"

_PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self'{nonce}; style-src 'self'{nonce}; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_DATA_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_TWO_YEARS: Final = 63_072_000


def csp_nonce(request: WebRequest) -> str:
    """This response's nonce: what a `<script>` or `<style>` in the page must carry to be let in."""
    nonce: str = request.scope["state"].setdefault(_NONCE, secrets.token_urlsafe(16))
    return nonce


def set_cookie_later(scope: Scope, cookie: Cookie) -> None:
    """Have the response, whichever it will be, set this cookie."""
    scope["state"].setdefault(_COOKIES, {})[cookie.key] = cookie


class ResponseHeaders:
    """Puts the security headers, the request id and the cookies that wait onto each response. What a handler set itself stays."""

    def __init__(self, config: WebConfig) -> None:
        self._always = dict(_ALWAYS)
        if config.secure:
            self._always["strict-transport-security"] = f"max-age={_TWO_YEARS}"

    async def __call__(self, message: Message, scope: Scope) -> None:
        """A `before_send` hook."""
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in self._always.items():
            headers.setdefault(name, value)
        headers.setdefault("cache-control", "no-store")
        headers.setdefault("content-security-policy", _policy(headers.get("content-type", ""), scope))
        headers["x-request-id"] = request_id(scope)
        for cookie in scope["state"].get(_COOKIES, {}).values():
            if not _is_set(headers, cookie.key):
                headers.add("set-cookie", cookie.to_header(header=""))


def _policy(content_type: str, scope: Scope) -> str:
    if not content_type.startswith("text/html"):
        return _DATA_POLICY
    nonce = scope["state"].get(_NONCE)
    return _PAGE_POLICY.format(nonce=f" 'nonce-{nonce}'" if nonce else "")


def _is_set(headers: MutableScopeHeaders, cookie: str) -> bool:
    return any(value.startswith(f"{cookie}=") for value in headers.getall("set-cookie", []))
