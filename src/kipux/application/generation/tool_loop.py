"""A reply that may look things up before, and while, it is written."""

import json
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from uuid import UUID

from kipux.application.generation.errands import Errands
from kipux.application.generation.planning import links_in, rules
from kipux.application.generation.reply import Generation, ReplySource
from kipux.application.generation.rounds import SEARCH, Rounds
from kipux.application.generation.tools import Allowance, Tool, Wish
from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import ChatRequest, ChatToolCall, PromptMessage
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.domain.model import Model
from kipux.domain.tokens import tokens_in, tokens_of_message
from kipux.domain.web_use import WebUse

_SHARE = 3
"""Material takes a third of what a prompt may have, at most."""
_MOST = 12_000
_UNKNOWN = 6_000
"""Tokens of material at most: at all, and where the model's window is not known."""
_LEAST = 300
"""Tokens below which there is no room for the web."""


class ToolLoop:
    """Answers in rounds: the model asks for tools, they run side by side, it goes on. A model that calls no tools is asked for a plan
    first, and answers with what came of it. Without `tools`, or without a wish for them, it is the model alone.

    What is looked up in one round gets `seconds`; after `rounds` of them the model answers from what there is.
    """

    def __init__(
        self,
        source: ReplySource,
        tools: Iterable[Tool],
        catalogue: ModelCatalogue,
        clock: Clock,
        *,
        seconds: float = 6,
        rounds: int = 4,
    ) -> None:
        self._source = source
        self._tools = {tool.spec.name: tool for tool in tools}
        self._specs = tuple(tool.spec for tool in self._tools.values())
        self._catalogue = catalogue
        self._clock = clock
        self._seconds = seconds
        self._rounds = rounds

    def reserve(self, request: ChatRequest, wish: Wish | None, budget: int) -> int:
        """Tokens of a prompt of `budget` that are kept for what may be looked up."""
        return min(budget // _SHARE, _MOST) + self._overhead if self._looking_up(request, wish) else 0

    async def __call__(self, request: ChatRequest, wish: Wish | None, budget: int | None) -> Generation:
        """The reply's events. No prompt of it takes more than `budget` tokens if that of `request` does not; None: it is not known.

        Raises `GatewayError`.
        """
        async with aclosing(self._answer(request, wish, budget)) as batches:
            async for batch in batches:
                yield batch

    def _answer(self, request: ChatRequest, wish: Wish | None, budget: int | None) -> Generation:
        wish = self._looking_up(request, wish)
        if wish is None:
            return self._alone(request)
        if budget is None:
            return self._looking(request, wish, None, _UNKNOWN)
        room = budget - _tokens(request.messages) - self._overhead
        return (
            self._alone(request) if room < _LEAST else self._looking(request, wish, room, min(budget // _SHARE, _MOST))
        )

    def _looking_up(self, request: ChatRequest, wish: Wish | None) -> Wish | None:
        """The wish, if anything can be looked up for it: by a search, by a model that calls tools, or where the question has links."""
        model = self._model_of(request)
        if wish is None or wish.use is WebUse.NEVER or not self._tools or (model is not None and model.demo):
            return None
        calls_tools = model is not None and model.calls_tools
        return wish if SEARCH in self._tools or calls_tools or links_in(wish.question) else None

    def _model_of(self, request: ChatRequest) -> Model | None:
        return self._catalogue.current(UUID(request.user)).find(request.model)

    @property
    def _overhead(self) -> int:
        specs = sum(tokens_in(json.dumps([spec.name, spec.description, spec.parameters])) for spec in self._specs)
        return specs + tokens_of_message(rules(self._clock.now(), with_tools=True).text)

    async def _alone(self, request: ChatRequest) -> Generation:
        async with aclosing(self._source(request)) as batches:
            async for batch in batches:
                if told := [event for event in batch if not isinstance(event, ChatToolCall)]:
                    yield told

    def _looking(self, request: ChatRequest, wish: Wish, room: int | None, share: int) -> Generation:
        model = self._model_of(request)
        calls_tools = model is not None and model.calls_tools
        allowance = Allowance(share if room is None else min(room, share))
        return Rounds(
            self._source,
            replace(request, messages=_ruled(request.messages, rules(self._clock.now(), with_tools=calls_tools))),
            self._specs if calls_tools else (),
            Errands(self._tools, wish, allowance, self._clock, seconds=self._seconds),
            wish,
            room,
            most=self._rounds,
        ).write()


def _ruled(messages: Sequence[PromptMessage], said: PromptMessage) -> tuple[PromptMessage, ...]:
    """With these rules below the instructions, above the conversation: what changes seldom comes first."""
    place = next((place for place, message in enumerate(messages) if message.role != "system"), len(messages))
    return (*messages[:place], said, *messages[place:])


def _tokens(messages: Iterable[PromptMessage]) -> int:
    return sum(tokens_of_message(message.text) for message in messages)
