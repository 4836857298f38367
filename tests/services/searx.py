"""Debian's searx, over an engine of ours."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.services import missing
from tests.services.started import free_port, wait_until_it_answers
from tests.services.web_server import Answer, Request, WebServer, web_server

_READY_S = 30.0
_STATIC = "/usr/share/python3-searx"
_NOTHING: dict[str, list[str]] = {"results": [], "suggestions": [], "answers": [], "infoboxes": []}
KIPU = {
    "results": [
        {
            "url": f"https://example.org/1/{n}?utm_source=x",
            "title": f"<b>kipu</b> resultado {n}",
            "content": f"Texto &amp; de kipu <i>n</i> {n}",
            "publishedDate": f"2026-0{n}-15T10:00:00",
        }
        for n in (1, 2, 3)
    ],
    "suggestions": ["kipu precio", "kipu historia"],
    "answers": ["42 es la respuesta"],
    "infoboxes": [
        {
            "infobox": "Kipu",
            "id": "https://example.org/kipu",
            "content": "Sistema de cuerdas",
            "urls": [{"title": "Sitio", "url": "https://example.org/kipu"}],
            "attributes": [{"label": "Origen", "value": "Andes"}],
        }
    ],
}


@dataclass(frozen=True)
class Searx:
    """Where it answers, and the engine behind it, which keeps what it was asked."""

    url: str
    engine: WebServer


@pytest.fixture(scope="session")
def searx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searx]:
    """searx, which asks our engine, one that never answers and one that is switched off until `!lo` asks for it."""
    with running_searx(tmp_path_factory.mktemp("searx")) as running:
        yield running


def as_told(request: Request) -> Answer:
    """What our engine finds for `kipu`, and nothing else."""
    query = request.query.get("q", "")
    if query.startswith("err"):
        return Answer(status=int(query.removeprefix("err")))
    words = query.split()
    return Answer(json.dumps(KIPU if "kipu" in words else _NOTHING).encode())


@contextmanager
def running_searx(folder: Path, answer: Callable[[Request], Answer] = as_told) -> Iterator[Searx]:
    """One that keeps its settings and its log there. `answer` is what our engine finds: `Site.search` is one."""
    if shutil.which("searx-run") is None:
        missing("searx-run is not on the PATH (Debian: apt-get install searx)")
    port = free_port()
    with web_server(answer) as engine:
        (folder / "settings.yml").write_text(yaml.safe_dump(_settings(port, engine.url)))
        with (folder / "log").open("wb") as log:
            environ = os.environ | {"SEARX_SETTINGS_PATH": str(folder / "settings.yml")}
            process = subprocess.Popen(["searx-run"], cwd=folder, env=environ, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_it_answers(f"{url}/healthz", process, folder / "log", seconds=_READY_S)
            yield Searx(url, engine)
        finally:
            process.terminate()
            process.wait(20)


def _settings(port: int, engine: str) -> dict[str, object]:
    """All of them: Debian's searx has no defaults."""
    return {
        "general": {"debug": False, "instance_name": "kipux-test", "contact_url": False, "enable_stats": False},
        "brand": dict.fromkeys(
            ("git_url", "git_branch", "issue_url", "docs_url", "public_instances", "wiki_url", "twitter_url"), ""
        ),
        "search": {
            "safe_search": 0,
            "autocomplete": "",
            "default_lang": "",
            "ban_time_on_fail": 0,
            "max_ban_time_on_fail": 0,
            "prefer_configured_language": False,
        },
        "server": {
            "port": port,
            "bind_address": "127.0.0.1",
            "secret_key": "test-only",
            "base_url": False,
            "image_proxy": False,
            "http_protocol_version": "1.1",
            "method": "GET",
            "default_http_headers": {},
        },
        "ui": {
            "static_path": f"{_STATIC}/static",
            "templates_path": f"{_STATIC}/templates",
            "default_theme": "simple",
            "default_locale": "",
            "theme_args": {"oscar_style": "logicodev"},
        },
        "outgoing": {
            "request_timeout": 2.0,
            "max_request_timeout": 3.0,
            "useragent_suffix": "",
            "pool_connections": 10,
            "pool_maxsize": 10,
        },
        "engines": [
            _engine("local full", "lf", f"{engine}/full"),
            _engine("local down", "ld", "http://127.0.0.1:9/"),
            _engine("local other", "lo", f"{engine}/other") | {"disabled": True},
        ],
        "locales": {"en": "English", "es": "Español"},
        "doi_resolvers": {"doi.org": "https://doi.org/"},
        "default_doi_resolver": "doi.org",
    }


def _engine(name: str, shortcut: str, url: str) -> dict[str, object]:
    module = Path(__file__).with_name("searx_engine.py").resolve().with_suffix("")
    return {"name": name, "engine": str(module), "shortcut": shortcut, "base_url": url, "enable_http": True}
