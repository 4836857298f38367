"""The built wheel serves the whole app: from an empty environment, in a folder that knows nothing of the project."""

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pytest

from tests.integration.crawling import crawl
from tests.integration.processes import is_gone, until
from tests.integration.serving import Serving, wait_until_ready

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


def run(*command: str | Path) -> None:
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, *PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    (built,) = folder.glob("kipux-*.whl")
    return built


@pytest.fixture(scope="module")
def commands(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds what the lock names, and the wheel."""
    python = tmp_path_factory.mktemp("environment") / "bin" / "python"
    run(sys.executable, "-m", "venv", python.parents[1])
    run(python, *PIP, "install", "--require-hashes", "-r", ROOT / "requirements/app.lock")
    run(python, *PIP, "install", "--no-deps", wheel)
    return python.parent


@pytest.fixture
def installed(commands: Path, tmp_path: Path) -> Iterator[Serving]:
    """It serves, embedded, with an environment that says no more than where."""
    given = {"PATH": os.defpath, "HOME": str(tmp_path), "KIPUX_DATA_DIR": str(tmp_path / "data"), "KIPUX_PORT": "0"}
    with subprocess.Popen(
        [commands / "kipux", "serve"],
        cwd=tmp_path,
        env=given,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield wait_until_ready(process)
        finally:
            process.kill()


def test_the_wheel_carries_every_template_and_static_file(wheel: Path) -> None:
    paths = [path for top in ("templates", "static") for path in (ROOT / top).rglob("*.*") if path.is_file()]
    here = [path.relative_to(ROOT).as_posix() for path in paths]
    assert "static/vendor/manifest.json" in here, "no browser files: run `make setup`"
    assert {f"kipux/_files/{name}" for name in here} <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"kipux", wheel.name.partition("-py3")[0] + ".dist-info"}
    assert not [name for name in names if "__pycache__" in name or "node_modules" in name]


def test_an_installed_wheel_serves_its_pages_with_all_that_they_ask_for(installed: Serving) -> None:
    status, _ = installed.readiness()
    assert status == 200
    found = crawl(installed.url)
    assert {"text/html", "text/css", "text/javascript", "font/woff2"} <= set(found.values())
    expected = {path: MEDIA_TYPES[PurePosixPath(urlsplit(path).path).suffix] for path in found}
    assert found == expected


def test_an_installed_wheel_ends_when_told_and_leaves_nothing_behind(installed: Serving) -> None:
    assert [child for child in installed.children if child.name() == "postgres"]
    code, _, _ = installed.stop(signal.SIGTERM)
    assert code == 0
    until(lambda: all(is_gone(child) for child in installed.children))
