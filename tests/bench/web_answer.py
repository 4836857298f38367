"""An answer from five pages of 200 kB against the sum of its parts, in one run: a part of `tests.bench.web`.

The model takes its time as told, the search engine is Debian's searx over an engine of ours, the pages come from a site of ours, and
nothing is in the cache. The parts are done one after the other as a reply must, with no Kipux between them: the model asks, the engine
answers, all pages are fetched side by side, all are extracted side by side, the model answers.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count, pairwise
from pathlib import Path
from urllib.parse import quote

from kipux.adapters.embedded.postgres import EmbeddedPostgres
from kipux.adapters.postgres.migrate import upgrade
from kipux.adapters.scripted.gateway import Pause, Step, whole_answer
from kipux.application.ports.llm_gateway import ChatEnd, ChatRequest, ChatToolCall
from kipux.domain.model import Model, ModelList
from kipux.domain.web_search import SearchQuery
from tests.integration.living import LiveApp, running
from tests.services.searx import running_searx
from tests.services.site import Site, running_site
from tests.services.web_server import Answer

PAGES, TIMES, WARM_UP = 5, 15, 2
THINKS_S = 0.4
MODEL = Model(id="m", name="M", abilities=("function_calling",), context_window=64_000)
QUESTION = "¿Cuántos kilos pesa la zumbarra número 3?"


async def table() -> None:
    """Medians, in ms, and the quotient of the whole and its parts."""
    numbers = count()
    with (
        running_site() as site,
        tempfile.TemporaryDirectory(prefix="kipux-searx-") as folder,
        running_searx(Path(folder), lambda request: found(site, request.query["q"])) as searx,
        tempfile.TemporaryDirectory(prefix="kipux-postgres-") as data,
        database_in(Path(data)) as database_url,
    ):
        await upgrade(database_url)
        async with running(database_url, searxng_url=searx.url, fetch_allow=site.place, web_seconds=30) as app:
            app.stage.gateway._script = lambda request: play(request, numbers)
            app.stage.gateway.offered = (MODEL,)
            app.container.model_catalogue().keep(ModelList((MODEL,), app.container.clock().now(), stale=False))
            alone: list[tuple[float, ...]] = []
            whole: list[tuple[float, float]] = []
            for n in range(WARM_UP + TIMES):
                parts = await in_parts(app, next(numbers))
                first, end = await through_kipux(app)
                if n >= WARM_UP:
                    alone.append(parts)
                    whole.append((first, end))
    names = (
        "model asks",
        "search",
        "fetch, side by side",
        "extraction, side by side",
        "model answers",
        "sum of the parts",
    )
    print(f"| {PAGES} pages of 200 kB | median ms |")
    print("| --- | --- |")
    for name, times in zip(names, zip(*[(*parts, sum(parts)) for parts in alone], strict=True), strict=True):
        print(f"| {name} | {statistics.median(times):.0f} |")
    for name, times in zip(("Kipux, first text", "Kipux, end"), zip(*whole, strict=True), strict=True):
        print(f"| {name} | {statistics.median(times):.0f} |")
    ratios = [first / sum(parts) for parts, (first, _) in zip(alone, whole, strict=True)]
    print(f"| Kipux, first text ÷ sum of the parts of the same turn | × {statistics.median(ratios):.2f} |")


@contextmanager
def database_in(folder: Path) -> Iterator[str]:
    """A Postgres, as long as this takes."""
    postgres = EmbeddedPostgres(folder, durable=False)
    url = postgres.start()
    try:
        yield url
    finally:
        postgres.stop()


def found(site: Site, query: str) -> Answer:
    """Five long pages, under addresses that were never asked for."""
    results = [
        {"url": f"{site.url}/long/{n}?of={quote(query)}", "title": f"Inventario {n}", "content": "Zumbarras."}
        for n in range(1, PAGES + 1)
    ]
    return Answer(json.dumps({"results": results, "suggestions": [], "answers": [], "infoboxes": []}).encode())


def play(request: ChatRequest, numbers: Iterator[int]) -> Iterable[Step]:
    """Thinks, searches for something new; thinks, answers."""
    if request.messages[-1].role == "tool":
        return (Pause(THINKS_S), *whole_answer("Pesa 33 kilos y medio [1]."))
    call = ChatToolCall(0, "c", "web_search", json.dumps({"query": f"zumbarra pesa {next(numbers)}"}))
    return (Pause(THINKS_S), call, ChatEnd("tool_calls", "m"))


async def in_parts(app: LiveApp, number: int) -> tuple[float, ...]:
    """The milliseconds of each part."""
    search, fetcher, extractor = app.container.search(), app.container.page_fetcher(), app.container.text_extractor()
    at = [time.perf_counter()]
    await asyncio.sleep(THINKS_S)
    at.append(time.perf_counter())
    results = await search.search(SearchQuery(f"zumbarra pesa {number}", "en"))
    at.append(time.perf_counter())
    pages = await asyncio.gather(*(fetcher.fetch(hit.url) for hit in results.hits))
    at.append(time.perf_counter())
    texts = await asyncio.gather(*(extractor.extract(page) for page in pages))
    assert len(texts) == PAGES
    at.append(time.perf_counter())
    await asyncio.sleep(THINKS_S)
    at.append(time.perf_counter())
    return tuple((end - begin) * 1_000 for begin, end in pairwise(at))


async def through_kipux(app: LiveApp) -> tuple[float, float]:
    """Milliseconds from the question to the first text, and to the end."""
    async with app.person() as somebody:
        began = time.perf_counter()
        first = 0.0
        async with somebody.stream(
            "POST", "/api/conversations", {"message": {"text": QUESTION, "model": "m"}}
        ) as events:
            async for event in events:
                if event.name == "text" and not first:
                    first = time.perf_counter()
                if event.name == "sources":
                    assert len(event.data["items"]) >= 1
        return (first - began) * 1_000, (time.perf_counter() - began) * 1_000
