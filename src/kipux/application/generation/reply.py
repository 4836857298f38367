"""Where a reply comes from: the model's answer as events."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from kipux.application.ports.llm_gateway import ChatEnd, ChatReasoning, ChatRequest, ChatText, LLMGateway
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.domain.errors import ContentRefused
from kipux.domain.events import ReasoningDelta, TextDelta

Generated = TextDelta | ReasoningDelta | ChatEnd
"""What a reply is made of; the `ChatEnd` comes last and carries a cost whenever one can be known."""


class ReplySource:
    """Asks the model, and says what comes as events."""

    def __init__(self, gateway: LLMGateway, catalogue: ModelCatalogue) -> None:
        self._gateway = gateway
        self._catalogue = catalogue

    async def __call__(self, request: ChatRequest) -> AsyncGenerator[Generated, None]:
        """Events as they come. Closing it closes the upstream request. Raises `GatewayError`."""
        said_something = False
        async with aclosing(self._gateway.chat(request)) as answer:
            async for event in answer:
                match event:
                    case ChatText(text):
                        said_something = True
                        yield TextDelta(text)
                    case ChatReasoning(text):
                        yield ReasoningDelta(text)
                    case ChatEnd():
                        if event.finish_reason == "content_filter" and not said_something:
                            raise ContentRefused
                        yield self._priced(event, request.model)
                    case _:  # pieces of tool calls: no tool was offered
                        pass

    def _priced(self, end: ChatEnd, model_id: str) -> ChatEnd:
        """With the cost that the gateway told, else list price × tokens, else unknown."""
        model = self._catalogue.current().find(model_id)
        if end.cost is not None or model is None:
            return end
        return replace(end, cost=model.cost_of(end.usage))
