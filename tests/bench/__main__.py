"""Measure what Kipux adds to a stream: `make bench`. Ratios of one run; figures of different runs do not compare.

Linux only (processor affinity). The app (or the relay) has one core to itself; the load and the upstream share another, with the databases.
"""

import argparse
import asyncio
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from kipux.entrypoints.boot import embedded_postgres
from tests.bench.load import Stream, kipux_text, openai_text, read_many, read_stream

CHUNKS, PAUSE_MS, BURST, SAMPLES = 500, 20, 2000, 21
COLUMNS = (
    "through",
    "streams",
    "CPU ms per 1,000 chunks",
    "× nginx",
    "first text, median ms (p95)",
    "× direct (p95)",
    "delay of first text, p95 ms",
    "whole",
)
APP_CORE, LOAD_CORE = {0}, {1}
NGINX = """daemon off; pid {folder}/nginx.pid; worker_processes 1; error_log stderr error;
events {{ worker_connections 2048; }}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
server {{ listen 127.0.0.1:{port} backlog=1024; location / {{ proxy_pass http://127.0.0.1:{upstream}; proxy_buffering off;
proxy_http_version 1.1; }} }} }}
"""


@dataclass
class Target:
    """Something that streams can be read through, and the processes whose CPU counts."""

    name: str
    open_one: Callable[[str], asyncio.Task[Stream]]
    processes: list[psutil.Process]

    def cpu_s(self) -> float:
        """CPU seconds used so far."""
        return sum(times.user + times.system for times in (process.cpu_times() for process in self.processes))


@dataclass
class Row:
    """One line of the table."""

    target: str
    streams: int
    cpu_ms: float
    first_text_ms: float
    first_text_p95_ms: float
    delay_p95_ms: float
    whole: bool


