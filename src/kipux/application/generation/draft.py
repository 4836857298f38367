"""What a reply has so far."""

from dataclasses import replace
from datetime import datetime

from kipux.application.generation.reply import Generated
from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import ChatEnd
from kipux.domain.events import ReasoningDelta, TextDelta, UsageReported
from kipux.domain.message import Failure, Message, MessageStatus, Timing, Usage


class Draft:
    """Grows with each event; measures time from its making. The text is joined only when asked for."""

    def __init__(self, reply: Message, clock: Clock) -> None:
        self._reply = reply
        self._clock = clock
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._began = clock.monotonic()
        self._first_at: float | None = None
        self._text_at: float | None = None
        self._end: ChatEnd | None = None
        self._pieces = 0

    def take(self, event: Generated) -> None:
        """Add what the event says."""
        self._pieces += 1
        match event:
            case TextDelta(text):
                self._note_time(is_text=True)
                self._text.append(text)
            case ReasoningDelta(text):
                self._note_time(is_text=False)
                self._reasoning.append(text)
            case ChatEnd():
                self._end = event

    @property
    def text(self) -> str:
        """All text so far."""
        return _joined(self._text)

    @property
    def reasoning(self) -> str:
        """All reasoning so far."""
        return _joined(self._reasoning)

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
            usage=self._end.usage if self._end else None,
            cost=self._end.cost if self._end else None,
            timing=self._timing(),
            error=failure,
            finished_at=at,
        )

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
            if self._reasoning and self._first_at is not None
            else None,
            duration_ms=_ms(now - self._began),
        )


def usage_of(message: Message) -> UsageReported:
    """What a settled reply used, as an event."""
    return UsageReported(message.model or "", message.usage or Usage(), message.cost, message.timing or Timing())


def _joined(parts: list[str]) -> str:
    """The parts as one, kept so: asking again costs nothing."""
    if len(parts) > 1:
        parts[:] = ["".join(parts)]
    return parts[0] if parts else ""


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
