"""The real browserless server, over Debian's Chromium.

It is installed by `make test` into a folder of its own, for the tests alone: its licence is SSPL, and nothing of it is in Kipux.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services import missing
from tests.services.started import free_port, wait_until_it_answers

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / ".cache/browserless"
TOKEN = "kipux-bl"
_PACKAGE = "node_modules/@browserless.io/browserless/build"
_CHROMIUM = "chromium-1208/chrome-linux64"
"""Where it looks for the Chromium of its Playwright, 1.58."""
_READY_S = 60.0
_AT_A_TIME, _QUEUED = 2, 2


@dataclass(frozen=True)
class Browserless:
    """Where it answers, and with which token."""

    url: str
    token: str = TOKEN


@pytest.fixture(scope="session")
def browserless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browserless]:
    """Two pages at a time, and two more that wait."""
    with running_browserless(tmp_path_factory.mktemp("browserless")) as running:
        yield running


@contextmanager
def running_browserless(folder: Path) -> Iterator[Browserless]:
    """One that keeps what it writes there. `KIPUX_TEST_BROWSERLESS` names the folder of another installation."""
    installed = Path(os.environ.get("KIPUX_TEST_BROWSERLESS") or INSTALLED)
    chromium = shutil.which("chromium")
    if not (installed / _PACKAGE / "index.js").exists():
        missing(f"browserless is not installed: there is no {installed / _PACKAGE} (make test installs it)")
    if chromium is None:
        missing("chromium is not on the PATH (Debian: apt-get install chromium)")
    url = f"http://127.0.0.1:{(port := free_port())}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [ROOT / "scripts/with-node", "node", f"{_PACKAGE}/index.js"],
            cwd=installed,  # it looks for its modules there
            env=_environ(folder, installed, chromium, port),
            stdout=log,
            stderr=log,
        )
    try:
        wait_until_it_answers(
            f"{url}/pressure", process, folder / "log", seconds=_READY_S, headers={"authorization": f"Bearer {TOKEN}"}
        )
        yield Browserless(url)
    finally:
        process.terminate()
        process.wait(20)


def _environ(folder: Path, installed: Path, chromium: str, port: int) -> dict[str, str]:
    """Only the routes whose browser is there are loaded."""
    browsers, routes = folder / "browsers", folder / "routes"
    for made in (browsers / _CHROMIUM, routes, folder / "data", folder / "downloads"):
        made.mkdir(parents=True)
    (browsers / _CHROMIUM / "chrome").symlink_to(chromium)
    for route in ("chromium", "management"):
        (routes / route).symlink_to(installed.absolute() / _PACKAGE / "routes" / route)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "NODE_AT_LEAST": "24",
        "PLAYWRIGHT_BROWSERS_PATH": str(browsers),
        "ROUTES": str(routes),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "TOKEN": TOKEN,
        "CONCURRENT": str(_AT_A_TIME),
        "QUEUED": str(_QUEUED),
        "TIMEOUT": "20000",
        "DATA_DIR": str(folder / "data"),
        "DOWNLOAD_DIR": str(folder / "downloads"),
        "METRICS_JSON_PATH": str(folder / "metrics.json"),
        "ENABLE_DEBUGGER": "false",
    }
