import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kipux.adapters.litellm.answer import Answer, NotAnAnswer, UpstreamError
from kipux.adapters.litellm.body import body_of
from kipux.adapters.litellm.sse import EventParser
from kipux.application.ports.llm_gateway import (
    ChatEnd,
    ChatReasoning,
    ChatRequest,
    ChatText,
    ChatToolCall,
    PromptMessage,
    ToolCall,
    ToolSpec,
)
from kipux.domain.instructions import Effort
from kipux.domain.message import Usage

DATA = Path(__file__).parents[1] / "data/litellm"
VERSIONS = ("1.106.2", "1.109.1")
COUNTED = Usage(input_tokens=11, output_tokens=7, cached_tokens=3, reasoning_tokens=2)


def replayed(name: str, version: str) -> list[Any]:
    answer, parser = Answer({}), EventParser(65536)
    payloads = parser.feed((DATA / f"{name}-{version}.sse").read_bytes())
    events = [event for payload in payloads if payload != b"[DONE]" for event in answer.add(payload)]
    return [*events, answer.end()]


def answered(
    *chunks: dict[str, Any], headers: dict[str, str] | None = None
) -> tuple[list[Any], ChatEnd, dict[str, Any]]:
    answer = Answer(headers or {})
    events = [event for chunk in chunks for event in answer.add(json.dumps(chunk).encode())]
    end = answer.end()
    return events, end, json.loads(end.raw)


def delta(finish: str | None = None, **added: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": added, "finish_reason": finish}]}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_recorded_answer_is_told_in_order(version: str) -> None:
    *texts, end = replayed("chat", version)
    assert texts == [ChatText(f"w{i} ") for i in range(5)]
    assert (end.finish_reason, end.model, end.usage) == ("stop", "up-chat", COUNTED)
    assert end.cost == Decimal("0.000024999999999999998")


@pytest.mark.parametrize("version", VERSIONS)
def test_recorded_reasoning_is_told_apart(version: str) -> None:
    events = replayed("reason", version)
    assert "".join(event.text for event in events if isinstance(event, ChatReasoning)) == "Let me think."
    assert json.loads(events[-1].raw)["choices"][0]["message"]["reasoning_content"] == "Let me think."


@pytest.mark.parametrize("version", VERSIONS)
def test_a_recorded_tool_call_comes_in_pieces(version: str) -> None:
    *pieces, end = replayed("tools", version)
    assert pieces[0] == ChatToolCall(0, "call_1", "get_weather", "")
    assert "".join(piece.arguments for piece in pieces) == '{"city": "Lima"}'
    called = {"name": "get_weather", "arguments": '{"city": "Lima"}'}
    message = json.loads(end.raw)["choices"][0]["message"]
    assert message["tool_calls"] == [{"id": "call_1", "type": "function", "function": called}]
    assert end.finish_reason == "tool_calls"


def test_a_whole_completion_is_told_like_a_streamed_one() -> None:
    sample = json.loads((DATA / "chat_completion.json").read_text())
    events, end, raw = answered(sample)
    assert events == [ChatText(sample["choices"][0]["message"]["content"])]
    assert end.usage == Usage(input_tokens=81, output_tokens=63)
    assert {name: raw[name] for name in sample if name != "choices"} == {
        name: value for name, value in sample.items() if name != "choices"
    }
    assert raw["choices"][0] == sample["choices"][0] | {"message": raw["choices"][0]["message"]}


def test_the_raw_answer_keeps_what_comes_beside_the_text() -> None:
    _, _, raw = answered(
        {"id": "1", "object": "chat.completion.chunk", "system_fingerprint": "fp", "x_groq": {"id": "r"}} | delta(role="assistant"),
        delta(content="a"),
        delta(content="b") | {"citations": ["u"], "odd": 1},
        delta(content="c", thinking_blocks=[{"signature": "s"}]) | {"odd": 2, "system_fingerprint": None},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop", "content_filter_results": {"hate": False}}]},
        {"choices": [], "usage": {"prompt_tokens": 1, "queue_time": 0.5}, "service_tier": "on_demand"},
    )  # fmt: skip
    kept = {
        "id": "1",
        "object": "chat.completion",
        "system_fingerprint": "fp",
        "x_groq": {"id": "r"},
        "citations": ["u"],
    }
    assert raw.items() >= (kept | {"odd": 2, "service_tier": "on_demand"}).items()
    assert raw["usage"] == {"prompt_tokens": 1, "queue_time": 0.5}
    (choice,) = raw["choices"]
    assert (choice["finish_reason"], choice["content_filter_results"]) == ("stop", {"hate": False})
    assert choice["message"] == {"role": "assistant", "content": "abc", "thinking_blocks": [{"signature": "s"}]}


def test_only_headers_without_secrets_are_kept() -> None:
    given = {
        "x-litellm-version": "1",
        "x-litellm-call-id": "c",
        "llm_provider-x-request-id": "r",
        "x-litellm-model-api-base": "http://inside",
        "x-litellm-key-spend": "1",
        "llm_provider-set-cookie": "c",
        "llm_provider-openai-organization": "o",
        "authorization": "a",
        "set-cookie": "s",
        "date": "d",
    }
    _, _, raw = answered(delta("stop"), headers=given)
    assert sorted(raw["headers"]) == ["llm_provider-x-request-id", "x-litellm-call-id", "x-litellm-version"]


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        (None, None),
        ({"cost": 0}, None),
        ({"cost": 0.5}, Decimal("0.5")),
        ({"cost": {"total_cost": 0.25, "input": 1}}, Decimal("0.25")),
        ({"cost": "dear", "prompt_tokens": 3}, None),
    ],
)
def test_a_cost_is_what_the_gateway_told(usage: dict[str, Any] | None, cost: Decimal | None) -> None:
    _, end, _ = answered(delta("stop"), {"choices": [], "usage": usage})
    assert end.cost == cost


