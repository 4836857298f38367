"""The port to the models."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol

from kipux.domain.budget import Budget
from kipux.domain.instructions import Effort
from kipux.domain.message import Usage
from kipux.domain.model import Model


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A whole tool call of a model's earlier turn; `arguments` is JSON text as the model wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class PromptMessage:
    """One message of the prompt. `tool_call_id` only with role `tool`; `tool_calls` only with role `assistant`."""

    role: Literal["system", "user", "assistant", "tool"]
    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool that the model may call; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What is asked of a model. `user` is the id of the person, opaque to gateways. None leaves a parameter to the provider.

    With `may_call` False the model sees its `tools`, since earlier turns used them, but may not call one any more.
    """

    model: str
    messages: tuple[PromptMessage, ...]
    user: str
    tools: tuple[ToolSpec, ...] = ()
    temperature: float | None = None
    max_output_tokens: int | None = None
    reasoning_effort: Effort | None = None
    may_call: bool = True


@dataclass(frozen=True, slots=True)
class ChatText:
    """More of the answer's text, never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class ChatReasoning:
    """More of the model's reasoning, never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class ChatToolCall:
    """A piece of a tool call: pieces of one call share `index`; `id` and `name` come in its first, `arguments` grow by joining."""

    index: int
    id: str | None
    name: str | None
    arguments: str


@dataclass(frozen=True, slots=True)
class ChatEnd:
    """The end of a whole answer: always last, exactly once. `cost` is USD as the gateway told it, None if it did not.

    `raw` is the provider's answer put together as JSON text: the shape of a non-streamed completion with every field that
    came beside the deltas kept (ids, fingerprints, `usage` with its details, vendor fields), and `headers`: those worth keeping.
    """

    finish_reason: str | None
    model: str | None
    usage: Usage = field(default_factory=Usage)
    cost: Decimal | None = None
    raw: str = "{}"


ChatEvent = ChatText | ChatReasoning | ChatToolCall | ChatEnd


class LLMGateway(Protocol):
    """Many models behind one door. What goes wrong is a `GatewayError` of the kind that tells a person what to do."""

    async def models(self) -> tuple[Model, ...]:
        """Every model offered, one a name. Raises `GatewayError`."""
        ...

    def chat(self, request: ChatRequest) -> AsyncGenerator[Sequence[ChatEvent]]:
        """Stream an answer: pieces as they come, at last one `ChatEnd`. An async generator: closing it closes the upstream request.

        What has come since the reader last asked comes as one batch, never empty: a reader who asks less often pays less.

        Raises `GatewayError` in place of `ChatEnd` whenever the answer is not whole, whatever came before.
        """
        ...

    async def probe(self) -> str:
        """One line on the gateway's state for the administrator: its kind, and version if told. Raises `GatewayError`."""
        ...

    async def budget(self) -> Budget | None:
        """What the key that Kipux uses has spent of its budget; None when it has none, or when the gateway does not tell.
        Raises `GatewayError` when there is no answer.
        """
        ...
