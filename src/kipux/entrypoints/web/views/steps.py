"""What the API tells of the steps of a reply and of its sources."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Self

from msgspec import Struct

from kipux.domain.message import Source
from kipux.domain.step import Step, StepStatus
from kipux.entrypoints.web.i18n import Translator

_SHORTEST = Decimal("0.1")
"""Seconds: what took less took no time, but it was done."""


class StepView(Struct, frozen=True):
    """One step; a later one of the same `id` takes its place. `label` and `detail` are sentences for the person, as plain text.

    `detail` is `facts` (what was found, and how long it took) and `missing` (what could not be had) in one line; `sources` are the
    numbers of those that it found.
    """

    id: str
    name: str
    status: StepStatus
    label: str
    detail: str
    facts: str
    missing: tuple[str, ...]
    sources: tuple[int, ...]

    @classmethod
    def of(cls, step: Step, speech: Translator) -> Self:
        """The step in the person's language."""
        name = step.name if speech.knows(f"step.{step.name}.{step.status.value}") else "other"
        label = speech.text(f"step.{name}.{step.status.value}", subject=step.subject)
        facts, missing = " · ".join(_facts(step, speech)), tuple(_missing(step, speech))
        detail = " · ".join(filter(None, (facts, *missing)))
        return cls(step.id, step.name, step.status, label, detail, facts, missing, step.sources)


class SourceView(Struct, frozen=True):
    """A source without its passages: they are asked for on their own."""

    n: int
    url: str
    title: str
    site: str
    snippet: str
    published_on: date | None
    read_at: datetime | None

    @classmethod
    def of(cls, source: Source) -> Self:
        """The source."""
        return cls(source.n, source.url, source.title, source.site, source.snippet, source.published_on, source.read_at)


class ReadSourceView(Struct, frozen=True):
    """A source with what was read of it, as plain text."""

    source: SourceView
    passages: tuple[str, ...]


class SourceList(Struct, frozen=True):
    """The sources of a reply, by number."""

    items: tuple[ReadSourceView, ...]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Self:
        """All of them."""
        return cls(tuple(ReadSourceView(SourceView.of(source), source.passages) for source in sources))


def _facts(step: Step, speech: Translator) -> Iterator[str]:
    if step.found is not None:
        yield speech.text("step.sources", n=step.found)
    if step.duration_ms is not None:
        yield speech.text("step.seconds", seconds=max(_SHORTEST, round(Decimal(step.duration_ms) / 1000, 1)))


def _missing(step: Step, speech: Translator) -> Iterator[str]:
    for code in step.missing:
        yield speech.text(f"missing.{code if speech.knows(f'missing.{code}') else 'other'}")
