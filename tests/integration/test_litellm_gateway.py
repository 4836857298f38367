"""LiteLLM's adapter against servers that misbehave, on the wire."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from functools import partial

import pytest

from kipux.adapters.litellm import stream
from kipux.adapters.litellm.dialler import LiteLLMDialler
from kipux.adapters.litellm.gateway import LiteLLMGateway
from kipux.adapters.open_web.guard import OpenWebGuard
from kipux.adapters.open_web.names import SystemNames
from kipux.adapters.open_web.pinned import pinned
from kipux.application.ports.llm_gateway import ChatEnd, ChatEvent, ChatRequest, ChatText, PromptMessage
from kipux.domain.errors import (
    BudgetSpent,
    GatewayError,
    GatewayGarbled,
    GatewayKeyRefused,
    GatewayNotAllowed,
    GatewayTimeout,
    GatewayUnreachable,
    PageUnreachable,
    ProviderDown,
    ProviderKeyRefused,
    RequestRefused,
    StreamCut,
    StreamStalled,
)
from kipux.domain.fetch_policy import FetchPolicy
from kipux.domain.message import Usage
from tests.services.fake_upstream import BEHAVIOURS, KEY, FakeUpstream
from tests.services.litellm_proxy import LiteLLMProxy

SSE = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
WORD = b'data: {"choices":[{"delta":{"content":"w "}}]}\n\n'
STOP = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'


def asking(model: str, question: str = "hola") -> ChatRequest:
    return ChatRequest(model, (PromptMessage("user", question),), "somebody")


@asynccontextmanager
async def gateway_at(url: str, key: str | None = KEY, **seconds: float) -> AsyncIterator[LiteLLMGateway]:
    gateway = LiteLLMGateway(url, key, **seconds, resolver=None, ssl_context=None)
    try:
        yield gateway
    finally:
        await gateway.close()


@pytest.fixture
async def direct(fake_upstream: FakeUpstream) -> AsyncIterator[LiteLLMGateway]:
    async with gateway_at(fake_upstream.url, first_token_seconds=0.5, stall_seconds=0.3) as gateway:
        yield gateway


@asynccontextmanager
async def server_that_sends(answer: bytes, *, hold: bool = False) -> AsyncIterator[str]:
    """Sends these bytes to whoever asks, then hangs up, or holds the line."""
    released = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        if hold:
            await released.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        released.set()
        server.close()


async def answered(gateway: LiteLLMGateway, request: ChatRequest) -> list[ChatEvent]:
    return [event async for events in gateway.chat(request) for event in events]


async def failure_of(gateway: LiteLLMGateway, request: ChatRequest) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        await answered(gateway, request)
    return caught.value


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("no-end", StreamCut),
        ("stall", StreamStalled),
        ("murmur", StreamStalled),
        ("mute", GatewayTimeout),
        ("comments", GatewayTimeout),
        ("garbage", GatewayGarbled),
        ("broken-json", GatewayGarbled),
        ("bad-utf8", GatewayGarbled),
        ("giant", GatewayGarbled),
        ("html", GatewayGarbled),
        ("html-404", GatewayGarbled),
        ("html-502", ProviderDown),
        ("elsewhere", GatewayGarbled),
        ("bad-key", GatewayKeyRefused),
        ("strange", RequestRefused),
        ("spent", BudgetSpent),
        ("overloaded", ProviderDown),
    ],
)
async def test_each_misbehaviour_has_its_error(direct: LiteLLMGateway, model: str, kind: type[GatewayError]) -> None:
    assert type(await failure_of(direct, asking(model))) is kind


@pytest.mark.parametrize("model", ["fast", "crlf", "no-usage", "no-done"])
async def test_each_way_to_write_a_stream_is_read(direct: LiteLLMGateway, model: str) -> None:
    *pieces, end = await answered(direct, asking(model))
    assert pieces == [ChatText(f"w{i} ") for i in range(5)]
    assert isinstance(end, ChatEnd)
    assert end.finish_reason == "stop"


async def test_an_answer_may_take_longer_than_its_first_word_may(direct: LiteLLMGateway) -> None:
    long_one = asking("paced", json.dumps({"do": "paced", "words": 60, "ms": 20}))
    assert isinstance((await answered(direct, long_one))[-1], ChatEnd)


async def test_each_request_has_a_connection_of_its_own() -> None:
    events = WORD + STOP
    head = SSE.replace(b"\r\n\r\n", b"\r\ncontent-length: %d\r\n\r\n" % len(events))
    async with server_that_sends(head + events, hold=True) as url, gateway_at(url, first_token_seconds=2) as gateway:
        for _ in range(2):  # on the first one's connection nobody would answer the second
            assert isinstance((await answered(gateway, asking("m")))[-1], ChatEnd)


async def test_usage_that_is_not_told_is_unknown(direct: LiteLLMGateway) -> None:
    end = (await answered(direct, asking("no-usage")))[-1]
    assert isinstance(end, ChatEnd)
    assert (end.usage, end.cost) == (Usage(), None)


async def test_a_server_that_does_not_stream_is_read(direct: LiteLLMGateway) -> None:
    text, end = await answered(direct, asking("whole"))
    assert text == ChatText("All at once")
    assert isinstance(end, ChatEnd)
    assert end.usage.input_tokens == 11


async def test_the_providers_own_fields_are_kept(direct: LiteLLMGateway) -> None:
    end = (await answered(direct, asking("fast")))[-1]
    assert isinstance(end, ChatEnd)
    raw = json.loads(end.raw)
    assert (raw["x_groq"], raw["service_tier"], raw["usage"]["queue_time"]) == ({"id": "req_fake"}, "on_demand", 0.25)


async def test_a_redirect_is_not_followed(fake_upstream: FakeUpstream) -> None:
    moved = f"HTTP/1.1 307 Moved\r\nlocation: {fake_upstream.url}/v1/models\r\ncontent-length: 0\r\n\r\n"
    asked_before = len(fake_upstream.seen)
    async with server_that_sends(moved.encode()) as url, gateway_at(url) as gateway:
        assert type(await failure_of(gateway, asking("m"))) is GatewayGarbled
        with pytest.raises(GatewayGarbled):
            await gateway.models()
    assert len(fake_upstream.seen) == asked_before


async def test_proxies_of_the_environment_are_not_used(
    fake_upstream: FakeUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with gateway_at(fake_upstream.url) as gateway:
        assert await answered(gateway, asking("fast"))


@pytest.mark.parametrize("key", [None, "", "wrong", "ñ"])
async def test_a_wrong_key_is_the_gateways(fake_upstream: FakeUpstream, key: str | None) -> None:
    async with gateway_at(fake_upstream.url, key) as gateway:
        assert type(await failure_of(gateway, asking("fast"))) is GatewayKeyRefused
        with pytest.raises(GatewayKeyRefused):
            await gateway.models()
        with pytest.raises(GatewayKeyRefused):
            await gateway.probe()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9", "https://127.0.0.1:9/v1", "not a url", "http://", "ftp://127.0.0.1"]
)
async def test_a_gateway_that_is_not_there_is_unreachable(url: str) -> None:
    async with gateway_at(url) as gateway:
        assert type(await failure_of(gateway, asking("m"))) is GatewayUnreachable
        with pytest.raises(GatewayUnreachable):
            await gateway.models()
        with pytest.raises(GatewayUnreachable):
            await gateway.probe()


async def test_a_server_without_tls_is_unreachable_by_https(fake_upstream: FakeUpstream) -> None:
    async with gateway_at(fake_upstream.url.replace("http:", "https:")) as gateway:
        assert type(await failure_of(gateway, asking("m"))) is GatewayUnreachable


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", GatewayUnreachable),
        (b"SSH-2.0-OpenSSH_9.9\r\n", GatewayGarbled),
        (b"\x15\x03\x01\x00\x02\x02\x50" * 40, GatewayGarbled),
        (SSE, StreamCut),
        (SSE + WORD, StreamCut),
        (SSE + WORD + b"data: {", GatewayGarbled),
        (SSE + b"hello\n", GatewayGarbled),
        (SSE.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n") + b"not gzip", GatewayGarbled),
        (SSE.replace(b"\r\n\r\n", b"\r\ncontent-length: 999\r\n\r\n") + WORD, StreamCut),
        (b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{}", GatewayGarbled),
        (b"HTTP/1.1 200 OK\r\n\r\n", GatewayGarbled),
        (b"HTTP/1.1 400 Bad\r\ncontent-length: 99\r\n\r\n{", GatewayGarbled),
    ],
)
async def test_a_broken_wire_has_its_error(answer: bytes, kind: type[GatewayError]) -> None:
    async with server_that_sends(answer) as url, gateway_at(url) as gateway:
        assert type(await failure_of(gateway, asking("m"))) is kind


@pytest.mark.parametrize(
    "head", [SSE, SSE.replace(b"\r\n\r\n", b"\r\ncontent-length: 999\r\n\r\n")], ids=["closed", "cut"]
)
async def test_what_happens_after_the_reason_to_stop_is_no_failure(head: bytes) -> None:
    async with server_that_sends(head + WORD + STOP) as url, gateway_at(url) as gateway:
        assert isinstance((await answered(gateway, asking("m")))[-1], ChatEnd)


async def test_silence_after_the_reason_to_stop_is_no_failure() -> None:
    async with server_that_sends(SSE + WORD + STOP, hold=True) as url, gateway_at(url, stall_seconds=0.1) as gateway:
        assert isinstance((await answered(gateway, asking("m")))[-1], ChatEnd)


async def test_an_answer_without_measure_is_refused(direct: LiteLLMGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_ANSWER_BYTES", 10_000)
    assert type(await failure_of(direct, asking("endless"))) is GatewayGarbled


async def test_models_are_read_by_name_where_there_is_no_model_info(direct: LiteLLMGateway) -> None:
    assert [model.id for model in await direct.models()] == list(BEHAVIOURS)


async def test_wildcards_are_replaced_by_the_names_behind_them() -> None:
    # Both lists come from one body here: an entry that is none of the kind asked for is left out.
    entries = [{"model_name": "a/*"}, {"model_name": "known"}, {"id": "a/one"}, {"id": "known"}]
    body = json.dumps({"data": entries}).encode()
    answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n" + body
    async with server_that_sends(answer) as url, gateway_at(url) as gateway:
        assert [model.id for model in await gateway.models()] == ["a/one", "known"]


async def test_another_server_is_named_for_what_it_speaks(direct: LiteLLMGateway) -> None:
    assert await direct.probe() == f"OpenAI-compatible server, {len(BEHAVIOURS)} models"


async def test_the_proxy_tells_its_version(litellm_proxy: LiteLLMProxy) -> None:
    async with gateway_at(litellm_proxy.url, litellm_proxy.key) as gateway:
        assert (await gateway.probe()).startswith("LiteLLM 1.")


async def test_the_proxy_tells_limits_prices_and_our_label(litellm_proxy: LiteLLMProxy) -> None:
    async with gateway_at(litellm_proxy.url, litellm_proxy.key) as gateway:
        fast = next(model for model in await gateway.models() if model.id == "fast")
    assert (fast.name, fast.provider, fast.context_window, fast.max_output_tokens) == ("Rápido", "openai", 128000, 8192)
    assert (fast.input_price, fast.output_price) == (Decimal("0.000001"), Decimal("0.000002"))


async def test_the_proxy_tells_what_an_answer_cost(litellm_proxy: LiteLLMProxy) -> None:
    async with gateway_at(litellm_proxy.url, litellm_proxy.key) as gateway:
        priced, unpriced = [(await answered(gateway, asking(model)))[-1] for model in ("fast", "paced")]
    assert isinstance(priced, ChatEnd)
    assert isinstance(unpriced, ChatEnd)
    assert priced.cost is not None
    assert priced.cost.quantize(Decimal("0.0000001")) == Decimal("0.0000250")
    assert unpriced.cost is None


@pytest.mark.parametrize("key", [None, "sk-wrong"])
async def test_a_wrong_key_is_told_from_the_providers(litellm_proxy: LiteLLMProxy, key: str | None) -> None:
    async with gateway_at(litellm_proxy.url, key) as gateway:
        assert type(await failure_of(gateway, asking("fast"))) is GatewayKeyRefused
        with pytest.raises(GatewayKeyRefused):
            await gateway.models()
    async with gateway_at(litellm_proxy.url, litellm_proxy.key) as gateway:
        assert type(await failure_of(gateway, asking("bad-key"))) is ProviderKeyRefused


async def test_keys_and_questions_stay_out_of_the_log(direct: LiteLLMGateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for model in ("bad-key", "context", "error", "html", "stall", "fast"):
        with suppress(GatewayError):
            await answered(direct, asking(model, "a question of my own"))
    assert "gateway_key_refused" in caplog.text
    assert KEY not in caplog.text
    assert "question of my own" not in caplog.text


@pytest.fixture
async def careful() -> AsyncIterator[LiteLLMDialler]:
    """Dials what lies on the open internet."""
    names = SystemNames()
    yield LiteLLMDialler(partial(pinned, OpenWebGuard(FetchPolicy(), names)))
    names.close()


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433", "127.1", "0", "0177.0.0.1"),
        *("127.0.0.1.", "LOCALHOST.", "user@127.0.0.1"),
    ],
)
async def test_a_careful_dialler_reaches_nothing_inside(
    host: str, careful: LiteLLMDialler, fake_upstream: FakeUpstream
) -> None:
    before = len(fake_upstream.seen)
    with pytest.raises(GatewayNotAllowed):
        async with careful.dial(f"http://{host}:{port_of(fake_upstream)}", KEY) as gateway:
            await gateway.models()
    assert len(fake_upstream.seen) == before


async def test_a_dialler_connects_to_what_was_judged_whatever_the_name_means_by_then(
    fake_upstream: FakeUpstream,
) -> None:
    answers = iter([["127.0.0.1"]])

    async def names(_: str) -> list[str]:
        return next(answers)

    port = port_of(fake_upstream)
    dialler = LiteLLMDialler(partial(pinned, OpenWebGuard(FetchPolicy.of(f"gateway.example:{port}"), names)))
    async with dialler.dial(f"http://Gateway.example.:{port}/v1", KEY) as gateway:
        assert await gateway.models()
        assert await gateway.models()


async def test_a_name_that_nobody_knows_is_an_unreachable_gateway() -> None:
    async def names(_: str) -> list[str]:
        raise PageUnreachable

    dialler = LiteLLMDialler(partial(pinned, OpenWebGuard(FetchPolicy(), names)))
    with pytest.raises(GatewayUnreachable):
        async with dialler.dial("https://gateway.example", KEY):
            pass


def port_of(upstream: FakeUpstream) -> str:
    return upstream.url.rpartition(":")[2]
