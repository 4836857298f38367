"""The load: many streams read over bare sockets, each chunk's number and delay noted."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass
class Stream:
    """What one reader saw: seconds from request to first text, the first text's own delay, and every chunk number in order."""

    asked_at: float = 0.0
    first_text_s: float | None = None
    first_delay_s: float | None = None
    numbers: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    rest: str = ""

    def take(self, text: str) -> None:
        """Note a piece of text, which may hold several stamps, or end within one."""
        now = time.monotonic_ns()
        *whole, self.rest = (self.rest + text).split(" ")
        for stamp in whole:
            number, sent = stamp.split(":")
            self.numbers.append(int(number))
            self.delays.append((now - int(sent)) / 1e9)
        if self.first_text_s is None and whole:
            self.first_text_s = now / 1e9 - self.asked_at
            self.first_delay_s = self.delays[0]

    def is_whole(self, count: int) -> bool:
        """Whether nothing was lost, doubled or reordered."""
        return self.numbers == list(range(count))


def openai_text(event: bytes) -> str:
    """The text of an upstream's own event."""
    data = event.removeprefix(b"data: ")
    if data == b"[DONE]":
        return ""
    choices = json.loads(data)["choices"]
    return str(choices[0]["delta"].get("content") or "") if choices else ""


def kipux_text(event: bytes) -> str:
    """The text of one of our events."""
    lines = dict(line.split(b": ", 1) for line in event.split(b"\n") if not line.startswith(b":"))
    return str(json.loads(lines[b"data"])["delta"]) if lines.get(b"event") == b"text" else ""


async def read_stream(
    address: tuple[str, int],
    path: str,
    body: Mapping[str, object],
    headers: Mapping[str, str],
    text_of: Callable[[bytes], str],
) -> Stream:
    """Post `body`, and read the answer's events to their end."""
    stream = Stream()
    reader, writer = await asyncio.open_connection(*address)
    data = json.dumps(body).encode()
    lines = [f"POST {path} HTTP/1.1", f"host: {address[0]}:{address[1]}", "content-type: application/json"]
    lines += [f"content-length: {len(data)}", *(f"{name}: {value}" for name, value in headers.items())]
    stream.asked_at = time.monotonic()
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        msg = f"{path}: {head[:200]!r} {await reader.read(500)!r}"
        raise RuntimeError(msg)
    buffer = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        buffer += (await reader.readexactly(size + 2))[:-2]
        *events, buffer = buffer.split(b"\n\n")
        for event in events:
            if text := text_of(event):
                stream.take(text)
    writer.close()
    return stream


async def read_many(
    count: int, over_s: float, open_one: Callable[[], asyncio.Future[Stream] | asyncio.Task[Stream]]
) -> list[Stream]:
    """`count` streams, begun evenly over `over_s` seconds."""
    tasks = []
    for _ in range(count):
        tasks.append(open_one())
        await asyncio.sleep(over_s / count)
    return list(await asyncio.gather(*tasks))
