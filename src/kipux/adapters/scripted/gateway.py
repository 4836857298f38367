"""A gateway that plays a script: for tests, and for anyone who wants one without a model behind it."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kipux.application.ports.llm_gateway import ChatEnd, ChatEvent, ChatReasoning, ChatRequest, ChatText
from kipux.domain.budget import Budget
from kipux.domain.errors import GatewayError, StreamCut
from kipux.domain.message import Usage
from kipux.domain.model import Model


@dataclass(frozen=True, slots=True)
class Pause:
    """Seconds of silence."""

    seconds: float


Step = ChatEvent | Pause | asyncio.Event | GatewayError
"""What happens next: an event is said, a `Pause` waits, an `asyncio.Event` waits until it is set, an error is raised."""

Script = Callable[[ChatRequest], Iterable[Step]]
"""What happens for a request. It may be endless; it is cut short (`StreamCut`) when it stops before `ChatEnd`."""


class ScriptedLLMGateway:
    """Plays `script` for each request, one step at a time, with a turn for everybody else between two steps.

    `requests` are those asked so far; `closed_early` those whose reader left before the end. `offered` may be changed
    at any time, to a `GatewayError` too: `models` and `probe` then raise it. So may `allowed`, which is the budget.
    """

    def __init__(self, models: Iterable[Model], script: Script) -> None:
        self.offered: tuple[Model, ...] | GatewayError = tuple(models)
        self.allowed: Budget | GatewayError | None = None
        self.requests: list[ChatRequest] = []
        self.closed_early: list[ChatRequest] = []
        self._script = script

    async def models(self) -> tuple[Model, ...]:
        """The models offered."""
        if isinstance(self.offered, GatewayError):
            raise self.offered
        return self.offered

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Sequence[ChatEvent]]:
        """Play the script."""
        self.requests.append(request)
        try:
            for step in self._script(request):
                await _wait(step)
                if isinstance(step, GatewayError):
                    raise step
                if not isinstance(step, Pause | asyncio.Event):
                    yield (step,)
                if isinstance(step, ChatEnd):
                    return
            raise StreamCut
        except (GeneratorExit, asyncio.CancelledError):
            self.closed_early.append(request)
            raise

    async def probe(self) -> str:
        """Its kind and the number of its models."""
        return f"Scripted, {len(await self.models())} models"

    async def budget(self) -> Budget | None:
        """The budget given."""
        if isinstance(self.allowed, GatewayError):
            raise self.allowed
        return self.allowed


async def _wait(step: Step) -> None:
    if isinstance(step, asyncio.Event):
        await step.wait()
    else:
        await asyncio.sleep(step.seconds if isinstance(step, Pause) else 0)


def whole_answer(
    *pieces: str, reasoning: str = "", usage: Usage | None = None, cost: Decimal | None = None, model: str | None = None
) -> tuple[ChatEvent, ...]:
    """The steps of an answer that goes well: its reasoning, its pieces, its end. Empty pieces are left out."""
    said: list[ChatEvent] = [ChatReasoning(reasoning)] if reasoning else []
    said += [ChatText(piece) for piece in pieces if piece]
    usage = usage or Usage()
    raw = completion(model, "".join(pieces), reasoning, usage)
    return (*said, ChatEnd("stop", model, usage, cost, raw))


def completion(model: str | None, text: str, reasoning: str, usage: Usage) -> str:
    """An answer in the shape of a provider's non-streamed completion, as JSON text."""
    message = {"role": "assistant", "content": text} | ({"reasoning_content": reasoning} if reasoning else {})
    counted = (usage.input_tokens, usage.output_tokens)
    answer = {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": None if None in counted else {"prompt_tokens": counted[0], "completion_tokens": counted[1]},
    }
    return json.dumps(answer, ensure_ascii=False)
