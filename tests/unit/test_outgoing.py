"""Only a few modules connect to anything or start a process, and none of them reaches an address that nobody judged.

What a module does is read from its syntax, with every name followed to what it was imported as. What it may get from another module of
ours is that module's own: `mypy --strict` lets nobody pass on what they imported.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kipux

SOURCE = Path(kipux.__file__).parent

CONNECTING: dict[str, set[str]] = {
    # libraries
    "httpx": {
        *("HTTPError", "InvalidURL", "StreamError", "DecodingError", "ReadError", "WriteError", "RemoteProtocolError"),
        *("Response", "AsyncByteStream", "Headers", "URL", "Timeout", "Limits", "create_ssl_context"),
    },
    "aiohttp": {"ClientError", "ClientResponseError", "ClientTimeout", "DummyCookieJar", "abc", "http"},
    "asyncpg": {"exceptions"},
    "redis": {"exceptions", "backoff", "asyncio.retry"},
    "advanced_alchemy": {"base", "types", "alembic"},
    "lxml": {"etree.XMLParser", "etree.fromstring", "etree.Element", "etree.QName"},
    "trafilatura": {"bare_extraction", "html2txt", "load_html", "settings"},
    "pypdfium2": {"PdfDocument", "PdfiumError"},
    "uvicorn": {"Config"},
    "email_validator": {"EmailNotValidError", "SPECIAL_USE_DOMAIN_NAMES"},
    # the standard library
    "socket": {"AF_INET", "AF_INET6", "AF_UNSPEC", "AI_NUMERICHOST", "AI_PASSIVE", "IPPROTO_TCP", "SOCK_STREAM", "gaierror", "gethostname"},
    "ssl": {"SSLContext"},
    "subprocess": {"DEVNULL", "TimeoutExpired"},
    "importlib": {"metadata", "resources", "util.find_spec"},
    "concurrent.futures": {"ThreadPoolExecutor"},
    "logging.handlers": {"QueueHandler", "QueueListener"},
    "xml": {"etree"},
}  # fmt: skip
"""What may connect, start a process or load what does, with the names in it that do not. Every other name of it is a way out."""

FOR_NOTHING_ELSE = {
    *("urllib.request", "urllib.robotparser", "http.client", "http.server", "ftplib", "smtplib", "imaplib", "poplib", "nntplib"),
    *("telnetlib", "socketserver", "asyncore", "xmlrpc", "webbrowser", "pty", "multiprocessing", "ctypes", "runpy", "builtins"),
    *("pkgutil", "distutils", "ensurepip", "venv", "nt", "_winapi"),
    *("sys.modules", "_socket", "_ssl", "_posixsubprocess", "posix"),
}  # fmt: skip
"""What of the standard library has no other purpose, or hides it: to import it is a way out."""

ON_ANYTHING = re.compile(
    r"create_(unix_)?connection|create_datagram_endpoint|create_(async_)?engine|(async_)?engine_from_config|create_pool(_from_url)?"
    r"|open_(unix_)?connection|sock_connect|connect_ex|connect_(tcp|unix)|create_udp_socket|from_url|urlopen"
    r"|(create_)?subprocess_(exec|shell)|ClientSession|AsyncClient|AsyncHTTPTransport|BlockingConnectionPool|ConnectionPool"
)
"""Names that open a way out on whatever they are called: an event loop has no import of its own."""

OF_OS = re.compile(r"os\.(system|popen|fork|forkpty|startfile|exec\w+|spawn\w+|posix_spawn\w*)(\.|$)")
LOADERS = {"__import__", "eval", "exec"}
"""Built in, and able to bring anything in."""

OPEN_HANDED = {"os", "asyncio", "sys", "sqlalchemy"}
"""Used everywhere, so only some of their names are ways out; but the whole module, handed on or looked into by name, is one."""

HARMLESS = {
    *("alembic", "babel", "bcrypt", "charset_normalizer", "cryptography", "dependency_injector", "jinja2"),
    *("kipux", "litestar", "markupsafe", "msgspec", "phonenumbers", "platformdirs", "sqlalchemy", "uuid_utils", "yarl"),
}  # fmt: skip
"""Packages that connect to nothing by themselves. Any other that stands nowhere here counts as a way out until somebody has judged it."""

REASONS = {
    "adapters/open_web/reader.py": "pages: each hop judged by the guard, connected to as judged",
    "adapters/litellm/connection.py": "the administrator's gateway, or a person's at what the guard gave the dialler",
    "adapters/searxng/connection.py": "the administrator's search engine",
    "adapters/browserless/connection.py": "the administrator's browser; the page that it is asked for is judged before and after",
    "adapters/postgres/database.py": "the administrator's database",
    "adapters/postgres/migrate.py": "the same, through the connection that database.py made",
    "adapters/redis/connection.py": "the administrator's Redis",
    "adapters/open_web/names.py": "asks the system's resolver for addresses, for the guard to judge; connects to none",
    "adapters/extraction/process.py": "starts this very Python on our own worker, without our keys",
    "adapters/embedded/litellm.py": "the proxy that Kipux itself started on loopback",
    "adapters/embedded/child.py": "starts Postgres and LiteLLM; a free port, bound for a moment; connects to nothing",
    "adapters/embedded/postgres.py": "starts psql, for the Postgres that Kipux itself started on loopback",
    "adapters/embedded/postgres_binaries.py": "starts postgres --version",
    "adapters/embedded/postgres_cluster.py": "starts initdb",
    "adapters/embedded/postgres_orphan.py": "starts ps, on a number of ours",
    "adapters/system/contact_rules.py": "looks at an address without asking name servers (check_deliverability=False)",
    "entrypoints/cli/listener.py": "what Kipux listens with; connects to nothing",
    "entrypoints/cli/server.py": "what Kipux listens with; connects to nothing",
}
"""Who may, and to where. Add the least that you need, with its reason: an address from a person, a model or a page goes through
`FetchGuard` before anything connects to it.
"""


def opened_in(source: str) -> set[str]:
    """The ways out that some code has, by the names that they were imported from."""
    tree = ast.parse(source)
    imports = _imports(tree)
    mentioned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    passed_on = {path for name, paths in imports.items() if name not in mentioned for path in paths}
    return {path for path in {*_used(tree, imports), *passed_on} if _is_way_out(path)} | set(_opened_by_import(tree))


def _imports(tree: ast.AST) -> dict[str, set[str]]:
    """What each imported name may stand for, wherever in the file it is imported."""
    imports: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found = [
                    (name.asname, name.name) if name.asname else (name.name.partition(".")[0],) * 2 for name in names
                ]
            case ast.ImportFrom(module=str(module), level=0, names=names):
                found = [(name.asname or name.name, f"{module}.{name.name}") for name in names]
            case _:
                continue
        for name, path in found:
            imports.setdefault(name, set()).add(path)
    return imports


def _opened_by_import(tree: ast.AST) -> Iterator[str]:
    """What is a way out before any name of it is used."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names if _is_wholly_out(name.name))
            case ast.ImportFrom(module=str(module), level=0, names=names):
                paths = [f"{module}.{name.name}" for name in names]
                again = [
                    path
                    for name, path in zip(names, paths, strict=True)
                    if name.asname == name.name and _is_way_out(path)
                ]
                yield from (*again, *(path for path in paths if _is_wholly_out(path)))
            case ast.keyword(arg="no_network", value=value) if not (
                isinstance(value, ast.Constant) and value.value is True
            ):
                yield "no_network=False"
            case _:
                pass


