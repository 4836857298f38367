"""Takes citations of sources that do not exist out of a reply, while it streams."""

import re
from collections.abc import Iterable, Sequence
from contextlib import aclosing

from kipux.application.generation.reply import Generated, Generation
from kipux.application.ports.llm_gateway import ChatEnd
from kipux.domain.events import SourcesFound, TextDelta, ToolProgress
from kipux.domain.message import Source

_NUMBERS = r"[1-9]\d{0,2}(?:[ ]?[,;][ ]?[1-9]\d{0,2}){0,20}"
_CITED = re.compile(rf" ?(?:\[(?P<plain>{_NUMBERS})\]|【(?P<wide>[1-9]\d{{0,2}})[^】\n]{{0,24}}】)")
_LINK = re.compile(r"\((?:https?://[^\s()]*+(?:\([^\s()]*+\))?[^\s()]*+)?\)")
_BEGUN = re.compile(r" ?(?:\[[\d ,;]{0,100}|【[^】\n]{0,28})?\Z")
_BEGUN_LINK = re.compile(
    r" ?(?:\[[\d ,;]{1,100}\]|【[^】\n]{1,28}】)(?:\([^\s()]{0,600}(?:\([^\s()]{0,200}\)?)?[^\s()]{0,200})?\Z"
)
_BEGUN_FENCE = re.compile(r"(?:\A|(?<=\n)) {0,3}~{1,2}\Z")
_MARKS = {
    "": re.compile(r"`+|(?:\A|(?<=\n)) {0,3}~{3,}"),
    "`": re.compile(r"`+"),
    "~": re.compile(r"(?:\A|(?<=\n)) {0,3}~{3,}"),
}
"""What begins or ends code, by what the code that one is in began with."""
_END_WITHIN_LINE = re.compile(r"`+|\n+")
_FENCE = 3
"""Backticks that begin a block of code when they begin a line; tildes do nothing else."""


class Citations:
    """Text that goes through: `[2]` stays when there is a source 2, `[1](https://…)` becomes `[1]`, and a number of no source goes.

    What stands in code is left alone. It holds back no more than what may become a citation.
    """

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self.numbers = set(numbers)
        self._held = ""
        self._last = ""
        self._sign = ""
        self._length = 0
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
        at = 0
        while at < len(text):
            mark = self._mark_in(text, at)
            stretch = text[at : mark.start()] if mark else text[at:]
            done, held = self._checked(stretch, is_all=is_all or mark is not None)
            said.append(done)
            self._note(done)
            if mark is None:
                return "".join(said), held
            if mark.end() == len(text) and not is_all:
                return "".join(said), mark.group()  # more of the same may follow
            said.append(mark.group())
            self._note_mark(mark.group())
            at = mark.end()
        return "".join(said), ""

    def _mark_in(self, text: str, at: int) -> re.Match[str] | None:
        """The next one from there on."""
        if self._length and not self._is_fenced:
            return _END_WITHIN_LINE.search(text, at)
        mark = _MARKS[self._sign].search(text, at)
        if mark and not mark.start() and "~" in mark.group() and not self._at_line_start:
            return _MARKS[self._sign].search(text, mark.end())
        return mark

    def _note(self, text: str) -> None:
        """Whether the next sign is the first of its line, blanks aside; and what came before it."""
        if text:
            last = text.rpartition("\n")
            self._at_line_start = not last[2].strip() and (bool(last[1]) or self._at_line_start)
            self._last = text[-1]

    def _note_mark(self, mark: str) -> None:
        self._last = mark[-1]
        if mark.startswith("\n"):
            self._sign, self._length, self._at_line_start = "", 0, True  # code within a line does not outlive it
            return
        sign = mark[-1]
        length = mark.count(sign)
        if not self._length:
            self._is_fenced = length >= _FENCE and self._at_line_start
            self._sign, self._length = sign, length
        elif length >= self._length and self._at_line_start if self._is_fenced else length == self._length:
            self._sign, self._length, self._is_fenced = "", 0, False
        self._at_line_start = False

    def _checked(self, text: str, *, is_all: bool) -> tuple[str, str]:
        held = ""
        if not is_all:
            begun = None if self._length else _BEGUN_LINK.search(text) or _BEGUN.search(text)
            fence = _BEGUN_FENCE.search(text)
            start = min((it.start() for it in (begun, fence) if it), default=len(text))
            text, held = text[:start], text[start:]
        if self._length:
            return text, held
        said, at = [], 0
        for cited in _CITED.finditer(text):
            before = text[cited.start() - 1] if cited.start() else self._last
            if cited.start() < at or (before in ("\\", "!") and not cited.group().startswith(" ")):
                continue
            link = _LINK.match(text, cited.end())
            said += [text[at : cited.start()], self._known(cited)]
            at = link.end() if link else cited.end()
        return "".join(said) + text[at:], held

    def _known(self, cited: re.Match[str]) -> str:
        numbers = [int(number) for number in re.findall(r"\d+", cited["plain"] or cited["wide"])]
        known = "".join(f"[{number}]" for number in numbers if number in self.numbers)
        return known and (" " if cited.group().startswith(" ") else "") + known


async def cited(generation: Generation, sources: Sequence[Source], *, has_read: bool = False) -> Generation:
    """The generation, its text through `Citations` from the moment when something was looked up; `sources` are there already.

    `has_read`: replies before it cite sources of their own, whose numbers mean nothing in this one.
    """
    citations = Citations(source.n for source in sources) if sources or has_read else None
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
