"""What a model may use while it answers, and what the answer keeps of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Protocol
from urllib.parse import urlsplit

from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import ToolSpec
from kipux.domain.message import Source
from kipux.domain.step import Step, StepStatus


class BadArguments(Exception):
    """The arguments of a tool call are not what its schema says. Its text is a sentence for the model, in English."""


class Allowance:
    """Tokens that material from the web may take in one reply, all its rounds together."""

    def __init__(self, tokens: int) -> None:
        self.left = max(0, tokens)

    def take(self, tokens: int) -> None:
        """Use up so many; never more than are left."""
        self.left = max(0, self.left - tokens)


class SourceBook:
    """The sources of one reply, numbered from 1 in the order in which they came; a URL has one number."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._by_url = {source.url: source for source in sources}

    def add(self, source: Source) -> Source:
        """The same with its number (`n` as given does not count). Known already: it keeps its number and gets the new passages too."""
        known = self._by_url.get(source.url)
        if known is None:
            kept = replace(source, n=len(self._by_url) + 1)
        else:
            new = tuple(passage for passage in source.passages if passage not in known.passages)
            kept = replace(known, passages=known.passages + new)
        self._by_url[source.url] = kept
        return kept

    @property
    def sources(self) -> tuple[Source, ...]:
        """All of them, by number."""
        return tuple(self._by_url.values())


@dataclass(slots=True)
class Steps:
    """Tells what is being done: each step twice or more, under one id. `tell` gets them in order."""

    tell: Callable[[Step], None]
    clock: Clock
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def begin(self, name: str, subject: str) -> "RunningStep":
        """A step that began now."""
        step = Step(f"s{next(self._ids)}", name, StepStatus.STARTED, subject)
        self.tell(step)
        return RunningStep(self, step, self.clock.monotonic())


@dataclass(slots=True)
class RunningStep:
    """One that has not ended."""

    steps: Steps
    step: Step
    began: float

    def miss(self, code: str) -> None:
        """Something could not be had."""
        if code not in self.step.missing:
            self.step = replace(self.step, missing=(*self.step.missing, code))

    def end(self, *, found: int | None = None, failed: bool = False) -> None:
        """It ended now."""
        status = StepStatus.FAILED if failed else StepStatus.FINISHED
        spent = round((self.steps.clock.monotonic() - self.began) * 1000)
        self.step = replace(self.step, status=status, found=found, duration_ms=spent)
        self.steps.tell(self.step)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a tool knows of the reply that it works for. `question` is the person's own text; `language` a tag such as `es`.

    `until` is the moment of `Clock.monotonic` at which search and reading end, whatever is there by then.
    """

    question: str
    language: str
    now: datetime
    until: float
    allowance: Allowance
    sources: SourceBook
    steps: Steps


class Tool(Protocol):
    """Something a model may call."""

    @property
    def spec(self) -> ToolSpec:
        """Its name, what it is good for, and the JSON schema of its arguments."""
        ...

    async def __call__(self, arguments: Mapping[str, object], errand: Errand) -> str:
        """What the model gets to read: material quoted as such, within the allowance, its sources in the book, its steps told.

        What cannot be had is said in the result, and as `missing` of a step. Raises `BadArguments`, nothing else.
        """
        ...


def site_of(url: str) -> str:
    """The host of a URL as people know it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
