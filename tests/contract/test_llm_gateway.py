"""What `LLMGateway` promises: scripted, and LiteLLM's adapter on a provider directly and through the real proxy."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain, repeat
from uuid import uuid4

import pytest

from kipux.adapters.litellm.gateway import LiteLLMGateway
from kipux.adapters.scripted.gateway import ScriptedLLMGateway, Step, whole_answer
from kipux.application.ports.llm_gateway import (
    ChatEnd,
    ChatEvent,
    ChatReasoning,
    ChatRequest,
    ChatText,
    ChatToolCall,
    LLMGateway,
    PromptMessage,
)
from kipux.domain.budget import Budget
from kipux.domain.errors import (
    ContentRefused,
    ContextTooLong,
    GatewayError,
    GatewayTimeout,
    ModelUnknown,
    ProviderDown,
    RateLimited,
    StreamCut,
    StreamStalled,
)
from kipux.domain.message import Usage
from kipux.domain.model import Model
from tests.services.fake_upstream import BEHAVIOURS, KEY, TOOL_ARGUMENTS, UNICODE, FakeUpstream
from tests.services.litellm_proxy import LiteLLMProxy


@dataclass(frozen=True)
class Subject:
    """A gateway on a stage where the model's name says what happens, and the texts whose readers left early.

    `allow` gives the key a budget; False where that cannot be: LiteLLM keeps none without a database.
    """

    gateway: LLMGateway
    left_early: Callable[[], Iterable[str]]
    allow: Callable[[Budget | None], bool]


@pytest.fixture(params=["scripted", "direct", "proxied"])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "scripted":
        gateway = ScriptedLLMGateway((Model(id=name, name=name) for name in BEHAVIOURS), _script)

        def allow(budget: Budget | None) -> bool:
            gateway.allowed = budget
            return True

        yield Subject(gateway, lambda: [_told(asked).get("text", "") for asked in gateway.closed_early], allow)
        return
    upstream: FakeUpstream = request.getfixturevalue("fake_upstream")
    url, key = f"{upstream.url}/v1/", KEY
    if request.param == "proxied":
        proxy: LiteLLMProxy = request.getfixturevalue("litellm_proxy")
        url, key = proxy.url, proxy.key
    litellm = LiteLLMGateway(url, key, first_token_seconds=30, stall_seconds=1)

    def tell(budget: Budget | None) -> bool:
        upstream.info = None
        if budget is not None:
            reset = budget.resets_at and budget.resets_at.isoformat()
            upstream.info = {
                "spend": float(budget.spent),
                "max_budget": float(budget.limit),
                "budget_reset_at": reset,
            }
        return bool(request.param == "direct")

    yield Subject(litellm, lambda: upstream.closed, tell)
    upstream.info = None
    await litellm.close()


def _told(request: ChatRequest) -> dict[str, str]:
    question = request.messages[-1].text
    told: dict[str, str] = json.loads(question) if question.startswith("{") else {}
    return told


def _script(request: ChatRequest) -> Iterable[Step]:
    words = _told(request).get("text", "w0 w1 w2 w3 w4").split()
    pieces = [f"{word} " for word in words]
    whole = whole_answer(*pieces, usage=Usage(11, 7, 3, 2), model=request.model)
    begun: list[Step] = [ChatText("w0 "), ChatText("w1 ")]
    call = [
        ChatToolCall(0, "call_1", "get_weather", ""),
        *(ChatToolCall(0, None, None, part) for part in TOOL_ARGUMENTS),
    ]
    scripts: dict[str, Iterable[Step]] = {
        "fast": whole,
        "reasoning": whole_answer(*pieces, reasoning="Let me think."),
        "tools": [*call, ChatEnd("tool_calls", None)],
        "unicode": whole_answer(UNICODE),
        "endless": chain.from_iterable(repeat(whole[:-1])),
        "cut": begun,
        "error": [*begun, ProviderDown()],
        "stall": [*begun, StreamStalled()],
        "context": [ContextTooLong()],
        "content": [ContentRefused()],
        "unknown": [ModelUnknown(model="unknown")],
        "limited": [RateLimited(retry_after=7)],
        "broken": [ProviderDown()],
        "late": [GatewayTimeout()],
    }
    return scripts[request.model]


def asking(model: str, question: str = "hola", **told: object) -> ChatRequest:
    text = json.dumps({"do": model, **told}) if told else question
    return ChatRequest(model, (PromptMessage("user", text),), "somebody")


async def answered(subject: Subject, request: ChatRequest) -> list[ChatEvent]:
    return [event async for events in subject.gateway.chat(request) for event in events]


async def refused(subject: Subject, model: str) -> tuple[list[ChatEvent], GatewayError]:
    """What was said, and what was raised in place of an end."""
    said: list[ChatEvent] = []

    async def read() -> None:
        batches = subject.gateway.chat(asking(model))
        while True:
            said.extend(await anext(batches))

    with pytest.raises(GatewayError) as caught:
        await read()
    return said, caught.value


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


def text_of(events: Iterable[ChatEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, ChatText))


async def test_pieces_come_in_order_and_the_end_comes_last_and_once(subject: Subject) -> None:
    *pieces, end = await answered(subject, asking("fast"))
    assert isinstance(end, ChatEnd)
    assert all(isinstance(piece, ChatText) and piece.text for piece in pieces)
    assert text_of(pieces) == "w0 w1 w2 w3 w4 "


async def test_the_end_tells_why_by_whom_and_how_many_tokens(subject: Subject) -> None:
    end = (await answered(subject, asking("fast")))[-1]
    assert isinstance(end, ChatEnd)
    assert (end.finish_reason, end.model, end.usage) == ("stop", "fast", Usage(11, 7, 3, 2))


async def test_the_raw_answer_is_a_whole_completion(subject: Subject) -> None:
    end = (await answered(subject, asking("fast")))[-1]
    assert isinstance(end, ChatEnd)
    raw = json.loads(end.raw)
    assert raw["object"] == "chat.completion"
    assert raw["choices"][0]["message"]["content"] == "w0 w1 w2 w3 w4 "
    assert raw["choices"][0]["finish_reason"] == "stop"
    assert raw["usage"]["prompt_tokens"] == 11


async def test_reasoning_comes_before_the_text_and_apart_from_it(subject: Subject) -> None:
    events = await answered(subject, asking("reasoning"))
    kinds = [type(event) for event in events]
    assert kinds == sorted(kinds, key=[ChatReasoning, ChatText, ChatEnd].index)
    assert "".join(event.text for event in events if isinstance(event, ChatReasoning)) == "Let me think."
    assert text_of(events) == "w0 w1 w2 w3 w4 "


async def test_a_tool_call_grows_from_its_pieces(subject: Subject) -> None:
    *pieces, end = await answered(subject, asking("tools"))
    calls = [piece for piece in pieces if isinstance(piece, ChatToolCall)]
    assert (calls[0].id, calls[0].name) == ("call_1", "get_weather")
    assert {call.index for call in calls} == {0}
    assert "".join(call.arguments for call in calls) == "".join(TOOL_ARGUMENTS)
    assert isinstance(end, ChatEnd)
    assert end.finish_reason == "tool_calls"


async def test_every_character_arrives_whole(subject: Subject) -> None:
    assert text_of(await answered(subject, asking("unicode"))) == UNICODE


@pytest.mark.parametrize("question", ["", " ", "\n", UNICODE, "x" * 100_000, "a\ud83d"])
async def test_any_question_can_be_asked(subject: Subject, question: str) -> None:
    assert text_of(await answered(subject, asking("fast", question))) == "w0 w1 w2 w3 w4 "


@pytest.mark.parametrize(
    ("model", "kind", "details"),
    [
        ("context", ContextTooLong, {}),
        ("content", ContentRefused, {}),
        ("unknown", ModelUnknown, {"model": "unknown"}),
        ("limited", RateLimited, {"retry_after": 7}),
        ("broken", ProviderDown, {}),
        ("late", GatewayTimeout, {}),
    ],
)
async def test_a_refusal_is_of_the_kind_that_tells_what_to_do(
    subject: Subject, model: str, kind: type[GatewayError], details: dict[str, object]
) -> None:
    said, error = await refused(subject, model)
    assert (said, type(error), error.details) == ([], kind, details)


@pytest.mark.parametrize(("model", "kind"), [("cut", StreamCut), ("error", ProviderDown), ("stall", StreamStalled)])
async def test_an_answer_that_breaks_off_has_an_error_for_its_end(
    subject: Subject, model: str, kind: type[GatewayError]
) -> None:
    said, error = await refused(subject, model)
    assert type(error) is kind
    assert text_of(said) == "w0 w1 "
    assert not any(isinstance(event, ChatEnd) for event in said)


async def test_a_reader_who_leaves_closes_the_upstream_request(subject: Subject) -> None:
    text = f"left-{uuid4().hex}"
    async with aclosing(subject.gateway.chat(asking("endless", text=text))) as batches:
        async for events in batches:
            assert text_of(events).split()[0] == text
            break
    await until(lambda: text in subject.left_early())


async def test_a_cancelled_reader_closes_the_upstream_request(subject: Subject) -> None:
    text, begun = f"cancelled-{uuid4().hex}", asyncio.Event()

    async def read() -> None:
        async for _ in subject.gateway.chat(asking("endless", text=text)):
            begun.set()

    reading = asyncio.create_task(read())
    await asyncio.wait_for(begun.wait(), 20)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await until(lambda: text in subject.left_early())


async def test_many_answers_are_written_at_once_and_never_mixed(subject: Subject) -> None:
    texts = [" ".join(f"{i}-{n}" for n in range(10)) for i in range(64)]
    answers = await asyncio.gather(*(answered(subject, asking("fast", text=text)) for text in texts))
    assert [text_of(events).strip() for events in answers] == texts
    assert all(isinstance(events[-1], ChatEnd) for events in answers)


async def test_each_model_is_listed_once(subject: Subject) -> None:
    names = [model.id for model in await subject.gateway.models()]
    assert sorted(names) == sorted(BEHAVIOURS)


async def test_a_probe_is_one_line(subject: Subject) -> None:
    line = await subject.gateway.probe()
    assert line.strip()
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize(
    "budget",
    [
        None,
        Budget(Decimal("3.42"), Decimal(10), datetime(2026, 12, 1, tzinfo=UTC)),
        Budget(Decimal(0), Decimal("0.5")),
        Budget(Decimal("10.25"), Decimal(10)),
    ],
)
async def test_a_key_s_budget_is_told_or_it_is_unknown(subject: Subject, budget: Budget | None) -> None:
    is_kept = subject.allow(budget)
    assert await subject.gateway.budget() == (budget if is_kept else None)
