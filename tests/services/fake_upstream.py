"""A model provider that speaks OpenAI's API and misbehaves on request.

The model's name says how (see `STREAMS` and `REFUSALS`); a JSON object as the last user message overrides what it says:
`{"do": "paced", "words": 20, "ms": 10, "text": "…"}`, whatever follows it. With `{"do": "looks", "page": "host/path"}` it calls
`read_page` for that page before it says its text. `GET /__seen` gives the requests, `GET /__closed` the texts (or models) whose
readers left before the end. By hand: `python -m tests.services.fake_upstream 18081`.
"""

import asyncio
import json
import re
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import uvicorn

KEY = "sk-upstream"
USAGE = {
    "prompt_tokens": 11,
    "completion_tokens": 7,
    "total_tokens": 18,
    "prompt_tokens_details": {"cached_tokens": 3},
    "completion_tokens_details": {"reasoning_tokens": 2},
    "queue_time": 0.25,
}
TOOL_ARGUMENTS = ('{"city"', ': "Li', 'ma"}')
UNICODE = "¡Ñandú! 👩‍🚀 你好 \u202eabc\u202c \u0000 «fin»"

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """A chat request and how to behave."""

    behaviour: str
    words: int
    seconds: float
    text: str
    body: Mapping[str, Any] = field(default_factory=dict)
    page: str = ""

    def event(self, delta: Mapping[str, Any], finish: str | None = None, **beside: Any) -> bytes:
        chunk = {
            "id": "chatcmpl-fake",
            "object": "chat.completion.chunk",
            "created": 1752335740,
            "model": self.behaviour,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        return b"data: " + json.dumps(chunk | beside).encode() + b"\n\n"

    async def said(self, count: int | None = None) -> AsyncIterator[bytes]:
        """The role, then so many words: those of the text if it has one."""
        words = self.text.split(" ") if self.text else [f"w{i}" for i in range(self.words)]
        yield self.event({"role": "assistant", "content": ""})
        for word in words if count is None else words[:count]:
            yield self.event({"content": f"{word} "})
            await asyncio.sleep(self.seconds)

    def ending(self, finish: str = "stop") -> tuple[bytes, ...]:
        usage = self.event({}, usage=USAGE, choices=[], x_groq={"id": "req_fake"}, service_tier="on_demand")
        return self.event({}, finish), usage, DONE


DONE = b"data: [DONE]\n\n"


async def _fast(asked: Asked) -> AsyncIterator[bytes]:
    async for event in asked.said():
        yield event
    for event in asked.ending():
        yield event


async def _reasoning(asked: Asked) -> AsyncIterator[bytes]:
    for word in ("Let ", "me ", "think."):
        yield asked.event({"reasoning_content": word})
    async for event in _fast(asked):
        yield event


async def _tools(asked: Asked) -> AsyncIterator[bytes]:
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": ""}}
    yield asked.event({"role": "assistant", "content": None, "tool_calls": [call]})
    for piece in TOOL_ARGUMENTS:
        yield asked.event({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    for event in asked.ending("tool_calls"):
        yield event


async def _searcher(asked: Asked) -> AsyncIterator[bytes]:
    """Searches for the question if it may, in pieces; then says the sentence of what it read that shares most words with the question,
    with its number and one that nobody gave it.
    """
    messages = asked.body["messages"]
    question = next(m["content"] for m in reversed(messages) if m["role"] == "user")
    read = [m["content"] for m in messages if "<quoted" in str(m.get("content"))]
    if "Write nothing but JSON" in question:
        async for event in _saying(asked, json.dumps({"queries": [question.splitlines()[0]]})):
            yield event
        return
    if asked.body.get("tools") and not read and asked.body.get("tool_choice") != "none":
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "web_search", "arguments": ""}}
        yield asked.event({"role": "assistant", "content": None, "tool_calls": [call]})
        arguments = json.dumps({"query": question.splitlines()[0]})
        for piece in (arguments[:9], arguments[9:]):
            yield asked.event({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
        for event in asked.ending("tool_calls"):
            yield event
        return
    wanted = set(re.findall(r"\w{4,}", question.splitlines()[0].lower()))
    said = [(number, line) for number, line in _sentences("\n".join(read))]
    number, best = max(said, key=lambda each: len(wanted & set(each[1].lower().split())), default=(0, "No lo sé."))
    async for event in _saying(asked, f"{best} [{number}] [9]"):
        yield event


def _sentences(material: str) -> Iterator[tuple[int, str]]:
    number = 0
    for line in material.splitlines():
        if head := re.match(r"\[(\d+)\] ", line):
            number = int(head[1])
        elif number:
            yield from ((number, sentence) for sentence in re.split(r"(?<=[.])\s", line))


async def _saying(asked: Asked, text: str) -> AsyncIterator[bytes]:
    async for event in replace(asked, text=text).said():
        yield event
    for event in asked.ending():
        yield event


async def _looks(asked: Asked) -> AsyncIterator[bytes]:
    if not asked.page:  # it has looked
        async for event in _fast(asked):
            yield event
        return
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "read_page", "arguments": ""}}
    yield asked.event({"role": "assistant", "content": None, "tool_calls": [call]})
    for piece in ('{"url": "htt', f'p://{asked.page}"}}'):
        yield asked.event({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    for event in asked.ending("tool_calls"):
        yield event


async def _unicode(asked: Asked) -> AsyncIterator[bytes]:
    """Characters of every length, each byte sent on its own."""
    chunk = {"model": "unicode", "choices": [{"index": 0, "delta": {"content": UNICODE}}]}
    for byte in b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n":
        yield bytes([byte])
        await asyncio.sleep(0)
    for event in asked.ending():
        yield event


async def _crlf(asked: Asked) -> AsyncIterator[bytes]:
    yield b": hello\r\n\r\nevent: message\r\nid: 1\r\n"
    async for event in _fast(asked):
        yield event.replace(b"\n", b"\r\n").replace(b"data: ", b"data:")


async def _no_usage(asked: Asked) -> AsyncIterator[bytes]:
    async for event in asked.said():
        yield event
    yield asked.event({}, "stop")
    yield DONE


async def _no_done(asked: Asked) -> AsyncIterator[bytes]:
    async for event in asked.said():
        yield event
    yield asked.event({}, "stop").rstrip(b"\n")


async def _endless(asked: Asked) -> AsyncIterator[bytes]:
    while True:
        async for event in asked.said():
            yield event
        await asyncio.sleep(asked.seconds or 0.01)


async def _cut(asked: Asked) -> AsyncIterator[bytes]:
    async for event in asked.said(2):
        yield event
    await asyncio.sleep(0.05)  # so that what was said is on its way
    raise ConnectionAbortedError


async def _no_end(asked: Asked) -> AsyncIterator[bytes]:
    async for event in asked.said(2):
        yield event


async def _error(asked: Asked) -> AsyncIterator[bytes]:
    async for event in asked.said(2):
        yield event
    error = {"message": "overloaded mid stream", "type": "server_error", "code": "overloaded"}
    yield b"data: " + json.dumps({"error": error}).encode() + b"\n\n"
    yield DONE


async def _stall(asked: Asked) -> AsyncIterator[bytes]:
    async for event in asked.said(2):
        yield event
    await asyncio.Event().wait()


async def _mute(asked: Asked) -> AsyncIterator[bytes]:
    await asyncio.Event().wait()
    yield b""


async def _comments(asked: Asked) -> AsyncIterator[bytes]:
    while True:
        yield b": still here\n\n"
        await asyncio.sleep(0.01)


async def _murmur(asked: Asked) -> AsyncIterator[bytes]:
    async for event in asked.said(2):
        yield event
    async for comment in _comments(asked):
        yield comment


async def _garbage(asked: Asked) -> AsyncIterator[bytes]:
    yield bytes(range(256)) * 8


async def _broken_json(asked: Asked) -> AsyncIterator[bytes]:
    async for event in asked.said(2):
        yield event
    yield b'data: {"choices": [{"delta": {"content": \n\n'


async def _bad_utf8(asked: Asked) -> AsyncIterator[bytes]:
    yield asked.event({"content": "?"}).replace(b"?", b"\xff\xfe")


async def _giant(asked: Asked) -> AsyncIterator[bytes]:
    yield b"data: "
    while True:
        yield b"x" * 65536
        await asyncio.sleep(0)


STREAMS: dict[str, Callable[[Asked], AsyncIterator[bytes]]] = {
    "fast": _fast,
    "paced": _fast,
    "reasoning": _reasoning,
    "tools": _tools,
    "searcher": _searcher,
    "searcher-4k": _searcher,
    "looks": _looks,
    "unicode": _unicode,
    "crlf": _crlf,
    "no-usage": _no_usage,
    "no-done": _no_done,
    "endless": _endless,
    "cut": _cut,
    "no-end": _no_end,
    "error": _error,
    "stall": _stall,
    "mute": _mute,
    "comments": _comments,
    "murmur": _murmur,
    "garbage": _garbage,
    "broken-json": _broken_json,
    "bad-utf8": _bad_utf8,
    "giant": _giant,
}


def _refusal(
    status: int, message: str, kind: str, code: str | None = None, **headers: str
) -> tuple[int, Any, dict[str, str]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"error": {"message": message, "type": kind, "param": None, "code": code}}, named


_PAGE = "<!doctype html><title>Not here</title>"
REFUSALS: dict[str, tuple[int, Any, dict[str, str]]] = {
    "context": _refusal(
        400, "This model's maximum context length is 4096 tokens", "invalid_request_error", "context_length_exceeded"
    ),
    "content": _refusal(400, "Your request was rejected", "invalid_request_error", "content_policy_violation"),
    "bad-key": _refusal(401, "Incorrect API key provided: sk-up…", "invalid_request_error", "invalid_api_key"),
    "unknown": _refusal(404, "The model `unknown` does not exist", "invalid_request_error", "model_not_found"),
    "strange": _refusal(422, "temperature must be below 2", "invalid_request_error"),
    "limited": _refusal(429, "Rate limit reached", "requests", "rate_limit_exceeded", retry_after="7"),
    "spent": _refusal(429, "You exceeded your current quota", "insufficient_quota", "insufficient_quota"),
    "broken": _refusal(500, "boom", "server_error"),
    "overloaded": _refusal(503, "try later", "server_error"),
    "late": _refusal(504, "upstream timed out", "server_error"),
    "html": (200, _PAGE, {"content-type": "text/html"}),
    "html-502": (502, _PAGE, {"content-type": "text/html"}),
    "html-404": (404, _PAGE, {"content-type": "text/html"}),
    "elsewhere": (307, "", {"location": "http://127.0.0.1:9/v1/chat/completions"}),
    "whole": (
        200,
        {
            "id": "chatcmpl-fake",
            "object": "chat.completion",
            "model": "whole",
            "choices": [
                {"index": 0, "message": {"role": "assistant", "content": "All at once"}, "finish_reason": "stop"}
            ],
            "usage": USAGE,
        },
        {},
    ),
}
BEHAVIOURS = (*STREAMS, *REFUSALS)


@dataclass
class FakeUpstream:
    """The server, and what it saw.

    `info`: what the key may spend, as LiteLLM tells it in `/key/info`; None: there is no such path.
    `seen`: the requests (path, headers, body). `closed`: the texts (or models) asked for and left before the end.
    """

    url: str = ""
    info: dict[str, Any] | None = None
    seen: list[dict[str, Any]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def start(self, port: int = 0) -> None:
        listener = socket.socket(proto=socket.IPPROTO_TCP)  # named, else asyncio leaves Nagle's delays on
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(1024)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(self, log_level="critical", lifespan="off", ws="none", loop="asyncio")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(10)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        body = await _body(receive)
        match scope["path"]:
            case "/__seen":
                await _answer(send, 200, self.seen)
            case "/__closed":
                await _answer(send, 200, self.closed)
            case path:
                self.seen.append({"path": path, "headers": headers, "body": json.loads(body) if body else None})
                if headers.get("authorization") != f"Bearer {KEY}":
                    await _answer(send, *REFUSALS["bad-key"])
                elif path == "/v1/models":
                    await _answer(send, 200, {"object": "list", "data": [{"id": name} for name in BEHAVIOURS]})
                elif path == "/v1/chat/completions":
                    await self._chat(json.loads(body), receive, send)
                elif path == "/key/info" and self.info is not None:
                    await _answer(send, 200, {"key": "8f3c", "info": self.info})
                else:
                    await _answer(send, 404, {"detail": "Not Found"})

    async def _chat(self, body: dict[str, Any], receive: Receive, send: Send) -> None:
        asked = _asked(body)
        if asked.behaviour in REFUSALS:
            await _answer(send, *REFUSALS[asked.behaviour])
            return
        streaming = asyncio.ensure_future(_stream(asked, send))
        leaving = asyncio.ensure_future(receive())
        await asyncio.wait((streaming, leaving), return_when=asyncio.FIRST_COMPLETED)
        if streaming.done():
            leaving.cancel()
            streaming.result()
            return
        self.closed.append(asked.text or body["model"])
        streaming.cancel()
        with suppress(asyncio.CancelledError):
            await streaming


async def _stream(asked: Asked, send: Send) -> None:
    if asked.behaviour != "mute":
        await _begin(send, 200, {"content-type": "text/event-stream; charset=utf-8"})
    async for piece in STREAMS[asked.behaviour](asked):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _asked(body: dict[str, Any]) -> Asked:
    last = next((message for message in reversed(body["messages"]) if message["role"] == "user"), {"content": ""})
    directive: dict[str, Any] = {}
    with suppress(ValueError, TypeError):
        told, _ = json.JSONDecoder().raw_decode(last["content"])
        directive = told if isinstance(told, dict) else {}
    behaviour = directive.get("do", body["model"])
    milliseconds = directive.get("ms", 20 if behaviour == "paced" else 0)
    known = behaviour if behaviour in BEHAVIOURS else "unknown"
    may_look = bool(body.get("tools")) and body["messages"][-1]["role"] == "user"
    page = directive.get("page", "") if may_look else ""
    return Asked(known, directive.get("words", 5), milliseconds / 1000, directive.get("text", ""), body, page)


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        piece: bytes = message.get("body", b"")
        body += piece
        if not message.get("more_body"):
            return body


async def _begin(send: Send, status: int, headers: Mapping[str, str]) -> None:
    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": named})


async def _answer(send: Send, status: int, content: Any, headers: Mapping[str, str] | None = None) -> None:
    body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    await _begin(
        send, status, {"content-type": "application/json", "content-length": str(len(body))} | dict(headers or {})
    )
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    fake = FakeUpstream()
    fake.start(int(sys.argv[1]))
    sys.stdout.write(f"{fake.url}\n")
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
