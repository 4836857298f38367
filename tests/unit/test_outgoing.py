"""Only a few modules connect to anything, and none of them to an address that nobody judged."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kipux

SOURCE = Path(kipux.__file__).parent

OPENERS = {
    # aiohttp, httpx and their like
    *("ClientSession", "TCPConnector", "UnixConnector", "AsyncClient", "Client", "AsyncHTTPTransport", "HTTPTransport"),
    *("AiohttpTransport", "PoolManager", "WebSocketApp"),
    # the standard library
    *("urlopen", "urlretrieve", "build_opener", "HTTPConnection", "HTTPSConnection", "create_connection"),
    *("open_connection", "open_unix_connection", "create_unix_connection", "create_datagram_endpoint", "sock_connect"),
    *("connect_ex", "socketpair", "SMTP", "SMTP_SSL", "FTP", "FTP_TLS", "IMAP4", "POP3", "ServerProxy"),
    # anyio, databases, Redis
    *("connect_tcp", "connect_unix", "create_udp_socket", "create_async_engine", "create_engine", "create_pool"),
    *("BlockingConnectionPool", "ConnectionPool", "from_url"),
}  # fmt: skip
"""Names that open the way out, whatever they are called on."""

OF_A_MODULE = {
    "socket": {"socket"},
    "httpx": {"get", "post", "put", "patch", "delete", "head", "options", "request", "stream"},
    "aiohttp": {"request"},
    "asyncpg": {"connect"},
    "websockets": {"connect"},
    "urllib": {"request"},
}
"""Names that do on this module only."""

CLIENTS = {
    *("requests", "urllib3", "http.client", "urllib.request", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc.client"),
    *("websockets", "httpcore", "aiodns", "pycares", "paramiko", "grpc", "curl_cffi", "pycurl", "playwright"),
}  # fmt: skip
"""Modules that are for nothing else."""

REASONS = {
    "adapters/open_web/reader.py": "pages: each hop judged by the guard, connected to as judged",
    "adapters/litellm/connection.py": "the administrator's gateway, or a person's at what the guard gave the dialler",
    "adapters/searxng/connection.py": "the administrator's search engine",
    "adapters/browserless/connection.py": "the administrator's browser; the page that it is asked for is judged before and after",
    "adapters/postgres/database.py": "the administrator's database",
    "adapters/redis/connection.py": "the administrator's Redis",
    "adapters/embedded/litellm.py": "the proxy that Kipux itself started on loopback",
    "adapters/embedded/child.py": "a free port, bound for a moment; connects to nothing",
    "entrypoints/cli/listener.py": "what Kipux listens with; connects to nothing",
    "entrypoints/cli/server.py": "what Kipux listens with; connects to nothing",
}
"""Who may, and to where. Add the least that you need, with its reason: an address from a person, a model or a page goes through
`FetchGuard` before anything connects to it.
"""


def opened_in(source: str) -> set[str]:
    """The ways out that some code names."""
    return {found for node in ast.walk(ast.parse(source)) for found in _found(node)}


def _found(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (name.name for name in names if name.name in CLIENTS)
        case ast.ImportFrom(module=str(module), names=names):
            paths = {module, *(f"{module}.{name.name}" for name in names)}
            yield from paths & CLIENTS
            yield from (name.name for name in names if name.name in OPENERS | OF_A_MODULE.get(module, set()))
        case ast.Attribute(value=ast.Name(id=of), attr=name) if name in OF_A_MODULE.get(of, set()):
            yield f"{of}.{name}"
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in OPENERS:
            yield name
        case _:
            pass


def modules() -> dict[str, set[str]]:
    found = {path.relative_to(SOURCE).as_posix(): opened_in(path.read_text("utf-8")) for path in SOURCE.rglob("*.py")}
    return {name: ways for name, ways in found.items() if ways}


def test_nothing_connects_but_what_has_a_reason_to() -> None:
    assert {name: ways for name, ways in modules().items() if name not in REASONS} == {}


def test_no_reason_outlives_what_it_is_for() -> None:
    assert REASONS.keys() - modules().keys() == set()


@pytest.mark.parametrize(
    "code",
    [
        "import aiohttp\naiohttp.ClientSession()",
        "from aiohttp import ClientSession as Innocent",
        "import aiohttp as a\na.TCPConnector(limit=0)",
        "import httpx\nhttpx.get('http://a.example')",
        "from httpx import AsyncClient",
        "from httpx import get",
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import http.client",
        "from http import client",
        "import asyncio\nasyncio.open_connection('a', 1)",
        "loop.create_connection(Protocol, 'a', 1)",
        "import socket\nsocket.socket()",
        "from socket import create_connection",
        "import requests",
        "import websockets.client\nfrom websockets import connect",
        "import anyio\nanyio.connect_tcp('a', 1)",
    ],
)
def test_a_way_out_is_seen(code: str) -> None:
    assert opened_in(code)


@pytest.mark.parametrize(
    "code",
    [
        "import httpx\nhttpx.HTTPError",
        "import aiohttp\naiohttp.ClientError",
        "from socket import AF_INET",
        "from urllib.parse import urlsplit",
        "request.get('x')",
        "import socket\nsocket.gethostname()",
    ],
)
def test_what_opens_nothing_is_left_alone(code: str) -> None:
    assert not opened_in(code)