def _used(node: ast.AST, imports: dict[str, set[str]]) -> Iterator[str]:
    """Every name that code uses, with its attributes: as it was imported, or after a `?` what is nobody's import."""
    match node:
        case ast.Attribute() | ast.Name() if chain := _chain(node):
            yield from (".".join((path, *chain[1:])) for path in imports.get(chain[0], {f"?.{chain[0]}"}))
            return
        case ast.Attribute(attr=name):
            yield f"?.?.{name}"
        case _:
            pass
    for part in _acting(node):
        yield from _used(part, imports)


def _chain(node: ast.expr) -> tuple[str, ...]:
    """`a.b.c` as its three names; nothing for what begins otherwise."""
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.Attribute(value=of, attr=name):
            return (*before, name) if (before := _chain(of)) else ()
        case _:
            return ()


def _acting(node: ast.AST) -> Iterator[ast.AST]:
    """Its parts, but for annotations: a type connects to nothing, unless something is called to make it."""
    for field, value in ast.iter_fields(node):
        for part in value if isinstance(value, list) else [value]:
            is_type = field in {"annotation", "returns"}
            if isinstance(part, ast.AST) and not (
                is_type and not any(isinstance(within, ast.Call) for within in ast.walk(part))
            ):
                yield part


def _is_way_out(path: str) -> bool:
    root, *rest = path.split(".")
    if root == "?":
        return rest[0] in LOADERS or any(map(ON_ANYTHING.fullmatch, rest))
    if _is_wholly_out(path) or any(map(ON_ANYTHING.fullmatch, rest)):
        return True
    if root in OPEN_HANDED:
        return not rest or any(name == "*" or name.startswith("__") for name in rest) or bool(OF_OS.match(path))
    return any(
        _is_in(path, library) and not any(_is_in(path, f"{library}.{name}") for name in harmless)
        for library, harmless in CONNECTING.items()
    )


def _is_wholly_out(path: str) -> bool:
    """Of something that is for nothing else, or that nobody has judged."""
    judged = sys.stdlib_module_names | HARMLESS | CONNECTING.keys()
    return path.partition(".")[0] not in judged or any(_is_in(path, module) for module in FOR_NOTHING_ELSE)


def _is_in(path: str, one: str) -> bool:
    return f"{path}.".startswith(f"{one}.")


def modules() -> dict[str, set[str]]:
    found = {path.relative_to(SOURCE).as_posix(): opened_in(path.read_text("utf-8")) for path in SOURCE.rglob("*.py")}
    return {name: ways for name, ways in found.items() if ways}


