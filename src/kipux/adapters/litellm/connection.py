"""The way to the gateway: one pool of connections, one key, and nothing taken from the environment."""

from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import SSLContext

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

CONNECT_SECONDS = 10
_IDLE_SECONDS = 4  # uvicorn, and so LiteLLM, drops idle connections after 5: never race it


def root_of(url: str) -> str:
    """The server's root, for a URL given with or without `/v1` and trailing slashes."""
    return url.strip().rstrip("/").removesuffix("/v1").rstrip("/")


def client_for(key: str | None) -> httpx.AsyncClient:
    """A client that reads small chunks cheaply (aiohttp under httpx), as many at a time as are asked for.

    It follows no redirect, so the key goes nowhere but where it is told; it keeps no cookies and ignores proxy variables.
    """
    ssl_context = httpx.create_ssl_context(trust_env=False)
    return httpx.AsyncClient(
        transport=AiohttpTransport(client=lambda: _session(ssl_context), trust_env=False),
        headers={b"user-agent": b"kipux"} | ({b"authorization": f"Bearer {key}".encode()} if key else {}),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
        trust_env=False,
    )


def _session(ssl_context: SSLContext) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS, ssl=ssl_context)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
