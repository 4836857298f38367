"""Where a reply comes from: the model's answer as events."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from uuid import UUID

from kipux.application.ports.llm_gateway import ChatEnd, ChatReasoning, ChatRequest, ChatText, ChatToolCall, LLMGateway
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.domain.errors import ContentRefused
from kipux.domain.events import ReasoningDelta, TextDelta, TitleSet

Generated = TextDelta | ReasoningDelta | TitleSet | ChatEnd
"""What a reply is made of, and a title that came beside it; the `ChatEnd` comes last and carries a cost whenever one can be known."""

Generation = AsyncGenerator[Sequence[Generated]]
"""A reply in batches: what came together."""


class ReplySource:
    """Asks the model, and says what comes as events."""

    def __init__(self, gateway: LLMGateway, catalogue: ModelCatalogue) -> None:
        self._gateway = gateway
        self._catalogue = catalogue

    async def __call__(self, request: ChatRequest) -> Generation:
        """Events as they come. Closing it closes the upstream request. Raises `GatewayError`."""
        said_something = False
        async with aclosing(self._gateway.chat(request)) as answer:
            async for batch in answer:
                generated = [self._event(event, request) for event in batch if not isinstance(event, ChatToolCall)]
                said_something = said_something or any(isinstance(event, TextDelta) for event in generated)
                end = batch[-1]
                if isinstance(end, ChatEnd) and end.finish_reason == "content_filter" and not said_something:
                    raise ContentRefused
                yield generated

    def _event(self, event: ChatText | ChatReasoning | ChatEnd, request: ChatRequest) -> Generated:
        match event:
            case ChatText(text):
                return TextDelta(text)
            case ChatReasoning(text):
                return ReasoningDelta(text)
            case ChatEnd():
                return self._priced(event, request.model, UUID(request.user))

    def _priced(self, end: ChatEnd, model_id: str, person: UUID) -> ChatEnd:
        """With the cost that the gateway told, else list price × tokens, else unknown."""
        model = self._catalogue.current(person).find(model_id)
        if end.cost is not None or model is None:
            return end
        return replace(end, cost=model.cost_of(end.usage))
