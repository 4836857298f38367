"""Takes citations of sources that do not exist out of a reply, while it streams."""

import re
from collections.abc import Iterable, Sequence
from contextlib import aclosing

from kipux.application.generation.reply import Generated, Generation
from kipux.application.ports.llm_gateway import ChatEnd
from kipux.domain.events import SourcesFound, TextDelta, ToolProgress
from kipux.domain.message import Source

_CITED = re.compile(r" ?(?:\[(?P<plain>\d{1,3}(?:[ ]?[,;][ ]?\d{1,3})*)\]|【(?P<wide>\d{1,3})[^】\n]{0,24}】)")
_LINK = re.compile(r"\((?:https?://[^\s()]*(?:\([^\s()]*\))?[^\s()]*)?\)")
_BEGUN = re.compile(r" ?(?:\[[\d ,;]{0,40}|【[^】\n]{0,28})?\Z")
_BEGUN_LINK = re.compile(
    r" ?(?:\[[\d ,;]+\]|【[^】\n]+】)(?:\([^\s()]{0,600}(?:\([^\s()]{0,200}\)?)?[^\s()]{0,200})?\Z"
)
_TICKS = re.compile(r"`+")
_END_OF_CODE = re.compile(r"`+|\n+")
_FENCE = 3
"""Backticks that begin a block of code when they begin a line."""


class Citations:
    """Text that goes through: `[2]` stays when there is a source 2, `[1](https://…)` becomes `[1]`, and a number of no source goes.

    What stands in code is left alone. It holds back no more than what may become a citation.
    """

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self.numbers = set(numbers)
        self._held = ""
        self._ticks = 0
        self._is_fenced = False
        self._at_line_start = True

    def take(self, text: str) -> str:
        """What can be said now."""
        self._held += text
        said, self._held = self._through(self._held, is_all=False)
        return said

    def close(self) -> str:
        """The rest."""
        said, self._held = self._through(self._held, is_all=True)
        return said

    def _through(self, text: str, *, is_all: bool) -> tuple[str, str]:
        """What is decided of a text, and what is not."""
        said: list[str] = []
        while text:
            mark = (_END_OF_CODE if self._is_within_line else _TICKS).search(text)
            stretch = text[: mark.start()] if mark else text
            done, held = (stretch, "") if self._ticks else self._checked(stretch, is_all=is_all or mark is not None)
            said.append(done)
            self._note(done)
            if mark is None:
                return "".join(said), held
            if mark.end() == len(text) and not is_all:
                return "".join(said), mark.group()  # more of the same may follow
            said.append(mark.group())
            self._note_mark(mark.group())
            text = text[mark.end() :]
        return "".join(said), ""

    @property
    def _is_within_line(self) -> bool:
        return self._ticks > 0 and not self._is_fenced

    def _note(self, text: str) -> None:
        """Whether the next sign is the first of its line, blanks aside."""
        if text:
            last = text.rpartition("\n")
            self._at_line_start = not last[2].strip() and (bool(last[1]) or self._at_line_start)

    def _note_mark(self, mark: str) -> None:
        number = len(mark)
        if mark.startswith("\n"):
            self._ticks, self._at_line_start = 0, True  # code within a line does not outlive it
            return
        if not self._ticks:
            self._ticks, self._is_fenced = number, number >= _FENCE and self._at_line_start
        elif number >= self._ticks and self._at_line_start if self._is_fenced else number == self._ticks:
            self._ticks, self._is_fenced = 0, False
        self._at_line_start = False

    def _checked(self, text: str, *, is_all: bool) -> tuple[str, str]:
        held = ""
        if not is_all:
            begun = _BEGUN_LINK.search(text) or _BEGUN.search(text)
            if begun is not None:
                text, held = text[: begun.start()], text[begun.start() :]
        said, at = [], 0
        for cited in _CITED.finditer(text):
            if cited.start() < at or text[max(0, cited.start() - 1) : cited.start()] in ("\\", "!"):
                continue
            link = _LINK.match(text, cited.end())
            said += [text[at : cited.start()], self._known(cited)]
            at = link.end() if link else cited.end()
        return "".join(said) + text[at:], held

    def _known(self, cited: re.Match[str]) -> str:
        numbers = [int(number) for number in re.findall(r"\d+", cited["plain"] or cited["wide"])]
        known = "".join(f"[{number}]" for number in numbers if number in self.numbers)
        return known and (" " if cited.group().startswith(" ") else "") + known


async def cited(generation: Generation, sources: Sequence[Source]) -> Generation:
    """The generation, its text through `Citations` from the moment when something was looked up; `sources` are there already."""
    citations = Citations(source.n for source in sources) if sources else None
    async with aclosing(generation):
        async for batch in generation:
            told: list[Generated] = []
            for event in batch:
                if isinstance(event, ToolProgress | SourcesFound):
                    citations = citations or Citations()
                if isinstance(event, SourcesFound) and citations:
                    citations.numbers |= {source.n for source in event.items}
                if isinstance(event, ChatEnd) and citations and (rest := citations.close()):
                    told.append(TextDelta(rest))
                if not isinstance(event, TextDelta) or citations is None:
                    told.append(event)
                elif text := citations.take(event.text):
                    told.append(TextDelta(text))
            if told:
                yield told
    if citations and (rest := citations.close()):
        yield (TextDelta(rest),)
