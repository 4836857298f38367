"""What looking things up costs beyond what others take for it: a part of `tests.bench.web`. Ratios of one run.

The search engine is Debian's searx over an engine of ours; every question goes once by plain HTTP and once through the adapter, in turn.
"""

import asyncio
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from kipux.adapters.searxng.search import SearxngSearch
from kipux.domain.web_search import SearchQuery
from tests.services.searx import running_searx
from tests.services.web_server import Answer, web_server

WARM_UP, TIMES = 5, 100


async def table() -> None:
    """The adapter against the plain call: over searx, and over a long answer that costs the engine nothing."""
    print("| search engine | plain call, median ms (p95) | adapter, median ms (p95) | × plain |")
    print("| --- | --- | --- | --- |")
    with web_server(lambda request: Answer(long_answer())) as ready:
        print(await compared("50 results, ready made", ready.url))
    if shutil.which("searx-run"):
        with tempfile.TemporaryDirectory(prefix="kipux-searx-") as folder, running_searx(Path(folder)) as searx:
            print(await compared("searx, 3 results", searx.url))


async def compared(name: str, url: str) -> str:
    """A row of the table."""
    search = SearxngSearch(url)
    async with httpx.AsyncClient(trust_env=False) as client:

        async def plain_call() -> object:
            answer = await client.get(f"{url}/search", params={"q": "kipu", "format": "json", "language": "all"})
            return answer.json()

        plain, adapter = await in_turn(plain_call, lambda: search.search(SearchQuery("kipu")))
    await search.close()
    ratio = statistics.median(adapter) / statistics.median(plain)
    return f"| {name} | {shown(plain)} | {shown(adapter)} | {ratio:.2f} |"


async def in_turn(*ways: Callable[[], Awaitable[object]]) -> list[list[float]]:
    """The milliseconds of each, asked one after the other many times: what the machine does meanwhile, it does to all."""
    took: list[list[float]] = [[] for _ in ways]
    for n in range(WARM_UP + TIMES):
        for way, times in zip(ways, took, strict=True):
            began = time.perf_counter()
            await way()
            if n >= WARM_UP:
                times.append((time.perf_counter() - began) * 1_000)
    return took


def shown(times: list[float]) -> str:
    """In the middle, and where 19 of 20 lie below."""
    return f"{statistics.median(times):.1f} ({statistics.quantiles(times, n=20)[-1]:.1f})"


def long_answer() -> bytes:
    """50 results with as much text as SearXNG gives."""
    results = [
        {
            "url": f"https://example.org/{n}?utm_source=x&id={n}",
            "title": f"<b>kipu</b> resultado {n}",
            "content": "Texto &amp; de <i>kipu</i> " * 12,
            "publishedDate": "2026-01-15T10:00:00",
            "engines": ["one", "other"],
        }
        for n in range(50)
    ]
    return json.dumps({"results": results, "answers": [], "suggestions": [], "unresponsive_engines": []}).encode()


if __name__ == "__main__":
    asyncio.run(table())
