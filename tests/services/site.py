"""A small site about the zumbarra, which nobody has ever heard of: what a reply says of it was read here.

Every kind of page is listed in `PATHS`. `Site.search` is an engine over its articles, for `running_searx`. By hand:
`python -m tests.services.site`.
"""

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services.pdf import a_pdf
from tests.services.web_server import Answer, Request, WebServer, web_server

PAGES = Path(__file__).parents[1] / "data/pages"
ARTICLES = {
    "/es/zumbarra": "zumbarra.es.html",
    "/es/fiesta": "fiesta.es.html",
    "/es/madera": "madera.es.html",
    "/en/zumbarra": "zumbarra.en.html",
    "/en/tuning": "tuning.en.html",
    "/script": "script.html",
    "/hostile": "hostile.html",
}
"""What the engine finds; `/script` shows nothing without its scripts."""
REPORT = (
    "Informe sobre la zumbarra",
    "El ayuntamiento conserva 58 zumbarras, de las que 42 suenan.",
    "La restauración de la zumbarra mayor costó 6.200 euros en 2024.",
)
PAGE_BYTES = 200_000
_HUGE = 20_000_000
_PIECE = b"<p>" + b"zumbarra " * 8_000 + b"</p>\n"
_HTML = "text/html; charset=utf-8"
_WORD = re.compile(r"\w{3,}")
_NOTHING: dict[str, list[object]] = {"results": [], "suggestions": [], "answers": [], "infoboxes": []}


@dataclass(frozen=True)
class Site:
    """Where it is, and what it was asked. To be read by Kipux, `place` has to be in `KIPUX_FETCH_ALLOW`."""

    server: WebServer

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def place(self) -> str:
        """Its host:port."""
        return self.url.removeprefix("http://")

    def asked(self, path: str) -> int:
        """How often."""
        return sum(request.path == path for request in self.server.seen)

    def search(self, request: Request) -> Answer:
        """Articles that share words with the query, those that share most first. `err500` and its like are the engine's failures."""
        query = request.query.get("q", "")
        if re.fullmatch(r"err\d{3}", query):
            return Answer(status=int(query[3:]))
        words = set(_WORD.findall(query.lower()))
        ranked = sorted(((len(words & found), path) for path, found in _WORDS.items()), key=lambda each: -each[0])
        results = [self._result(path) for shared, path in ranked if shared]
        return Answer(json.dumps(_NOTHING | {"results": results}).encode())

    def _result(self, path: str) -> dict[str, str]:
        text = page_of(path).decode()
        title = re.search(r"<title>(.*?)</title>", text)
        first = re.search(r"<p>(.*?)</p>", text)
        return {
            "url": self.url + path,
            "title": title[1] if title else path,
            "content": first[1][:160] if first else "",
        }


def page_of(path: str) -> bytes:
    """The bytes of an article."""
    return (PAGES / ARTICLES[path]).read_bytes()


def long_page(number: int) -> bytes:
    """200 kB about the zumbarra number so and so, with an answer in the middle: how much it weighs."""
    filler = "".join(
        f"<h2>Registro {entry}</h2><p>En el registro {entry} del inventario {number} consta un instrumento de cuerda sin nombre, "
        f"guardado en la sala {entry % 17} del archivo, sin fecha ni autor, que nadie ha reclamado hasta ahora.</p>"
        for entry in range(1_000)
    )
    answer = f"<h2>Peso</h2><p>La zumbarra número {number} pesa {number + 30} kilos y medio.</p>"
    head = f"<!doctype html><html lang=es><title>Inventario {number} de zumbarras</title><article><h1>Inventario {number}</h1>"
    rest = PAGE_BYTES - len((head + answer).encode())
    half = filler.encode()[: rest // 2].decode(errors="ignore")
    whole = f"{head}{half[: half.rfind('<h2>')]}{answer}{filler}".encode()[: PAGE_BYTES - 20]
    return whole[: whole.rfind(b"<h2>")] + b"</article></html>"


def _article(path: str) -> Callable[[Request], Answer]:
    return lambda request: Answer(page_of(path), _HTML)


def _file(name: str, media_type: str) -> Callable[[Request], Answer]:
    return lambda request: Answer((PAGES / name).read_bytes(), media_type)


def _moved(location: str) -> Callable[[Request], Answer]:
    return lambda request: Answer(status=302, headers={"location": location})


def _status(status: int) -> Callable[[Request], Answer]:
    return lambda request: Answer(f"<h1>{status}</h1>".encode(), _HTML, status)


def _slow(request: Request) -> Answer:
    request.has_left()
    return Answer(broken_off=True)


def _endless(request: Request) -> Answer:
    def pieces() -> Iterator[bytes]:
        while True:
            yield _PIECE

    return Answer(b"<!doctype html><title>Sin fin</title>", _HTML, pieces=pieces())


def _long(request: Request) -> Answer:
    return Answer(long_page(int(request.path.rpartition("/")[2])), _HTML)


_SPANISH = page_of("/es/zumbarra").decode()
PATHS: Mapping[str, Callable[[Request], Answer]] = {
    **{path: _article(path) for path in ARTICLES},
    "/login": _file("login.html", _HTML),
    "/precios.json": _file("precios.json", "application/json"),
    "/feed.xml": _file("feed.xml", "application/rss+xml"),
    "/informe.pdf": lambda request: Answer(a_pdf(*REPORT), "application/pdf"),
    "/latin-1": lambda request: Answer(
        _SPANISH.replace('<meta charset="utf-8">', "").encode("cp1252"), "text/html; charset=iso-8859-1"
    ),
    "/utf-16": lambda request: Answer(_SPANISH.encode("utf-16"), "text/html"),
    "/moved": _moved("/es/zumbarra"),
    "/loop": _moved("/loop"),
    "/to-inside": _moved("http://127.0.0.1:9/secret"),
    "/to-metadata": _moved("http://169.254.169.254/latest/meta-data/"),
    "/gone": _status(404),
    "/broken": _status(500),
    "/slow": _slow,
    "/endless": _endless,
    "/huge": lambda request: Answer(_PIECE * (_HUGE // len(_PIECE)), _HTML),
    **{f"/long/{number}": _long for number in range(1, 9)},
}
_WORDS = {path: set(_WORD.findall(page_of(path).decode().lower())) for path in ARTICLES}


@contextmanager
def running_site() -> Iterator[Site]:
    """One for as long as this takes."""
    with web_server(lambda request: PATHS.get(request.path, _status(404))(request)) as server:
        yield Site(server)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


if __name__ == "__main__":
    with running_site() as by_hand, suppress(KeyboardInterrupt):
        sys.stdout.write("".join(f"{by_hand.url}{path}\n" for path in PATHS))
        threading.Event().wait()
