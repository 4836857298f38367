"""The adapter of SearXNG: what it sends, and what it makes of an engine that is not as it should be."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from kipux.adapters.searxng.search import SearxngSearch
from kipux.domain.errors import (
    SearchError,
    SearchGarbled,
    SearchJsonOff,
    SearchRefused,
    SearchUnreachable,
)
from kipux.domain.web_search import SearchQuery
from tests.services.recorded_searxng import as_recorded, recorded
from tests.services.searx import Searx
from tests.services.web_server import Answer, Request, WebServer, web_server

KIPU = SearchQuery("kipu")


@asynccontextmanager
async def engine_at(url: str) -> AsyncIterator[SearxngSearch]:
    search = SearxngSearch(url)
    try:
        yield search
    finally:
        await search.close()


@pytest.fixture
async def search(recorded_searxng: WebServer) -> AsyncIterator[SearxngSearch]:
    async with engine_at(recorded_searxng.url) as search:
        yield search


async def test_a_question_is_asked_with_all_that_belongs_to_it(
    search: SearxngSearch, recorded_searxng: WebServer
) -> None:
    await search.search(SearchQuery("quipu inca", "es_pe", "month", ("general", "news"), safe_search=2))
    (request,) = recorded_searxng.seen
    assert request.path == "/search"
    assert request.query == {
        "q": "quipu inca",
        "format": "json",
        "language": "es-PE",
        "safesearch": "2",
        "categories": "general,news",
        "time_range": "month",
    }


async def test_any_language_and_any_time_are_asked_for_as_such(
    search: SearxngSearch, recorded_searxng: WebServer
) -> None:
    await search.search(SearchQuery("kipu", categories=()))
    assert recorded_searxng.seen[0].query == {"q": "kipu", "format": "json", "language": "all", "safesearch": "1"}


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("!lo kipu", "lo kipu"),
        ("kipu !!g :es ?news <1", "kipu g es news 1"),
        ("!?:<!lo kipu", "lo kipu"),
        ("kipu\x00!lo\x1f:es\u2028!ld\u00a0!!w", "kipu lo es ld w"),
        ("¿qué es std::vector<int> y a:hover?", "¿qué es std::vector<int> y a:hover?"),
        ("\ud800kipu\udfff", "kipu"),
        ("  a \n\t b ", "a b"),
    ],
)
async def test_what_a_model_writes_gives_the_engine_no_commands(
    search: SearxngSearch, recorded_searxng: WebServer, written: str, asked: str
) -> None:
    await search.search(SearchQuery(written))
    assert [request.query["q"] for request in recorded_searxng.seen] == [asked]


async def test_a_bang_does_not_reach_an_engine_that_is_switched_off(searx: Searx) -> None:
    async with engine_at(searx.url) as search:
        searx.engine.seen.clear()
        await search.search(SearchQuery("!lo !local-other ?lo kipu :en"))
    assert [(request.path, request.query["q"]) for request in searx.engine.seen] == [
        ("/full", "lo local-other lo kipu en")
    ]


async def test_the_person_s_language_and_caution_reach_the_engines(searx: Searx) -> None:
    async with engine_at(searx.url) as search:
        searx.engine.seen.clear()
        await search.search(SearchQuery("kipu", language="es", safe_search=2))
    assert [(request.query["lang"], request.query["safe"]) for request in searx.engine.seen] == [("es", "2")]


async def test_a_long_question_is_cut_between_words(search: SearxngSearch, recorded_searxng: WebServer) -> None:
    await search.search(SearchQuery("palabra " * 2_000))
    await search.search(SearchQuery("ñ" * 10_000))
    words, word = (request.query["q"] for request in recorded_searxng.seen)
    assert words == " ".join(["palabra"] * 50)
    assert word == "ñ" * 400


async def test_nothing_is_asked_without_a_word(search: SearxngSearch, recorded_searxng: WebServer) -> None:
    for text in ("", " \n", "\x00", "!!", "? :"):
        assert (await search.search(SearchQuery(text))).hits == ()
    assert recorded_searxng.seen == []


@pytest.mark.parametrize("ending", ["", "/", "/search", "/search/"])
async def test_it_may_live_under_a_path(recorded_searxng: WebServer, ending: str) -> None:
    recorded_searxng.answer = lambda request: Answer(
        recorded("kipu.json"), status=200 if request.path == "/my/searxng/search" else 404
    )
    async with engine_at(f"{recorded_searxng.url}/my/searxng{ending}") as search:
        assert (await search.search(KIPU)).hits


async def test_connections_are_kept_and_cookies_are_not(search: SearxngSearch, recorded_searxng: WebServer) -> None:
    recorded_searxng.answer = lambda request: Answer(recorded("kipu.json"), headers={"set-cookie": "who=me; Path=/"})
    for _ in range(3):
        await search.search(KIPU)
    assert len({request.connection for request in recorded_searxng.seen}) == 1
    assert not any("cookie" in {name.lower() for name in request.headers} for request in recorded_searxng.seen)


async def test_a_kept_connection_that_the_engine_closes_costs_no_search(
    search: SearxngSearch, recorded_searxng: WebServer
) -> None:
    await search.search(KIPU)
    left = iter([Answer(broken_off=True)])
    recorded_searxng.answer = lambda request: next(left, None) or as_recorded(request)
    assert (await search.search(KIPU)).hits
    assert len(recorded_searxng.seen) == 3


async def test_an_engine_that_always_closes_the_connection_is_unreachable(
    search: SearxngSearch, recorded_searxng: WebServer
) -> None:
    recorded_searxng.answer = lambda request: Answer(broken_off=True)
    with pytest.raises(SearchUnreachable):
        await search.search(KIPU)


async def test_cancelling_closes_what_is_open(search: SearxngSearch, recorded_searxng: WebServer) -> None:
    has_left: list[bool] = []

    def never(request: Request) -> Answer:
        has_left.append(request.has_left())
        return Answer(broken_off=True)

    recorded_searxng.answer = never
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await search.search(KIPU)
    async with asyncio.timeout(20):
        while not has_left:
            await asyncio.sleep(0.02)
    assert has_left == [True]
    recorded_searxng.answer = as_recorded
    assert (await search.search(KIPU)).hits


async def test_a_redirect_within_the_engine_is_followed(search: SearxngSearch, recorded_searxng: WebServer) -> None:
    recorded_searxng.answer = lambda request: (
        Answer(status=308, headers={"location": "/moved?q=kipu"})
        if request.path == "/search"
        else Answer(recorded("kipu.json"))
    )
    assert (await search.search(KIPU)).hits


async def test_a_redirect_to_elsewhere_is_not_followed(search: SearxngSearch, recorded_searxng: WebServer) -> None:
    with web_server(as_recorded) as elsewhere:
        for there in (
            elsewhere.url,
            elsewhere.url.replace("http:", ""),
            "https://example.org/",
            "ftp://x/",
            "http://[",
        ):
            recorded_searxng.answer = lambda request, there=there: Answer(  # type: ignore[misc]  # a default is a value here
                status=302, headers={"location": f"{there}/search?q=kipu&format=json"}
            )
            with pytest.raises(SearchError):
                await search.search(KIPU)
        assert elsewhere.seen == []


async def test_a_circle_of_redirects_ends(search: SearxngSearch, recorded_searxng: WebServer) -> None:
    recorded_searxng.answer = lambda request: Answer(status=302, headers={"location": "/search"})
    with pytest.raises(SearchGarbled):
        await search.search(KIPU)
    assert len(recorded_searxng.seen) < 5


NGINX = b"<html><head><title>403 Forbidden</title></head><body><hr><center>nginx</center></body></html>"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(Answer(recorded("forbidden.html"), "text/html; charset=utf-8", 403), SearchJsonOff, id="no json"),
        pytest.param(Answer(recorded("page.html"), "text/html"), SearchJsonOff, id="a page of SearXNG"),
        pytest.param(Answer(recorded("searx-page.html"), "text/html"), SearchJsonOff, id="a page of searx"),
        pytest.param(Answer(NGINX, "text/html", 403), SearchRefused, id="a proxy forbids"),
        pytest.param(Answer(b"no", "text/plain", 403), SearchRefused, id="forbidden in a word"),
        pytest.param(Answer(b"Too Many Requests", "text/html", 429), SearchRefused, id="the limiter"),
        pytest.param(Answer(b"", "text/html", 401), SearchRefused, id="a password is asked for"),
        pytest.param(Answer(b"<h1>Welcome</h1>", "text/html"), SearchGarbled, id="somebody's page"),
        pytest.param(Answer(b'{"models": []}'), SearchGarbled, id="other JSON"),
        pytest.param(Answer(b'{"results": {}}'), SearchGarbled, id="results that are no list"),
        pytest.param(Answer(b"[]"), SearchGarbled, id="a list"),
        pytest.param(Answer(b""), SearchGarbled, id="nothing"),
        pytest.param(Answer(recorded("kipu.json")[:-9]), SearchGarbled, id="cut off"),
        pytest.param(Answer(b"[" * 100_000), SearchGarbled, id="too deep"),
        pytest.param(Answer(bytes(range(256)), "image/png"), SearchGarbled, id="other bytes"),
        pytest.param(Answer(b"x", headers={"content-encoding": "gzip"}), SearchGarbled, id="not what it says it is"),
        pytest.param(Answer(recorded("page.html"), "text/html", 404), SearchGarbled, id="the wrong path"),
        pytest.param(Answer(b'{"error": "search error"}', status=500), SearchError, id="broken"),
        pytest.param(Answer(b"Bad Gateway", "text/html", 502), SearchUnreachable, id="nobody behind the proxy"),
    ],
)
async def test_each_failure_is_of_the_kind_that_says_what_to_do(
    search: SearxngSearch, recorded_searxng: WebServer, answer: Answer, error: type[SearchError]
) -> None:
    recorded_searxng.answer = lambda request: answer
    for asked in (search.search(KIPU), search.probe()):
        with pytest.raises(SearchError) as caught:
            await asked
        assert type(caught.value) is error


async def test_a_question_that_the_engine_does_not_like_is_a_failure(
    search: SearxngSearch, recorded_searxng: WebServer
) -> None:
    recorded_searxng.answer = lambda request: Answer(b'{"error": "Invalid parameter"}', status=400)
    with pytest.raises(SearchError):
        await search.search(KIPU)


async def test_more_than_two_megabytes_are_not_read(search: SearxngSearch, recorded_searxng: WebServer) -> None:
    recorded_searxng.answer = lambda request: Answer(json.dumps({"results": [], "more": "x" * 2_000_000}).encode())
    with pytest.raises(SearchGarbled):
        await search.search(KIPU)


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address where connections are refused."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


async def test_nobody_there_is_unreachable(deaf: str) -> None:
    for url in (deaf, "http://no-such-host.invalid", f"https{deaf.removeprefix('http')}"):
        async with engine_at(url) as search:
            for asked in (search.search(KIPU), search.probe()):
                with pytest.raises(SearchUnreachable):
                    await asked


async def test_the_probe_tells_version_and_engines_and_asks_none_of_them(searx: Searx, search: SearxngSearch) -> None:
    searx.engine.seen.clear()
    async with engine_at(searx.url) as old:
        assert await old.probe() == "searx 1.1.0, 2 engines"
    assert searx.engine.seen == []
    assert await search.probe() == "SearXNG 1.0.0, 4 engines"


async def test_the_probe_does_not_wait_long_for_a_description(
    search: SearxngSearch, recorded_searxng: WebServer
) -> None:
    recorded_searxng.answer = lambda request: (
        Answer(broken_off=request.has_left()) if request.path == "/config" else as_recorded(request)
    )
    async with asyncio.timeout(10):
        assert await search.probe() == "SearXNG"
    recorded_searxng.answer = as_recorded
    assert await search.probe() == "SearXNG 1.0.0, 4 engines"


async def test_the_probe_does_without_a_description(search: SearxngSearch, recorded_searxng: WebServer) -> None:
    recorded_searxng.answer = lambda request: Answer(status=404) if request.path == "/config" else as_recorded(request)
    assert await search.probe() == "SearXNG"
