"""What reading pages costs: a part of `tests.bench.web`. The pages have 200 kB; figures of different runs do not compare.

CPU is that of the worker. The delay is how much later than it asked a task of the event loop went on, at worst, while pages were read.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
import pytest

from kipux.adapters.browserless.browser import BrowserlessBrowser
from kipux.adapters.extraction.extractor import WorkerTextExtractor
from kipux.adapters.memory.open_web import MemoryFetchGuard
from kipux.adapters.open_web.reader import PlainReader
from kipux.domain.fetch_policy import FetchPolicy
from kipux.domain.page import Fetched
from tests.services.browserless import running_browserless
from tests.services.pdf import a_pdf
from tests.services.site import REPORT, long_page, page_of, running_site

TIMES, AT_ONCE, RENDERED = 20, 5, 5
_EVERY_S = 0.005


async def table() -> None:
    """Text of pages, then ways to get them."""
    await _extraction()
    await _ways()


async def _extraction() -> None:
    pages = {
        "200 kB of HTML": [_html(long_page(number)) for number in range(1, 9)],
        "an article of 3 kB": [_html(page_of("/es/zumbarra"))],
        "a PDF of 50 pages": [Fetched("https://a.example/", 200, "application/pdf", None, a_pdf(*REPORT, pages=50))],
    }
    print(f"\nText of pages: {TIMES} times each, in the middle\n")
    print("| what | worker CPU, ms | until done, ms (p95) | delay of the event loop, worst ms |")
    print("| --- | --- | --- | --- |")
    extractor = WorkerTextExtractor()
    began = time.perf_counter()
    await extractor.extract(pages["an article of 3 kB"][0])
    first = (time.perf_counter() - began) * 1_000
    for what, subjects in pages.items():
        cpu_before, took, delays = _worker_cpu(), list[float](), list[float]()
        for number in range(TIMES):
            took.append(await _timed(extractor, [subjects[number % len(subjects)]], delays))
        cpu = (_worker_cpu() - cpu_before) / TIMES * 1_000
        print(f"| {what} | {cpu:.0f} | {_shown(took)} | {max(delays):.1f} |")
    took, delays = [], []
    for _ in range(TIMES):
        took.append(await _timed(extractor, pages["200 kB of HTML"][:AT_ONCE], delays))
    print(f"| {AT_ONCE} × 200 kB of HTML at once | | {_shown(took)} | {max(delays):.1f} |")
    sizes = [worker.memory_info().rss / 2**20 for worker in _workers()]
    print(
        f"\nThe first page, with the start of its worker: {first:.0f} ms. Workers: {', '.join(f'{size:.0f} MiB' for size in sizes)}"
    )
    await extractor.close()


async def _ways() -> None:
    """Where browserless is installed, beside it."""
    async with AsyncExitStack() as stack:
        site = stack.enter_context(running_site())
        guard = MemoryFetchGuard(FetchPolicy.of(site.place))
        ways: dict[str, Callable[[str], Awaitable[Fetched]]] = {"the plain reader": PlainReader(guard).fetch}
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kipux-browserless-")))
        try:
            server = stack.enter_context(running_browserless(folder))
            browser = BrowserlessBrowser(server.url, server.token, guard)
            stack.push_async_callback(browser.close)
            ways["browserless"] = browser.render
        except pytest.skip.Exception as reason:
            print(f"\nWithout the browser: {reason}")
        print(f"\nWays to a page of 200 kB: {RENDERED} times each, in turn\n\n| way | ms (worst) |\n| --- | --- |")
        took: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(RENDERED):
            for way, fetch in ways.items():
                began = time.perf_counter()
                await fetch(f"{site.url}/long/1")
                took[way].append((time.perf_counter() - began) * 1_000)
        for way, times in took.items():
            print(f"| {way} | {statistics.median(times):.0f} ({max(times):.0f}) |")


async def _timed(extractor: WorkerTextExtractor, pages: Sequence[Fetched], delays: list[float]) -> float:
    """The milliseconds until all are read; the event loop's delays meanwhile go to `delays`."""
    looking = asyncio.ensure_future(_look(delays))
    await asyncio.sleep(0)
    began = time.perf_counter()
    await asyncio.gather(*map(extractor.extract, pages))
    took = (time.perf_counter() - began) * 1_000
    await asyncio.sleep(_EVERY_S)
    looking.cancel()
    return took


async def _look(delays: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(_EVERY_S)
        delays.append((time.perf_counter() - began - _EVERY_S) * 1_000)


def _workers() -> list[psutil.Process]:
    children = psutil.Process().children()
    return [child for child in children if any("extraction.worker" in word for word in child.cmdline())]


def _worker_cpu() -> float:
    """Seconds of all that live."""
    return sum(sum(worker.cpu_times()[:2]) for worker in _workers())


def _html(body: bytes) -> Fetched:
    return Fetched("https://a.example/", 200, "text/html", "utf-8", body)


def _shown(times: list[float]) -> str:
    ranked = sorted(times)
    return f"{statistics.median(ranked):.0f} ({ranked[int(len(ranked) * 0.95)]:.0f})"


if __name__ == "__main__":
    asyncio.run(table())