@pytest.mark.parametrize(("told", "cost"), [("2.5e-05", Decimal("0.000025")), ("0", None), ("x", None), ("nan", None)])
def test_a_cost_is_also_told_by_header(told: str, cost: Decimal | None) -> None:
    _, end, _ = answered(delta("stop"), headers={"x-litellm-response-cost": told})
    assert end.cost == cost


def test_both_names_of_reasoning_are_known_and_other_answers_are_not_mixed_in() -> None:
    other = {"choices": [{"index": 1, "delta": {"content": "other"}, "finish_reason": "length"}]}
    events, end, _ = answered(delta(reasoning="r"), other, delta(reasoning_content="c"), delta(content="t"))
    assert events == [ChatReasoning("r"), ChatReasoning("c"), ChatText("t")]
    assert end.finish_reason is None


def test_tool_calls_without_a_number_are_told_apart_by_id() -> None:
    pieces = [
        {"id": "a", "function": {"name": "f", "arguments": "1"}},
        {"function": {"arguments": "2"}},
        {"id": "b", "function": {"name": "g", "arguments": "3"}},
    ]
    events, _, _ = answered(*(delta(tool_calls=[piece]) for piece in pieces))
    assert [event.index for event in events] == [0, 0, 1]


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b'"x"', b'{"choices": 7}', b"\xff", b'{"a":' * 5000])
@pytest.mark.parametrize("before", [[], [delta(content="x")]])
def test_what_is_no_chunk_is_refused(payload: bytes, before: list[dict[str, Any]]) -> None:
    answer = Answer({})
    for chunk in before:
        answer.add(json.dumps(chunk).encode())
    with pytest.raises(NotAnAnswer):
        answer.add(payload)


@pytest.mark.parametrize("error", [{"message": "m", "code": 500}, "m", {"message": {"odd": 1}}])
@pytest.mark.parametrize("before", [[], [delta(content="x")]])
def test_an_error_is_told_from_an_answer(error: object, before: list[dict[str, Any]]) -> None:
    answer = Answer({})
    for chunk in before:
        answer.add(json.dumps(chunk).encode())
    with pytest.raises(UpstreamError):
        answer.add(json.dumps({"error": error}).encode())
    assert answer.add(json.dumps(delta(content="y") | {"error": None}).encode()) == [ChatText("y")]


