"""An OpenAI-compatible upstream for measuring: bare sockets, so that it costs little. Run: python -m tests.bench.upstream PORT.

The model's name says what comes: `paced-250-20` is 250 chunks, one every 20 ms; `burst-2000` is 2,000 at once. A chunk's text is
`<number>:<CLOCK_MONOTONIC in ns> `.
"""

import asyncio
import json
import sys
import time

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
MODELS = ("paced-250-20", "burst-2000")


def _framed(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _chunk(delta: str, finish: str = "null", extra: str = "") -> bytes:
    body = (
        f'{{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1,"model":"bench",'
        f'"choices":[{{"index":0,"delta":{delta},"finish_reason":{finish}}}]{extra}}}'
    )
    return _framed(f"data: {body}\n\n".encode())


def _text(number: int) -> bytes:
    return _chunk(f'{{"content":"{number}:{time.monotonic_ns()} "}}')


async def _answer(writer: asyncio.StreamWriter, model: str) -> None:
    kind, count, *pause = model.split("-")
    writer.write(HEAD)
    if kind == "burst":
        writer.write(b"".join(_text(number) for number in range(int(count))))
    else:
        step, start = int(pause[0]) / 1000, time.monotonic()
        for number in range(int(count)):
            await asyncio.sleep(max(0.0, start + (number + 1) * step - time.monotonic()))
            writer.write(_text(number))
    usage = f',"usage":{{"prompt_tokens":1,"completion_tokens":{count},"total_tokens":{int(count) + 1}}}'
    writer.write(_chunk("{}", '"stop"', usage) + _framed(b"data: [DONE]\n\n") + b"0\r\n\r\n")
    await writer.drain()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = next(
                (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
            )
            body = await reader.readexactly(length)
            if head.startswith(b"POST"):
                await _answer(writer, json.loads(body)["model"])
            else:
                models = json.dumps(
                    {"object": "list", "data": [{"id": name, "object": "model"} for name in MODELS]}
                ).encode()
                status = b"200 OK" if b"/models" in head.split(b"\r\n", 1)[0] else b"404 Not Found"
                writer.write(
                    b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
                    % (status, len(models), models)
                )
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port: int) -> None:
    """Serve for ever."""
    server = await asyncio.start_server(_serve, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
