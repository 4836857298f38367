"""Only our own pages, and clients that hold the token, may change anything on somebody's behalf."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from kipux.domain.errors import Forbidden
from kipux.entrypoints.web import cookies
from kipux.entrypoints.web.config import WebConfig, web_config
from kipux.entrypoints.web.headers import set_cookie_later
from kipux.entrypoints.web.requests import WebRequest

HEADER = "x-csrf-token"
FIELD = "_csrf"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_VISITOR = "kipux.visitor"
_MASK_BYTES = 32


def csrf_token(request: WebRequest) -> str:
    """The token that unsafe requests of this browser must carry. Every call gives another spelling of it.

    A browser without a cookie gets one with this response, for the token to belong to.
    """
    return csrf_token_for(request, _bearer(request) or _new_visitor(request))


def csrf_token_for(request: WebRequest, session: str) -> str:
    """The CSRF token that belongs to a session which this very response opens."""
    mask = secrets.token_bytes(_MASK_BYTES)
    return urlsafe_b64encode(mask + _xor(mask, _secret_of(web_config(request), session))).decode()


async def refuse_forgery(request: WebRequest) -> None:
    """Raises `Forbidden` for an unsafe request from a foreign page, or one that rides on a cookie without its token."""
    if request.method in SAFE_METHODS:
        return
    if _is_foreign(request):
        raise Forbidden
    bearer = _bearer(request)
    if bearer is not None and not _is_valid(web_config(request), bearer, await _token_sent(request)):
        raise Forbidden


def _is_foreign(request: WebRequest) -> bool:
    if request.headers.get("sec-fetch-site") == "cross-site":
        return True
    origin = request.headers.get("origin")
    if origin is None:
        return False
    here = f"{request.scope['scheme']}://{request.headers.get('host', '')}".lower()
    return origin.lower() not in {here, web_config(request).origin}


def _bearer(request: WebRequest) -> str | None:
    return (
        cookies.read(request, cookies.SESSION)
        or cookies.read(request, cookies.VISITOR)
        or request.scope["state"].get(_VISITOR)
    )


def _new_visitor(request: WebRequest) -> str:
    visitor = secrets.token_urlsafe(_MASK_BYTES)
    request.scope["state"][_VISITOR] = visitor
    set_cookie_later(request.scope, cookies.made(web_config(request), cookies.VISITOR, visitor))
    return visitor


def _secret_of(config: WebConfig, bearer: str) -> bytes:
    return hmac.digest(config.secret, b"csrf:" + bearer.encode(), hashlib.sha256)


def _is_valid(config: WebConfig, bearer: str, token: str) -> bool:
    try:
        sent = urlsafe_b64decode(token)
    except ValueError:
        return False
    mask, masked = sent[:_MASK_BYTES], sent[_MASK_BYTES:]
    return len(masked) == _MASK_BYTES and hmac.compare_digest(_xor(mask, masked), _secret_of(config, bearer))


def _xor(one: bytes, other: bytes) -> bytes:
    """A token that looks different each time gives nothing away through the length of a compressed page."""
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


async def _token_sent(request: WebRequest) -> str:
    if token := request.headers.get(HEADER):
        return token
    if request.content_type[0] not in _FORMS:
        return ""
    token = (await request.form()).get(FIELD)
    return token if isinstance(token, str) else ""
