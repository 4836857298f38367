"""What the fetch guard costs beside the fetches that it guards. A part of `tests.bench.web`; with `--serve`, the site that it reads."""

import asyncio
import gc
import gzip
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp

from kipux.adapters.open_web.guard import OpenWebGuard
from kipux.adapters.open_web.names import SystemNames
from kipux.adapters.open_web.pinned import pinned
from kipux.adapters.open_web.reader import PlainReader
from kipux.domain.errors import AddressRefused
from kipux.domain.fetch_policy import FetchPolicy
from kipux.domain.web_address import checked_address
from tests.services.plain_site import page, serving_site

PAGE_BYTES = 200_000
ROUNDS, TIMES = 15, 20
LONG = "https://es.wikipedia.org/wiki/Quip%C3%BA?action=view&section=12&utm_source=a#Historia"


async def table() -> None:
    """CPU of this process alone: the site is another one."""
    names = SystemNames()
    async with site() as port:
        url, plain = f"http://localhost:{port}/page", f"http://127.0.0.1:{port}/page"
        judge = OpenWebGuard(FetchPolicy.of(f"127.0.0.1:{port}"), names)
        reader = PlainReader(judge)

        async def bare(address: str) -> None:
            async with aiohttp.ClientSession() as session, session.get(address) as response:
                await response.read()

        async def refused() -> None:
            try:
                await judge.addresses("http://169.254.169.254/latest/meta-data/")
            except AddressRefused:
                return

        rows = await cpu_us(
            {
                "an address read": lambda: done(checked_address(LONG)),
                "an IP address judged": lambda: judge.addresses(plain),
                "an address inside refused": refused,
                "a name resolved by the system and judged": lambda: judge.addresses(url),
                "… and pinned": lambda: pinned(judge, url),
                "a page by bare aiohttp": lambda: bare(plain),
                "a page by the plain reader": lambda: reader.fetch(plain),
                "a page by bare aiohttp, by name": lambda: bare(url),
                "a page by the plain reader, by name": lambda: reader.fetch(url),
                "a page by the plain reader, by name, packed": lambda: reader.fetch(url + "-packed"),
                "a page by the plain reader, by name, one redirect": lambda: reader.fetch(url + "-moved"),
            }
        )
    names.close()
    whole = rows["a page by the plain reader, by name"]
    print(
        f"\nThe guard: CPU a time, in the middle of {ROUNDS} rounds; a page has {PAGE_BYTES // 1000} kB and comes from loopback\n"
    )
    print("| what | CPU µs | of a page read by name |\n| --- | --- | --- |")
    for what, took in rows.items():
        print(f"| {what} | {took:,.0f} | {took / whole:.1%} |")


async def cpu_us(subjects: dict[str, Callable[[], Awaitable[object]]]) -> dict[str, float]:
    """CPU microseconds of each, all of them in turn in each round."""
    took: dict[str, list[float]] = {what: [] for what in subjects}
    for _ in range(ROUNDS + 1):
        for what, subject in subjects.items():
            gc.collect()
            began = time.process_time()
            for _ in range(TIMES):
                await subject()
            took[what].append((time.process_time() - began) / TIMES * 1e6)
    return {what: statistics.median(times[1:]) for what, times in took.items()}  # the first one warms up


async def done(_: object) -> None:
    """For what needs no waiting."""


@asynccontextmanager
async def site() -> AsyncIterator[int]:
    """The port of a site in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.fetch_guard", "--serve"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        yield int(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()


async def serve() -> None:
    chance = random.Random(1)
    words = " ".join(f"palabra{chance.randrange(9_999)}" for _ in range(PAGE_BYTES))
    body = f"<!doctype html><title>Quipu</title><p>{words}".encode()[:PAGE_BYTES]
    async with serving_site() as served:
        served.answers["/page"] = page(body)
        served.answers["/page-packed"] = page(gzip.compress(body), head="content-encoding: gzip\r\n")
        served.answers["/page-moved"] = page(status="302 Found", head="location: /page\r\n")
        print(served.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve() if "--serve" in sys.argv else table())