def main() -> None:
    """Run everything and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--streams", type=int, nargs="+", default=[1, 50, 200])
    options.add_argument("--chunks", type=int, default=CHUNKS)
    arguments = options.parse_args()
    os.sched_setaffinity(0, LOAD_CORE)
    with ExitStack() as stack:
        rows = asyncio.run(_measure(stack, arguments.streams, arguments.chunks))
    _print(rows)
    if not all(row.whole for row in rows):
        sys.exit("Some stream lost, doubled or reordered text.")


async def _measure(stack: ExitStack, counts: list[int], chunks: int) -> list[Row]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    upstream = _free_port()
    stack.enter_context(_process([sys.executable, "-m", "tests.bench.upstream", str(upstream)], LOAD_CORE))
    await _answers(f"http://127.0.0.1:{upstream}/v1/models")
    targets = [_direct("direct", upstream, [])]
    if shutil.which("nginx"):
        targets.append(await _nginx(stack, folder, upstream))
    targets.append(await _kipux(stack, folder, upstream, {}, "kipux, embedded"))
    if shutil.which("redis-server"):
        targets.append(await _kipux(stack, folder, upstream, _servers(stack, folder), "kipux, redis"))
    rows = []
    for target in targets:
        await target.open_one("paced-20-5")
        rows += [await _row(target, count, f"paced-{chunks}-{PAUSE_MS}", chunks) for count in counts]
        rows.append(await _row(target, 1, f"burst-{BURST}", BURST))
    return rows


async def _row(target: Target, count: int, model: str, chunks: int) -> Row:
    before = target.cpu_s()
    streams = await read_many(count, count * PAUSE_MS / 1000, lambda: target.open_one(model))
    cpu = target.cpu_s() - before
    whole = all(stream.is_whole(chunks) for stream in streams)
    if count == 1 and model.startswith("paced"):  # one sample says nothing
        streams = [await target.open_one(f"paced-3-{PAUSE_MS}") for _ in range(SAMPLES)]
    first = [stream.first_text_s or 0.0 for stream in streams]
    delays = [stream.first_delay_s or 0.0 for stream in streams]
    return Row(
        target=target.name + (" (burst)" if model.startswith("burst") else ""),
        streams=count,
        cpu_ms=cpu * 1e6 / (count * chunks),
        first_text_ms=statistics.median(first) * 1000,
        first_text_p95_ms=_p95(first) * 1000,
        delay_p95_ms=_p95(delays) * 1000,
        whole=whole,
    )


def _direct(name: str, port: int, processes: list[psutil.Process]) -> Target:
    def open_one(model: str) -> asyncio.Task[Stream]:
        body = {"model": model, "stream": True, "messages": [{"role": "user", "content": "hi"}]}
        return asyncio.create_task(read_stream(("127.0.0.1", port), "/v1/chat/completions", body, {}, openai_text))

    return Target(name, open_one, processes)


async def _nginx(stack: ExitStack, folder: Path, upstream: int) -> Target:
    port = _free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, upstream=upstream))
    process = stack.enter_context(_process(["nginx", "-e", "stderr", "-c", str(config)], APP_CORE))
    await _answers(f"http://127.0.0.1:{port}/v1/models")
    return _direct("nginx relay", port, [process, *process.children()])


async def _kipux(stack: ExitStack, folder: Path, upstream: int, extra: dict[str, str], name: str) -> Target:
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environ = (
        {key: value for key, value in os.environ.items() if not key.startswith("KIPUX_")}
        | {
            "KIPUX_PORT": str(port),
            "KIPUX_DATA_DIR": str(folder / name.replace(", ", "-")),
            "KIPUX_LITELLM_URL": f"http://127.0.0.1:{upstream}",
            "KIPUX_LOG_LEVEL": "warning",
            "KIPUX_BCRYPT_COST": "4",
        }
        | extra
    )
    if extra:
        migration = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "kipux", "migrate", env=environ, stdout=asyncio.subprocess.DEVNULL
        )
        await migration.wait()
    process = stack.enter_context(_process([sys.executable, "-m", "kipux", "serve"], APP_CORE, environ))
    await _answers(f"{url}/readyz")
    for child in process.children(recursive=True):
        child.cpu_affinity(list(LOAD_CORE))  # the database is not the app
    print(f"{name}: {process.memory_info().rss / 2**20:.0f} MiB idle", file=sys.stderr)
    async with httpx.AsyncClient(base_url=url) as client:
        account = {
            "name": "Bench",
            "email": "bench@example.com",
            "phone": "+51987654321",
            "password": secrets.token_hex(8),
        }
        (await client.post("/api/accounts", json=account)).raise_for_status()
        token = (await client.get("/api/session")).json()["csrf_token"]
        cookies = "; ".join(f"{key}={value}" for key, value in client.cookies.items())
    headers = {"cookie": cookies, "x-csrf-token": token, "accept": "text/event-stream"}

    def open_one(model: str) -> asyncio.Task[Stream]:
        body = {"message": {"text": "hi", "model": model}}
        return asyncio.create_task(read_stream(("127.0.0.1", port), "/api/conversations", body, headers, kipux_text))

    return Target(name, open_one, [process])


def _servers(stack: ExitStack, folder: Path) -> dict[str, str]:
    postgres = embedded_postgres(folder / "servers")
    stack.callback(postgres.stop)
    database_url = postgres.start()
    port = _free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    stack.enter_context(_process(command, LOAD_CORE))
    return {
        "KIPUX_DATABASE_URL": database_url,
        "KIPUX_REDIS_URL": f"redis://127.0.0.1:{port}/0",
        "KIPUX_SECRET_KEY": secrets.token_hex(32),
    }


@contextmanager
def _process(command: list[str], cores: set[int], environ: dict[str, str] | None = None) -> Iterator[psutil.Process]:
    os.sched_setaffinity(0, cores)
    try:
        process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    finally:
        os.sched_setaffinity(0, LOAD_CORE)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


async def _answers(url: str, patience_s: float = 60) -> None:
    end = time.monotonic() + patience_s
    async with httpx.AsyncClient() as client:
        while True:
            try:
                (await client.get(url)).raise_for_status()
            except httpx.HTTPError:
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(0.05)
            else:
                return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, round(len(values) * 0.95))]


def _print(rows: list[Row]) -> None:
    base = {row.streams: row for row in rows if row.target == "direct"}
    relay = {row.streams: row for row in rows if row.target == "nginx relay"}
    print(f"| {' | '.join(COLUMNS)} |")
    print("| --- " * len(COLUMNS) + "|")
    for row in rows:
        burst = row.target.endswith("(burst)")
        cpu = f"{row.cpu_ms:.0f}" if row.cpu_ms else "–"
        nginx = (
            "–"
            if burst or row.streams not in relay or not row.cpu_ms
            else f"{row.cpu_ms / relay[row.streams].cpu_ms:.1f}"
        )
        direct = "–" if burst else f"{row.first_text_p95_ms / base[row.streams].first_text_p95_ms:.1f}"
        first = f"{row.first_text_ms:.0f} ({row.first_text_p95_ms:.0f})"
        whole = "yes" if row.whole else "NO"
        print(
            f"| {row.target} | {row.streams} | {cpu} | {nginx} | {first} | {direct} | {row.delay_p95_ms:.0f} | {whole} |"
        )


if __name__ == "__main__":
    main()
