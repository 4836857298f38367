"""An answer put together from its chunks."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

import msgspec

from kipux.adapters.litellm.completion import Completion
from kipux.adapters.litellm.halves import Halves, may_have_halves
from kipux.adapters.litellm.problem import told_problem
from kipux.adapters.litellm.wire import UNREADABLE, Chunk, Cost, Delta, PlainChunk, Problem, TokenUsage, ToolCallPiece
from kipux.application.ports.llm_gateway import ChatEnd, ChatEvent, ChatReasoning, ChatText, ChatToolCall
from kipux.domain.message import Usage

_plain = msgspec.json.Decoder(PlainChunk).decode
_chunk = msgspec.json.Decoder(Chunk).decode

_MOST_TOKENS = 10**9


class UpstreamError(Exception):
    """The stream says that it failed."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


class NotAnAnswer(Exception):
    """It is neither a chunk nor a completion."""


class Answer:
    """Takes each chunk, tells what it adds, and at the end gives the whole.

    Nearly every chunk only adds text: those are decoded to that and no more. The others are kept in full as well.
    `begun` once anything was said, `finished` once the provider gave the reason why it stopped.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.begun = False
        self._headers = headers
        self._completion = Completion(headers)
        self._halves = Halves()
        self._first = True
        self._finish_reason: str | None = None
        self._model: str | None = None
        self._usage = TokenUsage()
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._tool_calls: dict[int, ChatToolCall] = {}

    @property
    def finished(self) -> bool:
        """Whether nothing but usage can follow."""
        return self._finish_reason is not None

    def add(self, payload: bytes) -> list[ChatEvent]:
        """What this chunk, or this whole completion, says. Raises `UpstreamError` and `NotAnAnswer`."""
        try:
            chunk = self._whole(payload)
        except UNREADABLE as error:
            raise NotAnAnswer from error
        events: list[ChatEvent] = []
        for choice in chunk.choices or ():
            if choice.index == 0:
                self._finish_reason = choice.finish_reason or self._finish_reason
                events.extend(self._said(choice.delta or choice.message or Delta()))
        self.begun = self.begun or bool(events)
        return events

    def end(self) -> ChatEnd:
        """The end of the answer, with all that was told beside it."""
        told = self._usage
        usage = Usage(
            _count(told.prompt_tokens),
            _count(told.completion_tokens),
            _count(told.prompt_tokens_details.cached_tokens if told.prompt_tokens_details else None),
            _count(told.completion_tokens_details.reasoning_tokens if told.completion_tokens_details else None),
        )
        raw = self._completion.as_json(self._message(), self._finish_reason)
        return ChatEnd(self._finish_reason, self._model, usage, self._cost(), raw)

    def _whole(self, payload: bytes) -> Chunk:
        """The chunk, whose text may end, or begin, in the middle of a character."""
        if not self._halves.held:
            try:
                return self._read(payload)
            except msgspec.DecodeError:
                if not may_have_halves(payload):
                    raise
        return self._read(self._halves.mended(payload))

    def _read(self, payload: bytes) -> Chunk:
        if not self._first:
            try:
                return _plain(payload)
            except msgspec.ValidationError:
                pass  # it says more than text
        chunk = _chunk(payload)
        if problem := told_problem(chunk.error):
            raise UpstreamError(problem)
        self._first = False
        self._completion.keep(payload)
        self._model = self._model or chunk.model
        self._usage = _counts(chunk.usage) or self._usage
        return chunk

    def _said(self, delta: Delta) -> Iterator[ChatEvent]:
        if reasoning := delta.reasoning_content or delta.reasoning:
            self._reasoning.append(reasoning)
            yield ChatReasoning(reasoning)
        if delta.content:
            self._text.append(delta.content)
            yield ChatText(delta.content)
        for piece in delta.tool_calls or ():
            yield self._tool_call(piece)

    def _tool_call(self, piece: ToolCallPiece) -> ChatToolCall:
        name, arguments = (piece.function.name, piece.function.arguments) if piece.function else (None, None)
        said = ChatToolCall(self._index_of(piece), piece.id or None, name or None, arguments or "")
        known = self._tool_calls.get(said.index, ChatToolCall(said.index, None, None, ""))
        self._tool_calls[said.index] = ChatToolCall(
            said.index, known.id or said.id, known.name or said.name, known.arguments + said.arguments
        )
        return said

    def _index_of(self, piece: ToolCallPiece) -> int:
        """Some servers number no call: there, each id begins one."""
        if piece.index is not None:
            return piece.index
        return len(self._tool_calls) if piece.id or not self._tool_calls else max(self._tool_calls)

    def _message(self) -> dict[str, object]:
        message: dict[str, object] = {"content": "".join(self._text) or None}
        if self._reasoning:
            message["reasoning_content"] = "".join(self._reasoning)
        if self._tool_calls:
            message["tool_calls"] = [
                {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
                for _, call in sorted(self._tool_calls.items())
            ]
        return message

    def _cost(self) -> Decimal | None:
        """What the gateway told. A zero is what it says where it knows no price, so it tells nothing."""
        told = self._usage.cost.total_cost if isinstance(self._usage.cost, Cost) else self._usage.cost
        try:
            cost = Decimal(self._headers.get("x-litellm-response-cost", 0)) if told is None else told
        except InvalidOperation:
            return None
        return cost if cost.is_finite() and cost > 0 else None


def _count(told: int | None) -> int | None:
    """A number that can be one of tokens: what is below nothing, or beyond any window, was not counted."""
    return told if told is not None and 0 <= told <= _MOST_TOKENS else None


def _counts(usage: object) -> TokenUsage | None:
    try:
        return msgspec.convert(usage, TokenUsage | None)
    except msgspec.ValidationError:
        return None  # an answer is not lost for the way its tokens are told
