"""The built wheel serves the whole app: from an empty environment, in a folder that knows nothing of the project."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import psutil
import pytest

ROOT = Path(__file__).parents[2]
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")
MEDIA_TYPES = {
    "": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Server:
    """A running `kipux serve`, and how to look at it."""

    process: subprocess.Popen[bytes]
    url: str
    data_dir: Path
    log: Path

    def family(self) -> list[psutil.Process]:
        """Its process, those below it, and whoever else works on its data."""
        below = psutil.Process(self.process.pid).children(recursive=True)
        on_data = [other for other in psutil.process_iter() if str(self.data_dir) in " ".join(command_line(other))]
        return list({*below, *on_data} - {psutil.Process(self.process.pid)})

    def wait_until_ready(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if httpx.get(f"{self.url}/readyz").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        pytest.fail(f"not ready in {seconds} s: {self.log.read_text()}")


class Links(HTMLParser):
    """Collects what a page asks the server for: its files, and the pages that it links to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "img": "src", "link": "href", "script": "src", "source": "src", "use": "href"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]


def links_of_a_page(text: str) -> list[str]:
    in_import_map = re.findall(r'":\s*"(/[^"]+\.m?js[^"]*)"', text)
    return Links(text).found + in_import_map


def links_of_a_style(text: str) -> list[str]:
    return re.findall(
        r"""(?:url\(|@import\s+)["']?((?!data:)[^"')\s]+)""", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    )


def links_of_a_module(text: str) -> list[str]:
    return re.findall(r"""^\s*(?:import|export)\b[^"';]*["']((?:\.{0,2}/)[^"']+\.m?js)["']""", text, re.MULTILINE)


LINKS: dict[str, Callable[[str], list[str]]] = {
    "text/html": links_of_a_page,
    "text/css": links_of_a_style,
    "text/javascript": links_of_a_module,
}


def command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def run(*command: str | Path) -> None:
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, *PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    (built,) = folder.glob("kipux-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds what the lock names, and the wheel."""
    python = tmp_path_factory.mktemp("environment") / "bin" / "python"
    run(sys.executable, "-m", "venv", python.parents[1])
    run(python, *PIP, "install", "--require-hashes", "-r", ROOT / "requirements/app.lock")
    run(python, *PIP, "install", "--no-deps", wheel)
    return python.parent


@pytest.fixture
def server(installed: Path, tmp_path: Path) -> Iterator[Server]:
    elsewhere, data_dir, log, port = tmp_path / "elsewhere", tmp_path / "data", tmp_path / "log", free_port()
    elsewhere.mkdir()
    environment = {
        "PATH": os.defpath,
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "KIPUX_DATA_DIR": str(data_dir),
        "KIPUX_PORT": str(port),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [installed / "kipux", "serve"],
            cwd=elsewhere,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        served = Server(process, f"http://127.0.0.1:{port}", data_dir, log)
        served.wait_until_ready(90)
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def test_the_wheel_carries_every_file_that_the_app_serves(wheel: Path) -> None:
    here = [path.relative_to(ROOT).as_posix() for top in ("templates", "static") for path in (ROOT / top).rglob("*.*")]
    assert "static/vendor/manifest.json" in here, "no browser files: run `make setup`"
    assert {f"kipux/_files/{name}" for name in here} <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"kipux", Path(wheel).name.partition("-py3")[0] + ".dist-info"}
    assert not [name for name in names if "__pycache__" in name or "node_modules" in name]


def test_it_serves_its_pages_with_all_that_they_ask_for_and_leaves_nothing_behind(server: Server) -> None:
    visited: dict[str, str] = {}
    waiting = ["/"]
    with httpx.Client(base_url=server.url, follow_redirects=True) as client:
        while waiting:
            path = waiting.pop()
            answer = client.get(path)
            media_type = answer.headers.get("content-type", "").partition(";")[0]
            assert answer.status_code == httpx.codes.OK, path
            assert answer.content, path
            assert media_type == MEDIA_TYPES[Path(urlsplit(path).path).suffix], path
            visited[path] = media_type
            for link in LINKS[media_type](answer.text) if media_type in LINKS else []:
                target = urlsplit(urljoin(str(answer.url), link))
                if f"{target.scheme}://{target.netloc}" == server.url:
                    followed = target._replace(scheme="", netloc="", fragment="").geturl()
                    waiting += [followed] if followed not in visited and followed not in waiting else []
    assert {"text/html", "text/css", "text/javascript", "font/woff2"} <= set(visited.values()), visited

    family = server.family()
    assert any("postgres" in member.name() for member in family)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) == 0, server.log.read_text()
    _, left = psutil.wait_procs(family, timeout=5)
    assert not left
