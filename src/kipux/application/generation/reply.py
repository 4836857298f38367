"""Where a reply comes from: the model's answer as events."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from uuid import UUID

from kipux.application.ports.llm_gateway import (
    ChatEnd,
    ChatEvent,
    ChatReasoning,
    ChatRequest,
    ChatText,
    ChatToolCall,
    LLMGateway,
)
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.domain.errors import ContentRefused
from kipux.domain.events import ReasoningDelta, SourcesFound, TextDelta, TitleSet, ToolProgress

Answered = TextDelta | ReasoningDelta | ChatToolCall | ChatEnd
"""What one answer of a model is made of; the `ChatEnd` comes last and carries a cost whenever one can be known."""


@dataclass(frozen=True, slots=True)
class RoundEnded:
    """One of several answers of which a reply is made has ended: what it has cost is spent, whatever becomes of the reply."""

    end: ChatEnd


Generated = TextDelta | ReasoningDelta | ToolProgress | SourcesFound | TitleSet | RoundEnded | ChatEnd
"""What a reply is made of, all its rounds together, and a title that came beside it; the `ChatEnd` comes last."""

Generation = AsyncGenerator[Sequence[Generated]]
"""A reply in batches: what came together."""


class ReplySource:
    """Asks the model, and says what comes as events."""

    def __init__(self, gateway: LLMGateway, catalogue: ModelCatalogue) -> None:
        self._gateway = gateway
        self._catalogue = catalogue

    async def __call__(self, request: ChatRequest) -> AsyncGenerator[Sequence[Answered]]:
        """Events as they come. Closing it closes the upstream request. Raises `GatewayError`."""
        said_something = False
        async with aclosing(self._gateway.chat(request)) as answer:
            async for batch in answer:
                answered = [self._event(event, request) for event in batch]
                said_something = said_something or any(isinstance(event, TextDelta) for event in answered)
                end = batch[-1]
                yield answered
                if isinstance(end, ChatEnd) and end.finish_reason == "content_filter" and not said_something:
                    raise ContentRefused

    def _event(self, event: ChatEvent, request: ChatRequest) -> Answered:
        match event:
            case ChatText(text):
                return TextDelta(text)
            case ChatReasoning(text):
                return ReasoningDelta(text)
            case ChatToolCall():
                return event
            case ChatEnd():
                return self._priced(event, request.model, UUID(request.user))

    def _priced(self, end: ChatEnd, model_id: str, person: UUID) -> ChatEnd:
        """With the cost that the gateway told, else list price × tokens, else unknown."""
        model = self._catalogue.current(person).find(model_id)
        if end.cost is not None or model is None:
            return end
        return replace(end, cost=model.cost_of(end.usage))
