"""What a reply has so far."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from kipux.application.generation.reply import Generated, RoundEnded
from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import ChatEnd
from kipux.domain.events import ReasoningDelta, ReplyEvent, SourcesFound, TextDelta, ToolProgress, UsageReported
from kipux.domain.message import Failure, Message, MessageStatus, Timing, Usage


class Draft:
    """Grows with each event; measures time from its making. The text is joined only when asked for."""

    def __init__(self, reply: Message, clock: Clock) -> None:
        self._reply = reply
        self._clock = clock
        self._text = [reply.text] if reply.text else []
        self._reasoning = [reply.reasoning] if reply.reasoning else []
        self._began = clock.monotonic()
        self._first_at: float | None = None
        self._text_at: float | None = None
        self._end: ChatEnd | None = None
        self._rounds: list[ChatEnd] = []
        self._is_in_a_round = False
        self._steps = {step.id: step for step in reply.steps}
        self._sources = reply.sources
        self._pieces = 0
        self._has_reasoned = False

    def take(self, event: Generated) -> None:
        """Add what the event says."""
        self._pieces += 1
        match event:
            case TextDelta(text):
                self._note_time(is_text=True)
                self._text.append(text)
                self._is_in_a_round = True
            case ReasoningDelta(text):
                self._has_reasoned = self._is_in_a_round = True
                self._note_time(is_text=False)
                self._reasoning.append(text)
            case ToolProgress(step):
                self._steps[step.id] = step
            case SourcesFound(sources):
                self._sources = sources
            case RoundEnded(end):
                self._rounds.append(end)
                self._is_in_a_round = False
            case ChatEnd():
                self._end = event

    @property
    def beginning(self) -> tuple[ReplyEvent, ...]:
        """What a reply that is written on had before, as events; nothing for a new one."""
        return told_of(self._reply)

    @property
    def text(self) -> str:
        """All text so far."""
        return _joined(self._text)

    @property
    def reasoning(self) -> str:
        """All reasoning so far."""
        return _joined(self._reasoning)

    @property
    def so_far(self) -> Message:
        """The reply as it stands, still being written."""
        steps = tuple(self._steps.values())
        return replace(self._reply, text=self.text, reasoning=self.reasoning, steps=steps, sources=self._sources)

    @property
    def pieces(self) -> int:
        """How many deltas came."""
        return self._pieces

    @property
    def raw(self) -> str | None:
        """The provider's own answer, once it ended."""
        return self._end.raw if self._end else None

    def settled(self, status: MessageStatus, failure: Failure | None, at: datetime) -> Message:
        """The reply as it is kept for good."""
        return replace(
            self._reply,
            status=status,
            text=self.text,
            reasoning=self.reasoning,
            steps=tuple(step.ended for step in self._steps.values()),
            sources=self._sources,
            usage=self._end.usage if self._end and not self._is_continued else None,
            cost=None if self._is_continued else self._cost,
            timing=_sum(self._reply.timing, self._timing()),
            error=failure,
            finished_at=at,
        )

    @property
    def _cost(self) -> Decimal | None:
        """Of a reply that broke off between two rounds, that of those before; unknown when one was cut off in its middle."""
        if self._end:
            return self._end.cost
        costs = [end.cost for end in self._rounds]
        if self._is_in_a_round or not costs or None in costs:
            return None
        return sum((cost for cost in costs if cost is not None), Decimal(0))

    @property
    def _is_continued(self) -> bool:
        """Then what all of it used is unknown: of what was cut off no provider told."""
        return bool(self._reply.text or self._reply.reasoning)

    def _note_time(self, *, is_text: bool) -> None:
        if self._text_at is not None:
            return
        now = self._clock.monotonic()
        self._first_at = now if self._first_at is None else self._first_at
        self._text_at = now if is_text else None

    def _timing(self) -> Timing:
        now = self._clock.monotonic()
        reasoned_until = now if self._text_at is None else self._text_at
        return Timing(
            first_token_ms=None if self._first_at is None else _ms(self._first_at - self._began),
            reasoning_ms=_ms(reasoned_until - self._first_at)
            if self._has_reasoned and self._first_at is not None
            else None,
            duration_ms=_ms(now - self._began),
        )


def told_of(reply: Message, *, text_from: int = 0, reasoning_from: int = 0) -> tuple[ReplyEvent, ...]:
    """What a reply has, as events; of its text and reasoning what stands from these characters on."""
    events: list[ReplyEvent] = [ToolProgress(step) for step in reply.steps]
    if reply.sources:
        events.append(SourcesFound(reply.sources))
    if reasoning := reply.reasoning[reasoning_from:]:
        events.append(ReasoningDelta(reasoning))
    if text := reply.text[text_from:]:
        events.append(TextDelta(text))
    return tuple(events)


def usage_of(message: Message) -> UsageReported:
    """What a settled reply used, as an event."""
    return UsageReported(message.model or "", message.usage or Usage(), message.cost, message.timing or Timing())


def _sum(before: Timing | None, now: Timing) -> Timing:
    """The time of both; the first token is that of the first."""
    if before is None:
        return now
    reasoned = [ms for ms in (before.reasoning_ms, now.reasoning_ms) if ms is not None]
    durations = (before.duration_ms, now.duration_ms)
    return Timing(
        first_token_ms=before.first_token_ms,
        reasoning_ms=sum(reasoned) if reasoned else None,
        duration_ms=None if None in durations else sum(ms for ms in durations if ms is not None),
    )


def _joined(parts: list[str]) -> str:
    """The parts as one, kept so: asking again costs nothing."""
    if len(parts) > 1:
        parts[:] = ["".join(parts)]
    return parts[0] if parts else ""


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
