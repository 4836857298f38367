"""Words of strangers, marked as such for a model."""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from kipux.application.generation.material import fitting
from kipux.application.generation.passages import Passage
from kipux.application.generation.tools import Allowance, SourceBook
from kipux.domain.message import Source
from kipux.domain.tokens import cut_to, tokens_in

_NUMBER = re.compile(r"\[ *\d{1,3}(?: *[,;–-] *\d{1,3})* *\]|【[^】]{0,12}】")
_MOST_NESTED = 4
_NO_BRACKETS = str.maketrans("[]【】", "()()")
_BLANKS = re.compile(r"[ \t\u00a0]+")
_TITLE_LENGTH = 150
_URL_LENGTH = 300
_UNUSUAL = re.compile("[^\n\t -~\u00a1-\u00ac\u00ae-\u024f]")
"""Most of a text need not be looked at one by one."""
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
_LEAST_PASSAGE = 12


class Quotation:
    """Gathers passages of sources until it has `most` tokens or the allowance is used up, and gives them as one quotation.

    It is fenced by a word that is made anew each time, so that no page can know it and seem to end it. Numbers in brackets, which
    would look like ours, and characters that nobody sees are taken out.
    """

    def __init__(self, book: SourceBook, allowance: Allowance, most: int) -> None:
        self._book = book
        self._allowance = allowance
        self._fence = secrets.token_hex(4)
        self._passages: dict[int, list[Passage]] = {}
        self._sources: dict[int, Source] = {}
        self._heads: dict[int, str] = {}
        self._numbers: list[int] = []
        self._remarks: list[str] = []
        self._left = most
        self._take(tokens_in(_fenced(self._fence, "")) + 1)

    @property
    def left(self) -> int:
        """Tokens that still find room."""
        return min(self._left, self._allowance.left)

    def add(self, source: Source, passage: Passage, *, most: int | None = None) -> bool:
        """Whether it found room; `most` are the tokens that one source may take of it at most. A passage that is too long is cut."""
        number = passage.source
        head = self._heads.get(number) or _head(source)
        costs = tokens_in(head) + 4 if number not in self._heads else 0
        left = self.left - costs - 2
        if most is not None:
            left = min(left, most - sum(tokens_in(each.whole) for each in self._passages.get(number, ())))
        text = cut_to(cleaned(passage.whole), left) if left >= _LEAST_PASSAGE else ""
        if not text.strip():
            return False
        self._take(tokens_in(text) + costs + 2)
        self._heads[number], self._sources[number] = head, source
        self._passages.setdefault(number, []).append(replace(passage, heading="", text=text))
        return True

    def remark(self, text: str) -> None:
        """Words of somebody who names no source, in one paragraph; left out where there is no room for them."""
        costs = tokens_in(text) + 2
        if text and costs <= self.left:
            self._take(costs)
            self._remarks.append(text)

    def close(self) -> str:
        """The quotation, its sources numbered in the book and with their passages; empty when nothing was added."""
        parts = list(self._remarks)
        if parts:
            self._book.guard()
        for number, passages in self._passages.items():
            texts = tuple(each.text for each in sorted(passages, key=lambda each: each.place))
            source = self._book.add(replace(self._sources[number], passages=texts))
            self._numbers.append(source.n)
            parts.append(f"[{source.n}] {self._heads[number]}\n" + "\n…\n".join(texts))
        return _fenced(self._fence, "\n\n".join(parts)) if parts else ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """Those that its sources have in the book, once it is closed."""
        return tuple(self._numbers)

    def _take(self, tokens: int) -> None:
        self._allowance.take(tokens)
        self._left = max(0, self._left - tokens)


def quoted_again(sources: Iterable[Source], tokens: int) -> str:
    """What was read of these sources before, under the numbers that they have, in so many tokens; empty when nothing was."""
    parts = [f"[{it.n}] {_head(it)}\n" + "\n…\n".join(it.passages) for it in sources if it.passages]
    fence = secrets.token_hex(4)
    room = tokens - tokens_in(_fenced(fence, "")) - 2 * len(parts)
    return _fenced(fence, "\n\n".join(fitting(parts, room))) if parts and room > 0 else ""


def cleaned(text: str) -> str:
    """Without what looks like our numbers, and without control and format characters: those hide text from people's eyes."""
    seen = _UNUSUAL.sub(_if_seen, text)
    return _BLANKS.sub(" ", _unnumbered(_BLANKS.sub(" ", seen))).strip()


def _unnumbered(text: str) -> str:
    """Taking one out may make another; who nests them deeper than that has no brackets left."""
    for _ in range(_MOST_NESTED):
        text, found = _NUMBER.subn("", text)
        if not found:
            return text
    return text.translate(_NO_BRACKETS)


def one_line(text: str, length: int) -> str:
    """The same on one line, of so many characters at most."""
    line = " ".join(cleaned(text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _head(source: Source) -> str:
    day = f", {source.published_on:%Y-%m-%d}" if source.published_on else ""
    return f"{one_line(source.title, _TITLE_LENGTH) or source.site} ({source.site}{day}) {one_line(source.url, _URL_LENGTH)}"


def _fenced(fence: str, text: str) -> str:
    return f"<quoted {fence}>\n{text}\n</quoted {fence}>"


def _if_seen(character: re.Match[str]) -> str:
    return "" if unicodedata.category(character[0]) in _UNSEEN else character[0]