def test_nothing_connects_or_starts_a_process_but_what_has_a_reason_to() -> None:
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
        "import httpx as h\nh.get('http://a.example')",
        "import httpx as h\ng = h\ng.get('http://a.example')",
        "import httpx\ngetattr(httpx, 'g' + 'et')('http://a.example')",
        "import httpx\nhttpx.__dict__['get']('http://a.example')",
        "def late():\n    import httpx as h\n    return h.stream('GET', 'http://a.example')",
        "try:\n    import json as h\nexcept ImportError:\n    import httpx as h\nh.get('http://a.example')",
        "import httpx\ndef shown(x: httpx.get('http://a.example')) -> None: ...",
        "import httpx\ndef shown(client=httpx.Client()) -> None: ...",
        "from httpx import AsyncClient",
        "from httpx import AsyncClient as AsyncClient\nx: AsyncClient",
        "from httpx import get",
        "from httpx import *",
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import http.client",
        "from http import client",
        "import asyncio\nasyncio.open_connection('a', 1)",
        "from asyncio import open_connection as o\no('a', 1)",
        "import asyncio as a\na.create_subprocess_exec('curl', 'http://a.example')",
        "import asyncio as a\na.subprocess.create_subprocess_shell('curl http://a.example')",
        "import asyncio\nasyncio.get_running_loop().subprocess_exec(Protocol, 'curl')",
        "import asyncio\ngetattr(asyncio, 'open_' + 'connection')('a', 1)",
        "loop.create_connection(Protocol, 'a', 1)",
        "import socket\nsocket.socket()",
        "import socket as s\ns.getaddrinfo('told.a.example', 80)",
        "from socket import create_connection",
        "import ssl\nssl.get_server_certificate(('a', 1))",
        "import requests",
        "import websockets.client\nfrom websockets import connect",
        "import anyio\nanyio.connect_tcp('a', 1)",
        "from trafilatura import fetch_url",
        "import trafilatura as t\nt.fetch_url('http://a.example')",
        "from trafilatura.downloads import fetch_response as f\nf('http://a.example')",
        "import lxml.html\nlxml.html.parse('http://a.example')",
        "from lxml import etree as e\ne.parse('http://a.example')",
        "from lxml import etree\netree.XMLParser(no_network=False)",
        "import pypdfium2 as p\np.raw.FPDF_LoadDocument(b'a', None)",
        "import redis.asyncio\nredis.asyncio.Redis(host='a.example')",
        "from redis.asyncio import Redis as R\nR(host='a.example')",
        "import asyncpg as a\na.connect('postgresql://a.example')",
        "from sqlalchemy.ext.asyncio import create_async_engine as c\nc('postgresql://a.example')",
        "import sqlalchemy as sa\nsa.create_engine('postgresql://a.example')",
        "from advanced_alchemy.config import SQLAlchemyAsyncConfig\nSQLAlchemyAsyncConfig(connection_string='a')",
        "import subprocess\nsubprocess.run(['curl', 'http://a.example'])",
        "from subprocess import Popen as P\nP(['curl', 'http://a.example'])",
        "import os\nos.system('curl http://a.example')",
        "from os import posix_spawnp as go\ngo('curl', ['curl'], {})",
        "from concurrent.futures import ProcessPoolExecutor",
        "import multiprocessing.pool",
        "import smtplib",
        "import ftplib as f\nf.FTP('a.example')",
        "from xml import sax\nsax.parse('http://a.example', handler)",
        "from logging.handlers import HTTPHandler\nHTTPHandler('a.example', '/')",
        "import ctypes",
        "__import__('httpx').get('http://a.example')",
        "import importlib\nimportlib.import_module('httpx').get('http://a.example')",
        "from importlib import import_module as load\nload('httpx')",
        "import sys\nsys.modules['httpx'].get('http://a.example')",
        "exec('import httpx')",
        "import os\nos.__dict__['system']('curl http://a.example')",
        "from sqlalchemy.ext.asyncio import *",
        "import pkgutil\npkgutil.resolve_name('httpx:get')('http://a.example')",
        "import a_library_that_nobody_has_judged",
        "from a_library_that_nobody_has_judged import innocent",
    ],
)
def test_a_way_out_is_seen(code: str) -> None:
    assert opened_in(code)


@pytest.mark.parametrize(
    "code",
    [
        "import httpx\nhttpx.HTTPError",
        "import httpx as h\ndef read(client: h.AsyncClient) -> h.Response: ...",
        "from redis.asyncio import Redis\nclass Reader:\n    redis: Redis",
        "import aiohttp\naiohttp.ClientError",
        "from socket import AF_INET",
        "from urllib.parse import urlsplit",
        "request.get('x')",
        "import socket\nsocket.gethostname()",
        "import asyncio\nasyncio.subprocess.PIPE",
        "import os\nos.environ.get('HOME')",
        "from lxml import etree\netree.fromstring('<a/>', etree.XMLParser(no_network=True))",
        "import importlib.metadata\nimportlib.metadata.version('kipux')",
        "import re\nre.compile('a')",
        "from kipux.domain.page import Page",
    ],
)
def test_what_opens_nothing_is_left_alone(code: str) -> None:
    assert not opened_in(code)
