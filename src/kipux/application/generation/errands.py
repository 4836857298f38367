"""Runs tools side by side, and tells their steps as they happen."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from itertools import count

from kipux.application.generation.calls import arguments_of
from kipux.application.generation.tools import Allowance, BadArguments, Errand, SourceBook, Steps, Tool, Wish
from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import ToolCall
from kipux.domain.events import SourcesFound, ToolProgress
from kipux.domain.step import Step

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 4
_GRACE_S = 2.0
"""Beyond its time a tool gets this long to give what it has, before it is cut off."""
_SHOWN = 200

Told = AsyncGenerator[Sequence[ToolProgress | SourcesFound]]


class Errands:
    """The errands of one reply: what they share, and what came of them. `seconds` is the time of all calls of one round."""

    def __init__(
        self, tools: Mapping[str, Tool], wish: Wish, allowance: Allowance, clock: Clock, *, seconds: float
    ) -> None:
        self.book = SourceBook()
        self.book.offer(*wish.offered)
        if wish.has_read:
            self.book.guard()
        self.mistakes = 0
        self._tools = tools
        self._wish = wish
        self._allowance = allowance
        self._clock = clock
        self._seconds = seconds
        self._portion = 0
        self._step_ids = count(1)
        self._queue: asyncio.Queue[Step | None] = asyncio.Queue()

    def can(self, name: str) -> bool:
        """Whether there is a tool of this name."""
        return name in self._tools

    async def run(self, calls: Sequence[ToolCall], results: dict[str, str]) -> Told:
        """The steps of these calls, all at once, as they happen, and the sources when they are more. What each call gives the model
        to read is put in `results` under its id. Closing it cancels what is under way.
        """
        before = self.book.sources
        until = self._clock.monotonic() + self._seconds
        self._portion = (
            self._allowance.left * 3 // 4 // max(1, min(len(calls), MOST_AT_ONCE))
        )  # some is left for later rounds
        tasks = [asyncio.create_task(self._run(call, until, results)) for call in calls[:MOST_AT_ONCE]]
        results |= {call.id: f"Not done: no more than {MOST_AT_ONCE} calls at once." for call in calls[MOST_AT_ONCE:]}
        left = len(tasks)
        try:
            while left:
                batch = [await self._queue.get()]
                while not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                left -= batch.count(None)
                if told := _progress(batch):
                    yield told
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self.book.sources != before:
            yield (SourcesFound(self.book.sources),)

    async def _run(self, call: ToolCall, until: float, results: dict[str, str]) -> None:
        steps = Steps(self._queue.put_nowait, self._clock, self._step_ids)
        try:
            async with asyncio.timeout(self._seconds + _GRACE_S):
                results[call.id] = await self._done(call, until, steps)
        except TimeoutError:
            results[call.id] = "Nothing came in time."
            steps.give_up("too_late")
        except Exception:  # a tool that breaks must not take the reply with it
            logger.exception("The tool %s broke", call.name)
            results[call.id] = "This tool is broken."
            steps.give_up("other")
        finally:
            self._queue.put_nowait(None)

    async def _done(self, call: ToolCall, until: float, steps: Steps) -> str:
        tool = self._tools.get(call.name)
        errand = Errand(
            question=self._wish.question,
            language=self._wish.language,
            now=self._clock.now(),
            until=until,
            allowance=self._allowance,
            portion=self._portion,
            sources=self.book,
            steps=steps,
        )
        try:
            if tool is None:
                raise BadArguments(f"There is no such tool. There are: {', '.join(self._tools)}.")
            return await tool(arguments_of(call), errand)
        except BadArguments as error:
            self.mistakes += 1
            step = steps.begin(call.name, call.arguments[:_SHOWN])
            step.miss("bad_arguments")
            step.end(failed=True)
            return f"Error: {error} Correct the call, or answer without it."


def _progress(batch: Iterable[Step | None]) -> list[ToolProgress]:
    return [ToolProgress(step) for step in batch if step is not None]