def test_a_request_is_only_what_is_asked() -> None:
    body = json.loads(body_of(ChatRequest("m", (PromptMessage("user", "hola"),), "u1")))
    assert body == {
        "model": "m",
        "messages": [{"role": "user", "content": "hola"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "user": "u1",
    }


def test_a_request_with_everything() -> None:
    call = ToolCall("c1", "f", "{}")
    prompt = (PromptMessage("assistant", "", (call,)), PromptMessage("tool", "42", tool_call_id="c1"))
    tool = ToolSpec("f", "does", {"type": "object"})
    body = json.loads(body_of(ChatRequest("m", prompt, "u1", (tool,), 0.0, 100, Effort.LOW)))
    function = {"name": "f", "arguments": "{}"}
    assert body["messages"] == [
        {"role": "assistant", "content": None, "tool_calls": [{"id": "c1", "type": "function", "function": function}]},
        {"role": "tool", "content": "42", "tool_call_id": "c1"},
    ]
    assert body["tools"][0]["function"] == {"name": "f", "description": "does", "parameters": {"type": "object"}}
    assert (body["temperature"], body["max_tokens"], body["reasoning_effort"]) == (0.0, 100, "low")


def test_half_a_character_does_not_stop_a_request() -> None:
    assert (
        json.loads(body_of(ChatRequest("m", (PromptMessage("user", "a\ud83d"),), "u")))["messages"][0]["content"]
        == "a?"
    )


def test_a_number_of_tokens_that_cannot_be_is_not_told() -> None:
    usage = {
        "prompt_tokens": -3,
        "completion_tokens": 0,
        "prompt_tokens_details": {"cached_tokens": -1},
        "completion_tokens_details": {"reasoning_tokens": 10**18},
    }
    _, end, raw = answered(delta("stop"), {"choices": [], "usage": usage})
    assert end.usage == Usage(output_tokens=0)
    assert raw["usage"] == usage


def said_of(*payloads: str | bytes) -> tuple[list[Any], dict[str, Any]]:
    answer = Answer({})
    given = [payload.encode() if isinstance(payload, str) else payload for payload in payloads]
    events = [event for payload in given for event in answer.add(payload)]
    return events, json.loads(answer.end().raw)["choices"][0]["message"]


def text_of(events: list[Any]) -> str:
    return "".join(event.text for event in events if isinstance(event, ChatText))


@pytest.mark.parametrize("before", ["", "Hola "])
def test_a_character_cut_in_two_is_put_together(before: str) -> None:
    halves = [json.dumps(delta(content=part)) for part in (before, "un \ud83e", "", "\udd99 y \ud83d\ude00")]
    events, message = said_of(*halves, json.dumps(delta("stop")))
    assert text_of(events) == message["content"] == f"{before}un 🦙 y 😀"


def test_a_half_that_stays_alone_is_replaced() -> None:
    chunks = [delta(content="a\ud83e"), delta(content="b\udd99c"), delta(content="d\ud83e"), delta("stop")]
    events, message = said_of(*map(json.dumps, chunks))
    assert text_of(events) == message["content"] == "a\ufffdb\ufffdcd\ufffd"


def test_halves_of_reasoning_and_of_arguments_are_put_together_each_with_its_own() -> None:
    def calling(index: int, arguments: str) -> list[dict[str, Any]]:
        return [{"index": index, "id": f"c{index}", "function": {"name": "f", "arguments": arguments}}]

    chunks = [
        delta(reasoning_content="\ud83e"),
        delta(tool_calls=calling(0, '"\ud83e')),
        delta(tool_calls=calling(1, '"\ud83d')),
        delta(reasoning_content="\udd99"),
        delta(tool_calls=calling(1, '\ude00"')),
        delta(tool_calls=calling(0, '\udd99"')),
    ]
    _, message = said_of(*map(json.dumps, chunks))
    assert message["reasoning_content"] == "🦙"
    assert [call["function"]["arguments"] for call in message["tool_calls"]] == ['"🦙"', '"😀"']


def test_a_whole_completion_with_half_a_character_is_told() -> None:
    events, _ = said_of(json.dumps({"choices": [{"message": {"content": "x\ud83e"}, "finish_reason": "stop"}]}))
    assert text_of(events) == "x\ufffd"


@pytest.mark.parametrize(
    "payload",
    [
        b'{"a": "\\ud83e"',
        b'"\\ud83e"',
        b'{"choices": "\\ud83e"}',
        b'{"choices": [{"index": [], "delta": {"content": "\\ud83e"}}]}',
        b'{"x": "\\ud83e", "y": NaN}',
    ],
)
def test_a_half_makes_no_chunk_of_what_is_none(payload: bytes) -> None:
    with pytest.raises(NotAnAnswer):
        Answer({}).add(payload)
