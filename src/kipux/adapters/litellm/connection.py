"""The way to the gateway: its root, its key, and how its answers are read."""

from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import SSLContext

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver
from httpx_aiohttp import AiohttpTransport

CONNECT_SECONDS = 10


def root_of(url: str) -> str:
    """The server's root, for a URL given with or without `/v1` and trailing slashes."""
    return url.strip().rstrip("/").removesuffix("/v1").rstrip("/")


def client_for(
    key: str | None, *, resolver: AbstractResolver | None = None, ssl_context: SSLContext | None = None
) -> httpx.AsyncClient:
    """A client that reads small chunks cheaply (aiohttp under httpx), as many answers at a time as are asked for.

    It follows no redirect, so the key goes nowhere but where it is told; it keeps no cookies, and of the
    environment it knows only `SSL_CERT_FILE` and `SSL_CERT_DIR`, for a gateway with a certificate of one's own.
    Each request has a connection of its own: a kept one may be closed by the server at the moment when it is used again,
    and a question cannot be asked twice to find out. `resolver` knows where names lead, in place of the system.
    """
    context = ssl_context or httpx.create_ssl_context()
    return httpx.AsyncClient(
        transport=AiohttpTransport(verify=context, client=lambda: _session(context, resolver)),
        headers={b"user-agent": b"kipux"} | ({b"authorization": f"Bearer {key}".encode()} if key else {}),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
        trust_env=False,
    )


def _session(ssl_context: SSLContext, resolver: AbstractResolver | None) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=0, force_close=True, ssl=ssl_context, resolver=resolver, use_dns_cache=False)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
