"""What a model may use while it answers, and what the answer keeps of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import ToolSpec
from kipux.domain.errors import AddressRefused
from kipux.domain.message import Source
from kipux.domain.step import Step, StepStatus
from kipux.domain.web_address import checked_address
from kipux.domain.web_use import WebUse


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
        self._offered: set[str] = set()
        self._is_guarded = bool(self._by_url)

    def offer(self, *urls: str) -> None:
        """Addresses that a person named or a search found."""
        self._offered |= {_comparable(url) for url in urls}

    def guard(self) -> None:
        """The model is given strangers' words, of a source or not: from now on it may only open what was offered."""
        self._is_guarded = True

    def may_open(self, url: str) -> bool:
        """Whether a model may have this address opened. Until it has read strangers' words, any; from then on only those offered: else
        such words could make it send what it knows to an address of their making.
        """
        return not self._is_guarded or _comparable(url) in self._offered

    def add(self, source: Source) -> Source:
        """The same with its number (`n` as given does not count). Known already: it keeps its number and gets the new passages too."""
        self.guard()
        self.offer(source.url)  # where a redirect led: the model is shown this one
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


class Steps:
    """Tells what one call of a tool is doing: each step twice, under one id. `tell` gets them in order; `ids` are the reply's."""

    def __init__(self, tell: Callable[[Step], None], clock: Clock, ids: Iterator[int]) -> None:
        self._tell = tell
        self._clock = clock
        self._ids = ids
        self._running: list[RunningStep] = []

    def begin(self, name: str, subject: str) -> "RunningStep":
        """A step that began now."""
        step = Step(f"s{next(self._ids)}", name, StepStatus.STARTED, subject)
        self._tell(step)
        running = RunningStep(step, self._tell, self._clock)
        self._running.append(running)
        return running

    def give_up(self, code: str) -> None:
        """Whatever has not ended ends here, for want of this."""
        for running in self._running:
            if running.step.status is StepStatus.STARTED:
                running.miss(code)
                running.end(failed=True)


class RunningStep:
    """One that has not ended."""

    def __init__(self, step: Step, tell: Callable[[Step], None], clock: Clock) -> None:
        self.step = step
        self._tell = tell
        self._clock = clock
        self._began = clock.monotonic()

    def miss(self, code: str) -> None:
        """Something could not be had."""
        if code not in self.step.missing:
            self.step = replace(self.step, missing=(*self.step.missing, code))

    def end(self, *, found: int | None = None, sources: tuple[int, ...] = (), failed: bool = False) -> None:
        """It ended now. Where `sources` are numbered, `found` counts them."""
        status = StepStatus.FAILED if failed else StepStatus.FINISHED
        spent = round((self._clock.monotonic() - self._began) * 1000)
        found = len(sources) if sources else found
        self.step = replace(self.step, status=status, found=found, duration_ms=spent, sources=sources)
        self._tell(self.step)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a tool knows of the reply that it works for. `question` is the person's own text; `language` a tag such as `es`, or None.

    `portion` is how many tokens of material this one call may give; `until` is the moment of `Clock.monotonic` at
    which search and reading end, whatever is there by then.
    """

    question: str
    language: str | None
    now: datetime
    until: float
    allowance: Allowance
    portion: int
    sources: SourceBook
    steps: Steps


@dataclass(frozen=True, slots=True)
class Wish:
    """What a question asks of the web: its own text, and the person's language tag, None when it is not known.

    `has_read` says that the conversation has replies that rest on strangers' words; `offered` are the addresses of those, and what the
    person wrote before.
    """

    use: WebUse
    question: str
    language: str | None = None
    has_read: bool = False
    offered: tuple[str, ...] = ()


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


def _comparable(url: str) -> str:
    """The one way of writing it, as far as it is an address at all."""
    try:
        return checked_address(url.strip()).url.rstrip("/")
    except AddressRefused:
        return url.strip()


def site_of(url: str) -> str:
    """The host of a URL as people know it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
