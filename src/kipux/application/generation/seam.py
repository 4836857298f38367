"""Joins what a model goes on with to what there was: with nothing said twice, and no two words glued together."""

from collections.abc import Iterator
from contextlib import aclosing

from kipux.application.generation.reply import Generated, Generation
from kipux.application.ports.llm_gateway import ChatEnd
from kipux.domain.errors import KipuxError
from kipux.domain.events import TextDelta

_LONGEST = 600
_SHORTEST = 4
_FIRST_WIDE = "\u2e80"
"""From here on are scripts that put no space between words."""


class Seam:
    """Holds back the beginning of a continuation for as long as it may be a repetition of the text's end."""

    def __init__(self, before: str) -> None:
        self._before = before
        self._end = before[-_LONGEST:]
        self._held = ""
        self._is_closed = False

    def take(self, text: str) -> str:
        """What of the continuation can be said now."""
        if self._is_closed:
            return text
        self._held += text
        return "" if self._may_be_repetition() else self.close()

    def close(self) -> str:
        """What was held back, without what repeats the end of the text."""
        if self._is_closed:
            return ""
        self._is_closed = True
        new = self._held[self._repeated() :]
        return f" {new}" if self._repeated() == 0 and _are_glued(self._before, new) else new

    def _may_be_repetition(self) -> bool:
        held = self._held.lstrip()
        return len(held) < len(self._end) and held in self._end

    def _repeated(self) -> int:
        """Characters at the beginning of what is held, blanks in front of them too, with which the text ends."""
        blanks = len(self._held) - len(self._held.lstrip())
        for length in range(min(len(self._held) - blanks, len(self._end)), 0, -1):
            if length < _SHORTEST and length < len(self._end):
                return 0
            if self._end.endswith(self._held[blanks : blanks + length]):
                return blanks + length
        return 0


async def joined(before: str, generation: Generation) -> Generation:
    """The generation as what follows `before`. When it breaks off, what was held back is said first."""
    seam = Seam(before)
    async with aclosing(generation):
        try:
            async for batch in generation:
                if said := [event for each in batch for event in _sewn(seam, each)]:
                    yield said
        except KipuxError:
            if rest := seam.close():
                yield (TextDelta(rest),)
            raise


def _sewn(seam: Seam, event: Generated) -> Iterator[Generated]:
    if isinstance(event, TextDelta):
        event = TextDelta(seam.take(event.text))
    elif isinstance(event, ChatEnd) and (rest := seam.close()):
        yield TextDelta(rest)
    if event != TextDelta(""):
        yield event


def _are_glued(before: str, new: str) -> bool:
    left, right = before[-1:], new[:1]
    return left.isalnum() and right.isalnum() and max(left, right) < _FIRST_WIDE
