"""A Kipux whose model looks things up on a shelf that a test fills."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from dependency_injector import providers

from kipux.adapters.scripted.gateway import Step, whole_answer
from kipux.application.generation.tool_loop import ToolLoop
from kipux.application.generation.tools import Errand, Tool
from kipux.application.ports.llm_gateway import ChatEnd, ChatRequest, ChatToolCall, ToolSpec
from kipux.domain.message import Source, Usage
from tests.integration.living import PRICED, LiveApp, running


@dataclass
class Shelf(Tool):
    """Gives all of `sources` for each search, missing `missing`, once `may_end` is set."""

    sources: Iterable[Source]
    missing: tuple[str, ...] = ()
    fails: bool = False
    may_end: asyncio.Event | None = None

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec("web_search", "Looks things up.", {"type": "object"})

    async def __call__(self, arguments: Mapping[str, object], errand: Errand) -> str:
        step = errand.steps.begin("web_search", str(arguments["query"]))
        for code in self.missing:
            step.miss(code)
        if self.may_end:
            await self.may_end.wait()
        added = [errand.sources.add(replace(source, read_at=errand.now)) for source in self.sources]
        step.end(found=0, sources=tuple(source.n for source in added), failed=self.fails)
        return "Material."


@dataclass
class Librarian:
    """The app, what its model searches for, and what it says then."""

    app: LiveApp
    shelf: Shelf
    queries: tuple[str, ...] = ("nivel del Titicaca",)
    answer: tuple[str, ...] = ("Bajó [1].",)
    waits: list[asyncio.Event] = field(default_factory=list)

    def play(self, request: ChatRequest) -> Iterable[Step]:
        if not request.tools or any(message.role == "tool" for message in request.messages):
            return [*self.waits, *whole_answer(*self.answer, usage=Usage(9_000, 20), model="m")]
        calls = [
            ChatToolCall(n, f"call_{n}", "web_search", json.dumps({"query": it})) for n, it in enumerate(self.queries)
        ]
        return [*calls, ChatEnd("tool_calls", "m", Usage(100, 5))]


def a_source(n: int, **changes: Any) -> Source:
    url = f"https://fuente{n}.example/pagina"
    source = Source(
        n=n,
        url=url,
        title=f"Boletín hidrológico número {n}",
        site=f"fuente{n}.example",
        snippet="Lo que dice el buscador.",
        published_on=date(2026, 3, n),
        passages=(f"La cota número {n} es de 3 809 m.", "Otro **fragmento** <b>tal cual</b>."),
    )
    return replace(source, **changes)


@asynccontextmanager
async def looking_up(database_url: str, *, sources: int = 2, **settings: Any) -> AsyncIterator[Librarian]:
    """Until the block ends."""
    async with running(database_url, **settings) as app:
        shelf = Shelf([a_source(n) for n in range(1, sources + 1)])
        librarian = Librarian(app, shelf)
        container = app.container
        loop = ToolLoop(container.reply_source(), [shelf], container.model_catalogue(), container.clock(), seconds=60)
        container.tool_loop.override(providers.Object(loop))
        app.stage.gateway.offered = (replace(PRICED, abilities=("function_calling",), context_window=64_000),)
        app.stage.gateway._script = librarian.play
        await container.refresh_models()()
        yield librarian
